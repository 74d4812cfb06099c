"""The example sentences that both engines learn from, in Rasa's own format. It reads them and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints

from nlu.meaning import Intent

Learned = Literal[
    Intent,
    "anger",
    "my_files",
    "benefits",
    "give_personal_value",
    "ask_procedure",
    "out_of_scope",
]
"""What words may say outright, and what only examples can tell."""
LEARNED: tuple[Learned, ...] = get_args(Learned)
DATA = Path(__file__).parent.parent / "data"
EXAMPLES, DOMAIN = DATA / "nlu.yml", DATA / "domain.yml"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BULLET = "- "


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and what it means."""

    text: str
    intent: Learned


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    intent: Learned
    examples: Annotated[str, StringConstraints(pattern=r"^(- \S.*\n?)+$")]


class _Sheet(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal["3.1"]
    nlu: tuple[_Group, ...]


def load_examples(file: Path = EXAMPLES) -> tuple[Example, ...]:
    """Every example of the file, in its order; raises pydantic's ValidationError with everything that is wrong."""
    sheet = _Sheet.model_validate(yaml.load(file.read_text(encoding="utf-8"), _LOADER))  # noqa: S506 - it is safe
    return tuple(
        Example(line.removeprefix(_BULLET).strip(), group.intent)
        for group in sheet.nlu
        for line in group.examples.splitlines()
    )


def intents_of(examples: Sequence[Example]) -> tuple[Learned, ...]:
    """The intents that occur, in the order in which they first do."""
    return tuple(dict.fromkeys(example.intent for example in examples))
