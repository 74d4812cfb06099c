"""Loads the trial portal's Vietnamese words from `words.yml`. It must not decide which of them is said."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Parsed from YAML: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AnswerWords(Model):
    """The messages that stand beside an error_code."""

    ok: str
    exists: str
    wrong_login: str
    no_session: str
    unknown_service: str
    wrong_unit: str
    look_up_first: str
    twice_in_batch: str
    other_reference: str
    unknown_dossier: str
    illegal_move: str
    malformed: str


class Words(Model):
    """The whole file."""

    states: dict[int, str]
    answers: AnswerWords
    officer: str


@cache
def words() -> Words:
    """The words as shipped; read once."""
    text = (Path(__file__).parent / "words.yml").read_text(encoding="utf-8")
    return Words.model_validate(yaml.safe_load(text))
