"""Messages in, turns kept: once each, whoever races."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, inspect, select

from bot.messages import Erase, HandOver, IncomingMessage, Reply
from bot.sealing import Seal
from bot.session import Filing, Session
from bot.store.engine import open_engine
from bot.store.records import Decided, NewSubmission, Waiting
from bot.store.schema import inbox, metadata, outbox, sessions
from bot.store.store import Store
from bot.turn import Turn

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def message(citizen: str = "web:a", number: object = 1, text: str = "chào") -> IncomingMessage:
    return IncomingMessage(citizen, str(number), NOW, text=text)


def decided(waiting: Waiting, *texts: str, **turn: object) -> Decided:
    replies = tuple(Reply(text) for text in texts)
    session = replace(waiting.session, repeats=waiting.session.repeats + 1)
    return Decided(waiting, Turn(session, "answered", replies, **turn))  # type: ignore[arg-type]


def test_a_message_is_kept_once_and_other_words_under_its_id_are_a_conflict(store: Store) -> None:
    assert store.turns.receive([message(), message()]) == ["new", "known"]
    assert store.turns.receive([message(), message(text="khác")]) == ["known", "conflict"]
    assert [each.message for each in store.turns.unhandled()] == [message()]


def test_each_citizen_has_one_open_message_at_a_time_oldest_first(store: Store) -> None:
    store.turns.receive([message("web:b", 1), message("web:a", 1), message("web:b", 2)])
    waiting = store.turns.unhandled()
    assert [(each.message.citizen, each.message.id) for each in waiting] == [("web:b", "1"), ("web:a", "1")]
    store.turns.keep([decided(each, "vâng") for each in waiting], 1.0)
    assert [(each.message.citizen, each.message.id) for each in store.turns.unhandled()] == [("web:b", "2")]


def test_a_kept_turn_is_session_replies_and_inbox_mark_together(store: Store) -> None:
    store.turns.receive([message()])
    (waiting,) = store.turns.unhandled()
    assert set(store.turns.keep([decided(waiting, "một", "hai", reference="MC-1")], 5.0)) == {waiting.seq}
    turn = store.outbox.turn("web:a", "1")
    assert turn is not None
    assert (turn.outcome, turn.reference, [kept.reply.text for kept in turn.replies]) == (
        "answered",
        "MC-1",
        ["một", "hai"],
    )
    assert store.desk.session("web:a").repeats == 1
    assert store.turns.unhandled() == []


def test_a_turn_decided_twice_is_kept_once(store: Store) -> None:
    store.turns.receive([message()])
    (waiting,) = store.turns.unhandled()
    assert store.turns.keep([decided(waiting, "một")], 1.0)
    assert store.turns.keep([decided(waiting, "một")], 1.0) == {}
    assert len(store.outbox.after("web:a", 0)) == 1


def test_a_turn_decided_on_an_older_session_is_dropped_and_taken_again(store: Store) -> None:
    store.turns.receive([message(number=1)])
    store.turns.keep([decided(each, "một") for each in store.turns.unhandled()], 1.0)
    store.turns.receive([message(number=2)])
    (stale,) = store.turns.unhandled()
    stale = replace(stale, version=stale.version - 1)
    assert store.turns.keep([decided(stale, "cũ")], 2.0) == {}
    (fresh,) = store.turns.unhandled()
    assert set(store.turns.keep([decided(fresh, "mới")], 3.0)) == {fresh.seq}
    assert [kept.reply.text for kept in store.outbox.after("web:a", 0)] == ["một", "mới"]


def test_one_stale_turn_does_not_take_its_batch_down(store: Store) -> None:
    store.turns.receive([message("web:a"), message("web:b")])
    first, second = store.turns.unhandled()
    assert set(store.turns.keep([decided(replace(first, version=9), "x"), decided(second, "y")], 1.0)) == {
        second.seq
    }


@pytest.mark.parametrize("messages", [300])
def test_four_workers_racing_say_everything_exactly_once(
    store: Store, database_url: str, seal: Seal, messages: int
) -> None:
    store.turns.receive([message(f"web:{number % 20}", number) for number in range(messages)])
    done = threading.Event()

    def work() -> None:
        from bot.store.turns import Turns

        engine = open_engine(database_url)
        turns = Turns(engine, seal)
        while not done.is_set():
            waiting = turns.unhandled(8)
            if not waiting:
                done.set()
            turns.keep([decided(each, f"trả lời {each.message.id}") for each in waiting], 1.0)
        engine.dispose()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    with store.engine.connect() as connection:
        said = connection.execute(select(outbox.c.cause)).scalars().all()
        versions = connection.execute(select(func.sum(sessions.c.version))).scalar_one()
        left = connection.execute(select(func.count()).where(inbox.c.handled_at.is_(None))).scalar_one()
    assert (len(said), max(Counter(said).values()), left, versions) == (messages, 1, 0, messages)


def test_taking_a_conversation_makes_a_turn_decided_before_it_void(store: Store) -> None:
    store.turns.receive([message(number=1)])
    (waiting,) = store.turns.unhandled()
    store.turns.keep([decided(waiting, "chờ nhé", effects=(HandOver("1.001193"),))], 1.0)
    store.turns.receive([message(number=2)])
    (before,) = store.turns.unhandled()
    (handover,) = store.desk.open()
    assert store.desk.take(handover.id, "Lan", 2.0)
    assert not store.desk.take(handover.id, "Hoa", 2.0)
    assert store.turns.keep([decided(before, "máy trả lời")], 3.0) == {}
    (after,) = store.turns.unhandled()
    assert after.held
    assert not before.held


def test_of_many_officers_pressing_at_once_one_gets_the_conversation(store: Store) -> None:
    store.turns.receive([message()])
    store.turns.keep([decided(store.turns.unhandled()[0], "x", effects=(HandOver(),))], 1.0)
    (handover,) = store.desk.open()
    won: list[bool] = []
    threads = [
        threading.Thread(target=lambda name=name: won.append(store.desk.take(handover.id, name, 2.0)))
        for name in ("Lan", "Hoa", "Minh", "Tâm", "Bình", "An")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 5 + [True]


def test_asking_for_a_person_twice_waits_once(store: Store) -> None:
    for number in (1, 2):
        store.turns.receive([message(number=number)])
        store.turns.keep([decided(store.turns.unhandled()[0], "x", effects=(HandOver(),))], float(number))
    assert len(store.desk.open()) == 1


def test_only_the_officer_who_holds_a_conversation_can_speak_and_give_it_back(store: Store) -> None:
    store.turns.receive([message()])
    store.turns.keep([decided(store.turns.unhandled()[0], "x", effects=(HandOver(),))], 1.0)
    (handover,) = store.desk.open()
    store.desk.take(handover.id, "Lan", 2.0)
    assert not store.desk.say(handover.id, "Hoa", "1", Reply("chen vào"), now=3.0)
    assert store.desk.say(handover.id, "Lan", "2", Reply("chào bác"), now=3.0)
    assert not store.desk.release(handover.id, "Hoa", 4.0)
    assert store.desk.release(handover.id, "Lan", 4.0)
    assert ("officer", "chào bác") in [(line.author, line.text) for line in store.desk.lines("web:a")]
    assert store.desk.open() == []


def test_a_session_comes_back_as_it_was(store: Store) -> None:
    filing = Filing("khai-sinh", {"a": "một", "b": 2}, changing="a", failures=1)
    store.turns.receive([message()])
    (waiting,) = store.turns.unhandled()
    store.turns.keep([Decided(waiting, Turn(Session("web:a", filing=filing, topic="khai-sinh"), "asked"))], 1.0)
    assert store.desk.session("web:a") == Session("web:a", filing=filing, topic="khai-sinh")


def test_people_s_words_are_sealed_and_bound_to_their_row(store: Store) -> None:
    store.turns.receive([message(text="tên tôi là Nguyễn Thị Canary")])
    (waiting,) = store.turns.unhandled()
    store.turns.keep([decided(waiting, "chào bác Canary")], 1.0)
    with store.engine.connect() as connection:
        rows = [
            *connection.execute(select(inbox.c.body)).scalars(),
            *connection.execute(select(outbox.c.body)).scalars(),
        ]
        assert not any(b"Canary" in bytes(row) for row in rows)
        connection.execute(inbox.update().values(citizen="web:other", handled_at=None))
        connection.commit()
    store.turns.receive([message("web:b")])
    assert [each.message.citizen for each in store.turns.unhandled()] == ["web:b"], "the moved row does not open"


def test_forgetting_leaves_no_words_but_the_last_reply(store: Store) -> None:
    store.turns.receive([message(number=1, text="bí mật")])
    store.turns.keep([decided(store.turns.unhandled()[0], "trả lời cũ")], 1.0)
    store.turns.receive([message(number=2, text="xóa hết")])
    (waiting,) = store.turns.unhandled()
    store.turns.keep([decided(waiting, "xóa rồi", effects=(Erase(),))], 2.0)
    assert [kept.reply.text for kept in store.outbox.after("web:a", 0)] == ["xóa rồi"]
    assert [line.author for line in store.desk.lines("web:a")] == ["bot"]
    assert store.desk.session("web:a") == Session("web:a")
    assert store.turns.receive([message(number=1, text="bí mật")]) == ["known"]


def test_a_submission_is_kept_with_its_turn(store: Store) -> None:
    store.turns.receive([message()])
    (waiting,) = store.turns.unhandled()
    filed = NewSubmission("MC-1", "1.001193", "khai-sinh", 1, "sandbox", b'{"x":1}')
    store.turns.keep([replace(decided(waiting, "đã nhận"), submissions=(filed,))], 1.0)
    (due,) = store.submissions.lease(2.0, 60.0)
    assert (due.reference, due.body, due.attempts) == ("MC-1", b'{"x":1}', 1)
    assert store.submissions.lease(3.0, 60.0) == []
    assert [each.reference for each in store.submissions.lease(63.0, 60.0)] == ["MC-1"]
    assert store.submissions.accepted(due, now=64.0, code="X", reply=Reply("tới rồi"))
    assert not store.submissions.accepted(due, now=65.0, code="X", reply=Reply("tới rồi"))
    assert [kept.reply.text for kept in store.outbox.after("web:a", 0)] == ["đã nhận", "tới rồi"]


def test_the_migrations_make_exactly_the_tables_of_the_schema(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with store.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
