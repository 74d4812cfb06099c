"""Confirmed filings on their way to a portal: leased by one worker at a time, kept until accepted or refused.

A lease that runs out (its worker died) is simply taken by the next worker; the portal's idempotency key makes
the repeated call harmless.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import Engine, or_, select, update

from bot.messages import Reply
from bot.sealing import Seal
from bot.store.outbox import Outbox
from bot.store.records import Attached, Due, SubmissionKept
from bot.store.schema import submissions

_kept_columns = [submissions.c[field.name] for field in fields(SubmissionKept)]
_waiting = submissions.c.accepted_at.is_(None) & submissions.c.rejected_at.is_(None)


class Submissions:
    """The durable queue towards the portals."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine = engine
        self._seal = seal
        self._outbox = Outbox(engine, seal)

    def lease(self, now: float, seconds: float, *, worker: str = "", limit: int = 1) -> list[Due]:
        """Take what is due longest, for this worker alone until the lease runs out."""
        free = (submissions.c.due_at <= now) & or_(
            submissions.c.lease_until.is_(None), submissions.c.lease_until < now
        )
        chosen = select(submissions.c.reference).where(_waiting, free).order_by(submissions.c.due_at).limit(limit)
        taken = (
            update(submissions)
            .where(submissions.c.reference.in_(chosen.with_for_update(skip_locked=True)))
            .values(lease_until=now + seconds, leased_by=worker, attempts=submissions.c.attempts + 1)
            .returning(*(submissions.c[name] for name in ("reference", "citizen", "adapter", "body", "attempts")))
        )
        with self._engine.begin() as connection:
            rows = connection.execute(taken).all()
        return [
            Due(row.reference, row.citizen, row.adapter, self._opened(row.reference, row.body), row.attempts)
            for row in rows
        ]

    def free(self, worker: str) -> None:
        """Give back what this worker still held when it died; called when it starts again."""
        mine = (submissions.c.leased_by == worker) & _waiting
        with self._engine.begin() as connection:
            connection.execute(update(submissions).where(mine).values(lease_until=None))

    def accepted(
        self, due: Due, *, now: float, code: str | None, reply: Reply, files: Sequence[Attached] = ()
    ) -> bool:
        """Note the receipt and tell the citizen, together; False when another worker already has."""
        done = (
            update(submissions)
            .where(submissions.c.reference == due.reference, _waiting)
            .values(accepted_at=now, portal_code=code, portal_state=1 if code else None, lease_until=None)
        )
        with self._engine.begin() as connection:
            self._outbox.lock_in(connection, due.citizen)
            if connection.execute(done).rowcount != 1:
                return False
            for file in files:
                self._outbox.attach_in(connection, due.citizen, file, now)
            self._outbox.say_in(connection, due.citizen, f"receipt/{due.reference}", reply, now=now)
        return True

    def rejected(self, due: Due, *, now: float, reply: Reply) -> None:
        """Note that the portal said no for good and tell the citizen, together."""
        done = (
            update(submissions).where(submissions.c.reference == due.reference, _waiting).values(rejected_at=now)
        )
        with self._engine.begin() as connection:
            self._outbox.lock_in(connection, due.citizen)
            if connection.execute(done).rowcount == 1:
                self._outbox.say_in(connection, due.citizen, f"rejected/{due.reference}", reply, now=now)

    def later(self, due: Due, due_at: float) -> None:
        """Give the lease back and try again then."""
        with self._engine.begin() as connection:
            connection.execute(
                update(submissions)
                .where(submissions.c.reference == due.reference)
                .values(due_at=due_at, lease_until=None)
            )

    def of(self, citizen: str, limit: int = 5) -> list[SubmissionKept]:
        """A citizen's submissions, newest first."""
        query = (
            select(*_kept_columns)
            .where(submissions.c.citizen == citizen)
            .order_by(submissions.c.created_at.desc())
            .limit(limit)
        )
        with self._engine.connect().execution_options(reading=True) as connection:
            return [SubmissionKept(*row) for row in connection.execute(query)]

    def watched(self, *, after: str = "", limit: int = 50) -> list[SubmissionKept]:
        """Accepted dossiers that are not at an end yet, by reference, for asking the portal how they stand."""
        query = (
            select(*_kept_columns)
            .where(submissions.c.portal_code.is_not(None), submissions.c.portal_state.not_in((3, 7, 8, 10)))
            .where(submissions.c.reference > after)
            .order_by(submissions.c.reference)
            .limit(limit)
        )
        with self._engine.connect().execution_options(reading=True) as connection:
            return [SubmissionKept(*row) for row in connection.execute(query)]

    def moved(self, reference: str, state: int, reply: Reply, *, now: float) -> None:
        """Note a new state of a dossier and tell its citizen, together."""
        with self._engine.begin() as connection:
            citizen = connection.execute(
                update(submissions)
                .where(submissions.c.reference == reference, submissions.c.portal_state != state)
                .values(portal_state=state)
                .returning(submissions.c.citizen)
            ).scalar()
            if citizen:  # with the time: a dossier may come to the same state again, which is news again
                self._outbox.say_in(connection, citizen, f"state/{reference}/{state}/{now}", reply, now=now)

    def _opened(self, reference: str, body: bytes) -> bytes:
        return self._seal.open(body, f"submissions.body:{reference}")
