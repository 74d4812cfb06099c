"""Days in words and working days counted. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

SATURDAY = 5


def working_days_from(start: date, days: int, holidays: Collection[date]) -> date:
    """The day on which that many working days after `start` have passed."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY and day not in holidays:
            days -= 1
    return day


def in_words(day: date, words: Mapping[str, str]) -> str:
    """A day with its weekday; the year is said in the phrase that needs it."""
    return words["day"].format(
        weekday=words[f"weekday_{day.weekday()}"], day=day.day, month=day.month, year=day.year
    )


def date_in_words(day: date, words: Mapping[str, str]) -> str:
    """A day without its weekday: "1 tháng 3 năm 2027"."""
    return words["date"].format(day=day.day, month=day.month, year=day.year)
