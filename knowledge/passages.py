"""What stands in the index: one passage per name, situation and sentence, each belonging to one target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.library import Library
from knowledge.phrasings import Beyond, Phrasings
from knowledge.procedure import Procedure


@dataclass(frozen=True, slots=True)
class Target:
    """What a passage points at: a procedure by slug, or a topic that is not ours."""

    name: str
    beyond: Beyond | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One text to compare a question with."""

    target: Target
    text: str


def of_procedure(procedure: Procedure, said: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The texts that stand for a procedure, each once."""
    texts = (
        procedure.title,
        procedure.official_title,
        *procedure.names.everyday,
        *procedure.names.situations,
        *said,
    )
    return tuple(dict.fromkeys(texts))


def passages(library: Library, phrasings: Phrasings) -> Iterator[Passage]:
    """Every passage, those of one target together; sentences for procedures not in the library are left out."""
    for procedure in library:
        target = Target(procedure.slug)
        for text in of_procedure(procedure, phrasings.of(procedure.slug)):
            yield Passage(target, text)
    for beyond, topic, sentences in phrasings.topics():
        target = Target(topic, beyond)
        for text in sentences:
            yield Passage(target, text)
