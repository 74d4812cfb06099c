"""A part of what people say, kept out of training and index, so that the order can be learned on words never seen.

Most of these words were written by the people who wrote the records, none of them by those who tune the search.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random

from knowledge.fact import Names
from knowledge.library import Library
from knowledge.phrasings import Phrasings

_EVERY = 7
"""One sentence of so many is kept out."""
_FEW = 4
"""And one of a record that has fewer, down to this many."""
_SEED = 20261122


def split(library: Library, phrasings: Phrasings) -> tuple[Library, Phrasings, Mapping[str, str]]:
    """The library and the sentences without what is kept out, and what is kept out with the slug it asks for."""
    chance = Random(_SEED)  # noqa: S311 - the same sentences every time
    held = dict(_chosen(library, phrasings, chance))
    procedures = [each.model_copy(update={"names": _names(each.names, held)}) for each in library]
    faqs = [each.model_copy(update={"asked": _rest(each.asked, held)}) for each in library.faqs]
    events = [each.model_copy(update={"names": _names(each.names, held)}) for each in library.events]
    shorter = replace(
        phrasings,
        of_procedures={slug: _rest(texts, held) for slug, texts in phrasings.of_procedures.items()},
        of_codes={code: _rest(texts, held) for code, texts in phrasings.of_codes.items()},
    )
    return Library(procedures, faqs=faqs, events=events, catalogue=library.catalogue), shorter, held


def _chosen(library: Library, phrasings: Phrasings, chance: Random) -> Iterator[tuple[str, str]]:
    for slug, texts in _said(library, phrasings):
        each = sorted(set(texts))
        how_many = len(each) // _EVERY or int(len(each) >= _FEW)
        yield from ((text, slug) for text in chance.sample(each, how_many))


def _said(library: Library, phrasings: Phrasings) -> Iterator[tuple[str, tuple[str, ...]]]:
    for procedure in library:
        yield procedure.slug, (*procedure.names.everyday, *procedure.names.situations)
    for faq in library.faqs:
        yield faq.slug, faq.asked
    for event in library.events:
        yield event.slug, (*event.names.everyday, *event.names.situations)
    yield from phrasings.of_codes.items()


def _names(names: Names, held: Mapping[str, str]) -> Names:
    return Names(everyday=_rest(names.everyday, held), situations=_rest(names.situations, held))


def _rest(texts: tuple[str, ...], held: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text not in held)
