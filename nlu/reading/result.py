"""What reading one answer gives back. Pure values; the words said about them live in `bot/phrases`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from nlu.reading.places import Places

Result = Literal["value", "ask", "invalid", "unknown"]

REASONS: Mapping[Result, frozenset[str]] = {
    "value": frozenset(),
    "ask": frozenset(
        {
            "lunar_or_solar",
            "lunar_converted",
            "leap_month",
            "old_month_name",
            "zodiac_guess",
            "year_only",
            "month_only",
            "diacritics",
            "unit",
            "which_place",
            "mismatch",
        }
    ),
    "invalid": frozenset(
        {
            "no_such_date",
            "future",
            "too_old",
            "too_short",
            "too_long",
            "unknown_prefix",
            "not_a_name",
            "not_an_email",
            "not_understood",
        }
    ),
    "unknown": frozenset(),
}
"""The closed list of reasons by result."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer read: `value` when `result` is "value"; the best reading when it is "ask"."""

    result: Result
    value: Any = None
    reason: str | None = None
    alternatives: tuple[Any, ...] = ()
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What else is known while reading: the day, the person's role, answers that must agree.

    `places` is the list that addresses are looked up in, `extra["province_code"]` the province they are likely in.
    """

    today: date
    role: Literal["adult", "newborn", "any"] = "adult"
    sex: str | None = None
    birth_year: int | None = None
    accepts_zero: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    places: Places | None = None


def value(found: Any) -> Reading:
    """A reading with exactly one meaning."""
    return Reading("value", found)


def ask(reason: str, best: Any, *alternatives: Any) -> Reading:
    """A reading that needs the person's word before it may be kept."""
    return Reading("ask", best, reason, alternatives)


def invalid(reason: str, detail: str | None = None) -> Reading:
    """Text that is no answer of this kind."""
    return Reading("invalid", None, reason, (), detail)


UNKNOWN = Reading("unknown")
"""The person said that they do not know."""
