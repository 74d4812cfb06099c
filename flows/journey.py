"""Where answers stand in a flow: derived by replaying them, never stored.

Answers of branches no longer taken are kept by the caller, but only those of `Journey.done` count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from flows.answers import Answer, Answers
from flows.flow import Field, Flow


@dataclass(frozen=True, slots=True)
class Journey:
    """The fields answered on the way, and the one to ask next (None: all is answered)."""

    done: tuple[Field, ...]
    next: Field | None


def applies(field: Field, answers: Answers) -> bool:
    """Whether this field is asked, given the answers *on the way* to it."""
    return met(field.when, answers)


class Condition(Protocol):
    """The shape of `when`, which other records than flows may have too."""

    @property
    def field(self) -> str: ...

    @property
    def one_of(self) -> tuple[str, ...]: ...


def met(conditions: Sequence[Condition], answers: Mapping[str, Answer]) -> bool:
    """Whether all of these conditions hold; one about a field without an answer does not."""
    return all(str(answers.get(when.field, "")) in when.one_of for when in conditions)


def journey(flow: Flow, answers: Answers) -> Journey:
    """Replay the answers from the first field."""
    done: list[Field] = []
    counting: dict[str, Answer] = {}
    for field in flow.fields:
        if field.when and not applies(field, counting):
            continue
        if field.id not in answers:
            return Journey(tuple(done), field)
        done.append(field)
        counting[field.id] = answers[field.id]
    return Journey(tuple(done), None)


def on_path(flow: Flow, answers: Answers) -> dict[str, Answer]:
    """Only the answers that count: those of `journey(...).done`."""
    return {field.id: answers[field.id] for field in journey(flow, answers).done}


def remaining(flow: Flow, answers: Answers) -> int:
    """How many questions the longest way that is left asks, the next one included.

    Later questions whose answers are already kept are counted too: the person passes them again.
    """
    return _remaining(flow, answers, journey(flow, answers))


def progress(flow: Flow, answers: Answers) -> tuple[int, int]:
    """`(3, 9)` for "câu 3 trên 9". The second figure never rises as answers come in."""
    where = journey(flow, answers)
    passed = len(where.done)
    return passed + (where.next is not None), passed + _remaining(flow, answers, where)


def _remaining(flow: Flow, answers: Answers, where: Journey) -> int:
    if where.next is None:
        return 0
    start = flow.paths.position[where.next.id]
    counting = {field.id: str(answers[field.id]) for field in where.done}
    ahead = {} if len(answers) == len(counting) else _ahead(flow, answers, start)
    return flow.paths.longest(start, counting, ahead)


def _ahead(flow: Flow, answers: Answers, start: int) -> dict[str, str]:
    return {field.id: str(answers[field.id]) for field in flow.fields[start:] if field.id in answers}
