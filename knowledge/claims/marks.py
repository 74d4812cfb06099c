"""Recognises what has a shape of its own: links, dates, numbers of laws and forms, telephones, times of day.

Each found piece is replaced by one private character, so that later steps take its figures for no others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache

from knowledge import numbers
from knowledge.claims.claim import Claim, Mark
from knowledge.claims.words import FIRST_MARK, table, token

Found = re.Match[str]
_LINK = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\w)")
_HOST = re.compile(r"(?<![\w.])(?:[^\W_][\w-]*\s?\[?\.\]?)+[a-z]{2,12}(?:/[^\s]*)?(?!\w)", re.IGNORECASE)
_LAW = re.compile(r"(?<![\d./])\d{1,4}(?:\.\d{1,2})?\s?/\s?(?:19|20)\d\d(?P<kind>(?:\s?/\s?[^\W\d_][\w-]*)?)")
_FULL_DATE = re.compile(r"(?<![\d.,/])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4})(?![\d.,/]\d)")
_ISO_DATE = re.compile(r"(?<![\d.,/-])(\d{4})-(\d{2})-(\d{2})(?!\d)")
_SHORT_DATE = re.compile(r"(?<![\d.,/\w])(\d{1,2})/(\d{1,2})(?![\d/]|\.\d)")
_PHONE = re.compile(r"(?<![\d.,/\w])(?:\+84|84(?=[ .-]?\d{8,9}\b)|0|1[89]00)(?:[ .-]?\d){4,10}(?!\d)")
_PROCEDURE = re.compile(r"(?<![\d.,])\d\.\d{6}(?!\d)")
_UPPER_FORM = re.compile(r"(?<![\w/])[A-Z\u0110]{1,5}(?:[ -]?\d{1,4})[A-Za-z]?(?:[-/][A-Z\u0110]{1,6}\d*)*(?!\w)")
_LOWER_FORM = re.compile(r"(?<![\w/])(?:[a-z]{1,3}\d{1,3}[a-z]?(?:-[a-z]{1,4})?|[a-z]{2}-\d{1,3})(?![\w%])")
_NUMBERED_FORM = re.compile(r"(?<![\w.,])\d{1,5}[A-Za-z]?[-/][A-Z\u0110]{2,}(?:[-/][A-Z\u01100-9]+)*(?!\w)")


def marked(text: str) -> tuple[str, list[Mark]]:
    """The text with a private character for each recognised piece, and the pieces in order of number."""
    marks: list[Mark] = []

    def replaced(pattern: re.Pattern[str], made: Callable[[Found], Mark | None]) -> None:
        nonlocal text

        def mark(found: Found) -> str:
            if (recognised := made(found)) is None:
                return found[0]
            marks.append(recognised)
            return f" {chr(FIRST_MARK + len(marks) - 1)} "

        text = pattern.sub(mark, text)

    for pattern, made in _recognisers():
        replaced(pattern, made)
    return text, marks


def form_key(text: str) -> str:
    """A form's number however it is written: "CT 01", "ct-1" and "CT01" are one."""
    joined = re.sub(r"[\W_]+", "", text).upper()
    return re.sub(r"\d+", lambda found: str(int(found[0])), joined)


@cache
def _recognisers() -> tuple[tuple[re.Pattern[str], Callable[[Found], Mark | None]], ...]:
    return (
        (_LINK, _link),
        (_ADDRESS, _link),
        (_HOST, _link),
        (_ISO_DATE, lambda found: _date(found[3], found[2], found[1])),
        (_FULL_DATE, lambda found: _date(found[1], found[3], found[4])),
        *_spelled_dates(),
        (_LAW, _law),
        (_NUMBERED_FORM, _form),
        (_UPPER_FORM, _form),
        (_PHONE, _phone),
        (_PROCEDURE, lambda found: Mark(Claim("procedure", found[0]))),
        (_clock_pattern(), _clock),
        (_LOWER_FORM, _lower_form),
        (_SHORT_DATE, lambda found: _date(found[1], found[2], None)),
    )


