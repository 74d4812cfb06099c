"""Inbox, sessions and outbox: what came in, what was decided, what is to be said.

A turn is kept only if its message is still unhandled and its session is still the one decided on, both
checked under lock in the transaction that writes; otherwise it is dropped and taken again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.logs import error_name, log
from bot.messages import Erase, HandOver, IncomingMessage, Miss
from bot.sealing import Seal, SealError
from bot.session import Session
from bot.store import erasure
from bot.store.misses import place as place_of_miss
from bot.store.records import Arrival, Decided, Kept, TurnKept, Waiting, dumps, of_kind
from bot.store.schema import handovers, inbox, misses, outbox, sessions, submissions

PULLED_CHANNELS = frozenset({"web", "console"})
"""Channels whose clients fetch replies themselves: nothing has to be pushed to them."""

_heads = select(func.min(inbox.c.seq)).where(inbox.c.handled_at.is_(None)).group_by(inbox.c.citizen)
_unhandled = (
    select(inbox, sessions.c.version, sessions.c.state, handovers.c.id.label("held"))
    .select_from(
        inbox.outerjoin(sessions, sessions.c.citizen == inbox.c.citizen).outerjoin(
            handovers,
            (handovers.c.citizen == inbox.c.citizen)
            & handovers.c.closed_at.is_(None)
            & handovers.c.taken_at.is_not(None),
        )
    )
    .where(inbox.c.seq.in_(_heads.order_by(func.min(inbox.c.seq)).limit(bindparam("limit"))))
    .order_by(inbox.c.seq)
)
_live = (
    select(inbox.c.seq)
    .where(inbox.c.seq.in_(bindparam("seqs", expanding=True)), inbox.c.handled_at.is_(None))
    .order_by(inbox.c.seq)
    .with_for_update()
)
_versions = (
    select(sessions.c.citizen, sessions.c.version)
    .where(sessions.c.citizen.in_(bindparam("citizens", expanding=True)))
    .order_by(sessions.c.citizen)
    .with_for_update()
)
_change_session = (
    update(sessions)
    .where(sessions.c.citizen == bindparam("who"))
    .values(version=bindparam("new_version"), state=bindparam("new_state"), updated_at=bindparam("now"))
)
_insert_replies = insert(outbox).returning(outbox.c.turn, outbox.c.cause, outbox.c.seq)
_mark_handled = (
    update(inbox)
    .where(inbox.c.seq == bindparam("row"))
    .values(handled_at=bindparam("now"), outcome=bindparam("how"), reference=bindparam("ref"))
)


def insert_new(connection: Connection, table: Any) -> Any:
    """An INSERT that leaves a row that is already there alone."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table).on_conflict_do_nothing()


def _insert_arrivals(connection: Connection) -> Any:
    return insert_new(connection, inbox).returning(inbox.c.citizen, inbox.c.message_id)


