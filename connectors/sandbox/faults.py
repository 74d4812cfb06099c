"""Troubles that the trial portal can be told to have, and the dice that decide when.

`Faults` is a value; `FaultSwitch` holds the one in force. Neither may touch a dossier.
"""

from __future__ import annotations

from random import Random
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Probability = Annotated[float, Field(ge=0, le=1)]
_BARE = {"down": True, "slow": 2.0, "error": 1.0, "duplicate": 1.0, "lost": 1.0}
"""What a word means when no figure stands beside it."""


class Faults(BaseModel):
    """What goes wrong. `slow` is seconds before each answer; the others below `down` are probabilities.

    `error`: 500 before anything is stored. `duplicate`: a new dossier is stored, but the answer says
    "already exists", and says it twice. `lost`: it is stored, and the answer never arrives.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    down: bool = False
    slow: Annotated[float, Field(ge=0, le=600)] = 0.0
    error: Probability = 0.0
    duplicate: Probability = 0.0
    lost: Probability = 0.0

    @classmethod
    def parse(cls, text: str) -> Faults:
        """Read `down,slow=2,error=0.3,duplicate,lost=0.5`; ValueError with all that is wrong."""
        words = [word.strip() for word in text.split(",") if word.strip()]
        try:
            return cls.model_validate(dict(_setting(word) for word in words))
        except ValidationError as wrong:
            raise ValueError(
                "; ".join(_complaint(found["loc"], found["msg"]) for found in wrong.errors())
            ) from None


def _setting(word: str) -> tuple[str, object]:
    name, given, figure = word.partition("=")
    name = name.strip()
    return name, figure.strip() if given else _BARE.get(name, True)


def _complaint(where: tuple[int | str, ...], what: str) -> str:
    return f"{'.'.join(map(str, where))}: {what}"


class FaultSwitch:
    """The faults in force now; chance is given, so that a run can be repeated."""

    def __init__(self, faults: Faults, chance: Random) -> None:
        self.faults = faults
        self._chance = chance

    def strikes(self, probability: float) -> bool:
        """Throw the dice once."""
        return self._chance.random() < probability
