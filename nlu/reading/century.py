"""Which year is meant by two digits, by a place in the sixty-year cycle, or by "last year".

An adult's 50 is 1950 and a newborn's 25 is 2025; for anything else the latest year that has come.
"""

from __future__ import annotations

from datetime import date

from nlu.reading import lunar
from nlu.reading.date_parts import Parts
from nlu.reading.date_years import Year
from nlu.reading.result import Context

_OLDEST = 120
_YOUNGEST_WITH_SHORT_YEAR = 14
"""The age of a first identity card: who gives two digits for their own birth is at least this old."""
_YOUNGEST_WITH_CYCLE = 18
_OLDEST_LIKELY = 105
_LIKELY_AGES = (60, 90)
"""Of two turns of the cycle an adult means the one nearest to these ages."""


def oldest_year(today: date) -> int:
    """Nobody's date lies before this."""
    return max(1900, today.year - _OLDEST)


def solar_years(found: Parts, context: Context) -> list[int]:
    """The year that is meant, likeliest first."""
    year = found.year or Year()
    if year.full is not None:
        return [year.full]
    if year.short is not None:
        return [_of_two_digits(year.short, context)]
    if year.ago is not None:
        return [context.today.year - year.ago]
    return _of_cycle(year.cycle or 0, context)


def lunar_years(found: Parts, context: Context) -> list[int]:
    """The lunar years that may be meant, likeliest first; a cycle name outranks a number beside it."""
    year = found.year or Year()
    if year.cycle is None:
        return solar_years(found, context)
    turns = _of_cycle(year.cycle, context)
    if year.full is None or year.full in turns:
        return turns if year.full is None else [year.full]
    return sorted(turns, key=lambda each: abs(each - (year.full or each)))


def _of_two_digits(short: int, context: Context) -> int:
    last, this = 1900 + short, 2000 + short
    if context.birth_year in {last, this}:
        return context.birth_year or last
    if context.role != "adult":
        return this if this <= context.today.year else last
    age = context.today.year - this
    oldest = context.today.year - last > 110
    return this if oldest and age >= _YOUNGEST_WITH_SHORT_YEAR else last


def _of_cycle(place: int, context: Context) -> list[int]:
    today = context.today.year
    youngest = _YOUNGEST_WITH_CYCLE if context.role == "adult" else 0
    turns = lunar.years_of_cycle(place, today - _OLDEST_LIKELY, today - youngest)
    turns = turns or lunar.years_of_cycle(place, lunar.EARLIEST, today)
    return sorted(turns, key=lambda year: _unlikely(year, context))


def _unlikely(year: int, context: Context) -> tuple[bool, int, int]:
    """Sorts the turns of the cycle: a known year first, then by the age of an adult, else the latest."""
    if context.role != "adult":
        return year != context.birth_year, -year, 0
    age = context.today.year - year
    youngest, oldest = _LIKELY_AGES
    return year != context.birth_year, max(youngest - age, age - oldest, 0), age
