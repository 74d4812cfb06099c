"""The inbox's thread: order, waiting clients, broken messages, and a database that goes away for a moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bot.inbox import Inbox
from bot.messages import Button, HandOver, IncomingMessage, Reply
from bot.sealing import SealError
from bot.store.records import Decided, NewSubmission, TurnKept, Waiting
from bot.store.schema import inbox as inbox_table
from bot.store.store import Store
from bot.turn import Turn

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
APOLOGY = "trục trặc"


def message(citizen: str = "web:a", number: object = 1, text: str = "chào") -> IncomingMessage:
    return IncomingMessage(citizen, str(number), NOW, text=text)


def echo(waiting: Waiting) -> Decided:
    """A conversation that repeats what it heard; some words break it on purpose."""
    text = waiting.message.text or ""
    if text == "hỏng":
        raise ValueError("this message breaks the conversation")
    turn = Turn(
        replace(waiting.session, repeats=waiting.session.repeats + 1), "answered", (Reply(f"nghe: {text}"),)
    )
    if text == "không ghi được":  # what it decides cannot be written as JSON
        turn = replace(turn, replies=(Reply("x", (Button("x", object()),)),))  # type: ignore[arg-type]
    if text == "gửi trùng":
        filed = NewSubmission("MC-SAME", "1.001193", "khai-sinh", 1, "sandbox", b"{}")
        return Decided(waiting, turn, (filed,))
    return Decided(waiting, turn)


def opened(store: Store, decide: Callable[[Waiting], Decided] = echo) -> Inbox:
    return Inbox(store.turns, decide, APOLOGY, time.time)


@pytest.fixture
def running(store: Store) -> Iterator[Inbox]:
    started = opened(store)
    started.start()
    yield started
    started.stop()


def ask(inbox: Inbox, incoming: IncomingMessage) -> TurnKept:
    """Send and wait for the turn."""
    done: Future[TurnKept] = Future()
    inbox.watch(incoming.citizen, incoming.id, done.set_result)
    assert inbox.receive(incoming).result(20) == "new"
    return done.result(20)


def told(store: Store, citizen: str = "web:a") -> list[str]:
    return [kept.reply.text for kept in store.outbox.after(citizen, 0)]


def open_messages(store: Store) -> int:
    with store.engine.connect() as connection:
        left = select(func.count()).where(inbox_table.c.handled_at.is_(None))
        return int(connection.execute(left).scalar_one())


def test_a_received_message_is_on_the_disk_and_its_turn_follows(store: Store, running: Inbox) -> None:
    turn = ask(running, message())
    assert (turn.outcome, [kept.reply.text for kept in turn.replies]) == ("answered", ["nghe: chào"])
    assert store.outbox.turn("web:a", "1") == turn, "what the watcher is given is what is kept"


def test_what_an_earlier_run_left_over_is_answered_first(store: Store) -> None:
    store.turns.receive([message(number=number, text=f"{number}") for number in range(3)])
    later = opened(store)
    later.start()
    ask(later, message(number="new", text="mới"))
    later.stop()
    assert told(store) == ["nghe: 0", "nghe: 1", "nghe: 2", "nghe: mới"]


def test_a_flood_of_many_people_is_answered_in_order_for_each(store: Store, running: Inbox) -> None:
    people = [f"web:{number}" for number in range(12)]

    def flood(who: str) -> list[str]:
        return [running.receive(message(who, number, f"{number}")).result(30) for number in range(15)]

    with ThreadPoolExecutor(12) as pool:
        arrivals = list(pool.map(flood, people))
    assert arrivals == [["new"] * 15] * 12
    _until(lambda: not open_messages(store))
    assert all(told(store, who) == [f"nghe: {number}" for number in range(15)] for who in people)


def test_a_turn_that_raises_gives_an_apology_and_is_done_with(store: Store, running: Inbox) -> None:
    ask(running, message(number=1))
    broken = ask(running, message(number=2, text="hỏng"))
    assert (broken.outcome, [kept.reply.text for kept in broken.replies]) == ("error", [APOLOGY])
    assert open_messages(store) == 0
    assert ask(running, message(number=3, text="tiếp")).outcome == "answered"
    assert store.desk.session("web:a").repeats == 2, "the session is as it was before the broken message"


def test_one_turn_that_cannot_be_written_does_not_take_its_batch_down(store: Store) -> None:
    store.turns.receive(
        [
            message("web:a", text="không ghi được"),
            message("web:b"),
            message("web:c", text="không ghi được"),
            message("web:d"),
        ]
    )
    assert opened(store).take_turns() == 4, "in one go, the good ones and the apologies"
    assert (told(store, "web:b"), told(store, "web:d")) == (["nghe: chào"], ["nghe: chào"])
    assert (told(store, "web:a"), told(store, "web:c")) == ([APOLOGY], [APOLOGY])
    assert open_messages(store) == 0


def test_two_turns_that_collide_in_one_batch_are_told_apart(store: Store) -> None:
    store.turns.receive([message("web:a", text="gửi trùng"), message("web:b", text="gửi trùng")])
    assert opened(store).take_turns() == 2
    assert sorted([*told(store, "web:a"), *told(store, "web:b")]) == sorted(["nghe: gửi trùng", APOLOGY])
    assert len(store.submissions.lease(time.time() + 1, 60.0)) == 1


def test_only_the_message_that_cannot_be_kept_is_refused(store: Store) -> None:
    store.turns.receive([message("web:a", text="đã giữ")])
    with store.engine.begin() as connection:
        connection.execute(inbox_table.update().values(body=b"\x01\x04test" + b"damaged" * 5, handled_at=1.0))
    waiting = opened(store)
    futures = [
        waiting.receive(each) for each in (message("web:b"), message("web:a", text="đã giữ"), message("web:c"))
    ]
    waiting.start()
    assert [futures[0].result(20), futures[2].result(20)] == ["new", "new"]
    with pytest.raises(SealError):
        futures[1].result(20)
    waiting.stop()


def test_a_client_who_went_away_spoils_nothing(store: Store) -> None:
    waiting = opened(store)
    gone, stays = waiting.receive(message("web:a")), waiting.receive(message("web:b"))
    assert not gone.cancel(), "the message is kept all the same"
    waiting.start()
    assert stays.result(20) == "new"
    _until(lambda: told(store, "web:a"))
    waiting.stop()


class Leaving:
    """The store's turns, behind a line that can be cut."""

    def __init__(self, store: Store) -> None:
        self._turns = store.turns
        self.cut: set[str] = set()
        self.tried = 0

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any) -> Any:
            if name in self.cut:
                self.tried += 1
                raise OperationalError(name, {}, OSError("the database is away"))
            return getattr(self._turns, name)(*arguments)

        return call


