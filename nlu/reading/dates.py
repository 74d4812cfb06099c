"""Dates of birth, death and issue, solar and lunar, whole and partial.

A lunar date is always asked about, an impossible one never mended, a birth date never made from an age.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from nlu.reading import lunar
from nlu.reading.ages import read_age
from nlu.reading.century import lunar_years, oldest_year, solar_years
from nlu.reading.date_parts import Parts, parts
from nlu.reading.date_tokens import tokens
from nlu.reading.result import UNKNOWN, Context, Reading, ask, invalid, value
from nlu.reading.unknown import says_unknown
from nlu.reading.weekdays import names_only_a_week, weekday
from nlu.words import detail, words

_OLDEST_NEWBORN = 18
"""Years up to which a field for a newborn takes a date without a question (late registrations)."""


def read_date(text: str, context: Context) -> Reading:
    """An ISO date, or "1950" and "1950-03" with `year_only` and `month_only`."""
    cut = tokens(text)
    found = parts(cut)
    if found is not None:
        return _judged(found, context)
    day = weekday(text, context.today, bare_day=context.role != "adult")
    if day is not None:
        return _checked(day, context)
    if says_unknown(words(text)):
        return UNKNOWN
    missing = detail("missing_day") if names_only_a_week(text) else None
    return read_age(cut, context) or invalid("not_understood", missing)


def _judged(found: Parts, context: Context) -> Reading:
    if found.ago is not None:
        return _checked(context.today - timedelta(days=found.ago), context)
    if found.months_ago is not None:
        return _in_month(found, context)
    if found.month is None and found.year is None and found.day is not None and not found.new_year:
        return _day_only(found, context)
    if found.year is None:
        return _without_year(found, context)
    if found.month is None:
        return _year_only(found, context)
    return _with_year(found, context)


def _checked(day: date, context: Context) -> Reading:
    """A solar date that may be kept, or why it may not."""
    if day > context.today:
        return invalid("future")
    if day.year < oldest_year(context.today):
        return invalid("too_old")
    if context.role == "newborn" and context.today.year - day.year > _OLDEST_NEWBORN:
        return ask("mismatch", day.isoformat())
    return value(day.isoformat())


def _solar(year: int, month: int, day: int) -> date | None:
    in_month = 1 <= month <= 12 and 1 <= year <= 9999 and 1 <= day <= calendar.monthrange(year, month)[1]
    return date(year, month, day) if in_month else None


def _no_such(year: int, month: int, day: int) -> Reading:
    if not 1 <= month <= 12:
        return invalid("no_such_date", detail("no_month", month=month))
    if not 1 <= day <= 31:
        return invalid("no_such_date", detail("no_day", day=day))
    days = calendar.monthrange(year, month)[1]
    return invalid("no_such_date", detail("short_month", month=month, year=year, days=days))


def _with_year(found: Parts, context: Context) -> Reading:
    if found.day is None and not found.eve:
        return _month_only(found, context)
    if found.calendar == "lunar":
        return _lunar(found, context)
    year = solar_years(found, context)[0]
    month, day = found.month or 0, found.day or 0
    solar = _solar(year, month, day)
    if solar is None:
        return _no_such(year, month, day)
    if found.calendar == "either":
        return _either(solar, found, context)
    return _checked(solar, context)


def _either(solar: date, found: Parts, context: Context) -> Reading:
    """Words that lean to the moon beside a year in numbers: both readings, the solar one first."""
    day, month = solar.day, 11 if found.old_month else solar.month
    by_moon = lunar.solar(day, month, solar.year)
    in_leap = lunar.solar(day, month, solar.year, leap=True)
    readings = _plausible([solar, by_moon, in_leap], context)
    if by_moon is None or by_moon.isoformat() not in readings or solar.isoformat() not in readings:
        return _checked(solar, context) if by_moon is None or solar <= context.today else invalid("future")
    if found.old_month:
        return ask("old_month_name", *readings)
    if in_leap is not None:
        return ask("leap_month", by_moon.isoformat(), in_leap.isoformat(), solar.isoformat())
    return ask("lunar_or_solar", *readings)


def _plausible(days: Iterable[date | None], context: Context) -> list[str]:
    """The days that can be, in the order given, none twice."""
    oldest = oldest_year(context.today)
    kept = [day.isoformat() for day in days if day and day <= context.today and day.year >= oldest]
    return list(dict.fromkeys(kept))


def _lunar(found: Parts, context: Context) -> Reading:
    """A date that is certainly lunar, converted; always read back."""
    years = lunar_years(found, context)
    month = found.month or 0
    if not 1 <= month <= 12:
        return _no_such(years[0], month, found.day or 0)
    days = [_lunar_day(found, year) for year in years]
    if days[0] is None:
        return _no_lunar_day(found, years[0])
    best = [lunar.solar(day, month, year, leap=found.leap) for day, year in zip(days, years, strict=True) if day]
    leaps = [] if found.leap else [lunar.solar(days[0], month, years[0], leap=True)]
    southern = [] if found.leap else [lunar.southern(days[0], month, years[0])]
    readings = _plausible([*best[:1], *leaps, *southern, *best[1:], *_year_before(found, years[0])], context)
    if not readings or (best[0] and best[0].isoformat() != readings[0]):
        return invalid("future" if best[0] and best[0] > context.today else "too_old")
    return ask("leap_month" if any(leaps) else "lunar_converted", *readings)


def _lunar_day(found: Parts, year: int) -> int | None:
    """The day of the month; the last one for New Year's Eve; None where the month lacks it."""
    if found.eve:
        return lunar.last_day(12, year)
    day, month = found.day or 0, found.month or 0
    return day if lunar.solar(day, month, year, leap=found.leap) else None


