"""A birth registration on a simulated phone, from /start to the receipt."""

from __future__ import annotations

from typing import Any

from channels.assistant import MOST_TURNS, Assistant, answer, wait_until
from channels.phone import Phone


def begin(assistant: Assistant, phone: Phone) -> None:
    phone.start()
    assistant.settle()
    phone.press("ask:khai-sinh")
    assistant.settle()


def go_on(assistant: Assistant, phone: Phone, *, turns: int = MOST_TURNS) -> None:
    """Answer question after question, at most that many; stops when the papers are sent."""
    for _ in range(turns):
        if assistant.store.submissions.of(phone.citizen):
            return
        answer(phone, assistant.told(phone.citizen)[-1])
        assistant.settle()
    assert turns < MOST_TURNS, "the filing does not end"


def receipt(assistant: Assistant, phone: Phone) -> dict[str, Any]:
    """Wait until the portal has accepted and the citizen knows; returns the dossier."""
    (kept,) = assistant.store.submissions.of(phone.citizen)
    wait_until(lambda: assistant.store.submissions.of(phone.citizen)[0].accepted_at is not None)
    assistant.settle()
    dossier = assistant.dossier(kept.reference)
    assert kept.reference in phone.last.text
    assert dossier["ma_ho_so"] in phone.last.text
    return dossier
