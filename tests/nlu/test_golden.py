"""The golden table: what each way of saying something is read as."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlu.read import read
from nlu.reading.result import REASONS, Context

TODAY = date(2026, 11, 22)
TABLE: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "golden.yml").read_text(encoding="utf-8")
)
ROW_KEYS = {"say", "reading", "value", "others", "detail", "context", "bare"}


def without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def cases() -> Iterator[Any]:
    for kind, rows in TABLE.items():
        for number, row in enumerate(rows):
            said = list(row["say"])
            if row.get("bare", True):
                said += [bare for each in row["say"] if (bare := without_marks(each)) != each]
            for text in dict.fromkeys(said):
                yield pytest.param(kind, text, row, id=f"{kind}-{number}-{text}")


def test_the_table_is_large_and_well_formed() -> None:
    rows = [row for rows in TABLE.values() for row in rows]
    assert all(set(row) <= ROW_KEYS for row in rows)
    assert sum(len(row["say"]) for row in rows) >= 350


@pytest.mark.parametrize(("kind", "text", "row"), list(cases()))
def test_golden(kind: str, text: str, row: dict[str, Any]) -> None:
    got = read(kind, text, Context(TODAY, **row.get("context", {})))
    reading = got.result if got.reason is None else f"{got.result} {got.reason}"
    assert reading == row["reading"], got
    if "value" in row:
        assert got.value == row["value"]
        assert type(got.value) is type(row["value"])
    if "others" in row:
        assert list(got.alternatives) == row["others"]
    if "detail" in row:
        assert got.detail == row["detail"]
    assert got.reason is None or got.reason in REASONS[got.result]