class Turns:
    """Messages in, turns kept."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine = engine
        self._seal = seal

    def receive(self, messages: Sequence[IncomingMessage]) -> list[Arrival]:
        """Keep messages by their channel's own ids; all of them are on the disk when this returns."""
        rows = [self._arrived(message) for message in messages]
        with self._engine.begin() as connection:
            fresh = {tuple(row) for row in connection.execute(_insert_arrivals(connection), rows)}
            return [self._arrival(connection, message, fresh) for message in messages]

    def unhandled(self, limit: int = 64) -> list[Waiting]:
        """The oldest unhandled message of each citizen, oldest first, with the session it meets."""
        with self._engine.connect().execution_options(reading=True) as connection:
            rows = connection.execute(_unhandled, {"limit": limit}).all()
        return [waiting for row in rows if (waiting := self._readable(row))]

    def keep(self, decided: Sequence[Decided], now: float) -> dict[int, TurnKept]:
        """Keep the turns that still hold, in one transaction; returns them by the inbox row they answer."""
        with self._engine.begin() as connection:
            holding = _holding(connection, decided)
            numbers = self._write(connection, holding, now) if holding else {}
        return {each.waiting.seq: _as_kept(each, numbers.get(each.waiting.seq, []), now) for each in holding}

    def _arrived(self, message: IncomingMessage) -> dict[str, Any]:
        place = f"inbox.body:{message.citizen}/{message.id}"
        return {
            "citizen": message.citizen,
            "message_id": message.id,
            "body": self._seal.close(dumps(message.to_plain()), place),
            "received_at": message.received_at.timestamp(),
        }

    def _arrival(self, connection: Connection, message: IncomingMessage, fresh: set[Any]) -> Arrival:
        """What became of one message; the first of two with the same id in one batch is the new one."""
        key = (message.citizen, message.id)
        if key in fresh:
            fresh.remove(key)
            return "new"
        place, body = f"inbox.body:{message.citizen}/{message.id}", message.to_plain()
        known = connection.execute(
            select(inbox.c.body).where(inbox.c.citizen == message.citizen, inbox.c.message_id == message.id)
        ).scalar_one()
        return "known" if not known or json.loads(self._seal.open(known, place)) == body else "conflict"

    def _readable(self, row: Any) -> Waiting | None:
        """A damaged row is left where it is and told of; everybody else is answered."""
        try:
            return self._waiting(row)
        except SealError as error:
            log.error("a row does not open", error=error_name(error))
            return None

    def _waiting(self, row: Any) -> Waiting:
        body = json.loads(self._seal.open(row.body, f"inbox.body:{row.citizen}/{row.message_id}"))
        received_at = datetime.fromtimestamp(row.received_at, UTC)
        message = IncomingMessage(row.citizen, row.message_id, received_at, **body)
        session = Session(row.citizen)
        if row.state is not None:
            plain = json.loads(self._seal.open(row.state, f"sessions.state:{row.citizen}"))
            session = Session.from_plain(row.citizen, plain)
        return Waiting(row.seq, message, session, row.version or 0, row.held is not None)

    def _write(self, connection: Connection, holding: list[Decided], now: float) -> dict[int, list[int]]:
        """Everything of these turns; returns the numbers of the replies by inbox row."""
        old = [each for each in holding if each.waiting.version]
        new = [each for each in holding if not each.waiting.version]
        _many(connection, _change_session, [self._changed(each, now) for each in old])
        _many(connection, insert(sessions), [self._fresh(each, now) for each in new])
        _many(connection, _mark_handled, [_handled(each, now) for each in holding])
        numbers = _say(connection, [row for each in holding for row in self._said(each, now)])
        _many(connection, insert(submissions), [row for each in holding for row in self._filed(each, now)])
        _many(
            connection,
            insert_new(connection, handovers),
            [row for each in holding for row in _asked(each, now)],
        )
        _many(connection, insert(misses), [row for each in holding for row in self._missed(each, now)])
        for each in holding:
            if of_kind(each.turn.effects, Erase):
                erasure.forget(connection, each.waiting.session.citizen, each.waiting.seq)
        return numbers

    def _changed(self, each: Decided, now: float) -> dict[str, Any]:
        citizen = each.waiting.session.citizen
        return {
            "who": citizen,
            "new_version": each.waiting.version + 1,
            "new_state": self._sealed_state(each),
            "now": now,
        }

    def _fresh(self, each: Decided, now: float) -> dict[str, Any]:
        citizen = each.waiting.session.citizen
        return {"citizen": citizen, "version": 1, "state": self._sealed_state(each), "updated_at": now}

    def _sealed_state(self, each: Decided) -> bytes:
        citizen = each.waiting.session.citizen
        return self._seal.close(dumps(each.turn.session.to_plain()), f"sessions.state:{citizen}")

    def _said(self, each: Decided, now: float) -> Iterable[dict[str, Any]]:
        citizen, seq = each.waiting.session.citizen, each.waiting.seq
        for number, reply in enumerate(each.turn.replies):
            cause = f"{seq}/{number}"
            body = self._seal.close(dumps(reply.to_plain()), f"outbox.body:{citizen}/{cause}")
            yield outbox_row(citizen, cause, body, now) | {"turn": seq}

    def _missed(self, each: Decided, now: float) -> Iterable[dict[str, Any]]:
        for effect in of_kind(each.turn.effects, Miss):
            key = uuid4().hex
            text = self._seal.close(effect.text.encode(), place_of_miss(key))
            yield {"id": key, "at": now, "outcome": each.turn.outcome, "text": text}

    def _filed(self, each: Decided, now: float) -> Iterable[dict[str, Any]]:
        for filed in each.submissions:
            yield {
                "reference": filed.reference,
                "citizen": each.waiting.session.citizen,
                "procedure": filed.procedure,
                "flow": filed.flow,
                "flow_version": filed.flow_version,
                "adapter": filed.adapter,
                "body": self._seal.close(filed.body, f"submissions.body:{filed.reference}"),
                "created_at": now,
                "due_at": now,
            }


def outbox_row(citizen: str, cause: str, body: bytes, now: float, author: str = "bot") -> dict[str, Any]:
    """A row of the outbox; on a channel that is fetched from, it counts as sent."""
    channel = citizen.partition(":")[0]
    return {
        "citizen": citizen,
        "channel": channel,
        "turn": None,
        "cause": cause,
        "author": author,
        "body": body,
        "created_at": now,
        "due_at": now,
        "sent_at": now if channel in PULLED_CHANNELS else None,
    }


def _holding(connection: Connection, decided: Sequence[Decided]) -> list[Decided]:
    seqs = [each.waiting.seq for each in decided]
    citizens = [each.waiting.session.citizen for each in decided]
    live = set(connection.execute(_live, {"seqs": seqs}).scalars())
    versions = {row.citizen: row.version for row in connection.execute(_versions, {"citizens": citizens})}
    return [
        each
        for each in decided
        if each.waiting.seq in live and versions.get(each.waiting.session.citizen, 0) == each.waiting.version
    ]


def _say(connection: Connection, rows: list[dict[str, Any]]) -> dict[int, list[int]]:
    """Insert replies; their numbers by inbox row, in the order in which they are said."""
    said = [*connection.execute(_insert_replies, rows)] if rows else []
    numbers: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for turn, cause, seq in said:
        numbers[turn].append((int(cause.rpartition("/")[2]), seq))
    return {turn: [seq for _, seq in sorted(pairs)] for turn, pairs in numbers.items()}


def _as_kept(each: Decided, numbers: list[int], now: float) -> TurnKept:
    citizen, turn = each.waiting.session.citizen, each.turn
    said = tuple(Kept(seq, citizen, "bot", reply, now) for seq, reply in zip(numbers, turn.replies, strict=True))
    return TurnKept(turn.outcome, turn.reference, said)


def _handled(each: Decided, now: float) -> dict[str, Any]:
    return {"row": each.waiting.seq, "now": now, "how": each.turn.outcome, "ref": each.turn.reference}


def _asked(each: Decided, now: float) -> Iterable[dict[str, Any]]:
    for effect in of_kind(each.turn.effects, HandOver):
        yield {"citizen": each.waiting.session.citizen, "procedure": effect.procedure, "asked_at": now}


def _many(connection: Connection, statement: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(statement, rows)
