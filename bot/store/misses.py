"""What was not understood or not found, kept without saying whose words they were."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, select, update

from bot.sealing import Seal
from bot.store.schema import misses


@dataclass(frozen=True, slots=True)
class Miss:
    """A message, personal values masked, and how its turn ended."""

    id: str
    at: float
    outcome: str
    text: str


class Misses:
    """The open ones are an editor's work list."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine = engine
        self._seal = seal

    def open(self) -> list[Miss]:
        """Those nobody has settled, oldest first."""
        wanted = select(misses).where(misses.c.settled_at.is_(None)).order_by(misses.c.at)
        with self._engine.connect().execution_options(reading=True) as connection:
            return [self._miss(row) for row in connection.execute(wanted)]

    def settle(self, ids: Collection[str], as_: str, now: float) -> int:
        """Take them off the list, saying what became of them; returns how many were on it."""
        mine = update(misses).where(misses.c.id.in_(ids), misses.c.settled_at.is_(None))
        with self._engine.begin() as connection:
            return connection.execute(mine.values(settled_at=now, settled_as=as_)).rowcount

    def _miss(self, row: Any) -> Miss:
        return Miss(row.id, row.at, row.outcome, self._seal.open(row.text, place(row.id)).decode())


def place(miss_id: str) -> str:
    """What the sealed text of a miss is bound to."""
    return f"misses.text:{miss_id}"
