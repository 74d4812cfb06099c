"""Adds the tokens of a date up to its parts: day, month, year, calendar.

Knows no today and judges nothing; a thirteenth month comes out as month 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Literal, NamedTuple

from nlu.reading import numerals
from nlu.reading.date_tokens import Token
from nlu.reading.date_years import Year, plain_five, year_after, year_before
from nlu.words import bare, lexicon

Calendar = Literal["solar", "either", "lunar"]
_CALENDAR_WORDS = {"#lunar", "#solar", "#leap"}


@dataclass(frozen=True, slots=True)
class Parts:
    """What was said of a date. `calendar` is "either" when the words lean to the moon without saying so.

    `ago` counts days before today, `months_ago` months; `new_year` and `eve` stand for Tết.
    """

    day: int | None = None
    month: int | None = None
    year: Year | None = None
    calendar: Calendar = "solar"
    leap: bool = False
    old_month: bool = False
    new_year: bool = False
    eve: bool = False
    ago: int | None = None
    months_ago: int | None = None
    just_past: bool = False


class _Found(NamedTuple):
    """Where a day or a month ends and what it leans to."""

    number: int
    start: int
    end: int
    calendar: Calendar = "solar"
    old: bool = False


def parts(tokens: Sequence[Token]) -> Parts | None:
    """The parts of the first date in the tokens; None when there is none."""
    for reader in (_feast, _new_year, _dated, _unmarked, _days_ago, _day_alone, _year_alone):
        found = reader(tokens)
        if found is not None:
            return found
    return None


def _at(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].text if 0 <= place < len(tokens) else ""


def _stated(tokens: Sequence[Token], leaning: Calendar) -> Calendar:
    """The calendar that is named outright, else what the words lean to."""
    said = {token.text for token in tokens}
    if "#lunar" in said or "#leap" in said:
        return "lunar"
    if "#solar" in said:
        return "solar"
    by_cycle = any(token.text.startswith("#cycle") for token in tokens)
    return "lunar" if by_cycle else leaning


def _feast(tokens: Sequence[Token]) -> Parts | None:
    for place, token in enumerate(tokens):
        if token.text.startswith("#feast"):
            day, month = map(int, token.text.split(":")[1:])
            return Parts(day, month, _year(tokens, place, place + 1), "lunar")
    return None


def _year(tokens: Sequence[Token], start: int, end: int) -> Year | None:
    return year_after(tokens, end) or year_before(tokens, start)


def _new_year(tokens: Sequence[Token]) -> Parts | None:
    """Tết: "mùng 2 Tết" opens the lunar year, "28 Tết" closes it."""
    for place, token in enumerate(tokens):
        if token.text == "#eve":
            return Parts(None, 12, _year(tokens, place, place + 1), "lunar", eve=True)
        if token.text == "#new_year":
            day = _day_before(tokens, place)
            year = _year(tokens, day.start if day else place, place + 1)
            if day is None:
                return Parts(None, None, year, "lunar", new_year=True)
            closes = day.number >= 20 and _at(tokens, day.start - 1) != "#lunar_day"
            eve = closes and day.number >= 29
            return Parts(day.number, 12 if closes else 1, year, "lunar", eve=eve, new_year=True)
    return None


def _dated(tokens: Sequence[Token]) -> Parts | None:
    """A date with a month in it, spelled in whatever way."""
    for place, token in enumerate(tokens):
        months_ago = {"#this_month": 0, "#previous_month": 1}.get(token.text)
        if months_ago is not None:
            day = _day_before(tokens, place)
            return None if day is None else Parts(day.number, None, calendar=day.calendar, months_ago=months_ago)
        month = _month(tokens, place)
        if month is not None:
            return _with_month(tokens, month)
    return None


def _with_month(tokens: Sequence[Token], month: _Found) -> Parts:
    before, after = _day_before(tokens, month.start), _day_after(tokens, month.end)
    before_is_year = before is not None and _at(tokens, before.start - 1) in {"#year", plain_five()}
    day = after if after and before_is_year else before or after
    leaning = _surer(month.calendar, day.calendar if day else "solar")
    return Parts(
        day.number if day else None,
        month.number,
        _year(tokens, min(day.start, month.start) if day else month.start, max(month.end, day.end if day else 0)),
        _stated(tokens, leaning),
        leap=any(token.text == "#leap" for token in tokens),
        old_month=month.old and leaning == "either",
        just_past=any(token.text == "#just_past" for token in tokens),
    )


def _surer(one: Calendar, other: Calendar) -> Calendar:
    order: tuple[Calendar, ...] = ("solar", "either", "lunar")
    return max(one, other, key=order.index)


def _month(tokens: Sequence[Token], place: int) -> _Found | None:
    text = _at(tokens, place)
    named = {"#first_month": 1, "#last_month": 12}
    if text in named:
        return _Found(named[text], place, place + 1, "lunar")
    if text != "#month":
        return None
    after = _at(tokens, place + 1)
    if after in named:
        return _Found(named[after], place, place + 2, "lunar")
    return _month_number(tokens, place)


def _month_number(tokens: Sequence[Token], place: int) -> _Found | None:
    """The number after "tháng": as short as it can be, so that "tháng tư bốn lăm" leaves 45 for the year."""
    first, second = _at(tokens, place + 1), _at(tokens, place + 2)
    if first.isdecimal():
        return _Found(int(first), place, place + 2) if len(first) <= 2 else None
    number = numerals.parse([first]) if numerals.is_number(first) else None
    if number is None or not 1 <= number <= 12:
        return None
    longer = numerals.parse([first, second]) if number == 10 and numerals.is_digit_word(second) else None
    if longer is not None and longer <= 12:
        return _Found(longer, place, place + 3)
    return _Found(number, place, place + 2, old=first == _old_month())


@lru_cache(maxsize=1)
def _old_month() -> str:
    return bare(lexicon("dates")["old_month"])


@lru_cache(maxsize=1)
def _hints() -> frozenset[str]:
    return frozenset(bare(each) for each in lexicon("dates")["lunar_hint"])


def _day_before(tokens: Sequence[Token], place: int) -> _Found | None:
    """The day whose number ends right before `place`."""
    end = place
    while _at(tokens, end - 1) in _CALENDAR_WORDS:
        end -= 1
    if _at(tokens, end - 1) == "#full_moon":
        return _Found(15, end - 1, end, "lunar")
    start = end
    while start > 0 and end - start < 4 and _is_day_word(_at(tokens, start - 1)):
        start -= 1
    for begin in range(start, end):
        number = numerals.parse([token.text for token in tokens[begin:end]])
        if number is not None and (1 <= number <= 31 or begin == end - 1):
            return _Found(number, begin, end, _leaning(tokens, begin, end))
    return None


def _day_after(tokens: Sequence[Token], place: int) -> _Found | None:
    """The day behind the month: "tháng giêng, ngày mùng 5"."""
    if _at(tokens, place) not in {"#day", "#lunar_day"}:
        return None
    while _at(tokens, place) in {"#day", "#lunar_day"}:
        place += 1
    for end in range(min(place + 3, len(tokens)), place, -1):
        number = numerals.parse([token.text for token in tokens[place:end]])
        if number is not None and 1 <= number <= 31:
            return _Found(number, place, end, _leaning(tokens, place, end))
    return None


def _is_day_word(text: str) -> bool:
    too_long = text.isdecimal() and len(text) > 2
    return numerals.is_number(text) and not numerals.is_scale(text) and not too_long


def _leaning(tokens: Sequence[Token], begin: int, end: int) -> Calendar:
    before = begin - 1
    while _at(tokens, before) == "#day":
        before -= 1
    by_word = _at(tokens, before) == "#lunar_day"
    by_number = any(token.text in _hints() for token in tokens[begin:end])
    return "either" if by_word or by_number else "solar"


def _unmarked(tokens: Sequence[Token]) -> Parts | None:
    """Two short numbers before a year, without the word for month: "5 3 năm 1950"."""
    for place in range(len(tokens) - 2):
        day, month = _at(tokens, place), _at(tokens, place + 1)
        numeric = day.isdecimal() and month.isdecimal() and len(day) <= 2 and len(month) <= 2
        year = year_after(tokens, place + 2) if numeric else None
        if year is not None:
            leaning = _leaning(tokens, place, place + 1)
            return Parts(int(day), int(month), year, _stated(tokens, leaning))
    return None


def _days_ago(tokens: Sequence[Token]) -> Parts | None:
    for place, token in enumerate(tokens):
        if token.text.startswith("#ago:"):
            return Parts(ago=int(token.text.removeprefix("#ago:")))
        day = _day_before(tokens, place) if token.text == "#day" else None
        if day is not None and (_at(tokens, place + 1) == "#ago" or _at(tokens, day.start - 1) == "#since"):
            return Parts(ago=day.number)
    return None


def _day_alone(tokens: Sequence[Token]) -> Parts | None:
    """A day of the month that has just passed: "hôm mùng 5 vừa rồi"."""
    if not any(token.text == "#just_past" for token in tokens):
        return None
    for place, token in enumerate(tokens):
        day = _day_before(tokens, place) if token.text == "#just_past" else None
        if day is not None:
            return Parts(day.number, calendar=day.calendar, just_past=True)
    return None


def _year_alone(tokens: Sequence[Token]) -> Parts | None:
    year = year_after(tokens, 0)
    if year is not None and year == _opening_number(tokens):
        year = None
    year = year or _only_number(tokens)
    if year is None or (year.ago is not None and _tells_age(tokens)):
        return None
    return Parts(year=year, calendar="lunar" if year.cycle is not None else "solar")


def _opening_number(tokens: Sequence[Token]) -> Year | None:
    """A two-digit year that the message begins with, without a word for "year" before it."""
    run = list(takewhile(lambda token: numerals.is_number(token.text), tokens))
    year = None if run and run[0].text == plain_five() else year_after(run, 0)
    return year if year is not None and year.short is not None else None


def _only_number(tokens: Sequence[Token]) -> Year | None:
    """The only number in a message, as a year, when it is too big for a day."""
    places = [at for at, token in enumerate(tokens) if numerals.is_number(token.text)]
    if not places or places[-1] - places[0] != len(places) - 1:
        return None
    year = year_after(tokens[places[0] :], 0)
    return None if year is None or (year.short is not None and year.short <= 31) else year


def _tells_age(tokens: Sequence[Token]) -> bool:
    """Whether "năm nay" comes with an age or an animal, and so names no date."""
    return any(numerals.is_number(each.text) or each.text.startswith(("#old", "#sign")) for each in tokens)
