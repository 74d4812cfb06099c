"""The figures that turn scores into an order and a verdict, learned on development questions, one set a model.

Figures only: what they mean for a question is decided in `knowledge/search.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

Scores = NDArray[np.float64]

SIGNS: Final = (
    "dense",
    "dense_beyond",
    "lexical",
    "lexical_beyond",
    "covered",
    "overlap",
    "title",
    "imported",
    "dense_three",
    "said",
    "worth",
    "faq",
    "event",
)
"""Of the best hit: nearest passage; how much nearer a topic beyond is; the same for words; share of the question's
words covered; the best overlap with one passage; share of its title said; whether nobody curated it;
the mean of its nearest three; the largest share of one passage said; what the question's words are worth
(logarithm); whether it is a question of its own or a life event."""


class Figures(BaseModel):
    """For one shelf: the curated records alone, or the full catalogue.

    `order` weighs the features of a candidate (`reranking.FEATURES`), `inside` the signs of a question.
    `floor`: the least probability of being ours at which we answer; `offer`: at which we name what is nearest.
    `near`: the share of the best hit that another one needs for both to be asked about.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    lexical_weight: float
    order: Mapping[str, float]
    inside: Mapping[str, float]
    bias: float
    floor: float
    offer: float
    near: float

    def shares(self, scores: Scores) -> Scores:
        """The candidates' scores as shares that sum to 1."""
        raised = np.exp(scores - scores.max())
        return np.asarray(raised / raised.sum())

    def is_inside(self, signs: Scores) -> float:
        """The probability that a question with these signs is about one of our records."""
        weights = np.array([self.inside.get(name, 0.0) for name in SIGNS])
        return float(1 / (1 + np.exp(-(signs @ weights + self.bias))))


class Calibration(BaseModel):
    """What was learned for one model; `measured` are the figures that it was chosen by."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    curated: Figures
    full: Figures
    measured: Mapping[str, object] = {}


def load(path: Path) -> Calibration:
    """The calibration saved there; pydantic's ValidationError when it is not one."""
    return Calibration.model_validate_json(path.read_text(encoding="utf-8"))
