"""A person's words made ready for choosing: standard spelling, and where a "no" or mere courtesy stands.

The words themselves come from `lists.yml`; which choice is meant is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from flows.lists import Lists
from nlu.text import clean, fold, same_tone_placement, syllables

Words: TypeAlias = tuple[str, ...]

_CLAUSE = re.compile(r"[,.;:!?\n]+")
_LONGEST = 3
"""Syllables of the longest spelling that is put right."""
_MANY = 4096


@dataclass(frozen=True, slots=True)
class Said:
    """The syllables of a message, and places among them.

    `openings` begin a clause, `denials` are words for no, `links` may stand between a no and what it denies,
    `courtesies` add nothing.
    """

    words: Words
    openings: frozenset[int]
    denials: frozenset[int]
    links: frozenset[int]
    courtesies: frozenset[int]


def is_question(text: str, lists: Lists) -> bool:
    """Whether the person asks instead of answering."""
    said = f" {fold(text)} "
    asking = (" ".join(words) for words in _listed("asking", lists))
    return clean(text).endswith("?") or any(f" {fold(words)} " in said for words in asking)


def heard(text: str, lists: Lists) -> Said:
    """The message in standard words ("ko" → "không", "tui" → "tôi"), its marks as they were typed."""
    spellings = {
        marked(spelling): marked(entry.name) for entry in lists.get("spellings", ()) for spelling in entry.says
    }
    words: list[str] = []
    openings: set[int] = set()
    for clause in _CLAUSE.split(text):
        openings.add(len(words))
        words += _standard(marked(clause), spellings)
    return Said(
        tuple(words),
        frozenset(openings),
        denials=_places(words, "denials", lists),
        links=_places(words, "links", lists),
        courtesies=_places(words, "courtesies", lists),
    )


@lru_cache(_MANY)
def marked(text: str) -> Words:
    """The syllables in lower case with their marks, tone marks placed the older way."""
    return tuple(syllables(same_tone_placement(clean(text)).lower()))


def _standard(words: Words, spellings: Mapping[Words, Words]) -> Iterator[str]:
    place = 0
    while place < len(words):
        size = next((size for size in range(_LONGEST, 1, -1) if words[place : place + size] in spellings), 1)
        found = words[place : place + size]
        yield from spellings.get(found, found)
        place += size


def _places(words: list[str], name: str, lists: Lists) -> frozenset[int]:
    return frozenset(
        place
        for sought in _listed(name, lists)
        for start in range(len(words))
        if tuple(words[start : start + len(sought)]) == sought
        for place in range(start, start + len(sought))
    )


def _listed(name: str, lists: Lists) -> Iterator[Words]:
    for entry in lists.get(name, ()):
        for text in (entry.name, *entry.says):
            yield marked(text)
