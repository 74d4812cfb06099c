"""The figures that turn scores into a verdict, learned on the development questions and shipped with the model.

Figures only: what they mean for a question is decided in `knowledge/search.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

Scores = NDArray[np.float64]

SIGNS: Final = ("dense", "dense_beyond", "lexical", "lexical_beyond", "covered")
"""Best dense score of ours; how much better a topic beyond is; the same for words; share of the words covered."""


class Calibration(BaseModel):
    """`floor`: the least probability of being ours at which we answer; `offer`: at which we name what is nearest.

    `near`: the share of the best hit that another one needs for both to be asked about.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    lexical_weight: float
    sharpness: float
    weights: tuple[float, ...]
    bias: float
    floor: float
    offer: float
    near: float

    def shares(self, fused: Scores) -> Scores:
        """The fused scores as shares that sum to 1."""
        raised = np.exp(self.sharpness * (fused - fused.max()))
        return np.asarray(raised / raised.sum())

    def inside(self, signs: Scores) -> float:
        """The probability that a question with these signs is about one of our procedures."""
        return float(1 / (1 + np.exp(-(signs @ np.array(self.weights) + self.bias))))


def load(path: Path) -> Calibration:
    """The calibration saved there; pydantic's ValidationError when it is not one."""
    return Calibration.model_validate_json(path.read_text(encoding="utf-8"))