def test_while_the_database_is_away_nothing_is_lost(store: Store) -> None:
    line = Leaving(store)
    inbox = Inbox(line, echo, APOLOGY, time.time)  # type: ignore[arg-type]
    inbox.start()
    try:
        ask(inbox, message(number=1, text="một"))
        line.cut = {"receive"}
        refused = inbox.receive(message(number=2, text="hai"))
        with pytest.raises(OperationalError):
            refused.result(20)
        line.cut = {"keep"}
        assert inbox.receive(message(number=2, text="hai")).result(20) == "new", "sent again, it is kept"
        _until(lambda: line.tried >= 3)
        assert told(store) == ["nghe: một"], "kept, but not answered yet, and no apology either"
        line.cut = set()
        _until(lambda: told(store) == ["nghe: một", "nghe: hai"])
    finally:
        inbox.stop()


def test_a_watcher_is_called_once_and_can_stop_watching(store: Store) -> None:
    inbox = opened(store)
    heard: list[str] = []
    for name in ("first", "second", "gone"):
        stop = inbox.watch("web:a", "1", lambda turn, name=name: heard.append(f"{name} {turn.outcome}"))
        if name == "gone":
            stop()
            stop()
    inbox.watch("web:a", "2", lambda turn: heard.append("another message"))
    inbox.watch("web:b", "1", lambda turn: heard.append("another citizen"))
    store.turns.receive([message()])
    inbox.take_turns()
    assert heard == ["first answered", "second answered"]
    assert inbox.take_turns() == 0
    assert len(heard) == 2


def test_a_held_conversation_is_decided_knowing_that_it_is(store: Store) -> None:
    held: list[bool] = []

    def decide(waiting: Waiting) -> Decided:
        held.append(waiting.held)
        return Decided(waiting, Turn(waiting.session, "handed_over", effects=(HandOver(),)))

    inbox = opened(store, decide)
    store.turns.receive([message(number=1)])
    inbox.take_turns()
    (row,) = store.desk.open()
    store.desk.take(row.id, "Lan", 1.0)
    store.turns.receive([message(number=2)])
    inbox.take_turns()
    assert held == [False, True]


def test_what_is_numbered_later_is_never_seen_earlier(store: Store) -> None:
    """Else "everything after N" would pass over what an officer said while the bot answered."""
    ask_first = opened(store)
    store.turns.receive([message(number=1)])
    ask_first.take_turns()
    telling = threading.Event()

    def officer() -> None:
        with store.engine.begin() as connection:
            store.outbox.say_in(connection, "web:a", "desk/1", Reply("cán bộ nói"), now=1.0, author="officer")
            telling.set()
            time.sleep(0.4)

    speaking = threading.Thread(target=officer)
    store.turns.receive([message(number=2)])
    speaking.start()
    telling.wait(10)
    ask_first.take_turns()
    first_seen = told(store)
    speaking.join()
    assert first_seen == told(store) == ["nghe: chào", "cán bộ nói", "nghe: chào"]


def _until(ready: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