def _no_lunar_day(found: Parts, year: int) -> Reading:
    month, day = found.month or 0, found.day or 0
    if year < lunar.EARLIEST:
        return invalid("too_old")
    if year > lunar.LATEST:
        return invalid("future")
    if not 1 <= day <= 30:
        return invalid("no_such_date", detail("no_day", day=day))
    if found.leap and lunar.solar(1, month, year, leap=True) is None:
        return invalid("no_such_date", detail("no_leap", year=year, month=month))
    return invalid("no_such_date", detail("short_lunar_month", month=month, year=year, days=29))


def _year_before(found: Parts, year: int) -> list[date | None]:
    """The same late day a lunar year earlier, for who counts "chạp 1955" by the solar year."""
    by_number = found.year is not None and (found.year.full is not None or found.year.short is not None)
    day = _lunar_day(found, year - 1) if found.month in {11, 12} else None
    earlier = lunar.solar(day, found.month or 0, year - 1) if day else None
    fits = earlier is not None and (earlier.year == year or found.new_year) and (by_number or found.new_year)
    return [earlier] if fits else []


def _month_only(found: Parts, context: Context) -> Reading:
    month = found.month or 0
    if not 1 <= month <= 12:
        return _no_such(2000, month, 1)
    if found.calendar == "lunar":
        return _lunar_month(found, context)
    year = solar_years(found, context)[0]
    return _partial_checked("month_only", date(year, month, 1), f"{year}-{month:02d}", context)


def _lunar_month(found: Parts, context: Context) -> Reading:
    """A lunar month alone: the solar days that it spans."""
    year, *others = lunar_years(found, context)
    span = lunar.month_range(found.month or 0, year, leap=found.leap)
    if span is None:
        return _no_lunar_day(Parts(1, found.month, found.year, leap=found.leap), year)
    starts = (lunar.solar(1, found.month or 0, other, leap=found.leap) for other in others)
    also = _turns((first.isoformat()[:7] for first in starts if first), context)
    around = also or tuple(day.isoformat() for day in span)
    return _partial_checked("month_only", span[0], span[0].isoformat()[:7], context, around)


