"""Nearest passages by inner product: the one home of faiss, which is loaded with the first use.

Saved as faiss's own file with a JSON list of owners and a checksum beside it. Nothing is ever pickled.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Vectors

NEIGHBOURS = 256
"""Passages looked at per question; enough for every target that could win."""


class IndexBroken(Exception):
    """The files of an index are missing, cut short or do not belong together."""


@dataclass(frozen=True, slots=True)
class Dense:
    """An exact index over the passages of `count` targets; `owners` tells whose passage each row is."""

    index: Any
    owners: NDArray[np.int32]
    count: int

    @classmethod
    def of(cls, vectors: Vectors, owners: Sequence[int]) -> Dense:
        """An index of these unit vectors, one owner each; owners are numbered from 0."""
        faiss = _faiss()
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        return cls(index, np.array(owners, dtype=np.int32), max(owners) + 1)

    def scores(self, question: Vectors) -> NDArray[np.float32]:
        """How near each target is, shape (count,): half its best passage, half the mean of its best three.

        `question` is one unit row. Targets without a passage among the nearest get the lowest value seen.
        """
        near, rows = self.index.search(question, min(NEIGHBOURS, len(self.owners)))
        owners = self.owners[rows[0]]
        order = np.argsort(owners, kind="stable")
        owners, near = owners[order], near[0][order]
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        rank = np.arange(len(owners)) - np.repeat(starts, np.diff(starts, append=len(owners)))
        first_three = rank < 3
        sums = np.bincount(owners[first_three], near[first_three], minlength=self.count)
        how_many = np.bincount(owners[first_three], minlength=self.count)
        found = np.full(self.count, near.min(), dtype=np.float32)
        seen = owners[starts]
        found[seen] = 0.5 * near[starts] + 0.5 * sums[seen] / how_many[seen]
        return found

    def write(self, folder: Path) -> None:
        """Saves as `passages.faiss` and `passages.json` under the folder."""
        _faiss().write_index(self.index, str(folder / "passages.faiss"))
        beside = {
            "owners": self.owners.tolist(),
            "targets": self.count,
            "sha256": _checksum(folder / "passages.faiss"),
        }
        (folder / "passages.json").write_text(json.dumps(beside), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Dense:
        """What `write` saved there; IndexBroken when the files do not belong together."""
        try:
            beside = json.loads((folder / "passages.json").read_text(encoding="utf-8"))
            if _checksum(folder / "passages.faiss") != beside["sha256"]:
                raise IndexBroken(f"{folder}: the checksum of passages.faiss differs")
            index = _faiss().read_index(str(folder / "passages.faiss"))
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise IndexBroken(f"{folder}: {error}") from error
        if index.ntotal != len(beside["owners"]):
            raise IndexBroken(f"{folder}: {index.ntotal} passages, {len(beside['owners'])} owners")
        return cls(index, np.array(beside["owners"], dtype=np.int32), int(beside["targets"]))


@cache
def _faiss() -> Any:
    """The library, told to keep to one thread: a question is too small to share, and waiting threads spin."""
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
