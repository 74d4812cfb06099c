"""The shipped search on questions written apart from all training text, against floors that only rise."""

from __future__ import annotations

from evaluate import evaluate, under_the_floor


def test_no_figure_fell_under_its_floor() -> None:
    assert list(under_the_floor(evaluate())) == []