def _spelled_dates() -> Iterator[tuple[re.Pattern[str], Callable[[Found], Mark | None]]]:
    """Dates with their words; a length of time such as 2 months and 10 days is none."""
    named = ("day_words", "month_words", "year_words", "weekday_words")
    day, month, year, weekday = (_either(table()[name]) for name in named)
    which = rf"(\d{{1,2}}|{_either(_spelled())})(?!\d)"
    in_year = rf"\s*(?:[,/-]|,?\s*{year})\s*(\d{{4}})(?!\d)"
    ends = rf"\b(?!\s*(?:{_either(_lengths())})\b)"
    on = rf"(?:\b{day}\s+)?(?<![\d.,/])(\d{{1,2}})\s+{month}\s+{which}"
    alone = r"(?<!\d\s)\b"
    yield _compiled(rf"{on}{in_year}"), lambda found: _date(found[1], found[2], found[3])
    yield _compiled(rf"{on}{ends}"), lambda found: _date(found[1], found[2], None)
    yield _compiled(rf"\b{day}\s+(\d{{1,2}})/(\d{{1,2}})(?![/\d])"), lambda found: _date(found[1], found[2], None)
    yield _compiled(rf"\b{month}\s+{which}{in_year}"), lambda found: _date(None, found[1], found[2])
    yield _compiled(rf"{alone}{month}\s+{which}{ends}"), lambda found: _date(None, found[1], None)
    yield _compiled(rf"\b{year}\s+(\d{{4}})(?!\d)"), lambda found: _date(None, None, found[1])
    yield _compiled(rf"\b{weekday}\s+{which}\b"), _weekday
    yield _compiled(rf"{alone}{day}\s+(\d{{1,2}})(?![\d.,/]\d){ends}"), lambda found: _date(found[1], None, None)


def _lengths() -> list[str]:
    """Units of time: behind one of these a figure is no month and no day."""
    units = ("day", "week", "hour", "time", "working_day")
    return [str(phrase) for unit in units for phrase in table()["units"][unit]]


def _date(day: str | None, month: str | None, year: str | None) -> Mark | None:
    """A date, as much of it as is said; None when there is no such day or month."""
    parts = [_figure(part) if part else None for part in (day, month, year)]
    if (parts[0] or 0) > 31 or (parts[1] or 0) > 12:
        return None
    value = ".".join("" if part is None else str(part) for part in parts)
    return Mark(Claim("date", value), bounded=True)


def _weekday(found: Found) -> Mark | None:
    return Mark(Claim("weekday", str(_figure(found[1]))))


def _link(found: Found) -> Mark | None:
    address = re.sub(r"[\s\[\]]", "", found[0].lower()).rstrip(".,;:!?)\"'")
    whole = re.sub(r"^(?:https?://)?(?:www\.)?", "", address).rstrip("/")
    host = re.split(r"[/:?#]", whole)[0]
    return Mark(Claim("link", whole), (Claim("link", host),))


def _law(found: Found) -> Mark | None:
    before = found.string[max(0, found.start() - 40) : found.end()]
    cited = numbers.cited(before)[-1:]
    if not cited:
        return None
    keys = numbers.keys(cited[0])
    issuer = re.sub(r"[\s/]", "", found["kind"]).upper()
    weaker = tuple(Claim("law", key) for key in keys)
    return Mark(Claim("law", f"{cited[0]}:{issuer}") if issuer else weaker[0], weaker)


def _clock_pattern() -> re.Pattern[str]:
    """7:30, 7h30, 7 giờ 30; and 7h, but not 7 giờ, which may be a length of time."""
    hour, minute = _either(table()["hour_words"]), _either(table()["units"]["minute"])
    begins = r"(?<![\d.,/])([01]?\d|2[0-4])"
    return _compiled(rf"{begins}(?:\s?(?::|{hour})\s?([0-5]\d)(?:\s?{minute})?|h)(?![\w:])")


def _form(found: Found) -> Mark | None:
    return Mark(Claim("form", form_key(found[0])))


def _lower_form(found: Found) -> Mark | None:
    return None if token(found[0]) in {"m2", "m3", "km2"} else _form(found)


def _phone(found: Found) -> Mark | None:
    digits = re.sub(r"\D", "", found[0])
    return Mark(Claim("phone", re.sub(r"^84(?=\d{9}$)", "0", digits)))


def _clock(found: Found) -> Mark | None:
    hours = Decimal(found[1]) + Decimal(found[2] or 0) / 60
    return Mark(Claim("hour", str(hours)), amount=(hours, "hour"))


def _figure(text: str) -> int:
    return int(text) if text.isdecimal() else _spelled()[text.lower()]


@cache
def _spelled() -> dict[str, int]:
    """Months and days of the week in words."""
    ones, ten = table()["digits"], next(iter(table()["tens"]))
    return {**{f"{ten} {word}": 10 + value for word, value in ones.items() if value < 3}, ten: 10, **ones}


def _either(words: object) -> str:
    rows = sorted(map(str, words), key=len, reverse=True)  # type: ignore[call-overload]
    return "(?:" + "|".join(map(re.escape, rows)) + ")"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
