"""What lies close together by meaning: records said nearly alike, facts that differ in a figure, groups of texts.

For editors, not for citizens: it points at pairs and groups, a person decides. faiss does the comparing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from knowledge.dense import flat
from knowledge.embedding import Embedding, Vectors
from knowledge.fact import Fact
from knowledge.library import Record
from nlu.text import clean

ALIKE: Final = 0.9
"""Cosine from which two titles are taken for the same thing."""
SAME_STATEMENT: Final = 0.93
"""Cosine from which two sentences, figures aside, are taken to say the same."""
TOGETHER: Final = 0.62
"""Cosine from which a text joins a group."""
_NEAREST = 8
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that lie close; `texts` are what was compared, `nearness` the cosine."""

    slugs: tuple[str, str]
    texts: tuple[str, str]
    nearness: float


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that belong together by place, the most typical one first."""

    places: tuple[int, ...]


def near_duplicates(records: Iterable[Record], embedding: Embedding, *, least: float = ALIKE) -> list[Pair]:
    """Records whose titles say nearly the same, nearest first."""
    rows = [(record.slug, record.title) for record in records]
    return _sorted(pair for pair in _pairs(rows, rows, embedding, least))


def contradictions(
    records: Iterable[Record], embedding: Embedding, *, least: float = SAME_STATEMENT
) -> list[Pair]:
    """Facts of two records of one matter that say the same thing with other figures, nearest first.

    One matter: an answer and the procedure that it belongs to, or two answers of one procedure. Figures differ
    when each side has one that the other lacks: a sentence may say more than another without contradicting it.
    """
    known = {record.slug: record for record in records}
    rows = [(slug, fact.text) for slug, record in known.items() for fact in record.facts if _figures(fact)]
    bare = [(slug, _FIGURE.sub("0", text)) for slug, text in rows]
    related = {slug: _matter(record) for slug, record in known.items()}
    found = (
        pair
        for pair in _pairs(bare, rows, embedding, least)
        if pair.slugs[0] != pair.slugs[1]
        and related[pair.slugs[0]] & related[pair.slugs[1]]
        and _differ(*pair.texts)
    )
    return _sorted(found)


def clusters(texts: Sequence[str], embedding: Embedding, *, least: float = TOGETHER) -> list[Group]:
    """Groups by meaning, largest first: the text with most neighbours takes them all, then the next one.

    Every text is in exactly one group; one that nothing resembles is a group of its own.
    """
    if not texts:
        return []
    vectors = embedding.encode([clean(text) for text in texts])
    limits, _, near = flat(vectors).range_search(vectors, least)
    neighbours = [near[a:b] for a, b in zip(limits[:-1].astype(int), limits[1:].astype(int), strict=True)]
    return sorted(_taken(vectors, neighbours), key=lambda group: -len(group.places))


def _taken(vectors: Vectors, neighbours: Sequence[NDArray[np.int64]]) -> Iterator[Group]:
    free = np.ones(len(vectors), dtype=bool)
    for middle in sorted(range(len(vectors)), key=lambda place: (-len(neighbours[place]), place)):
        if not free[middle]:
            continue
        members = np.unique(np.append(neighbours[middle], middle))
        members = members[free[members]]
        free[members] = False
        order = np.argsort(-(vectors[members] @ vectors[middle]), kind="stable")
        rest = [int(place) for place in members[order] if place != middle]
        yield Group((middle, *rest))


def _pairs(
    compared: Sequence[tuple[str, str]], shown: Sequence[tuple[str, str]], embedding: Embedding, least: float
) -> Iterator[Pair]:
    """Each pair of rows that lies near once; a row is not compared with itself or its very text in its record."""
    if len(compared) < 2:
        return
    vectors = embedding.encode([text for _, text in compared])
    nearness, places = flat(vectors).search(vectors, min(_NEAREST, len(compared)))
    seen: set[tuple[int, int]] = set()
    for one, (row, others) in enumerate(zip(nearness, places, strict=True)):
        for near, other in zip(row, others, strict=True):
            pair = (min(one, int(other)), max(one, int(other)))
            if pair[0] == pair[1] or pair in seen or near < least:
                continue
            seen.add(pair)
            (slug, text), (other_slug, other_text) = (shown[place] for place in pair)
            yield Pair((slug, other_slug), (text, other_text), round(float(near), 3))


def _figures(fact: Fact) -> bool:
    return _FIGURE.search(fact.text) is not None


def _differ(one: str, other: str) -> bool:
    left, right = set(_FIGURE.findall(one)), set(_FIGURE.findall(other))
    return bool(left - right) and bool(right - left)


def _matter(record: Record) -> set[str]:
    """The slugs that a record speaks of."""
    return {record.slug, *getattr(record, "procedures", ())}


def _sorted(pairs: Iterable[Pair]) -> list[Pair]:
    return sorted(pairs, key=lambda pair: (-pair.nearness, pair.slugs))