def _year_only(found: Parts, context: Context) -> Reading:
    """A year alone. With a lunar one come the other years of that name, else its span: it runs into the next."""
    if found.calendar != "lunar":
        year = solar_years(found, context)[0]
        return _partial_checked("year_only", date(max(year, 1), 1, 1), str(year), context)
    year, *others = lunar_years(found, context)
    span = lunar.year_range(year)
    if span is None:
        return invalid("too_old" if year < lunar.EARLIEST else "future")
    named = tuple(day.isoformat() for day in (span[:1] if found.new_year else span))
    return _partial_checked("year_only", span[0], str(year), context, _turns(map(str, others), context) or named)


def _turns(others: Iterable[str], context: Context) -> tuple[str, ...]:
    """The same name in other turns of the cycle; a newborn has but one."""
    return () if context.role == "newborn" else tuple(others)


def _partial_checked(
    reason: str, first: date, best: str, context: Context, around: tuple[str, ...] = ()
) -> Reading:
    if first > context.today:
        return invalid("future")
    if first.year < oldest_year(context.today):
        return invalid("too_old")
    return ask(reason, best, *around)


def _without_year(found: Parts, context: Context) -> Reading:
    """A day and a month: for a newborn or "vừa rồi" the last such day, else the year is missing."""
    recent = context.role == "newborn" or found.just_past
    if not recent or found.month is None or (found.day is None and not found.eve):
        return invalid("not_understood", detail("missing_year"))
    this_year = context.today.year
    return _latest(lambda year: _of_year(found, year), (this_year, this_year - 1), context)


def _of_year(found: Parts, year: int) -> tuple[date | None, date | None]:
    day, month = found.day or 0, found.month or 0
    by_moon = lunar.solar(day, month, year) if found.calendar != "solar" else None
    by_sun = _solar(year, month, day) if found.calendar != "lunar" else None
    return by_sun, by_moon


def _latest(
    days_of: Callable[[int], tuple[date | None, date | None]], turns: Iterable[int], context: Context
) -> Reading:
    """The latest possible solar reading and the latest lunar one, over some years or months."""
    pairs = [days_of(turn) for turn in turns]
    by_sun = next(iter(_plausible((sun for sun, _ in pairs), context)), None)
    by_moon = next(iter(_plausible((moon for _, moon in pairs), context)), None)
    if by_sun is None and by_moon is None:
        return invalid("no_such_date")
    if by_moon is None or by_sun is None:
        return value(by_sun) if by_moon is None else ask("lunar_converted", by_moon)
    return ask("lunar_or_solar", by_sun, by_moon)


def _in_month(found: Parts, context: Context) -> Reading:
    """A day of this month or the one before, by the sun or by the moon."""
    back = found.months_ago or 0
    by_sun, by_moon = _days_of_month(found, back, context.today)
    if by_sun is not None and by_moon is None:
        return _checked(by_sun, context)
    if by_sun is None:
        return invalid("no_such_date")
    return _latest(lambda _: (by_sun, by_moon), (0,), context)


def _days_of_month(found: Parts, back: int, today: date) -> tuple[date | None, date | None]:
    day = found.day or 0
    months = today.year * 12 + today.month - 1 - back
    by_sun = _solar(months // 12, months % 12 + 1, day)
    if found.calendar == "solar":
        return by_sun, None
    month, year = lunar.lunar_month_of(today)
    index = year * 12 + month - 1 - back
    return by_sun, lunar.solar(day, index % 12 + 1, index // 12)


def _day_only(found: Parts, context: Context) -> Reading:
    """A day of an unnamed month: the last such day for a newborn or "vừa rồi", else too little is said."""
    if found.just_past or context.role == "newborn":
        return _recent(found, context)
    return invalid("not_understood", detail("missing_month_and_year"))


def _recent(found: Parts, context: Context) -> Reading:
    """The last such day of a month: "ngày 10 vừa rồi"."""
    return _latest(lambda back: _days_of_month(found, back, context.today), (0, 1), context)
