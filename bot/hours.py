"""Whether someone is at the counter at a given moment. Pure; the clock is an argument."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from bot.config import Day, Office

DAYS: tuple[Day, ...] = get_args(Day)
LOOK_AHEAD_DAYS = 30


def is_open(office: Office, now: datetime) -> bool:
    """Whether the moment falls into opening hours."""
    local = now.astimezone(ZoneInfo(office.timezone))
    return any(start <= local.time() < end for start, end in _spans(office, local))


def next_opening(office: Office, now: datetime) -> datetime | None:
    """The next moment the counter opens, in its own time zone; None when not within a month."""
    local = now.astimezone(ZoneInfo(office.timezone))
    for ahead in range(LOOK_AHEAD_DAYS):
        day = local + timedelta(days=ahead)
        for start, _ in _spans(office, day):
            opening = day.replace(hour=start.hour, minute=start.minute, second=0, microsecond=0)
            if opening > local:
                return opening
    return None


def _spans(office: Office, day: datetime) -> tuple[tuple[time, time], ...]:
    return () if day.date() in office.holidays else office.hours.get(DAYS[day.weekday()], ())
