"""Looks closer at the few dozen candidates that the two legs name, and puts them in order.

Cheap features of one candidate and the question; their weights are learned (`calibration.Figures.order`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from knowledge.dense import Dense
from knowledge.embedding import Vectors
from knowledge.lexical import Lexical, Spoken
from knowledge.narrowing import actions
from knowledge.passages import Kind
from knowledge.texts import Texts, gathered

FEATURES: Final = (
    "dense",
    "dense_three",
    "dense_behind",
    "lexical",
    "lexical_covered",
    "lexical_behind",
    "overlap",
    "passage_said",
    "title_said",
    "same_action",
    "other_action",
    "faq",
    "event",
    "imported",
    "commune",
    "no_citizen",
    "length",
)
"""By name: the nearest passage, the mean of the nearest three, how far behind the best; BM25 (logarithm), as
a share of what the question is worth, behind the best; the best overlap with one passage, the largest share of a
passage that was said, the share of the official title; actions; kind; level; for whom; how long the title is."""

Matrix = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Heard:
    """What both legs say about one question: `vector` is its unit row; arrays by target, ours first.

    `near` is the first stage of the dense leg, good enough to choose candidates by.
    """

    vector: Vectors
    near: NDArray[np.float32]
    lexical: NDArray[np.float32]
    spoken: Spoken


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is known of every target before anybody asks: kind, level, for whom, actions named in the title."""

    kinds: tuple[Kind, ...]
    commune: NDArray[np.bool_]
    no_citizen: NDArray[np.bool_]
    actions: NDArray[np.int64]
    title_worth: NDArray[np.float64]


class Reranking:
    """Features of candidates over one index."""

    def __init__(self, texts: Texts, legs: tuple[Dense, Lexical], shelf: Shelf) -> None:
        self._texts = texts
        self._dense, self._lexical = legs
        self._shelf = shelf
        self._action_of_term = actions_of(texts.vocabulary)
        self._passage_worth = _sums(self._lexical.rarity[texts.terms].astype(np.float64), texts.starts)
        faq, event, imported = (
            np.array([one == kind for one in shelf.kinds]) for kind in ("faq", "event", "imported")
        )
        self._fixed = np.column_stack(
            [faq, event, imported, shelf.commune, shelf.no_citizen, np.log1p(shelf.title_worth) / 4]
        ).astype(np.float64)

    def features(self, heard: Heard, candidates: Places) -> Matrix:
        """One row per candidate, columns as in FEATURES."""
        dense, three = self.nearness(heard, candidates)
        overlap, said, title = self._overlaps(heard.spoken, candidates)
        lexical = heard.lexical[candidates].astype(np.float64)
        worth = heard.spoken.worth or 1.0
        best_dense, best_lexical = float(dense.max(initial=0)), float(lexical.max(initial=0))
        same, other = self._actions(heard.spoken, candidates)
        moving = [
            dense,
            three,
            dense - best_dense,
            np.log1p(lexical),
            np.minimum(lexical / worth, 3),
            lexical / best_lexical - 1 if best_lexical else lexical,
            overlap,
            said,
            title,
            same,
            other,
        ]
        return np.hstack([np.column_stack(moving), self._fixed[candidates]])

    def nearness(self, heard: Heard, candidates: Places) -> tuple[Matrix, Matrix]:
        """The nearest passage of each candidate, and the mean of its nearest three, exactly."""
        passages, begins = gathered(self._dense.begins, candidates)
        owner = np.repeat(np.arange(len(candidates)), np.diff(begins))
        near = self._dense.similarities(heard.vector, passages).astype(np.float64)
        order = np.argsort(4.0 * owner - near)  # cosines lie within 1: owners stay apart, the nearest comes first
        rank = np.arange(len(owner)) - begins[owner]
        first = rank < 3
        sums = np.bincount(owner[first], near[order][first], minlength=len(candidates))
        return near[order][begins[:-1]], sums / np.minimum(np.diff(begins), 3)

    def _overlaps(self, spoken: Spoken, candidates: Places) -> tuple[Matrix, Matrix, Matrix]:
        """Shared words by rarity: best harmonic mean with a passage, largest share of one, share of the title."""
        passages, begins = gathered(self._dense.begins, candidates)
        spans, starts = gathered(self._texts.starts, passages)
        said = np.zeros(len(self._lexical.rarity), dtype=np.float32)
        said[spoken.places] = self._lexical.rarity[spoken.places]
        shared = _sums(said[self._texts.terms[spans]].astype(np.float64), starts)
        worth, asked = self._passage_worth[passages], float(said.sum())
        overlap = 2 * shared / np.maximum(worth + asked, 1e-9)
        part = shared / np.maximum(worth, 1e-9)
        at = begins[:-1]
        return np.maximum.reduceat(overlap, at), np.maximum.reduceat(part, at), part[at]

    def _actions(self, spoken: Spoken, candidates: Places) -> tuple[Matrix, Matrix]:
        """Whether question and title name the same action; whether both name some, and none in common."""
        asked = int(np.bitwise_or.reduce(self._action_of_term[spoken.places], initial=0))
        named = self._shelf.actions[candidates]
        same = (named & asked) != 0
        return same.astype(np.float64), ((named != 0) & (asked != 0) & ~same).astype(np.float64)


def actions_of(vocabulary: dict[str, int]) -> NDArray[np.int64]:
    """For every term the actions it names, one bit each."""
    found = np.zeros(len(vocabulary), dtype=np.int64)
    for bit, words in enumerate(actions().values()):
        for word in words:
            if (place := vocabulary.get(word)) is not None:
                found[place] |= 1 << bit
    return found


def shelf_of(texts: Texts, lexical: Lexical, begins: Places, facts: list[tuple[Kind, bool, bool]]) -> Shelf:
    """The shelf of targets with these kinds, levels and subjects; a target's first passage is its title."""
    titles, starts = gathered(texts.starts, begins[:-1])
    in_titles = texts.terms[titles]
    by_term = actions_of(texts.vocabulary)[in_titles]
    named = [int(np.bitwise_or.reduce(by_term[a:b], initial=0)) for a, b in pairwise(starts)]
    kinds, commune, no_citizen = zip(*facts, strict=True)
    return Shelf(
        kinds,
        np.array(commune, dtype=bool),
        np.array(no_citizen, dtype=bool),
        np.array(named, dtype=np.int64),
        _sums(lexical.rarity[in_titles].astype(np.float64), starts),
    )


def _sums(values: Matrix, starts: Places) -> Matrix:
    """The sum of each span; 0 for an empty one."""
    whole = np.concatenate(([0.0], np.cumsum(values)))
    return whole[starts[1:]] - whole[starts[:-1]]
