"""What citizens are told: waiting to be sent, fetched by their clients, and the files that go with it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, func, insert, select, update

from bot.messages import Reply
from bot.sealing import Seal
from bot.store.records import Attached, Kept, TurnKept, dumps
from bot.store.schema import attachments, inbox, outbox, sessions
from bot.store.turns import insert_new, outbox_row

_after = (
    select(outbox)
    .where(outbox.c.citizen == bindparam("who"), outbox.c.seq > bindparam("seq"))
    .order_by(outbox.c.seq)
    .limit(100)
)
_newest = select(func.max(outbox.c.seq)).where(outbox.c.citizen == bindparam("who"), outbox.c.turn.is_not(None))
_session_lock = select(sessions.c.version).where(sessions.c.citizen == bindparam("who")).with_for_update()
_turn = select(inbox.c.seq, inbox.c.outcome, inbox.c.reference, inbox.c.handled_at).where(
    inbox.c.citizen == bindparam("who"), inbox.c.message_id == bindparam("id")
)


class Outbox:
    """Replies by citizen and by channel."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine = engine
        self._seal = seal

    def after(self, citizen: str, seq: int) -> list[Kept]:
        """What this citizen was told after that row, oldest first, at most 100."""
        with self._engine.connect().execution_options(reading=True) as connection:
            return [self._kept(row) for row in connection.execute(_after, {"who": citizen, "seq": seq})]

    def newest(self, citizen: str) -> int:
        """The number of the last reply that a turn gave this citizen; 0 when there was none.

        Officers' words and news are left out: a client that goes on reading from here can miss none.
        """
        with self._engine.connect().execution_options(reading=True) as connection:
            return connection.execute(_newest, {"who": citizen}).scalar() or 0

    def turn(self, citizen: str, message_id: str) -> TurnKept | None:
        """The turn that a message produced; None while it is unhandled or unknown."""
        with self._engine.connect().execution_options(reading=True) as connection:
            row = connection.execute(_turn, {"who": citizen, "id": message_id}).first()
            if row is None or row.handled_at is None:
                return None
            said = connection.execute(
                select(outbox).where(outbox.c.citizen == citizen, outbox.c.turn == row.seq).order_by(outbox.c.seq)
            )
            return TurnKept(row.outcome, row.reference, tuple(self._kept(each) for each in said))

    def due(self, channel: str, now: float, limit: int = 30) -> list[Kept]:
        """The oldest unsent reply of each citizen of a channel, so that order is kept while one is retried."""
        unsent = (
            select(outbox)
            .where(
                outbox.c.channel == channel,
                outbox.c.sent_at.is_(None),
                outbox.c.refused_at.is_(None),
            )
            .order_by(outbox.c.seq)
            .limit(limit * 4)
        )
        with self._engine.connect().execution_options(reading=True) as connection:
            heads: dict[str, Any] = {}
            for row in connection.execute(unsent):
                heads.setdefault(row.citizen, row)
            return [self._kept(row) for row in heads.values() if row.due_at <= now][:limit]

    def sent(self, seq: int, now: float) -> None:
        """Note that a reply was delivered."""
        self._change(seq, sent_at=now)

    def later(self, seq: int, due_at: float) -> None:
        """Try this reply again then."""
        self._change(seq, due_at=due_at, attempts=outbox.c.attempts + 1)

    def refused(self, seq: int, now: float) -> None:
        """Never try this reply again."""
        self._change(seq, refused_at=now)

    def say(self, citizen: str, cause: str, reply: Reply, *, now: float, author: str = "bot") -> None:
        """Tell a citizen something that no message of theirs asked for; the same cause is told once."""
        with self._engine.begin() as connection:
            self.say_in(connection, citizen, cause, reply, now=now, author=author)

    def say_in(
        self,
        connection: Connection,
        citizen: str,
        cause: str,
        reply: Reply,
        *,
        now: float,
        author: str = "bot",
    ) -> None:
        """The same inside the caller's transaction."""
        self.lock_in(connection, citizen)
        body = self._seal.close(dumps(reply.to_plain()), f"outbox.body:{citizen}/{cause}")
        connection.execute(insert_new(connection, outbox), outbox_row(citizen, cause, body, now, author))

    def lock_in(self, connection: Connection, citizen: str) -> None:
        """Wait for whoever is telling this citizen something else, as turns do.

        Else a later number could be seen before an earlier one, which "everything after N" would then skip.
        Lock before any other row of the transaction, in the order in which a turn takes its locks.
        """
        connection.execute(_session_lock, {"who": citizen})

    def attach_in(self, connection: Connection, citizen: str, file: Attached, now: float) -> None:
        """Keep a file for a citizen inside the caller's transaction."""
        body = self._seal.close(file.content, f"attachments.body:{file.id}")
        row = {"id": file.id, "citizen": citizen, "name": file.name, "media_type": file.media_type}
        connection.execute(insert(attachments), row | {"body": body, "created_at": now})

    def attachment(self, file_id: str) -> Attached | None:
        """A file by its unguessable id; None when it is gone."""
        query = select(attachments).where(attachments.c.id == file_id)
        with self._engine.connect().execution_options(reading=True) as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        return Attached(row.id, row.name, row.media_type, self._seal.open(row.body, f"attachments.body:{row.id}"))

    def _change(self, seq: int, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(outbox).where(outbox.c.seq == seq).values(**values))

    def _kept(self, row: Any) -> Kept:
        body = json.loads(self._seal.open(row.body, f"outbox.body:{row.citizen}/{row.cause}"))
        return Kept(row.seq, row.citizen, row.author, Reply.from_plain(body), row.created_at, row.attempts)
