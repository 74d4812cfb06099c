"""TrangThaiHoSo: the ten states of a dossier and the moves between them.

The codes are those of the one-stop systems; the graph is our reading of them. Names are in `words.yml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

STATES: Final = range(1, 11)

NEXT: Final[Mapping[int, frozenset[int]]] = {
    1: frozenset({2, 3, 7}),
    2: frozenset({4, 5, 6, 7}),
    3: frozenset(),
    4: frozenset({5, 6, 8, 9}),
    5: frozenset({4, 7, 8}),
    6: frozenset({4, 7, 8}),
    7: frozenset(),
    8: frozenset(),
    9: frozenset({10}),
    10: frozenset(),
}


def may_move(*, old: int, new: int) -> bool:
    """Whether a dossier may go from one state to the other; staying is always allowed."""
    return old == new or new in NEXT[old]
