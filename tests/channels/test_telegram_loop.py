"""Both directions of the loop, one trouble at a time: nothing lost, nothing said twice, nobody held up by another."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from aiogram.exceptions import TelegramUnauthorizedError
from channels.assistant import PACE, Assistant, wait_until
from channels.bot_api import RETRY_AFTER, TOKEN, BotApi, Shown
from channels.phone import Phone
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.channels.telegram import open_bot
from bot.channels.telegram_loop import Pace, TelegramLoop
from bot.cli.telegram import fixed_row
from bot.messages import AttachedFile, Reply
from bot.sealing import Seal
from bot.store.records import Attached
from bot.store.schema import outbox
from bot.store.store import Store, open_store

LINES = ["một", "hai", "ba", "bốn"]


def tell(assistant: Assistant, phone: Phone, *texts: str) -> None:
    for text in texts:
        assistant.store.outbox.say(phone.citizen, f"test/{text}", Reply(text), now=time.time())


def only(*numbers: int, trouble: str) -> Callable[[int], str]:
    return lambda number: trouble if number in numbers else ""


def refused(assistant: Assistant, phone: Phone) -> int:
    query = select(outbox.c.seq).where(outbox.c.citizen == phone.citizen, outbox.c.refused_at.is_not(None))
    with assistant.store.engine.connect().execution_options(reading=True) as connection:
        return len(connection.execute(query).all())


@pytest.mark.parametrize("trouble", ["429", "500", "gateway"])
def test_a_refused_send_is_made_again_in_its_place(trouble: str, assistant: Assistant, phone: Phone) -> None:
    assistant.api.trouble = only(1, trouble=trouble)
    tell(assistant, phone, *LINES)
    assistant.settle()
    assert phone.texts == LINES
    _, first, second, *_ = assistant.api.made("sendMessage")
    assert second.at - first.at >= (RETRY_AFTER if trouble == "429" else 0)


@pytest.mark.parametrize("trouble", ["lost", "slow"])
def test_a_send_that_was_taken_but_not_answered_is_the_only_one_said_twice(
    trouble: str, assistant: Assistant, phone: Phone
) -> None:
    assistant.api.trouble = only(1, trouble=trouble)
    tell(assistant, phone, *LINES)
    assistant.settle()
    assert phone.texts == ["một", "hai", "hai", "ba", "bốn"]


def test_an_answer_newer_than_our_client_is_taken_for_a_yes(assistant: Assistant, phone: Phone) -> None:
    assistant.api.trouble = lambda _number: "newer"
    tell(assistant, phone, *LINES)
    assistant.settle()
    assert phone.texts == LINES


def test_a_reply_that_telegram_will_never_take_does_not_stop_the_next(assistant: Assistant, phone: Phone) -> None:
    assistant.api.trouble = only(1, trouble="400")
    tell(assistant, phone, *LINES)
    assistant.settle()
    assert phone.texts == ["một", "ba", "bốn"]
    assert refused(assistant, phone) == 1


def test_who_blocked_us_is_left_alone_and_may_come_back(
    assistant: Assistant, phone: Phone, another_phone: Callable[[], Phone]
) -> None:
    neighbour = another_phone()
    assistant.api.blocked.add(phone.chat)
    tell(assistant, phone, "một", "hai")
    tell(assistant, neighbour, *LINES)
    assistant.settle()
    assert (phone.texts, neighbour.texts, refused(assistant, phone)) == ([], LINES, 2)
    assistant.api.blocked.clear()
    phone.start()
    assistant.settle()
    assert phone.texts == [reply.text for reply in assistant.told(phone.citizen)[2:]]


def test_one_whose_send_hangs_holds_nobody_else_up(
    assistant: Assistant, phone: Phone, another_phone: Callable[[], Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.SEND_TIMEOUT_SECONDS", 2.5)
    monkeypatch.setattr(assistant.api, "slow_seconds", 2.5)
    assistant.api.trouble = only(0, trouble="slow")
    tell(assistant, phone, "một", "hai")
    wait_until(lambda: phone.texts == ["một"])
    neighbours = [another_phone() for _ in range(3)]
    for neighbour in neighbours:
        tell(assistant, neighbour, "một")
    wait_until(lambda: all(neighbour.texts == ["một"] for neighbour in neighbours))
    assert phone.texts == ["một"]


def test_a_trouble_with_a_file_does_not_repeat_the_words_before_it(assistant: Assistant, phone: Phone) -> None:
    files = [Attached(f"file-{name}", f"{name}.pdf", "application/pdf", name.encode()) for name in ("a", "b")]
    shown = tuple(AttachedFile(file.id, file.name, file.media_type) for file in files)
    assistant.api.trouble = lambda number: {1: "429", 2: "500", 4: "gateway"}.get(number, "")
    with assistant.store.engine.begin() as connection:
        for file in files:
            assistant.store.outbox.attach_in(connection, phone.citizen, file, time.time())
    reply = Reply("Bộ giấy đây", attachments=shown)
    assistant.store.outbox.say(phone.citizen, "test/packet", reply, now=time.time())
    tell(assistant, phone, "hai")
    assistant.settle()
    assert [(each.text, each.document, each.content) for each in phone.messages] == [
        ("Bộ giấy đây", "", b""),
        ("", "a.pdf", b"a"),
        ("", "b.pdf", b"b"),
        ("hai", "", b""),
    ]


def test_a_database_that_fails_to_note_a_send_does_not_repeat_it(
    assistant: Assistant, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = assistant.telegram.store.outbox
    real, failures = type(told).sent, iter([True, True])

    def sent(self: object, seq: int, now: float) -> None:
        if next(failures, False):
            raise OperationalError("UPDATE", {}, Exception("disk full"))
        real(self, seq, now)

    monkeypatch.setattr(type(told), "sent", sent)
    tell(assistant, phone, *LINES)
    assistant.settle()
    assert phone.texts == LINES


def test_killed_between_telegram_s_yes_and_our_note_says_it_again_and_loses_nothing(
    assistant: Assistant, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = type(assistant.store.outbox).sent
    monkeypatch.setattr(type(assistant.store.outbox), "sent", lambda *_: time.sleep(0.2) or 1 / 0)
    tell(assistant, phone, *LINES)
    wait_until(lambda: phone.texts == ["một"])
    assistant.telegram.cut_off()
    monkeypatch.setattr(type(assistant.store.outbox), "sent", real)
    assistant.telegram.start()
    assistant.settle()
    assert phone.texts == ["một", *LINES]


def test_words_come_in_order_once_whatever_order_and_number_of_updates(assistant: Assistant, phone: Phone) -> None:
    assistant.api.twice = assistant.api.backwards = True
    phone.start()
    assistant.settle()
    assistant.telegram.cut_off()
    for kind in ("sticker", "photo", "voice", "location", "contact", "document"):
        getattr(phone, kind)()
    assistant.telegram.start()
    assistant.settle()
    say = assistant.app.resources.wording.say
    told = [say(f"unheard.{kind}") for kind in ("sticker", "photo", "voice", "location", "contact", "file")]
    assert phone.texts == [say("greeting.first"), *told]


def test_an_album_is_answered_once_and_a_changed_message_too(assistant: Assistant, phone: Phone) -> None:
    for _ in range(4):
        phone.photo(media_group_id="1")
    message = phone.say("cảm ơn cháu")
    for text in ("cám ơn cháu", "cám ơn"):
        phone.edit(message, text=text)
    for second in range(5):
        phone.edit(77, location={"latitude": 11.0 + second, "longitude": 106.0, "live_period": 900})
    assistant.settle()
    say = assistant.app.resources.wording.say
    assert phone.texts == [say("unheard.photo"), say("chat.thanks"), say("unheard.edited")]


def test_a_group_gets_no_word(assistant: Assistant, phone: Phone) -> None:
    phone.say_in_group("/start")
    phone.say("cảm ơn")
    assistant.settle()
    assert set(assistant.api.shown) == {phone.chat}


def test_every_press_stops_its_spinner_and_a_forged_or_old_one_does_no_harm(
    assistant: Assistant, phone: Phone
) -> None:
    phone.start()
    assistant.settle()
    greeting = phone.last
    for data in ("ask:khai-tu", "boom:1", "set:", "card:²", "edit:99", "x" * 300):
        phone.press_data(data, on=greeting)
        assistant.settle()
    wait_until(lambda: len(assistant.api.made("answerCallbackQuery")) == 6)
    assert {call.status for call in assistant.api.made("answerCallbackQuery")} == {200}
    error = assistant.app.resources.wording.say("chat.error")
    assert error not in phone.texts


def test_an_update_that_our_client_cannot_read_does_not_stop_the_next(assistant: Assistant, phone: Phone) -> None:
    def newer(update: dict) -> dict:
        strange = update.get("message", {}).get("text") == "cảm ơn cháu"
        origin = {"forward_origin": {"type": "dream", "date": 1}}
        return update | {"message": update["message"] | origin} if strange else update

    assistant.api.newer = newer
    phone.say("cảm ơn cháu")
    phone.sticker()
    assistant.settle()
    say = assistant.app.resources.wording.say
    assert phone.texts == [say("chat.thanks"), say("unheard.sticker")]


def test_another_poller_takes_over_and_gives_back(assistant: Assistant, phone: Phone) -> None:
    async def poll() -> None:
        bot = open_bot(TOKEN, assistant.api.url)
        try:
            await bot.get_updates(timeout=0)
        finally:
            await bot.session.close()

    phone.say("cảm ơn")
    assistant.settle()
    asyncio.run(poll())
    phone.sticker()
    assistant.settle()
    assert len(phone.texts) == 2


def test_killed_between_keeping_and_acknowledging_gives_one_turn(lone_api: BotApi, store: Store) -> None:
    """The second process gets the same updates again; a press whose spinner has stopped is no harm."""

    async def receive_and_die() -> None:
        bot = open_bot(TOKEN, lone_api.url)
        try:
            await TelegramLoop(bot, store, fixed_row(), PACE).receive_once(0)
        finally:
            await bot.session.close()

    phone = Phone(lone_api)
    lone_api.shown[phone.chat] = [Shown(1, "Bác cần gì?", ((("Gặp người", "nav:HUMAN"),),))]
    phone.say("cháu nội tôi mới sinh")
    phone.press("nav:HUMAN")
    for _ in range(3):
        asyncio.run(receive_and_die())
        assert lone_api.waiting == 2
    (first,) = store.turns.unhandled()
    assert first.message.text == "cháu nội tôi mới sinh"
    assert [call.status for call in lone_api.made("answerCallbackQuery")] == [200, 400, 400]


def test_a_database_that_is_away_leaves_the_message_with_telegram(
    assistant: Assistant, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = type(assistant.store.turns)
    real, failures = turns.receive, iter([True, True])

    def receive(self: object, messages: object) -> object:
        if next(failures, False):
            assert assistant.api.waiting == 1
            raise OperationalError("INSERT", {}, Exception("locked"))
        return real(self, messages)

    monkeypatch.setattr(turns, "receive", receive)
    phone.sticker()
    assistant.settle()
    assert len(phone.texts) == 1


def test_a_refused_token_ends_the_loop(lone_api: BotApi, store: Store) -> None:
    async def carry() -> None:
        bot = open_bot("4200:stolen", lone_api.url)
        try:
            await TelegramLoop(bot, store, fixed_row()).run()
        finally:
            await bot.session.close()

    with pytest.raises(TelegramUnauthorizedError):
        asyncio.run(carry())


def test_at_telegram_s_own_pace_it_never_says_429(lone_api: BotApi, tmp_path: Path, seal: Seal) -> None:
    """One chat with three messages among forty with one: a second between the three, at most thirty in any second."""
    store = open_store(f"sqlite:///{tmp_path / 'pace.sqlite'}", seal)
    phone = Phone(lone_api)
    for number in range(3):
        store.outbox.say(phone.citizen, str(number), Reply(LINES[number]), now=time.time())
    for chat in range(1000, 1040):
        store.outbox.say(f"telegram:{chat}", "1", Reply("Dạ"), now=time.time())

    async def carry() -> None:
        bot = open_bot(TOKEN, lone_api.url)
        running = asyncio.create_task(TelegramLoop(bot, store, fixed_row(), Pace()).run())
        while len(lone_api.shown) < 41 or len(phone.texts) < 3:  # noqa: ASYNC110 - another thread's list
            await asyncio.sleep(0.05)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await bot.session.close()

    asyncio.run(asyncio.wait_for(carry(), 30))
    store.close()
    assert {call.status for call in lone_api.calls} == {200}
    assert phone.texts == LINES[:3]
