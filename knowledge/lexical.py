"""BM25 over folded syllables and pairs of neighbours: exact words, however they are accented.

Everyday abbreviations and regional spellings are made one word on both sides (`words.yml`). It knows no meanings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from nlu.text import fold

SATURATION = 0.9
LENGTH = 0.4
PAIR_WEIGHT = 0.8
"""Less for a pair of neighbours than for its rarity alone, since its two syllables count as well."""

Scores = NDArray[np.float32]


@cache
def same_words() -> Mapping[str, tuple[str, ...]]:
    """Folded spellings and the folded words they stand for."""
    path = Path(__file__).parent / "words.yml"
    table: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))["same_words"]
    return {short: tuple(long.split()) for short, long in table.items()}


def syllables(text: str) -> list[str]:
    """Folded syllables with abbreviations and regional spellings written out."""
    table = same_words()
    found: list[str] = []
    for word in fold(text).split():
        found.extend(table.get(word, (word,)))
    return found


def terms(text: str) -> list[str]:
    """Syllables, then pairs of neighbouring syllables."""
    single = syllables(text)
    return single + [f"{left} {right}" for left, right in pairwise(single)]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A question in the words of the index: places of its terms, and how much its syllables are worth together."""

    places: NDArray[np.int64]
    worth: float


@dataclass(frozen=True, slots=True)
class Lexical:
    """Postings of a fixed set of documents; `weights` already hold BM25's share of each term in each document."""

    vocabulary: Mapping[str, int]
    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    weights: Scores
    rarity: Scores
    count: int

    @classmethod
    def of(
        cls,
        vocabulary: Mapping[str, int],
        pairs: tuple[NDArray[np.int32], NDArray[np.int32]],
        kinds: NDArray[np.int8],
    ) -> Lexical:
        """The postings of `len(kinds)` documents from pairs (place of a term, document), once per passage.

        Lengths are compared within a kind: a curated record has fifty passages, an imported one three.
        """
        count, size = len(kinds), len(vocabulary)
        found, times = np.unique(pairs[0].astype(np.int64) * count + pairs[1], return_counts=True)
        term, document = found // count, (found % count).astype(np.int32)
        lengths = np.bincount(document, times, minlength=count)
        means = np.array([lengths[kinds == kind].mean() if (kinds == kind).any() else 1 for kind in range(2)])
        norm = SATURATION * (1 - LENGTH + LENGTH * lengths / np.maximum(means[kinds], 1))
        rarity = _rarity(term, document, kinds, size)
        rarity *= np.array([PAIR_WEIGHT if " " in word else 1.0 for word in vocabulary])
        weights = rarity[term] * times * (SATURATION + 1) / (times + norm[document])
        starts = np.searchsorted(term, np.arange(size + 1))
        return cls(vocabulary, starts, document, weights.astype(np.float32), rarity.astype(np.float32), count)

    def spoken(self, question: str) -> Spoken:
        """The question's terms that stand in some document; an unknown syllable is worth as much as the rarest."""
        known = [place for term in set(terms(question)) if (place := self._place(term)) is not None]
        return Spoken(np.array(sorted(known), dtype=np.int64), self._worth(question))

    def scores(self, spoken: Spoken) -> Scores:
        """BM25 of every document, shape (count,)."""
        if not len(spoken.places):
            return np.zeros(self.count, dtype=np.float32)
        spans = [slice(self.starts[place], self.starts[place + 1]) for place in spoken.places]
        documents = np.concatenate([self.documents[span] for span in spans])
        weights = np.concatenate([self.weights[span] for span in spans])
        return np.bincount(documents, weights, minlength=self.count).astype(np.float32)

    def _worth(self, question: str) -> float:
        rarest = float(np.log1p(self.count + 0.5) if self.count else 0)
        places = [self._place(word) for word in set(syllables(question))]
        return sum(rarest if place is None else float(self.rarity[place]) for place in places)

    def _place(self, term: str) -> int | None:
        """None also for a term whose last document is gone."""
        place = self.vocabulary.get(term)
        return None if place is None or self.starts[place] == self.starts[place + 1] else place


def _rarity(
    term: NDArray[np.int64], document: NDArray[np.int32], kinds: NDArray[np.int8], size: int
) -> NDArray[np.float64]:
    """How rare a term is where it is commonest.

    Words of conversation are everywhere in what people say and nowhere in official titles: counted over all
    documents together they would look rare, and weigh as if they named something.
    """
    rarest = np.log1p(len(kinds) + 0.5)
    rarity = np.full(size, rarest)
    for kind in np.unique(kinds):
        holding = np.bincount(term[kinds[document] == kind], minlength=size)
        count = int((kinds == kind).sum())
        here = np.log1p((count - holding + 0.5) / (holding + 0.5)) * (rarest / np.log1p(count + 0.5))
        rarity = np.minimum(rarity, np.where(holding > 0, here, rarest))
    return rarity
