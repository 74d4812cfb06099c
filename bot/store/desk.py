"""Conversations in the hands of staff: who waits, who holds which one, what was said.

Taking is compare-and-set: of two officers who press at once, one gets it. Taking and giving back also bump the
session's version, so that a turn decided without knowing of it is taken again.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Engine, select, update

from bot.messages import Reply
from bot.sealing import Seal
from bot.session import Session
from bot.store.outbox import Outbox
from bot.store.records import HandoverKept, Line
from bot.store.schema import handovers, inbox, outbox, sessions

_columns = [handovers.c[field.name] for field in fields(HandoverKept)]
LINES = 200


class Desk:
    """The officers' side of the store."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine = engine
        self._seal = seal
        self._outbox = Outbox(engine, seal)

    def open(self) -> list[HandoverKept]:
        """Everything waiting or held, longest wait first."""
        query = select(*_columns).where(handovers.c.closed_at.is_(None)).order_by(handovers.c.asked_at)
        with self._engine.connect().execution_options(reading=True) as connection:
            return [HandoverKept(*row) for row in connection.execute(query)]

    def one(self, handover: int) -> HandoverKept | None:
        """One conversation, also a closed one."""
        with self._engine.connect().execution_options(reading=True) as connection:
            row = connection.execute(select(*_columns).where(handovers.c.id == handover)).first()
        return HandoverKept(*row) if row else None

    def take(self, handover: int, officer: str, now: float) -> bool:
        """Take a waiting conversation; False when someone else was first."""
        free = handovers.c.officer.is_(None) & handovers.c.closed_at.is_(None)
        return self._change(handover, free, officer=officer, taken_at=now)

    def release(self, handover: int, officer: str, now: float) -> bool:
        """Give a conversation back to the bot; False when this officer does not hold it."""
        held = (handovers.c.officer == officer) & handovers.c.closed_at.is_(None)
        return self._change(handover, held, closed_at=now)

    def say(self, handover: int, officer: str, cause: str, reply: Reply, *, now: float) -> bool:
        """Answer the citizen as this officer; False when they do not hold the conversation."""
        held = select(handovers.c.citizen).where(
            handovers.c.id == handover, handovers.c.officer == officer, handovers.c.closed_at.is_(None)
        )
        with self._engine.begin() as connection:
            self._lock_session(connection, handover)
            citizen = connection.execute(held.with_for_update()).scalar()
            if citizen:
                self._outbox.say_in(connection, citizen, f"desk/{cause}", reply, now=now, author="officer")
        return citizen is not None

    def lines(self, citizen: str) -> list[Line]:
        """What was said, oldest first, by all three sides."""
        said = select(inbox).where(inbox.c.citizen == citizen, inbox.c.body != b"").order_by(inbox.c.seq.desc())
        told = select(outbox).where(outbox.c.citizen == citizen).order_by(outbox.c.seq.desc())
        with self._engine.connect().execution_options(reading=True) as connection:
            lines = [self._said(row) for row in connection.execute(said.limit(LINES))]
            lines += [self._told(row) for row in connection.execute(told.limit(LINES))]
        return sorted(lines, key=lambda line: (line.at, line.seq))[-LINES:]

    def last_words(self, citizen: str) -> str:
        """The newest thing that the citizen wrote; empty when they only pressed buttons."""
        said = select(inbox).where(inbox.c.citizen == citizen, inbox.c.body != b"").order_by(inbox.c.seq.desc())
        with self._engine.connect().execution_options(reading=True) as connection:
            rows = connection.execute(said.limit(LINES))
            return next((line.text for row in rows if (line := self._said(row)).text), "")

    def session(self, citizen: str) -> Session:
        """The session as it stands."""
        with self._engine.connect().execution_options(reading=True) as connection:
            state = connection.execute(select(sessions.c.state).where(sessions.c.citizen == citizen)).scalar()
        if state is None:
            return Session(citizen)
        return Session.from_plain(citizen, json.loads(self._seal.open(state, f"sessions.state:{citizen}")))

    def _change(self, handover: int, where: Any, **values: Any) -> bool:
        with self._engine.begin() as connection:
            self._lock_session(connection, handover)
            changed = update(handovers).where(handovers.c.id == handover, where).values(**values)
            return connection.execute(changed).rowcount == 1

    def _lock_session(self, connection: Connection, handover: int) -> None:
        # The session first: the same order in which a turn takes its locks.
        citizen = select(handovers.c.citizen).where(handovers.c.id == handover).scalar_subquery()
        connection.execute(
            update(sessions).where(sessions.c.citizen == citizen).values(version=sessions.c.version + 1)
        )

    def _said(self, row: Any) -> Line:
        body = json.loads(self._seal.open(row.body, f"inbox.body:{row.citizen}/{row.message_id}"))
        return Line("citizen", body.get("text") or "", row.received_at, row.seq, body)

    def _told(self, row: Any) -> Line:
        body = json.loads(self._seal.open(row.body, f"outbox.body:{row.citizen}/{row.cause}"))
        return Line(row.author, body["text"], row.created_at, row.seq, body)
