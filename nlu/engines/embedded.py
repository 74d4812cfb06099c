"""The engine that is always there: ridge regression over an embedding and over words, fitted when it is made.

It needs no training step and no file of its own. The embedding is given to it; it loads none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain, pairwise
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from nlu.engines.examples import Example, Learned, intents_of
from nlu.engines.guess import DANGERS, Scored
from nlu.text import clean, fold

RIDGE: Final = 0.3
SURE: Final = 0.45
SURE_OF_DANGER: Final = 0.6
MARGIN: Final = 0.3
"""From these on (the best score, its distance from the next) a guess is acted upon: left out one by one, 98 % of
the examples acted upon are right (docs/nlu.md)."""
_LETTERS: Final = 3

Matrix = NDArray[np.float32]
Columns = NDArray[np.int64]


class Embedding(Protocol):
    """Anything that turns texts into unit vectors, one row each."""

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Float32 rows of one length."""


class _Signs:
    """Texts as weighted signs, each row of length 1.

    A sign that occurs in one text alone likens no two texts: it is kept out of the matrix and weighs only in what
    is asked later.
    """

    def __init__(self, signs: Callable[[str], set[str]], texts: Sequence[str]) -> None:
        self._signs = signs
        found = [signs(text) for text in texts]
        counts = Counter(chain.from_iterable(found))
        order = sorted(counts, key=lambda sign: (counts[sign] == 1, sign))
        self._column = {sign: column for column, sign in enumerate(order)}
        often = np.array([counts[sign] for sign in order], dtype=np.float32)
        self._weights = (np.log((1 + len(texts)) / (1 + often)) + 1).astype(np.float32)
        self._shared = int((often > 1).sum())
        self._rows = np.zeros((len(texts), self._shared), dtype=np.float32)
        self._owner = np.zeros(len(order) - self._shared, dtype=np.int64)
        self._value = np.zeros(len(order) - self._shared, dtype=np.float32)
        for row, each in enumerate(found):
            self._keep(row, *self._values(each))

    def kernel(self) -> Matrix:
        """How alike the texts are, in pairs; each is wholly like itself."""
        alike = self._rows @ self._rows.T
        np.fill_diagonal(alike, 1.0)
        return np.asarray(alike, dtype=np.float32)

    def weights(self, dual: Matrix) -> Matrix:
        """The transposed rows times the dual weights: a row for each sign."""
        return np.concatenate([self._rows.T @ dual, self._value[:, None] * dual[self._owner]])

    def scores(self, text: str, weights: Matrix) -> Matrix:
        """The text's row times such weights."""
        columns, values = self._values(self._signs(text))
        return np.asarray(values @ weights[columns], dtype=np.float32)

    def _keep(self, row: int, columns: Columns, values: Matrix) -> None:
        shared = columns < self._shared
        self._rows[row, columns[shared]] = values[shared]
        self._owner[columns[~shared] - self._shared] = row
        self._value[columns[~shared] - self._shared] = values[~shared]

    def _values(self, signs: set[str]) -> tuple[Columns, Matrix]:
        columns = np.array([self._column[sign] for sign in signs if sign in self._column], dtype=np.int64)
        values = self._weights[columns]
        return columns, values / max(float(np.linalg.norm(values)), 1e-9)


class EmbeddedEngine:
    """Callable: masked text in, its best intent out."""

    def __init__(self, examples: Sequence[Example], embedding: Embedding) -> None:
        self._examples = examples
        self._embedding = embedding
        self.intents: tuple[Learned, ...] = intents_of(examples)
        texts = [example.text for example in examples]
        self._words, self._letters = _Signs(_words, texts), _Signs(_letters, texts)
        dense = embedding.encode(texts)
        # The views' kernels are added, so that each of them counts alike.
        self._kernel = dense @ dense.T + self._words.kernel() + self._letters.kernel()
        self._kernel[np.diag_indices(len(texts))] += RIDGE
        dual = np.linalg.solve(self._kernel, self._wanted())
        self._by_meaning = dense.T @ dual
        self._by_words, self._by_letters = self._words.weights(dual), self._letters.weights(dual)

    def __call__(self, text: str) -> Scored:
        """The intent with the highest score, and whether it stands out from the next."""
        scores = self._embedding.encode([text])[0] @ self._by_meaning
        scores = scores + self._words.scores(text, self._by_words)
        return self._judged(scores + self._letters.scores(text, self._by_letters))

    def left_out(self) -> tuple[Scored, ...]:
        """What each example is taken for when it alone is left out of the fit; `SURE` and `MARGIN` rest on it."""
        inverse = np.linalg.inv(self._kernel)
        wanted = self._wanted()
        return tuple(self._judged(row) for row in wanted - inverse @ wanted / np.diag(inverse)[:, None])

    def _wanted(self) -> Matrix:
        rows = [[example.intent == each for each in self.intents] for example in self._examples]
        return np.array(rows, dtype=np.float32)

    def _judged(self, scores: Matrix) -> Scored:
        second, best = np.argsort(scores)[-2:]
        top, margin = float(scores[best]), float(scores[best] - scores[second])
        intent = self.intents[best]
        enough = SURE_OF_DANGER if intent in DANGERS else SURE
        return Scored(intent, min(max(top, 0.0), 1.0), sure=top >= enough and margin >= MARGIN)


def _words(text: str) -> set[str]:
    """Words, neighbours, and neighbours but one; as written ("~") and without marks."""
    bare, written = fold(text).split(), clean(text).lower().split()
    signs = {*bare, *(f"~{word}" for word in written)}
    signs.update(f"{one} {two}" for one, two in pairwise(bare))
    signs.update(f"~{one} {two}" for one, two in pairwise(written))
    signs.update(f"{one} _ {two}" for one, two in zip(bare, bare[2:], strict=False))
    return signs


def _letters(text: str) -> set[str]:
    """Neighbouring letters of each word and its two ends, as written and without marks."""
    words = {*fold(text).split(), *clean(text).lower().split()}
    return {
        padded[start : start + _LETTERS]
        for padded in (f"<{word}>" for word in words)
        for start in range(max(len(padded) - _LETTERS, 0) + 1)
    }
