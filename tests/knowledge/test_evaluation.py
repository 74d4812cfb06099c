"""The shipped search on questions written apart from all training text, against floors that only rise."""

from __future__ import annotations

import pytest
from evaluate import LOUD, evaluate, under_the_floor

from knowledge.training.shelves import catalogue


@pytest.fixture(scope="module")
def figures() -> dict[str, dict[str, object]]:
    return evaluate()


def test_no_figure_over_the_curated_records_fell_under_its_floor(figures: dict[str, dict[str, object]]) -> None:
    assert [line for line in under_the_floor(figures) if line.startswith("curated")] == []


@pytest.mark.skipif(catalogue() is None, reason=LOUD)
def test_no_figure_over_the_full_catalogue_fell_under_its_floor(figures: dict[str, dict[str, object]]) -> None:
    assert [line for line in under_the_floor(figures) if line.startswith("full")] == []


def test_a_figure_under_its_floor_is_told() -> None:
    assert list(under_the_floor({"curated": {}})) != []
