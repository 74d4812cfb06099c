"""Whole and partial dates as they are kept ("1950", "1950-03", "1950-03-27"). Reads no language, asks no clock."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a partial date may mean."""

    first: date
    last: date


def parts(written: str) -> tuple[int, int | None, int | None] | None:
    """Year, month, day of a kept date; None when it is none."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return None
    year, month, day = found.groups()
    return int(year), int(month) if month else None, int(day) if day else None


def span(written: object) -> Span | None:
    """The days that this answer may mean; None for an answer that is no date."""
    found = parts(written) if isinstance(written, str) else None
    if found is None:
        return None
    year, month, day = found
    try:
        first = date(year, month or 1, day or 1)
        last_month = month or 12
        last = date(year, last_month, day or monthrange(year, last_month)[1])
    except ValueError:
        return None
    return Span(first, last)


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; 29 February falls back to the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
