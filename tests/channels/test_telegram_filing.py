"""A whole filing through Telegram, from /start to the portal's receipt, whatever goes wrong on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from channels.assistant import MOST_TURNS, Assistant, answer, assistant_over, fast_api, wait_until
from channels.bot_api import Shown
from channels.filing import begin, go_on, receipt
from channels.phone import Phone, new_phone
from filer import ANSWERS

from bot.config import Config
from bot.messages import Reply
from bot.moment import Resources

FIXED = [("Nghe lại", "nav:REPEAT"), ("Quay lại", "nav:BACK"), ("Gặp người", "nav:HUMAN")]
TROUBLES = ("429", "500", "gateway")
LOST = ("lost", "newer", "slow")


def told(assistant: Assistant, phone: Phone) -> list[str]:
    return [reply.text for reply in assistant.told(phone.citizen)]


@dataclass(frozen=True)
class Filed:
    """An undisturbed filing: what the phone showed, what the store says was told, what the portal holds."""

    shown: list[Shown]
    told: list[Reply]
    dossier: dict[str, Any]


@pytest.fixture(scope="module")
def filed(running: Assistant) -> Filed:
    running.api.forget()
    phone = new_phone(running.api)
    begin(running, phone)
    go_on(running, phone)
    dossier = receipt(running, phone)
    return Filed(phone.messages, running.told(phone.citizen), dossier)


@pytest.fixture
def form(filed: Filed) -> dict[str, Any]:
    """What every filing must bring to the portal, however it got there."""
    form: dict[str, Any] = filed.dossier["form"]
    return form


def test_a_filing_from_start_to_receipt(filed: Filed) -> None:
    said = ANSWERS["fields"]
    assert filed.dossier["ma_tthc"] == "1.001193"
    assert (
        filed.dossier["form"].items()
        >= {
            "nks.HoTen": said["nks_ho_ten"],
            "me.HoTen": said["me_ho_ten"],
            "me.SoDDCN": said["me_so_giay_to"],
            "cha.HoTen": said["cha_ho_ten"],
            "cha.NgaySinh": "1995-03-27",
            "soLuongBanSao": 2,
        }.items()
    )
    assert [shown.text for shown in filed.shown] == [reply.text for reply in filed.told]


def test_every_question_has_its_buttons_and_the_fixed_row_and_nothing_else_has(filed: Filed) -> None:
    for shown, reply in zip(filed.shown, filed.told, strict=True):
        asks = bool(reply.field or reply.buttons)
        offered = {button.value for button in reply.buttons}
        row = tuple(key for key in FIXED if key[1] not in offered)
        buttons = [((button.label, button.value),) for button in reply.buttons]
        assert shown.rows == ((*buttons, row) if asks else ())
    assert sum(bool(shown.rows) for shown in filed.shown) > 30


def test_refused_sends_lose_and_repeat_nothing(assistant: Assistant, phone: Phone, form: dict[str, Any]) -> None:
    assistant.api.trouble = lambda number: TROUBLES[number // 8 % 3] if number % 8 == 3 else ""
    begin(assistant, phone)
    go_on(assistant, phone)
    assert receipt(assistant, phone)["form"] == form
    assert phone.texts == told(assistant, phone)
    assert {call.status for call in assistant.api.made("sendMessage")} == {200, 429, 500, 502}


def test_only_what_telegram_took_without_our_hearing_of_it_is_said_twice(
    assistant: Assistant, phone: Phone, form: dict[str, Any]
) -> None:
    """Telegram has no key for a send: after a lost answer it is sent again rather than lost."""
    assistant.api.trouble = lambda number: LOST[number // 7 % 3] if number % 7 == 2 else ""
    begin(assistant, phone)
    go_on(assistant, phone)
    assert receipt(assistant, phone)["form"] == form
    unheard = [number for number in range(len(phone.texts)) if assistant.api.trouble(number) in ("lost", "slow")]
    assert [text for number, text in enumerate(phone.texts) if number not in unheard] == told(assistant, phone)
    assert all(phone.texts[number] == phone.texts[number + 1] for number in unheard)
    assert len(unheard) > 3


def test_updates_that_come_twice_and_backwards_are_one_turn_each(
    assistant: Assistant, phone: Phone, form: dict[str, Any]
) -> None:
    assistant.api.twice = assistant.api.backwards = True
    begin(assistant, phone)
    go_on(assistant, phone)
    assert receipt(assistant, phone)["form"] == form
    assert phone.texts == told(assistant, phone)
    assert len(phone.texts) == len(list(groupby(phone.texts)))


def test_a_filing_goes_on_where_it_was_when_telegram_s_process_was_killed(
    assistant: Assistant, phone: Phone, form: dict[str, Any]
) -> None:
    """Killed at any moment and started again; what was pressed meanwhile waits with Telegram."""
    begin(assistant, phone)
    for turns in (3, 4, 5, 6):
        go_on(assistant, phone, turns=turns)
        answer(phone, assistant.told(phone.citizen)[-1])
        assistant.telegram.cut_off()
        assistant.telegram.start()
        assistant.settle()
    go_on(assistant, phone)
    assert receipt(assistant, phone)["form"] == form
    assert [text for text, _ in groupby(phone.texts)] == [text for text, _ in groupby(told(assistant, phone))]


def test_who_blocks_the_bot_in_mid_filing_finds_everything_kept(
    assistant: Assistant, phone: Phone, form: dict[str, Any]
) -> None:
    begin(assistant, phone)
    go_on(assistant, phone, turns=12)
    heard = len(phone.texts)
    assistant.api.blocked.add(phone.chat)
    answer(phone, assistant.told(phone.citizen)[-1])
    assistant.settle()
    assert len(phone.texts) == heard
    assistant.api.blocked.clear()
    phone.start("to-roi")
    assistant.settle()
    assert assistant.app.resources.flows["khai-sinh"].title.lower() in phone.texts[heard]
    go_on(assistant, phone)
    assert receipt(assistant, phone)["form"] == form


def test_an_old_button_and_a_changed_message_spoil_nothing(
    assistant: Assistant, phone: Phone, form: dict[str, Any]
) -> None:
    begin(assistant, phone)
    go_on(assistant, phone, turns=10)
    old = next(
        shown for shown in phone.messages if any(data.startswith("set:") for data in shown.buttons.values())
    )
    for disturb in (lambda: phone.press(first_answer(old), on=old), lambda: phone.edit(5, text="Nguyễn Văn Sai")):
        question = assistant.told(phone.citizen)[-1].field
        disturb()
        assistant.settle()
        assert assistant.told(phone.citizen)[-1].field == question
    go_on(assistant, phone)
    assert receipt(assistant, phone)["form"] == form


def test_a_forged_button_on_the_review_gets_an_answer_and_changes_nothing(
    assistant: Assistant, phone: Phone, form: dict[str, Any]
) -> None:
    begin(assistant, phone)
    while not any(data.startswith("edit:") for data in phone.last.buttons.values()):
        go_on(assistant, phone, turns=1)
    for data in (
        "edit:99",
        "card:99",
        "card:²",
        "fix:nobody",
        "set:nks_ho_ten=Sai",
        "ok:nks_ho_ten",
        "send:khai-tu",
    ):
        phone.press_data(data)
        assistant.settle()
    assert assistant.app.resources.wording.say("chat.error") not in phone.texts
    assert not assistant.store.submissions.of(phone.citizen)
    phone.press_data("card:0")
    assistant.settle()
    go_on(assistant, phone)
    assert receipt(assistant, phone)["form"] == form


def first_answer(shown: Shown) -> str:
    return next(data for data in shown.buttons.values() if data.startswith("set:"))


def test_two_filing_at_once_get_a_receipt_each(
    assistant: Assistant, another_phone: Callable[[], Phone], form: dict[str, Any]
) -> None:
    phones = [another_phone(), another_phone()]
    for phone in phones:
        begin(assistant, phone)
    for _ in range(MOST_TURNS):
        for phone in phones:
            if not assistant.store.submissions.of(phone.citizen):
                answer(phone, assistant.told(phone.citizen)[-1])
        assistant.settle()
    dossiers = [receipt(assistant, phone) for phone in phones]
    assert [dossier["form"] for dossier in dossiers] == [form, form]
    assert len({dossier["ma_ho_so"] for dossier in dossiers}) == 2


def test_a_prepared_packet_arrives_as_a_document(tmp_path: Path, config: Config, resources: Resources) -> None:
    """Also when Telegram stumbles over the file: the words before it are not said again."""
    with fast_api() as api, assistant_over(tmp_path, config, resources, api=api, adapter="packet") as assistant:
        phone = new_phone(assistant.api)
        begin(assistant, phone)
        go_on(assistant, phone)
        assistant.api.trouble = lambda number: "500" if number % 3 == 1 else ""
        wait_until(lambda: len([each for each in phone.messages if each.document]) == 2)
        assistant.settle()
        words, paper, for_machines = phone.messages[-3:]
        (kept,) = assistant.store.submissions.of(phone.citizen)
        assert kept.reference in words.text
        assert phone.texts.count(words.text) == 1
        assert (paper.document.endswith(f"{kept.reference}.pdf"), paper.content[:5]) == (True, b"%PDF-")
        assert for_machines.document.endswith(f"{kept.reference}.json")
        assert assistant.api.wrong == []
