"""BM25 over folded syllables and pairs of neighbours: exact words, however they are accented.

Everyday abbreviations and regional spellings are made one word on both sides (`words.yml`). It knows no meanings.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
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
class Lexical:
    """Postings of a fixed set of documents; `weights` already hold BM25's share of each term in each document."""

    vocabulary: Mapping[str, int]
    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    weights: NDArray[np.float32]
    rarity: NDArray[np.float32]
    count: int

    @classmethod
    def of(cls, documents: Sequence[Sequence[str]]) -> Lexical:
        """The postings of these documents, numbered from 0; each is a list of texts that do not run together."""
        counted = [Counter(chain.from_iterable(map(terms, texts))) for texts in documents]
        vocabulary = {term: place for place, term in enumerate(sorted(set().union(*counted)))}
        lengths = np.array([max(sum(count.values()), 1) for count in counted], dtype=np.float32)
        rows = [
            (vocabulary[term], document, times)
            for document, count in enumerate(counted)
            for term, times in count.items()
        ]
        postings = np.array(rows, dtype=np.int64).reshape(-1, 3)
        postings = postings[np.lexsort((postings[:, 1], postings[:, 0]))]
        return cls._weighed(vocabulary, postings, lengths)

    @classmethod
    def _weighed(cls, vocabulary: Mapping[str, int], postings: NDArray[np.int64], lengths: Scores) -> Lexical:
        term, document, times = postings.T
        in_how_many = np.bincount(term, minlength=len(vocabulary))
        rarity = np.log1p((len(lengths) - in_how_many + 0.5) / (in_how_many + 0.5))
        rarity *= np.array([PAIR_WEIGHT if " " in word else 1.0 for word in vocabulary])
        norm = SATURATION * (1 - LENGTH + LENGTH * lengths / lengths.mean())
        weights = rarity[term] * times * (SATURATION + 1) / (times + norm[document])
        starts = np.concatenate(([0], np.cumsum(in_how_many)))
        return cls(
            vocabulary,
            starts.astype(np.int64),
            document.astype(np.int32),
            weights.astype(np.float32),
            rarity.astype(np.float32),
            len(lengths),
        )

    def scores(self, question: str) -> Scores:
        """BM25 of every document, shape (count,)."""
        known = [place for term in set(terms(question)) if (place := self.vocabulary.get(term)) is not None]
        if not known:
            return np.zeros(self.count, dtype=np.float32)
        spans = [slice(self.starts[place], self.starts[place + 1]) for place in known]
        documents = np.concatenate([self.documents[span] for span in spans])
        weights = np.concatenate([self.weights[span] for span in spans])
        return np.bincount(documents, weights, minlength=self.count).astype(np.float32)

    def worth(self, question: str) -> float:
        """The rarity of all its syllables together, an unknown one as the rarest; 0 for a text without any."""
        rarest = float(np.log1p(self.count + 0.5) if self.count else 0)
        places = [self.vocabulary.get(word) for word in set(syllables(question))]
        return sum(rarest if place is None else float(self.rarity[place]) for place in places)

    def write(self, folder: Path) -> None:
        """Saves as `lexical.json` and `lexical.npz` under the folder."""
        (folder / "lexical.json").write_text(
            json.dumps(list(self.vocabulary), ensure_ascii=False), encoding="utf-8"
        )
        np.savez(
            folder / "lexical.npz",
            starts=self.starts,
            documents=self.documents,
            weights=self.weights,
            rarity=self.rarity,
            count=np.array(self.count),
        )

    @classmethod
    def read(cls, folder: Path) -> Lexical:
        """What `write` saved there."""
        words: Iterable[str] = json.loads((folder / "lexical.json").read_text(encoding="utf-8"))
        with (folder / "lexical.npz").open("rb") as file, np.load(file, allow_pickle=False) as saved:
            return cls(
                {word: place for place, word in enumerate(words)},
                saved["starts"],
                saved["documents"],
                saved["weights"],
                saved["rarity"],
                int(saved["count"]),
            )
