"""A scripted citizen: reads a reply of the chat API and says what a person would answer next.

Used by smoke, crash, bench and tests; it knows the API and nothing of the assistant's insides.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import yaml

ANSWERS = yaml.safe_load((Path(__file__).parent / "answers.yml").read_text(encoding="utf-8"))
PREFERRED_CHOICES = {f"set:{field}={value}" for field, value in ANSWERS["choices"].items()}
PREFERRED = ("send:", "card:", "ok:", "opt:", "set:", "file:", "ask:")


def next_message(reply: dict[str, Any]) -> dict[str, str]:
    """The next message after the last reply of a turn: `{"choice": …}` or `{"text": …}`."""
    buttons = [button["value"] for button in reply["buttons"]]
    field = reply.get("field")
    for verb in PREFERRED:
        pressed = [value for value in buttons if value.startswith(verb)]
        if pressed:
            return {"choice": next(filter(PREFERRED_CHOICES.__contains__, pressed), pressed[0])}
    if field is None:
        return {"text": ANSWERS["question"]}
    return {"text": answer_to(field)}


def answer_to(field: dict[str, Any]) -> str:
    """A plausible answer to an open field."""
    found: str = ANSWERS["fields"].get(field["id"]) or ANSWERS["kinds"].get(field["kind"], "1")
    day = date.today() - timedelta(days=20)  # noqa: DTZ011 - a birthday lately, whenever this runs
    serial = crc32(field["id"].encode()) % 1_000_000
    return found.format(recent=f"{day:%d/%m/%Y}", serial=f"{serial:06}")
