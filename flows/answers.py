"""What a person may answer, and how it is written down as JSON. Knows nothing of fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias


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


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it was said, with the place of today that it lies in.

    `unit` is that place's name on the day it was said, so that an old answer reads the same for ever; `detail` is
    what the text says besides: house, street, hamlet. An address of which no place is known is plain text.
    """

    text: str
    province_code: str
    commune_code: str | None = None
    detail: str | None = None
    unit: str | None = None

    def __str__(self) -> str:
        return self.text


Answer: TypeAlias = str | int | Address | Skipped | Unknown
Answers: TypeAlias = Mapping[str, Answer]
Plain: TypeAlias = str | int | dict[str, str | None]

_NO_VALUE: Mapping[str, Skipped | Unknown] = {"SKIPPED": SKIPPED, "UNKNOWN": UNKNOWN}


def is_given(answer: Answer | None) -> bool:
    """Whether there is a value that can go onto a form."""
    return isinstance(answer, str | int | Address)


def to_plain(answers: Answers) -> dict[str, Plain]:
    """As JSON; an answer without a value becomes `{"no_value": "SKIPPED"}`, which no text can be taken for."""
    return {field: answer_to_plain(answer) for field, answer in answers.items()}


def from_plain(plain: Mapping[str, Plain]) -> dict[str, Answer]:
    """The answers that `to_plain` wrote; KeyError for anything else."""
    return {field: answer_from_plain(kept) for field, kept in plain.items()}


def answer_to_plain(answer: Answer) -> Plain:
    """One answer as JSON."""
    if isinstance(answer, Address):
        return asdict(answer)
    return answer if isinstance(answer, str | int) else {"no_value": str(answer)}


def answer_from_plain(plain: Plain) -> Answer:
    """The answer that `answer_to_plain` wrote; KeyError for anything else."""
    if isinstance(plain, str | int):
        return plain
    kept: dict[str, Any] = dict(plain)
    return Address(**kept) if "text" in plain else _NO_VALUE[kept["no_value"]]
