""" "Forget me": after it nothing that a citizen said or was told is left, and nobody else is touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from conversation.playing import Play
from filer import ANSWERS, next_message
from sqlalchemy import Connection, Table, select

from bot.messages import IncomingMessage, Reply
from bot.moment import Resources
from bot.store.records import Attached, Decided, NewSubmission, TurnKept
from bot.store.schema import attachments, handovers, inbox, metadata, outbox, sessions, submissions
from bot.store.store import Store
from bot.turn import Turn


def file(play: Play) -> str:
    """A whole birth form; returns the reference."""
    turn = play.say(press="file:khai-sinh")
    for _ in range(150):
        if turn.reference:
            return turn.reference
        message = next_message({"field": None, **turn.replies[-1].reply.to_plain()})
        turn = play.say(message.get("text"), press=message.get("choice"))
    raise AssertionError("the filing does not end")


def forget(play: Play) -> TurnKept:
    assert play.say(press="nav:FORGET_ME").outcome == "navigated"
    return play.say(press="yes:")


def filed_before(store: Store, citizen: str, number: int) -> str:
    """A submission of an earlier day."""
    store.turns.receive([IncomingMessage(citizen, f"earlier/{number}", datetime.now(UTC), text="gửi")])
    (each,) = store.turns.unhandled()
    filed = NewSubmission(f"MC-EARLIER-{number}", "1.001193", "khai-sinh", 1, "sandbox", b'{"form": "bi mat"}')
    store.turns.keep([Decided(each, Turn(each.session, "filed"), (filed,))], 1.0)
    return filed.reference


@pytest.fixture
def plays(resources: Resources, store: Store) -> tuple[Play, Play]:
    """Two people; their references differ, for they share the portal's books."""
    one, other = (Play(resources, store, datetime.now(UTC), citizen=f"web:{name}") for name in ("one", "other"))
    names = iter(f"MC-{number:04}" for number in range(100))
    for play in (one, other):
        play.inbox._decide = replace(play.inbox._decide, new_reference=lambda: next(names))  # type: ignore[arg-type, type-var]
        play.say("/start")
    return one, other


def rows(connection: Connection, table: Table, citizen: str) -> list[dict[str, object]]:
    found = connection.execute(select(table).where(table.c.citizen == citizen))
    return [dict(row._mapping) for row in found]


def test_nothing_is_left_but_what_the_law_keeps(plays: tuple[Play, Play], store: Store) -> None:
    one, _ = plays
    one.say(ANSWERS["question"])
    waiting, arrived, refused = file(one), *(filed_before(store, "web:one", number) for number in range(2))
    for due in store.submissions.lease(one.now.timestamp(), 60.0, limit=10):
        if due.reference == arrived:
            paper = Attached("file-1", "phieu.pdf", "application/pdf", b"%PDF bi mat")
            store.submissions.accepted(due, now=1.0, code="HS-1", reply=Reply("tới rồi"), files=[paper])
        elif due.reference == refused:
            store.submissions.rejected(due, now=1.0, reply=Reply("thiếu giấy"))
    one.say(press="nav:HUMAN")
    told = forget(one)
    with store.engine.connect() as connection:
        assert rows(connection, sessions, "web:one") == []
        assert rows(connection, attachments, "web:one") == []
        assert [row["seq"] for row in rows(connection, outbox, "web:one")] == [kept.seq for kept in told.replies]
        assert {row["body"] for row in rows(connection, inbox, "web:one")} == {b""}
        assert all(row["closed_at"] for row in rows(connection, handovers, "web:one"))
        bodies = {row["reference"]: row["body"] for row in rows(connection, submissions, "web:one")}
    assert (bodies[arrived], bodies[refused]) == (b"", b"")
    assert bodies[waiting], "what is still on its way must arrive"
    assert store.outbox.attachment("file-1") is None


def test_what_is_on_its_way_still_arrives(plays: tuple[Play, Play], store: Store) -> None:
    one, _ = plays
    reference = file(one)
    forget(one)
    (due,) = store.submissions.lease(one.now.timestamp(), 60.0)
    assert due.reference == reference
    assert b"nks.HoTen" in due.body or b"form" in due.body
    assert store.submissions.accepted(due, now=2.0, code="HS-1", reply=Reply("tới rồi"))
    assert one.last().reply.text == "tới rồi"


def test_nobody_else_is_touched(plays: tuple[Play, Play], store: Store) -> None:
    one, other = plays
    for play in plays:
        play.say(press="file:khai-sinh")
        file_some(play)
    before = snapshot(store, "web:other")
    assert before
    forget(one)
    assert snapshot(store, "web:other") == before
    assert other.say("làm tiếp").outcome == "asked"


def file_some(play: Play) -> None:
    for _ in range(6):
        message = next_message({"field": None, **play.last().reply.to_plain()})
        play.say(message.get("text"), press=message.get("choice"))


def snapshot(store: Store, citizen: str) -> dict[str, list[dict[str, object]]]:
    with store.engine.connect() as connection:
        tables = [table for table in metadata.sorted_tables if "citizen" in table.c]
        return {table.name: rows(connection, table, citizen) for table in tables}


def test_afterwards_the_conversation_begins_anew(plays: tuple[Play, Play], store: Store) -> None:
    one, _ = plays
    one.say(press="file:khai-sinh")
    file_some(one)
    forget(one)
    assert one.say("làm tiếp").outcome == "navigated", "there is nothing to go on with"
    assert store.desk.session("web:one").filing is None
    first = one.say("giấy khai sinh cần gì")
    assert len(first.replies) >= 1


def test_a_no_keeps_everything(plays: tuple[Play, Play], store: Store) -> None:
    one, _ = plays
    one.say(press="file:khai-sinh")
    file_some(one)
    before = store.desk.session("web:one").filing
    assert one.say(press="nav:FORGET_ME").outcome == "navigated"
    one.say(press="no:")
    assert store.desk.session("web:one").filing == before
    assert len(store.outbox.after("web:one", 0)) > 6
