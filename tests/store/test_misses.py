"""What was not understood: kept sealed, without its speaker, until an editor settles it."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import text

from bot.messages import IncomingMessage, Miss, Reply
from bot.store.records import Decided
from bot.store.store import Store
from bot.turn import Turn

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)


def missed(store: Store, words: str, number: int = 1) -> None:
    """A turn that did not understand these words, kept."""
    message = IncomingMessage("telegram:1", str(number), NOW, text="whatever was said")
    store.turns.receive([message])
    (waiting,) = store.turns.unhandled(1)
    turn = Turn(waiting.session, "no_answer", (Reply("?"),), (Miss(words),))
    store.turns.keep([Decided(waiting, turn)], NOW.timestamp())


def test_a_miss_is_kept_with_its_turn_and_settled_once(store: Store) -> None:
    missed(store, "giấy đi biển")
    (miss,) = store.misses.open()
    assert (miss.text, miss.outcome, miss.at) == ("giấy đi biển", "no_answer", NOW.timestamp())
    assert store.misses.settle([miss.id], "name", NOW.timestamp()) == 1
    assert store.misses.open() == []
    assert store.misses.settle([miss.id], "name", NOW.timestamp()) == 0


def test_it_is_sealed_and_nobodys(store: Store) -> None:
    missed(store, "giấy đi biển")
    with store.engine.connect() as connection:
        (row,) = connection.execute(text("SELECT * FROM misses")).mappings()
    kept = " ".join(repr(bytes(value) if isinstance(value, memoryview) else value) for value in row.values())
    assert "biển" not in kept
    assert "telegram" not in kept


def test_every_one_is_kept(store: Store) -> None:
    missed(store, "một", 1)
    missed(store, "hai", 2)
    assert {miss.text for miss in store.misses.open()} == {"một", "hai"}
