"""Days named by the week: "thứ năm tuần trước", "chủ nhật vừa rồi", "tối thứ bảy".

Reads the day only where nothing else names it; whether such a day suits the field is not judged here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from nlu.words import Phrases, Word, lexicon, words


def weekday(text: str, today: date, *, bare_day: bool) -> date | None:
    """The day that a weekday means; one without "tuần trước" or "vừa rồi" only where `bare_day` allows it."""
    found = words(text)
    for at, match in _days().within(found):
        if _counts_something(found, at):
            continue
        named = int(match.label)
        week = _week_said(found[:at]) or _week_said(found[at + match.length :])
        if week or (bare_day and _is_all(found, at, match.length)):
            return _day(named, week, today)
    return None


def names_only_a_week(text: str) -> bool:
    """Whether a week is named but no day of it: "tuần trước"."""
    return _week_said(words(text)) in {"this_week", "last_week"}


@lru_cache(maxsize=1)
def _days() -> Phrases:
    return Phrases({str(day): names for day, names in _known()["days"].items()})


@lru_cache(maxsize=1)
def _weeks() -> Phrases:
    return Phrases(_known()["weeks"])


@lru_cache(maxsize=2)
def _listed(group: str) -> Phrases:
    return Phrases({"": _known()[group]})


def _known() -> Mapping[str, Mapping[str, list[str]]]:
    known: Mapping[str, Mapping[str, list[str]]] = lexicon("weekdays")
    return known


def _counts_something(found: Sequence[Word], at: int) -> bool:
    """Whether "thứ hai" is the second of several ("con thứ hai") rather than a Monday."""
    return at > 0 and _listed("counted").whole(found[at - 1 : at]) is not None


def _week_said(found: Sequence[Word]) -> str | None:
    return next((match.label for _, match in _weeks().within(found)), None)


def _is_all(found: Sequence[Word], at: int, length: int) -> bool:
    rest = [*found[:at], *found[at + length :]]
    return not rest or _listed("beside").cover(rest) is not None


def _day(named: int, week: str | None, today: date) -> date:
    """`named` counts from Monday, 0. Weeks begin on Monday; "vừa rồi" is the last such day before today."""
    monday = today - timedelta(days=today.weekday())
    turns = {"this_week": 0, "last_week": -7, "next_week": 7}
    if week in turns:
        return monday + timedelta(days=turns[week] + named)
    back = (today.weekday() - named) % 7
    return today - timedelta(days=back or (7 if week == "just_past" else 0))
