"""Addresses: kept as they were said, with today's commune; what is unclear is asked, never guessed."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import unit_lists
import yaml

from knowledge.places.units import Units
from nlu.read import read
from nlu.reading.result import Context, Reading

TODAY = date(2026, 11, 22)
ROWS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "golden_address.yml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def everywhere() -> Units:
    return unit_lists.everywhere()


@pytest.fixture(scope="module")
def few() -> Units:
    return unit_lists.few()


def without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def told(units: Units, address: dict[str, Any]) -> str | None:
    code = address["commune_code"] or address["province_code"]
    return units.describe(code) if code else None


def address(text: str, units: Units | None, **extra: Any) -> Reading:
    return read("address", text, Context(TODAY, places=units, extra=extra))


def test_the_table_is_large() -> None:
    assert len(ROWS) >= 120
    assert len({row["say"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row["say"] for row in ROWS])
def test_golden(row: dict[str, Any], everywhere: Units) -> None:
    got = address(row["say"], everywhere)
    assert f"{got.result} {got.reason or ''}".strip() == row["reading"]
    assert told(everywhere, got.value) == row["place"]
    assert [told(everywhere, other) for other in got.alternatives] == row.get("others", [])
    assert got.value["text"] == row["say"]
    assert got.value["detail"] == row.get("detail")


@pytest.mark.parametrize("row", ROWS, ids=[without_marks(row["say"]) for row in ROWS])
def test_golden_without_marks(row: dict[str, Any], everywhere: Units) -> None:
    """Fewer letters may leave more to ask, but never another place with certainty."""
    got = address(without_marks(row["say"]), everywhere)
    assert got.value["text"] == without_marks(row["say"])
    if got.result == "value":
        assert told(everywhere, got.value) == row["place"]
    offered = {told(everywhere, each) for each in (got.value, *got.alternatives)}
    assert row["place"] in offered or got.value["commune_code"] is None


def test_every_commune_is_understood_by_its_official_name(everywhere: Units) -> None:
    """Certain for most; where an old ward of that name was divided or lay elsewhere, it is asked about."""
    readings = {code: address(f"tổ 3, {everywhere.describe(code)}", everywhere) for code in everywhere.communes}
    certain = [code for code, got in readings.items() if got.result == "value"]
    assert all(readings[code].value["commune_code"] == code for code in certain)
    assert len(certain) >= 0.93 * len(readings)
    first = sum(got.value["commune_code"] == code for code, got in readings.items())
    assert first >= len(readings) - 3
    assert {got.value["detail"] for got in readings.values()} == {"tổ 3"}


@pytest.mark.parametrize(
    "text",
    ["xã Tân Biên, tỉnh Tây Ninh", "dạ nhà tôi ở xã Tân Biên tỉnh Tây Ninh ạ", "XÃ TÂN BIÊN, TÂY NINH", "x. tan bien, tay ninh"],
)  # fmt: skip
def test_words_around_an_address_are_no_part_of_it(text: str, few: Units) -> None:
    got = address(text, few)
    assert (got.result, got.value) == (
        "value",
        {"text": text, "province_code": "80", "commune_code": "25486", "detail": None},
    )


def test_a_divided_ward_is_asked_about(few: Units) -> None:
    got = address("số 3 ngõ 5, phường Cống Vị, quận Ba Đình", few)
    assert (got.result, got.reason) == ("ask", "which_place")
    assert [each["commune_code"] for each in (got.value, *got.alternatives)] == ["00008", "00025"]
    assert {each["detail"] for each in (got.value, *got.alternatives)} == {"số 3 ngõ 5"}


def test_the_known_province_settles_a_bare_name(few: Units) -> None:
    assert address("xã Tân Biên", few, province_code="80").value["commune_code"] == "25486"
    assert address("Tân Biên", few).reason == "which_place"


@pytest.mark.parametrize("text", ["không", "có", "vâng ạ", "12345", "quay lại", "...", ""])
def test_what_tells_no_place_is_not_understood(text: str, few: Units) -> None:
    assert address(text, few).reason == "not_understood"


@pytest.mark.parametrize("text", ["không biết", "tôi không nhớ", "chịu"])
def test_not_knowing_is_an_answer(text: str, few: Units) -> None:
    assert address(text, few).result == "unknown"


def test_without_a_list_the_text_is_kept(few: Units) -> None:
    said = "ấp 3, xã Tân Biên, Tây Ninh"
    assert address(said, None).value == {
        "text": said,
        "province_code": None,
        "commune_code": None,
        "detail": said,
    }
    assert address("bản Nà Lùng", few).value["text"] == "bản Nà Lùng"
