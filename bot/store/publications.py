"""What editors published, in order; every process reads here what is new. It never touches a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, text

from bot.store.records import dumps
from bot.store.schema import publications


@dataclass(frozen=True, slots=True)
class Change:
    """One file of content before and after; None is "no such file over the shipped one"."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Publication:
    """Who published what, when (UTC epoch seconds) and why."""

    seq: int
    at: float
    author: str
    note: str
    changes: tuple[Change, ...]


class Publications:
    """The list of publications; it only grows, and taking one back is a publication too."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, changes: Sequence[Change], *, after: int, author: str, note: str, at: float) -> int | None:
        """Keep a publication that was made on top of number `after`; None when somebody else was faster."""
        row = {
            "at": at,
            "author": author[:96],
            "note": note[:400],
            "changes": dumps([asdict(change) for change in changes]),
        }
        with self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":  # SQLite writes one at a time anyway
                connection.execute(text("LOCK TABLE publications IN EXCLUSIVE MODE"))
            if _newest(connection) != after:
                return None
            key = connection.execute(insert(publications), row).inserted_primary_key
        assert key is not None, "both databases return it"
        return int(key[0])

    def newest(self) -> int:
        """The number of the last one; 0 when there is none."""
        with self._engine.connect().execution_options(reading=True) as connection:
            return _newest(connection)

    def after(self, seq: int) -> list[Publication]:
        """Those with a greater number, oldest first."""
        wanted = select(publications).where(publications.c.seq > seq).order_by(publications.c.seq)
        with self._engine.connect().execution_options(reading=True) as connection:
            return [_publication(row) for row in connection.execute(wanted)]


def _newest(connection: Connection) -> int:
    return int(connection.execute(select(func.max(publications.c.seq))).scalar() or 0)


def _publication(row: Any) -> Publication:
    changes = tuple(Change(**each) for each in json.loads(row.changes))
    return Publication(row.seq, row.at, row.author, row.note, changes)
