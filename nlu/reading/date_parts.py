"""Adds the tokens of a date up to its parts: day, month, year, calendar.

Knows no today and judges nothing; a thirteenth month comes out as month 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from nlu.reading import numerals
from nlu.reading.date_days import DAY_WORDS, Calendar, Found, at, day_after, day_before, leaning_of
from nlu.reading.date_tokens import Token
from nlu.reading.date_years import Year, plain_five, year_after, year_before
from nlu.words import bare, lexicon

_JUST_PAST = {"#just_past", "#days_gone"}
_MOST_MONTHS_AGO = 12


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


def parts(tokens: Sequence[Token]) -> Parts | None:
    """The parts of the first date in the tokens; None when there is none."""
    for reader in (_feast, _new_year, _dated, _unmarked, _days_ago, _day_alone, _year_alone, _day_only):
        found = reader(tokens)
        if found is not None:
            return found
    return None


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
            day = day_before(tokens, place)
            year = _year(tokens, day.start if day else place, place + 1)
            if day is None:
                return Parts(None, None, year, "lunar", new_year=True)
            closes = day.number >= 20 and at(tokens, day.start - 1) != "#lunar_day"
            eve = closes and day.number >= 29
            return Parts(day.number, 12 if closes else 1, year, "lunar", eve=eve, new_year=True)
    return None


def _dated(tokens: Sequence[Token]) -> Parts | None:
    """A date with a month in it, spelled in whatever way."""
    for place, token in enumerate(tokens):
        months_ago = {"#this_month": 0, "#previous_month": 1}.get(token.text)
        if months_ago is not None:
            day = day_before(tokens, place)
            if day is None or (months_ago and _counts_months(tokens, day)):
                return None
            return Parts(day.number, None, calendar=day.calendar, months_ago=months_ago)
        month = _month(tokens, place)
        if month is not None:
            return _with_month(tokens, month)
    return None


def _counts_months(tokens: Sequence[Token], day: Found) -> bool:
    """Whether "2 tháng trước" may be two months ago rather than the second of last month."""
    return day.number <= _MOST_MONTHS_AGO and at(tokens, day.start - 1) not in DAY_WORDS


def _with_month(tokens: Sequence[Token], month: Found) -> Parts:
    before, after = day_before(tokens, month.start), day_after(tokens, month.end)
    before_is_year = before is not None and at(tokens, before.start - 1) in {"#year", plain_five()}
    day = after if after and before_is_year else before or after
    leaning = _surer(month.calendar, day.calendar if day else "solar")
    return Parts(
        day.number if day else None,
        month.number,
        _year(tokens, min(day.start, month.start) if day else month.start, max(month.end, day.end if day else 0)),
        _stated(tokens, leaning),
        leap=any(token.text == "#leap" for token in tokens),
        old_month=month.old and leaning == "either",
        just_past=any(token.text in _JUST_PAST for token in tokens),
    )


def _surer(one: Calendar, other: Calendar) -> Calendar:
    order: tuple[Calendar, ...] = ("solar", "either", "lunar")
    return max(one, other, key=order.index)


def _month(tokens: Sequence[Token], place: int) -> Found | None:
    text = at(tokens, place)
    named = {"#first_month": 1, "#last_month": 12}
    if text in named:
        return Found(named[text], place, place + 1, "lunar")
    if text != "#month":
        return None
    after = at(tokens, place + 1)
    if after in named:
        return Found(named[after], place, place + 2, "lunar")
    return _month_number(tokens, place)


def _month_number(tokens: Sequence[Token], place: int) -> Found | None:
    """The number after "tháng": as short as it can be, so that "tháng tư bốn lăm" leaves 45 for the year."""
    first, second = at(tokens, place + 1), at(tokens, place + 2)
    if first.isdecimal():
        return Found(int(first), place, place + 2) if len(first) <= 2 else None
    number = numerals.parse([first]) if numerals.is_number(first) else None
    if number is None or not 1 <= number <= 12:
        return None
    longer = numerals.parse([first, second]) if number == 10 and numerals.is_digit_word(second) else None
    if longer is not None and longer <= 12:
        return Found(longer, place, place + 3)
    return Found(number, place, place + 2, old=first == _old_month())


@lru_cache(maxsize=1)
def _old_month() -> str:
    return bare(lexicon("dates")["old_month"])


def _unmarked(tokens: Sequence[Token]) -> Parts | None:
    """Two short numbers before a year, without the word for month: "5 3 năm 1950"."""
    for place in range(len(tokens) - 2):
        day, month = at(tokens, place), at(tokens, place + 1)
        numeric = day.isdecimal() and month.isdecimal() and len(day) <= 2 and len(month) <= 2
        year = year_after(tokens, place + 2) if numeric else None
        if year is not None:
            leaning = leaning_of(tokens, place, place + 1)
            return Parts(int(day), int(month), year, _stated(tokens, leaning))
    return None


def _days_ago(tokens: Sequence[Token]) -> Parts | None:
    for place, token in enumerate(tokens):
        day = day_before(tokens, place) if token.text in {"#day", "#days_gone", "#ago:0"} else None
        counted = day is not None and at(tokens, day.start - 1) not in DAY_WORDS
        if day and counted and token.text != "#day":
            return Parts(ago=day.number)
        if token.text.startswith("#ago:"):
            return Parts(ago=int(token.text.removeprefix("#ago:")))
        if day is not None and (at(tokens, place + 1) == "#ago" or at(tokens, day.start - 1) == "#since"):
            return Parts(ago=day.number)
    return None


def _day_alone(tokens: Sequence[Token]) -> Parts | None:
    """A day of the month that has just passed: "hôm mùng 5 vừa rồi"."""
    for place, token in enumerate(tokens):
        day = day_before(tokens, place) if token.text in _JUST_PAST else None
        if day is not None:
            return Parts(day.number, calendar=day.calendar, just_past=True)
    return None


def _day_only(tokens: Sequence[Token]) -> Parts | None:
    """A day of an unnamed month: "ngày 15", "mùng 5", "rằm"."""
    for place, token in enumerate(tokens):
        if token.text == "#full_moon":
            return Parts(15, calendar="lunar")
        day = day_after(tokens, place)
        if day is not None and _is_surely_day(tokens, day):
            return Parts(day.number, calendar=_stated(tokens, day.calendar))
    return None


def _is_surely_day(tokens: Sequence[Token], day: Found) -> bool:
    """Not "hôm ba mất", where the number word is a father."""
    by_moon = at(tokens, day.start - 1) == "#lunar_day"
    return by_moon or at(tokens, day.start).isdecimal() or day.end == len(tokens)


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
    is_age = places[0] > 0 and tokens[places[0] - 1].text == "#lived"
    return None if is_age or year is None or (year.short is not None and year.short <= 31) else year


def _tells_age(tokens: Sequence[Token]) -> bool:
    """Whether "năm nay" comes with an age or an animal, and so names no date."""
    return any(
        numerals.is_number(each.text) or each.text.startswith(("#old", "#lived", "#sign")) for each in tokens
    )
