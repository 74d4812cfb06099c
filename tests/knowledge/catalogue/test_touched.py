"""A curated record that the portal changed since is hedged; one that was compared again is not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from knowledge.catalogue.touched import doubted
from knowledge.content import load

PROCEDURES = Path(__file__).parents[3] / "knowledge" / "procedures"


@pytest.fixture
def changes(tmp_path: Path) -> Path:
    touched = {"khai-sinh": ["fee", "papers"], "ho-chieu": ["replaced"]}
    changed = {"before": "2026-06-01", "after": "2026-12-01", "touched": touched}
    (tmp_path / "changes.json").write_text(json.dumps(changed), encoding="utf-8")
    return tmp_path


def test_touched_records_are_marked_with_what_changed(changes: Path) -> None:
    found = {each.slug: each.needs_review or "" for each in doubted(load(PROCEDURES), changes)}
    assert "giấy tờ" in found["khai-sinh"]
    assert "mã khác" in found["ho-chieu"]


def test_a_record_compared_since_stays_as_it_is(changes: Path) -> None:
    later = [each.model_copy(update={"checked": date(2026, 12, 2)}) for each in load(PROCEDURES)]
    assert list(doubted(later, changes)) == later


@pytest.mark.parametrize("text", [None, "not json"])
def test_without_a_comparison_nothing_is_marked(tmp_path: Path, text: str | None) -> None:
    if text:
        (tmp_path / "changes.json").write_text(text, encoding="utf-8")
    procedures = load(PROCEDURES)
    assert doubted(procedures, tmp_path) == procedures
