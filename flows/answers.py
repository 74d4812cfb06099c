"""What a person may answer, and how it is written down as JSON. Knows nothing of fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Skipped:
    """The question was passed over."""

    def __str__(self) -> str:
        return "SKIPPED"


@dataclass(frozen=True, slots=True)
class Unknown:
    """The person does not know or does not remember."""

    def __str__(self) -> str:
        return "UNKNOWN"


SKIPPED = Skipped()
UNKNOWN = Unknown()

Answer: TypeAlias = str | int | Skipped | Unknown
Answers: TypeAlias = Mapping[str, Answer]
Plain: TypeAlias = str | int | dict[str, str]

_NO_VALUE: Mapping[str, Skipped | Unknown] = {"SKIPPED": SKIPPED, "UNKNOWN": UNKNOWN}


def is_given(answer: Answer | None) -> bool:
    """Whether there is a value that can go onto a form."""
    return isinstance(answer, str | int)


def to_plain(answers: Answers) -> dict[str, Plain]:
    """As JSON; an answer without a value becomes `{"no_value": "SKIPPED"}`, which no text can be taken for."""
    return {
        field: answer if isinstance(answer, str | int) else {"no_value": str(answer)}
        for field, answer in answers.items()
    }


def from_plain(plain: Mapping[str, Plain]) -> dict[str, Answer]:
    """The answers that `to_plain` wrote; KeyError for anything else."""
    return {
        field: answer if isinstance(answer, str | int) else _NO_VALUE[answer["no_value"]]
        for field, answer in plain.items()
    }
