"""The text of an identity card's code: both kinds of card, what is kept, and what is refused and why."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.card import Card, Invalid, read_card

TODAY = date(2026, 11, 22)
OLD_KIND = "001199000001||NGUYỄN THỊ AN|15011999|Nữ|Số 1 Phố Mẫu, Phường Ba Đình, Hà Nội|20052021"
AN = Card(
    number="001199000001",
    old_number=None,
    name="Nguyễn Thị An",
    birth_date=date(1999, 1, 15),
    birth_year=1999,
    sex="nữ",
    address="Số 1 Phố Mẫu, Phường Ba Đình, Hà Nội",
    issue_date=date(2021, 5, 20),
)


def with_part(index: int, part: str) -> str:
    parts = OLD_KIND.split("|")
    parts[index] = part
    return "|".join(parts)


def reason(text: str | bytes) -> str:
    read = read_card(text, today=TODAY)
    assert isinstance(read, Invalid), read
    return read.reason


def test_a_card_of_the_first_kind() -> None:
    read = read_card(OLD_KIND, today=TODAY)
    assert read == AN
    assert isinstance(read, Card)
    assert read.generation == "cccd"


@pytest.mark.parametrize("extra", ["|", "||||", "|012345678|", "||NGUYỄN VĂN BA|TRẦN THỊ TƯ"])
def test_what_follows_the_seventh_part_is_kept_and_not_interpreted(extra: str) -> None:
    text = with_part(6, "05082024") + extra
    read = read_card(text, today=TODAY)
    assert read == replace(AN, issue_date=date(2024, 8, 5), extra=tuple(extra.split("|")[1:]))
    assert isinstance(read, Card)
    assert read.generation == "can_cuoc"
    assert read.old_number is None


@pytest.mark.parametrize(
    ("issued", "generation"),
    [("30062024", "cccd"), ("01072024", "can_cuoc"), ("", None), ("22112026", "can_cuoc")],
)
def test_the_day_of_issue_tells_the_kind(issued: str, generation: str | None) -> None:
    read = read_card(with_part(6, issued), today=TODAY)
    assert isinstance(read, Card)
    assert read.generation == generation


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("ĐẶNG THỊ THÚY", "Đặng Thị Thúy"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("H’HEN NIÊ", "H'Hen Niê"),
        ("K'BRẾP", "K'Brếp"),
        ("Y - BHĂM ÊBAN", "Y - Bhăm Êban"),
        ("LO THI MAI", "Lo Thi Mai"),
        ("Nguyễn Thị An", "Nguyễn Thị An"),
        ("BÀ THỊ TÊN", "Bà Thị Tên"),
        (" TRẦN  VĂN   BA ", "Trần Văn Ba"),
        (unicodedata.normalize("NFD", "NGUYỄN THỊ ƯỚC"), "Nguyễn Thị Ước"),
    ],
)
def test_a_name_keeps_every_syllable_and_mark(printed: str, name: str) -> None:
    read = read_card(with_part(2, printed), today=TODAY)
    assert isinstance(read, Card)
    assert read.name == name


@pytest.mark.parametrize(("part", "old"), [("", None), ("012345678", "012345678"), ("012345678901", None)])
def test_only_nine_digits_are_an_old_number(part: str, old: str | None) -> None:
    read = read_card(with_part(1, part), today=TODAY)
    assert isinstance(read, Card)
    assert read.old_number == old


@pytest.mark.parametrize("part", ["1999", "00001999"])
def test_a_card_may_know_the_year_of_birth_alone(part: str) -> None:
    read = read_card(with_part(3, part), today=TODAY)
    assert isinstance(read, Card)
    assert (read.birth_date, read.birth_year) == (None, 1999)


def test_bytes_are_utf_8_with_or_without_its_mark() -> None:
    assert read_card(OLD_KIND.encode(), today=TODAY) == AN
    assert read_card(b"\xef\xbb\xbf" + OLD_KIND.encode(), today=TODAY) == AN
    assert read_card("\ufeff" + OLD_KIND + "\r\n", today=TODAY) == AN


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not_a_card"),
        ("https://example.org/login|x", "not_a_card"),
        ("00020101021138570010A00000072701270006970436", "not_a_card"),
        ("001199000001", "not_a_card"),
        ("DN4010112345678|4e677579e1bb856e|15/01/1999|2|x|01-001|01/01/2026|-|-", "not_a_card"),
        ("00119900000|" + OLD_KIND.split("|", 1)[1], "not_a_card"),
        ("٠٠١١٩٩٠٠٠٠٠١|" + OLD_KIND.split("|", 1)[1], "not_a_card"),
        (OLD_KIND.rsplit("|", 1)[0], "cut"),
        (OLD_KIND[:30], "cut"),
        (OLD_KIND[:-2], "issue_date"),
        (OLD_KIND + "|" * 40, "too_long"),
        (OLD_KIND + "|" + "x" * 2000, "too_long"),
        ("x" * 100_000, "too_long"),
        (OLD_KIND.encode("utf-16"), "not_text"),
        (OLD_KIND.encode()[:19], "not_text"),
        (with_part(1, "GC 123"), "old_number"),
        (with_part(2, ""), "name"),
        (with_part(2, "AN 123"), "name"),
        (with_part(2, "=HYPERLINK(A1)"), "name"),
        (with_part(2, "<B>AN</B>"), "name"),
        (with_part(2, "{GOI} AN"), "name"),
        (with_part(2, "АN ТHI"), "name"),  # Cyrillic letters that look Latin
        (with_part(2, "A" * 101), "name"),
        (with_part(3, "30021999"), "birth_date"),
        (with_part(3, "15/01/1999"), "birth_date"),
        (with_part(3, "19990115"), "birth_date"),
        (with_part(3, "23112026"), "birth_date"),
        (with_part(3, "15011890"), "birth_date"),
        (with_part(3, ""), "birth_date"),
        (with_part(4, ""), "sex"),
        (with_part(4, "F"), "sex"),
        (with_part(5, "{xung} Hà Nội"), "address"),
        (with_part(5, "<script>"), "address"),
        (with_part(5, "a" * 301), "address"),
        (with_part(6, "31122020"), "issue_date"),
        (with_part(6, "23112026"), "issue_date"),
        (with_part(6, "00002021"), "issue_date"),
        (with_part(4, "Nam"), "mismatch"),
        (with_part(3, "15011998"), "mismatch"),
    ],
)
def test_what_is_no_card_is_refused_with_its_reason(text: str | bytes, why: str) -> None:
    assert reason(text) == why


def test_a_card_is_not_issued_before_its_owner_is_born() -> None:
    parts = ["001323000001", "", "NGUYỄN THỊ BÉ", "15012023", "Nữ", "Hà Nội", "20052022"]
    assert reason("|".join(parts)) == "issue_date"


def test_signs_of_an_address_stay() -> None:
    address = "Nhà A/12-B, Ngõ 3 (cũ), Tổ 5; P. Mẫu, TP. Hồ Chí Minh"
    read = read_card(with_part(5, address), today=TODAY)
    assert isinstance(read, Card)
    assert read.address == address


def test_neither_a_card_nor_a_refusal_shows_the_person() -> None:
    shown = repr(AN) + str(AN) + f"{AN}" + repr(read_card(with_part(4, "Nam"), today=TODAY))
    assert not [part for part in OLD_KIND.split("|") if part and part in shown]
    assert "An" not in shown


@given(st.one_of(st.text(), st.binary(), st.lists(st.text(max_size=12), max_size=12).map("|".join)))
def test_no_text_does_harm(text: str | bytes) -> None:
    assert isinstance(read_card(text, today=TODAY), Card | Invalid)


@given(st.integers(0, 6), st.text(max_size=40))
def test_a_part_is_either_read_or_refused(index: int, part: str) -> None:
    read = read_card(with_part(index, part.replace("|", "")), today=TODAY)
    assert isinstance(read, Invalid) or (len(read.number) == 12 and read.name and read.birth_year == 1999)
