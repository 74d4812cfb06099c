"""The whole store in one value: open it, and every part of it is there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from bot.sealing import Seal
from bot.store.desk import Desk
from bot.store.engine import migrate, open_engine
from bot.store.keys import check_keys
from bot.store.misses import Misses
from bot.store.outbox import Outbox
from bot.store.publications import Publications
from bot.store.submissions import Submissions
from bot.store.turns import Turns


@dataclass(frozen=True, slots=True)
class Store:
    """The parts share one engine and one seal."""

    engine: Engine
    turns: Turns
    outbox: Outbox
    submissions: Submissions
    desk: Desk
    misses: Misses
    publications: Publications

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def open_store(url: str, seal: Seal) -> Store:
    """Open the database and bring its tables up to date; raises KeyProblem when the keys are not its own."""
    engine = open_engine(url)
    try:
        migrate(engine)
        check_keys(engine, seal)
    except BaseException:
        engine.dispose()
        raise
    return Store(
        engine,
        Turns(engine, seal),
        Outbox(engine, seal),
        Submissions(engine, seal),
        Desk(engine, seal),
        Misses(engine, seal),
        Publications(engine),
    )
