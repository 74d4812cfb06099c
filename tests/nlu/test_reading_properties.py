"""What must hold of every text, every number and every card."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path

import pytest
import unit_lists
from hypothesis import given, settings
from hypothesis import strategies as st

import nlu.words
from nlu.read import KINDS, read
from nlu.reading import lunar
from nlu.reading.result import REASONS, Context, Reading
from nlu.words import lexicon

TODAY = date(2026, 11, 22)
CONTEXT = Context(TODAY)
CONTEXTS = [
    CONTEXT,
    Context(TODAY, role="newborn", sex="nữ"),
    Context(TODAY, role="any", birth_year=1950, accepts_zero=True),
    Context(TODAY, places=unit_lists.few()),
]
DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
NORTH = {"zero_tens": "linh", "thousand": "nghìn", "four": "tư"}
SOUTH = {"zero_tens": "lẻ", "thousand": "ngàn", "four": "bốn"}
WORDS = st.sampled_from(
    [
        "không",
        "một",
        "mốt",
        "hai",
        "ba",
        "bốn",
        "tư",
        "năm",
        "lăm",
        "nhăm",
        "sáu",
        "bảy",
        "tám",
        "chín",
        "mười",
        "mươi",
        "hăm",
        "chục",
        "rưỡi",
        "trăm",
        "linh",
        "lẻ",
        "nghìn",
        "ngàn",
        "triệu",
        "tỷ",
        "ngày",
        "tháng",
        "mùng",
        "mồng",
        "rằm",
        "giêng",
        "chạp",
        "tết",
        "nhuận",
        "âm",
        "dương",
        "lịch",
        "Canh",
        "Dần",
        "Ất",
        "Mùi",
        "tuổi",
        "sinh",
        "hôm",
        "qua",
        "nay",
        "kia",
        "trước",
        "vừa",
        "rồi",
        "5",
        "12",
        "31",
        "50",
        "1950",
        "2025",
        "/",
        "-",
        ".",
        ",",
        "?",
        "dạ",
        "ạ",
        "không",
        "nhớ",
        "biết",
        "nguyễn",
        "văn",
        "thị",
        "con",
        "trai",
        "gái",
        "bà",
        "ông",
        "à",
        "nhầm",
        "lộn",
        "chứ",
        "@",
        "gmail",
        "chấm",
        "com",
        "a",
        "còng",
        "đồng",
        "k",
        "tr",
        "+84",
        "0912345678",
        "001150012345",
        "👍",
    ]
)


def below_hundred(number: int, region: dict[str, str]) -> list[str]:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return [DIGITS[ones]]
    lead = ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    after_ten = {1: "mốt" if tens > 1 else "một", 4: region["four"] if tens > 1 else "bốn", 5: "lăm"}
    return lead + ([after_ten.get(ones, DIGITS[ones])] if ones else [])


def below_thousand(number: int, region: dict[str, str], *, full: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    if not hundreds and not full:
        return below_hundred(rest, region)
    head = [DIGITS[hundreds], "trăm"]
    if not rest:
        return head
    return head + ([region["zero_tens"]] if rest < 10 else []) + below_hundred(rest, region)


def spelled(number: int, region: dict[str, str]) -> str:
    """The number as it is read aloud in the North or the South."""
    if number == 0:
        return DIGITS[0]
    out: list[str] = []
    for size, name in ((10**6, "triệu"), (10**3, region["thousand"]), (1, "")):
        group = number // size % 1000
        if group or (size == 1000 and out and number % 1000):
            out += [*below_thousand(group, region, full=bool(out)), name]
    return " ".join(filter(None, out))


@given(number=st.integers(0, 999_999_999), region=st.sampled_from([NORTH, SOUTH]))
@settings(max_examples=400)
def test_spelled_numbers_are_read_back(number, region):
    text = spelled(number, region)
    assert read("number", text, CONTEXT) == Reading("value", number), text


@given(st.integers(0, 9999), st.sampled_from([NORTH, SOUTH]))
def test_small_spelled_numbers_are_read_back(number, region):
    assert read("number", spelled(number, region), CONTEXT).value == number


@given(st.text() | st.lists(WORDS, max_size=14).map(" ".join), st.sampled_from(CONTEXTS))
@settings(max_examples=300, deadline=None)
def test_every_text_is_read_as_every_kind(text, context):
    for kind in KINDS:
        reading = read(kind, text, context)
        if reading.result in {"value", "unknown"}:
            assert reading.reason is None
        else:
            assert reading.reason in REASONS[reading.result]
        assert (reading.value is None) == (reading.result in {"invalid", "unknown"})
        assert reading.value not in reading.alternatives


@given(
    st.dates(date(1907, 1, 1), TODAY),
    st.sampled_from(["{d}/{m}/{y}", "{d:02}{m:02}{y}", "ngày {d} tháng {m} năm {y}"]),
)
def test_every_day_is_read_back(day, pattern):
    text = pattern.format(d=day.day, m=day.month, y=day.year)
    assert read("date", text, CONTEXT) == Reading("value", day.isoformat())


@given(st.dates(date(1907, 3, 1), date(2026, 10, 1)))
def test_every_lunar_day_is_converted_and_asked_about(day):
    month, year = lunar.lunar_month_of(day)
    first = lunar.solar(1, month, year)
    assert first is not None
    reading = read("date", f"ngày 1 tháng {month} năm {year} âm lịch", CONTEXT)
    assert reading.reason in {"lunar_converted", "leap_month"}
    assert reading.value == first.isoformat()


@given(st.dates(date(1950, 1, 1), date(2020, 1, 1)), st.sampled_from(["nam", "nữ"]), st.integers(3, 5), st.data())
def test_a_wrong_digit_in_sex_or_year_is_noticed(born, sex, place, data):
    century_and_sex = 2 * (born.year // 100 - 19) + (sex == "nữ")
    number = f"001{century_and_sex}{born.year % 100:02}012345"
    context = Context(TODAY, sex=sex, birth_year=born.year)
    assert read("citizen_id", number, context).result == "value"
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    mutated = number[:place] + wrong + number[place + 1 :]
    assert read("citizen_id", mutated, context).reason == "mismatch"


BARE_FAMILY = [
    "Nguyen",
    "Tran",
    "Le",
    "Pham",
    "Huynh",
    "Hoang",
    "Phan",
    "Vu",
    "Vo",
    "Dang",
    "Bui",
    "Do",
    "Ho",
    "Ngo",
    "Duong",
    "Ly",
]
BARE_GIVEN = [
    "Anh",
    "Ba",
    "Binh",
    "Chi",
    "Dung",
    "Giang",
    "Ha",
    "Hai",
    "Hoa",
    "Hung",
    "Khanh",
    "Lan",
    "Linh",
    "Long",
    "Mai",
    "Minh",
    "Nam",
    "Nga",
    "Phuong",
    "Quang",
    "Sau",
    "Thanh",
    "Tu",
]


@given(st.sampled_from(BARE_FAMILY), st.sampled_from(["Van", "Thi", "Ngoc", "Minh"]), st.sampled_from(BARE_GIVEN))
def test_bare_names_are_asked_about_and_never_given_marks(family, middle, given_name):
    name = f"{family} {middle} {given_name}"
    assert read("person_name", name, CONTEXT) == Reading("ask", name, "diacritics")


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (1945, date(1945, 2, 13)),
        (1968, date(1968, 1, 29)),
        (1985, date(1985, 1, 21)),
        (2007, date(2007, 2, 17)),
        (2026, date(2026, 2, 17)),
        (2030, date(2030, 2, 2)),
    ],
)
def test_new_year_by_the_vietnamese_calendar(year, day):
    assert lunar.solar(1, 1, year) == day


def test_lunar_days_that_do_not_exist_are_known():
    span = lunar.month_range(3, 1950)
    assert span is not None
    assert (span[1] - span[0]).days + 1 == 30 if lunar.solar(30, 3, 1950) else 29
    assert lunar.solar(1, 5, 1944, leap=True) is None
    assert lunar.solar(31, 1, 1950) is None
    assert lunar.month_range(1, 1850) is None


def test_long_texts_cost_little():
    story = "dạ cháu tên là Lan sinh ngày 5 tháng 3 năm 1950 " * 300
    started = time.perf_counter()
    for kind in KINDS:
        read(kind, story, CONTEXT)
    assert time.perf_counter() - started < 2


def test_no_word_of_a_list_is_taken_for_a_truth_value():
    """YAML reads a bare no, on or yes as a boolean."""

    def leaves(node):
        if isinstance(node, dict):
            return [leaf for each in (*node, *node.values()) for leaf in leaves(each)]
        return [leaf for each in node for leaf in leaves(each)] if isinstance(node, list) else [node]

    folder = Path(nlu.words.__file__).parent / "data"
    files = sorted(path for path in folder.glob("*.yml") if path.name != "domain.yml")  # Rasa's own settings
    assert len(files) > 10
    wrong = [
        (file.name, leaf)
        for file in files
        for leaf in leaves(lexicon(file.stem))
        if leaf is None or isinstance(leaf, bool)
    ]
    assert not wrong


def test_a_kind_that_is_none_is_a_mistake_of_the_caller():
    assert "colour" not in KINDS
    with pytest.raises(KeyError):
        read("colour", "đỏ", CONTEXT)


@given(st.integers(0, 40))
def test_days_ago_are_counted_from_today(days):
    assert read("date", f"{days} ngày trước", CONTEXT).value == (TODAY - timedelta(days=days)).isoformat()
