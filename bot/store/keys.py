"""Shows, before anything is read, that the keys at hand are those that sealed this database.

For every key that ever sealed here a proof is kept: a fixed text sealed with it.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Engine, select

from bot.sealing import KeyProblem, Seal, SealError
from bot.store.schema import keys
from bot.store.turns import insert_new

PROVEN = b"mot cua"


def check_keys(engine: Engine, seal: Seal) -> None:
    """Raise KeyProblem when a key that was used is missing or is another one; note one used for the first time."""
    with engine.begin() as connection:
        proofs = {row.id: bytes(row.proof) for row in connection.execute(select(keys))}
        if problems := [*_problems(proofs, seal)]:
            raise KeyProblem(*problems)
        if seal.current not in proofs:
            row = {"id": seal.current, "proof": seal.close(PROVEN, _place(seal.current))}
            connection.execute(insert_new(connection, keys), row)


def _problems(proofs: dict[str, bytes], seal: Seal) -> Iterable[str]:
    for key_id, proof in sorted(proofs.items()):
        if not seal.knows(key_id):
            yield f"keys: {key_id!r} sealed part of this database and is missing; add it behind the newest key"
        elif not _opens(seal, key_id, proof):
            yield f"keys: {key_id!r} is not the key that sealed this database under that id"


def _opens(seal: Seal, key_id: str, proof: bytes) -> bool:
    try:
        return seal.open(proof, _place(key_id)) == PROVEN
    except SealError:
        return False


def _place(key_id: str) -> str:
    return f"keys.proof:{key_id}"
