"""What the search is measured beside: one leg alone, and plain TF-IDF over letters. Never used to answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.dense import Dense
from knowledge.embedding import Embedding
from knowledge.lexical import Lexical
from knowledge.library import Library
from knowledge.passages import Target, passages
from knowledge.phrasings import load as load_phrasings
from nlu.text import fold

Scores = NDArray[np.float32]
Ranking = Callable[[str], list[str]]
"""A question to the names of the best targets, best first."""
_BEST = 10


def alone(library: Library, embedding: Embedding) -> Mapping[str, Ranking]:
    """Each leg by itself over the very passages of the index, and TF-IDF over letters."""
    mine = [passage for passage in passages(library, load_phrasings()) if passage.target.beyond is None]
    targets = list(dict.fromkeys(passage.target for passage in mine))
    texts = [passage.text for passage in mine]
    place = {target: at for at, target in enumerate(targets)}
    owners = np.array([place[passage.target] for passage in mine], dtype=np.int32)
    legs = {
        "BM25": _bm25(texts, owners, targets),
        "letters": _letters(texts, owners, len(targets)),
        "dense": _dense(embedding.encode(texts), embedding, owners, len(targets)),
    }
    return {name: _ranking(score, targets) for name, score in legs.items()}


def _ranking(score: Callable[[str], Scores], targets: Sequence[Target]) -> Ranking:
    return lambda question: [targets[at].name for at in np.argsort(-score(question), kind="stable")[:_BEST]]


def _dense(rows: Scores, embedding: Embedding, owners: NDArray[np.int32], count: int) -> Callable[[str], Scores]:
    dense = Dense(rows, rows[:, :1], np.searchsorted(owners, np.arange(count + 1)))
    every = np.arange(len(rows))

    def score(question: str) -> Scores:
        near = dense.similarities(embedding.encode([question]), every)
        return np.asarray(np.maximum.reduceat(near, dense.begins[:-1]))

    return score


def _bm25(texts: Sequence[str], owners: NDArray[np.int32], targets: Sequence[Target]) -> Callable[[str], Scores]:
    from knowledge.lexical import terms

    vocabulary: dict[str, int] = {}
    said = [[vocabulary.setdefault(term, len(vocabulary)) for term in sorted(set(terms(text)))] for text in texts]
    of_terms = np.repeat(owners, [len(each) for each in said])
    flat = np.array([place for each in said for place in each], dtype=np.int32)
    kinds = np.array([target.kind == "imported" for target in targets], dtype=np.int8)
    lexical = Lexical.of(vocabulary, (flat, of_terms), kinds)
    return lambda question: lexical.scores(lexical.spoken(question))


def _letters(texts: Sequence[str], owners: NDArray[np.int32], count: int) -> Callable[[str], Scores]:
    """Cosine of TF-IDF over runs of 2 to 4 letters, without marks; the best text of a target counts."""
    counted = [Counter(_runs(text)) for text in texts]
    vocabulary: dict[str, int] = {}
    rows = [
        (vocabulary.setdefault(run, len(vocabulary)), at, n)
        for at, c in enumerate(counted)
        for run, n in c.items()
    ]
    term, text, times = np.array(rows, dtype=np.int64).T
    rarity = np.log(len(texts) / np.bincount(term)) + 1
    weight = (1 + np.log(times)) * rarity[term]
    weight /= np.sqrt(np.bincount(text, weight**2))[text]
    order = np.argsort(term, kind="stable")
    text, weight = text[order], weight[order]
    starts = np.searchsorted(term[order], np.arange(len(vocabulary) + 1))

    def score(question: str) -> Scores:
        asked = [(vocabulary[run], n) for run, n in Counter(_runs(question)).items() if run in vocabulary]
        whole = np.zeros(len(texts))
        for place, n in asked:
            span = slice(starts[place], starts[place + 1])
            whole[text[span]] += weight[span] * (1 + np.log(n)) * rarity[place]
        best = np.zeros(count, dtype=np.float32)
        np.maximum.at(best, owners, whole)
        return best

    return score


def _runs(text: str) -> Iterator[str]:
    padded = f" {fold(text)} "
    return (padded[at : at + size] for size in (2, 3, 4) for at in range(len(padded) - size + 1))
