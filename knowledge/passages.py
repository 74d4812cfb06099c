"""What stands in the index: a text per name, situation and sentence, each belonging to one target.

Imported procedures get few texts: title, everyday title, keywords. It reads records; it ranks nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from knowledge.faq import Faq
from knowledge.library import Library
from knowledge.life_event import LifeEvent
from knowledge.phrasings import Beyond, Phrasings
from knowledge.procedure import Procedure
from knowledge.titles import core, everyday

Kind = Literal["procedure", "faq", "event", "imported", "none", "out_of_scope"]
_OPENING = 24
"""Words of a long title that stand alone as well: what follows is mostly cases and legal references."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a passage points at: a record by slug, or a topic that is not ours."""

    name: str
    kind: Kind = "procedure"

    @property
    def beyond(self) -> Beyond | None:
        """How it is not ours; None when it is."""
        if self.kind == "none":
            return "none"
        return "out_of_scope" if self.kind == "out_of_scope" else None


@dataclass(frozen=True, slots=True)
class Passage:
    """One text to compare a question with."""

    target: Target
    text: str


def of_procedure(procedure: Procedure, said: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The texts that stand for a curated procedure, each once; its official name first."""
    names = procedure.names
    official = core(procedure.official_title)
    return _once(official, procedure.official_title, procedure.title, *names.everyday, *names.situations, *said)


def of_faq(faq: Faq) -> tuple[str, ...]:
    """The question as shown and as asked."""
    return _once(faq.title, *faq.asked)


def of_event(event: LifeEvent) -> tuple[str, ...]:
    """What people call the event and how they tell of it."""
    return _once(event.title, *event.names.everyday, *event.names.situations)


def of_imported(title: str, field: str, keywords: str, said: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Title without boilerplate, its opening, the title in everyday words, field with keywords."""
    short = core(title)
    opening = " ".join(short.split()[:_OPENING])
    return _once(short, opening, everyday(opening), f"{field}. {keywords}".strip(" ."), *said)


def passages(library: Library, phrasings: Phrasings) -> Iterator[Passage]:
    """Every passage, those of one target together, ours before the topics that are not."""
    for procedure in library:
        yield from _all(procedure.slug, "procedure", of_procedure(procedure, phrasings.of(procedure.slug)))
    for faq in library.faqs:
        yield from _all(faq.slug, "faq", (*of_faq(faq), *phrasings.of(faq.slug)))
    for event in library.events:
        yield from _all(event.slug, "event", (*of_event(event), *phrasings.of(event.slug)))
    for family in library.families:
        head = family.head
        said = tuple(text for code in family.codes for text in phrasings.of(code))
        texts = of_imported(head.title, head.field, head.keywords, said)
        yield from _all(head.code, "imported", texts)
    for beyond, topic, sentences in phrasings.topics(known=library.known_codes):
        yield from _all(topic, beyond, sentences)


def _all(name: str, kind: Kind, texts: tuple[str, ...]) -> Iterator[Passage]:
    target = Target(name, kind)
    return (Passage(target, text) for text in texts)


def _once(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
