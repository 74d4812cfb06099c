"""Nearest passages by inner product, and the one home of faiss, which is loaded with the first use.

Vectors are saved as faiss's own file. Nothing is ever pickled.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Vectors, unit

Scores = NDArray[np.float32]


COARSE = 64
"""Leading dimensions that the first stage compares."""


class IndexBroken(Exception):
    """The files of an index are missing, cut short or do not belong together."""


@dataclass(frozen=True, slots=True)
class Dense:
    """Unit rows of all passages; the rows of target t are `begins[t]` to `begins[t + 1]`, never none.

    Two stages: `coarse`, the leading dimensions, tells which targets come near; their whole rows are compared.
    The shipped model is trained so that its leading dimensions stand for the whole (Matryoshka).
    """

    rows: Vectors
    coarse: Vectors
    begins: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Vectors, begins: NDArray[np.int64]) -> Dense:
        """Over these unit rows."""
        return cls(np.ascontiguousarray(rows), np.ascontiguousarray(unit(rows[:, :COARSE])), begins)

    def near(self, question: Vectors) -> Scores:
        """About how near each target's nearest passage is, shape (targets,)."""
        similarities = _all_products(self.coarse, unit(question[:, :COARSE]))
        return np.asarray(np.maximum.reduceat(similarities, self.begins[:-1]), dtype=np.float32)

    def similarities(self, question: Vectors, passages: NDArray[np.int64]) -> Scores:
        """Of these rows to one unit row, exactly."""
        return _some_products(self.rows, question, passages)


def _all_products(rows: Vectors, one: Vectors) -> Scores:
    """Faiss's loop and not numpy's `@`: BLAS shares so small a product among threads that wait for each other.

    On a busy machine that made a question ten times slower.
    """
    found = np.empty(len(rows), dtype=np.float32)
    faiss, one = _faiss(), np.ascontiguousarray(one)
    pointers = (faiss.swig_ptr(array) for array in (found, one, rows))
    faiss.fvec_inner_products_ny(*pointers, rows.shape[1], len(rows))
    return found


def _some_products(rows: Vectors, one: Vectors, places: NDArray[np.int64]) -> Scores:
    found = np.empty(len(places), dtype=np.float32)
    faiss, one, places = _faiss(), np.ascontiguousarray(one), np.ascontiguousarray(places, dtype=np.int64)
    pointers = (faiss.swig_ptr(array) for array in (found, one, rows, places))
    faiss.fvec_inner_products_by_idx(*pointers, rows.shape[1], 1, len(places))
    return found


def write_rows(rows: Vectors, path: Path) -> None:
    """Saves the rows as a flat inner-product index."""
    index = flat(rows)
    _faiss().write_index(index, str(path))


def read_rows(path: Path) -> Vectors:
    """The rows of an index that `write_rows` saved; RuntimeError of faiss when it is none."""
    index = _faiss().read_index(str(path))
    return np.asarray(index.reconstruct_n(0, index.ntotal), dtype=np.float32)


def flat(rows: Vectors) -> Any:
    """A flat inner-product index of faiss over these rows."""
    index = _faiss().IndexFlatIP(rows.shape[1])
    index.add(np.ascontiguousarray(rows))
    return index


@cache
def _faiss() -> Any:
    """The library, told to keep to one thread: a question is too small to share, and waiting threads spin."""
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss
