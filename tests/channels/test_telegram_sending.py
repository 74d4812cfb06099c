"""Every kind of reply, and the exact calls that Telegram gets for it; what its refusals mean to us."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiogram.methods import SendMessage
from channels.bot_api import TOKEN, BotApi, Call

from bot.asking import choices
from bot.buttons import ACTIONS
from bot.channels import CitizenGone, Refused, TryLater
from bot.channels.telegram import calls, make, open_bot
from bot.cli.telegram import fixed_row
from bot.commands import COMMANDS
from bot.messages import Button, Reply
from bot.moment import Resources
from bot.store.records import Attached

ROWS = yaml.safe_load((Path(__file__).parent / "telegram_calls.yml").read_text(encoding="utf-8"))
CITIZEN = "telegram:3527065"
LONGEST_LABEL = 20
MOST_BYTES = 64


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApi]:
    monkeypatch.setattr("bot.channels.telegram.SEND_TIMEOUT_SECONDS", 1.0)
    server = BotApi(per_chat_seconds=0).start()
    yield server
    server.stop()


def say(api: BotApi, reply: Reply, files: tuple[Attached, ...] = ()) -> list[Call]:
    async def send() -> None:
        bot = open_bot(TOKEN, api.url)
        try:
            for call in calls(CITIZEN, reply, files=files, fixed_row=fixed_row()):
                await make(bot, call)
        finally:
            await bot.session.close()

    asyncio.run(send())
    return api.calls


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_a_reply_becomes_these_calls(row: dict[str, Any], api: BotApi) -> None:
    reply = Reply.from_plain(row["reply"])
    kept = [each for each in reply.attachments if each.id != "gone"]
    files = tuple(Attached(each.id, each.name, each.media_type, each.id.encode()) for each in kept)
    made = say(api, reply, files)
    assert [[call.method, call.plain] for call in made] == row["calls"]
    assert [content for call in made for _, content in call.files.values()] == [each.content for each in files]
    assert api.wrong == []


def test_a_long_reply_is_cut_at_line_ends_and_the_keyboard_is_under_the_last_part(api: BotApi) -> None:
    lines = [f"{number}. {'giấy tờ ' * 12}" for number in range(90)]
    made = say(api, Reply("\n".join(lines), (Button("Xem thêm", "more:khai-sinh:1"),)))
    assert len(made) > 1
    assert "\n".join(call.fields["text"] for call in made) == "\n".join(lines)
    assert ["reply_markup" in call.fields for call in made] == [False] * (len(made) - 1) + [True]
    assert api.wrong == []


def test_a_long_reply_without_line_ends_loses_nothing(api: BotApi) -> None:
    made = say(api, Reply("á" * 10_000))
    assert [len(call.fields["text"]) for call in made] == [4096, 4096, 1808]


@pytest.mark.parametrize(
    ("trouble", "means", "after"),
    [
        ("429", TryLater, 1.0),
        ("500", TryLater, 3.0),
        ("gateway", TryLater, 3.0),
        ("lost", TryLater, 3.0),
        ("slow", TryLater, 3.0),
        ("403", CitizenGone, None),
        ("400", Refused, None),
    ],
)
def test_a_refusal_means(trouble: str, means: type[Exception], after: float | None, api: BotApi) -> None:
    api.trouble = lambda _number: trouble
    with pytest.raises(means) as raised:
        say(api, Reply("Dạ"))
    assert getattr(raised.value, "after", None) == after


def test_an_answer_that_is_newer_than_our_client_was_still_a_yes(api: BotApi) -> None:
    api.trouble = lambda _number: "newer"
    assert [call.status for call in say(api, Reply("Dạ"))] == [200]


@pytest.mark.parametrize("token", ["4200:another", "4201:local-test-token"])
def test_a_wrong_token_is_no_reason_to_drop_a_reply(token: str, api: BotApi) -> None:
    async def send() -> None:
        bot = open_bot(token, api.url)
        try:
            await make(bot, SendMessage(chat_id="1", text="Dạ"))
        finally:
            await bot.session.close()

    with pytest.raises(TryLater):
        asyncio.run(send())


def test_a_server_that_is_away_means_later() -> None:
    api = BotApi().start()
    api.stop()
    with pytest.raises(TryLater):
        say(api, Reply("Dạ"))


def test_every_button_there_can_be_fits_into_telegram_s_64_bytes(resources: Resources) -> None:
    values = list(every_value(resources))
    assert {value.partition(":")[0] for value in values} == set(ACTIONS)
    assert {value for value in values if not 1 <= len(value.encode()) <= MOST_BYTES} == set()


def every_value(resources: Resources) -> Iterator[str]:
    """What buttons hold: `verb:argument`, for every procedure, flow, field, choice and command that there is."""
    yield from (f"nav:{command}" for command in COMMANDS)
    yield from (
        "none:",
        "old:",
        "yes:",
        "no:",
        *(f"{verb}:{number}" for verb in ("card", "edit") for number in (0, 99)),
    )
    for procedure in resources.library:
        yield from (f"{verb}:{procedure.slug}" for verb in ("ask", "file", "new", "list", "where"))
        yield f"more:{procedure.slug}:99"
        for question in procedure.checklist:
            yield from (f"pick:{question.id}={choice.value}" for choice in question.choices)
    yield "place:00004"
    yield from (f"ask:{record.slug}" for record in (*resources.library.faqs, *resources.library.events))
    yield from (f"event:{event.slug}:99" for event in resources.library.events)
    for flow in resources.flows.values():
        yield f"send:{flow.id}"
        for field in chain.from_iterable(step.fields for step in flow.steps):
            yield from (f"{verb}:{field.id}" for verb in ("ok", "no", "keep", "skip", "unknown", "fix"))
            yield f"opt:{field.id}:9"
            yield from (f"set:{field.id}={option.value}" for option in choices(resources, field))
