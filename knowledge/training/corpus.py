"""The training text: sentences by what they ask for, and what the imported catalogue says of each procedure.

It never reads the evaluation questions, nor the development sheets. Catalogue text is read, never written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from knowledge.library import Library
from knowledge.passages import passages
from knowledge.phrasings import load as load_phrasings
from knowledge.titles import core, said_otherwise

_SHORTEST, _LONGEST = 4, 16
"""Words of a title that a person would say of it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A catalogue title without boilerplate, and texts that belong to it."""

    title: str
    texts: tuple[str, ...]


def groups(library: Library) -> Mapping[str, tuple[str, ...]]:
    """Sentences by target: one group per record that people's words are written down for, one per topic beyond."""
    phrasings = load_phrasings()
    found: dict[str, list[str]] = {}
    for passage in passages(library, phrasings):
        target = passage.target
        if target.kind != "imported" or phrasings.of(target.name):
            found.setdefault(f"{target.kind}:{target.name}", []).append(passage.text)
    return {name: tuple(texts) for name, texts in found.items() if len(texts) > 1}


def pairs(library: Library) -> tuple[Pair, ...]:
    """Every imported procedure that nobody curated, copies of a title once; empty without a catalogue."""
    heads = (family.head for family in library.families)
    return tuple(Pair(core(head.title), _pieces(head.field, head.keywords)) for head in heads)


def _pieces(field: str, keywords: str) -> tuple[str, ...]:
    whole = f"{field}. {keywords}".strip(" .")
    return tuple(dict.fromkeys(text for text in (field, keywords, whole) if text)) or ("-",)


def as_a_question(title: str, chance: Random) -> str:
    """What a person may say who half knows the title: a part of it, some terms in everyday words."""
    words = title.split()
    if len(words) > _LONGEST or (len(words) > _SHORTEST * 2 and chance.random() < 0.4):
        length = chance.randint(_SHORTEST, min(_LONGEST, len(words)))
        start = 0 if chance.random() < 0.7 else chance.randrange(len(words) - length + 1)
        words = words[start : start + length]
    return said_otherwise(" ".join(words), lambda: chance.random() < 0.6, chance.choice)
