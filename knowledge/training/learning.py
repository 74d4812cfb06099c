"""The two small learners of the calibration: a conditional logit over candidates, a logistic one. Numbers only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Sheet = tuple[Matrix, NDArray[np.bool_]]
"""The features of one question's candidates, and which of them are right."""


def listwise(sheets: Sequence[Sheet], *, strength: float = 2.0, rounds: int = 600) -> Matrix:
    """Weights under which the right candidates get the largest share, large weights held back."""
    rows = np.vstack([features for features, _ in sheets])
    right = np.concatenate([right for _, right in sheets])
    begins = np.cumsum([0, *[len(right) for _, right in sheets]])[:-1]
    owner = np.repeat(np.arange(len(sheets)), [len(right) for _, right in sheets])
    middle, spread = rows.mean(0), rows.std(0) + 1e-9
    scaled = (rows - middle) / spread
    weights, mean, square = (np.zeros(rows.shape[1]) for _ in range(3))
    for step in range(1, rounds + 1):
        slope = scaled.T @ _pull(scaled @ weights, right, begins, owner) - strength * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        rate = 0.05 * (1 - step / (rounds + 1))
        weights = weights + rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-9)
    return np.asarray(weights / spread)


def _pull(scores: Matrix, right: NDArray[np.bool_], begins: NDArray[np.int64], owner: NDArray[np.int64]) -> Matrix:
    """How far each candidate's share of the right ones is from its share of all."""
    raised = np.exp(scores - np.maximum.reduceat(scores, begins)[owner])
    among_right = raised * right
    return (
        among_right / np.add.reduceat(among_right, begins)[owner] - raised / np.add.reduceat(raised, begins)[owner]
    )


def first_is_right(sheet: Sheet, weights: Matrix) -> bool:
    """Whether the best candidate is a right one."""
    features, right = sheet
    return bool(len(right)) and bool(right[int(np.argmax(features @ weights))])


def logistic(rows: Matrix, right: Matrix, strength: float = 1.0) -> tuple[Matrix, float]:
    """Weights and bias by Newton's method, both classes weighing the same, large weights held back."""
    middle, spread = rows.mean(0), rows.std(0) + 1e-9
    scaled = np.hstack([(rows - middle) / spread, np.ones((len(rows), 1))])
    share = np.where(right > 0, 0.5 / right.mean(), 0.5 / (1 - right.mean()))
    hold = np.diag([strength] * rows.shape[1] + [0.0])
    weights = np.zeros(scaled.shape[1])
    for _ in range(30):
        guess = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (share * (right - guess)) - hold @ weights
        curve = (scaled * (share * guess * (1 - guess))[:, None]).T @ scaled + hold
        weights += np.linalg.solve(curve, slope)
    plain = weights[:-1] / spread
    return plain, float(weights[-1] - plain @ middle)
