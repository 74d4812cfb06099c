"""The Vietnamese lunar calendar: conversion, leap months, the sixty-year cycle.

Thin over `lunar_vn` (UTC+7), which does not notice a thirtieth day that a month lacks; this does.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from lunar_vn import LunarDate, lunar_to_solar, solar_to_lunar

EARLIEST, LATEST = 1900, 2099
"""Lunar years that can be converted."""

_SOUTH = 8.0
_ONE_CALENDAR_FROM = 1976
"""Until 1975 the calendar of the South could run a day apart from that of the North."""


@lru_cache(maxsize=512)
def solar(day: int, month: int, year: int, *, leap: bool = False) -> date | None:
    """The solar date of a lunar one; None when that lunar day does not exist."""
    return _convert(LunarDate(day, month, year, leap)) if _in_range(day, month, year) else None


def _in_range(day: int, month: int, year: int) -> bool:
    return 1 <= day <= 30 and 1 <= month <= 12 and EARLIEST <= year <= LATEST


def _convert(wanted: LunarDate) -> date | None:
    try:
        found = lunar_to_solar(wanted)
    except ValueError:
        return None
    return found if solar_to_lunar(found) == wanted else None


@lru_cache(maxsize=512)
def southern(day: int, month: int, year: int) -> date | None:
    """The solar date by the southern calendar of before 1976, where it differs from `solar`."""
    if year >= _ONE_CALENDAR_FROM or solar(day, month, year) is None:
        return None
    try:
        found = lunar_to_solar(LunarDate(day, month, year), time_zone=_SOUTH)
    except ValueError:
        return None
    nearby = abs((found - (solar(day, month, year) or found)).days) == 1
    return found if nearby else None


def last_day(month: int, year: int) -> int:
    """29 or 30."""
    return 30 if solar(30, month, year) else 29


def month_range(month: int, year: int, *, leap: bool = False) -> tuple[date, date] | None:
    """The first and last solar day of a lunar month."""
    first = solar(1, month, year, leap=leap)
    if first is None:
        return None
    last = solar(30, month, year, leap=leap) or first + timedelta(days=28)
    return first, last


def year_range(year: int) -> tuple[date, date] | None:
    """The first and last solar day of a lunar year."""
    first, following = solar(1, 1, year), solar(1, 1, year + 1)
    return (first, following - timedelta(days=1)) if first and following else None


def lunar_month_of(day: date) -> tuple[int, int]:
    """The lunar month and year that a solar day lies in."""
    found = solar_to_lunar(day)
    return found.month, found.year


def years_of_cycle(place: int, first: int, last: int) -> list[int]:
    """The years from `first` to `last` at a place (0 is Giáp Tý) of the sixty-year cycle."""
    return [year for year in range(first, last + 1) if (year - 4) % 60 == place]


def cycle_place(stem: int, branch: int) -> int | None:
    """Where a stem (0-9) and a branch (0-11) meet in the cycle; None when they never do."""
    return next((place for place in range(60) if place % 10 == stem and place % 12 == branch), None)
