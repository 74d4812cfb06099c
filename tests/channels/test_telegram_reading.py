"""Everything that Telegram can send, and the message that it is to the assistant."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiogram.enums import ContentType
from aiogram.types import Update
from channels.bot_api_rules import DESCRIPTION, Rules

from bot.channels.telegram import _KINDS, read, read_apart
from bot.messages import IncomingMessage
from bot.moment import Resources

ROWS = yaml.safe_load((Path(__file__).parent / "telegram_updates.yml").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
UNKNOWN_ORIGIN = {"type": "dream", "date": 1795300000}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_an_update_is_read_as(row: dict[str, Any]) -> None:
    message = read(Update.model_validate(row["update"]), NOW)
    if row["read"] is None:
        assert message is None
        return
    said = row["update"].get("message")
    received_at = datetime.fromtimestamp(said["date"], UTC) if said else NOW
    assert message == IncomingMessage("telegram:3527065", received_at=received_at, **row["read"])


@pytest.mark.parametrize("row", [row for row in ROWS if "kind" in row], ids=lambda row: row["name"])
def test_the_kinds_of_the_table_are_what_they_say(row: dict[str, Any]) -> None:
    message = Update.model_validate(row["update"]).message
    assert message is not None
    assert message.content_type == row["kind"]


def test_every_kind_that_is_heard_has_a_row_and_every_other_is_silence() -> None:
    assert {row["kind"] for row in ROWS if "kind" in row} == set(_KINDS)
    assert set(_KINDS) <= {kind.value for kind in ContentType}


def test_everything_that_can_be_attached_has_its_answer(resources: Resources) -> None:
    for row in ROWS:
        if attached := (row["read"] or {}).get("attached"):
            assert resources.wording.has(f"unheard.{attached}")


@pytest.mark.skipif(not DESCRIPTION.exists(), reason=f"the Bot API's description is not at {DESCRIPTION}")
@pytest.mark.parametrize("row", [row for row in ROWS if row.get("described", True)], ids=lambda row: row["name"])
def test_the_table_is_what_the_bot_api_describes(row: dict[str, Any]) -> None:
    assert Rules.load().wrong_with_type("Update", row["update"]) == []


def test_of_an_answer_that_cannot_be_read_whole_each_update_is_read_alone() -> None:
    first, strange, broken = ROWS[0]["update"], ROWS[1]["update"], ROWS[2]["update"]
    strange = {**strange, "message": strange["message"] | {"forward_origin": UNKNOWN_ORIGIN}}
    broken = {**broken, "message": {"message_id": "?"}}
    with pytest.raises(ValueError, match="forward_origin"):
        Update.model_validate(strange)
    updates = read_apart({"ok": True, "result": [first, strange, broken]})
    assert [update.update_id for update in updates] == [700000001, 700000002, 700000003]
    heard = [read(update, NOW) for update in updates]
    assert [message and message.text for message in heard] == [
        first["message"]["text"],
        strange["message"]["text"],
        None,
    ]


@pytest.mark.parametrize("answer", ["<html>", {}, {"result": True}])
def test_an_answer_without_updates_is_an_error(answer: object) -> None:
    with pytest.raises(TypeError):
        read_apart(answer)
