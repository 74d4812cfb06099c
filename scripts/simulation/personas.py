"""The people of personas.yml: how each of them talks and what goes wrong. Rates only; no words and no answers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

HERE = Path(__file__).parent


class Persona(BaseModel):
    """One invented person; every rate is a chance per message."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    dates: tuple[str, ...]
    digits: tuple[str, ...]
    marks: bool = True
    marks_when_asked: float = 1.0
    sound: tuple[str, ...] = ()
    sound_rate: float = 0.0
    errors: tuple[float, ...] = ()
    spoken: bool = False
    helping: bool = False
    taps: float = 0.5
    frames: float = 0.0
    stories: float = 0.0
    leaves_out: float = 0.0
    partial: float = 0.0
    slips: float = 0.0
    typos: float = 0.0
    doubles: float = 0.0
    leaves: float = 0.0
    asks: float = 0.0
    doubts: float = 0.0
    chats: float = 0.0
    attaches: float = 0.0
    person: float = 0.0
    notices: float = 0.97


@cache
def read_yaml(name: str) -> Any:
    """One of the files beside this module."""
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def personas() -> tuple[Persona, ...]:
    """All of them, in the order of the file."""
    return tuple(Persona(**each) for each in read_yaml("personas.yml"))
