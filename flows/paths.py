"""The longest way that is left through conditional questions. Pure counting: knows nothing of words or kinds.

Only the values that some condition names can change the way, so every other value counts as one and the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

OTHER = ""
"""Any value that no condition names."""

Condition: TypeAlias = tuple[str, frozenset[str]]
State: TypeAlias = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A field as far as ways go: its conditions and the values that it may take.

    `is_open` says that values outside `values` are possible too.
    """

    id: str
    conditions: tuple[Condition, ...]
    values: frozenset[str]
    is_open: bool


class Paths:
    """Counts what lies ahead; a count once made is kept."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        self._questions = questions
        self._named = _named_values(questions)
        self._kept: dict[tuple[int, State, State], int] = {}
        ids = [question.id for question in questions]
        self._watched = [_watched(questions, at) for at in range(len(questions) + 1)]
        self._branching_from = [tuple(i for i in ids[at:] if i in self._named) for at in range(len(ids) + 1)]
        self.position = {question_id: at for at, question_id in enumerate(ids)}

    def longest(self, start: int, on_path: Mapping[str, str], ahead: Mapping[str, str]) -> int:
        """How many questions from position `start` on the longest way asks.

        `on_path` are the answers before it that count; `ahead` are answers already kept for later questions.
        """
        known = {i: self.named(i, on_path[i]) for i in self._watched[start] if i in on_path}
        fixed = {i: self.named(i, ahead[i]) for i in self._branching_from[start] if i in ahead}
        return self._count(start, known, fixed)

    def named(self, question_id: str, value: str) -> str:
        """The value if some condition names it, else OTHER."""
        return value if value in self._named.get(question_id, ()) else OTHER

    def _count(self, at: int, known: Mapping[str, str], fixed: Mapping[str, str]) -> int:
        if at == len(self._questions):
            return 0
        key = (at, _pick(self._watched[at], known), _pick(self._branching_from[at], fixed))
        if key not in self._kept:
            self._kept[key] = self._count_anew(at, known, fixed)
        return self._kept[key]

    def _count_anew(self, at: int, known: Mapping[str, str], fixed: Mapping[str, str]) -> int:
        question = self._questions[at]
        if not holds(question.conditions, known):
            return self._count(at + 1, known, fixed)
        if question.id not in self._named:
            return 1 + self._count(at + 1, known, fixed)
        values = (fixed[question.id],) if question.id in fixed else self._possible(question)
        return 1 + max(self._count(at + 1, {**known, question.id: value}, fixed) for value in values)

    def _possible(self, question: Question) -> Iterator[str]:
        named = self._named[question.id]
        yield from (value for value in question.values if value in named)
        if question.is_open or question.values - named:
            yield OTHER


def holds(conditions: tuple[Condition, ...], answers: Mapping[str, str]) -> bool:
    """Whether every condition is met; one about a question that is not on the way is not."""
    return all(answers.get(field) in values for field, values in conditions)


def _pick(ids: tuple[str, ...], values: Mapping[str, str]) -> State:
    return tuple(values.get(question_id) for question_id in ids)


def _named_values(questions: tuple[Question, ...]) -> dict[str, frozenset[str]]:
    named: dict[str, frozenset[str]] = {}
    for question in questions:
        for field, values in question.conditions:
            named[field] = named.get(field, frozenset()) | values
    return named


def _watched(questions: tuple[Question, ...], at: int) -> tuple[str, ...]:
    """The questions before `at` that some question from `at` on looks back to."""
    later = {field for question in questions[at:] for field, _ in question.conditions}
    return tuple(question.id for question in questions[:at] if question.id in later)
