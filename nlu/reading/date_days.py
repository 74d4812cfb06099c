"""The day of a month among the tokens of a date: "ngày 5", "mùng 5", "rằm", and how it leans to the moon.

Finds one number; which month it belongs to is for `date_parts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from nlu.reading import numerals
from nlu.reading.date_tokens import Token
from nlu.words import bare, lexicon

Calendar = Literal["solar", "either", "lunar"]
DAY_WORDS = frozenset({"#day", "#lunar_day"})
_CALENDAR_WORDS = {"#lunar", "#solar", "#leap"}


class Found(NamedTuple):
    """Where a day or a month ends and what it leans to."""

    number: int
    start: int
    end: int
    calendar: Calendar = "solar"
    old: bool = False


def at(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].text if 0 <= place < len(tokens) else ""


def day_before(tokens: Sequence[Token], place: int) -> Found | None:
    """The day whose number ends right before `place`."""
    end = place
    while at(tokens, end - 1) in _CALENDAR_WORDS:
        end -= 1
    if at(tokens, end - 1) == "#full_moon":
        return Found(15, end - 1, end, "lunar")
    start = end
    while start > 0 and end - start < 4 and _is_day_word(at(tokens, start - 1)):
        start -= 1
    for begin in range(start, end):
        number = numerals.parse([token.text for token in tokens[begin:end]])
        if number is not None and (1 <= number <= 31 or begin == end - 1):
            return Found(number, begin, end, leaning_of(tokens, begin, end))
    return None


def day_after(tokens: Sequence[Token], place: int) -> Found | None:
    """The day behind the month: "tháng giêng, ngày mùng 5"."""
    if at(tokens, place) not in DAY_WORDS:
        return None
    while at(tokens, place) in DAY_WORDS:
        place += 1
    for end in range(min(place + 3, len(tokens)), place, -1):
        number = numerals.parse([token.text for token in tokens[place:end]])
        if number is not None and 1 <= number <= 31:
            return Found(number, place, end, leaning_of(tokens, place, end))
    return None


def _is_day_word(text: str) -> bool:
    too_long = text.isdecimal() and len(text) > 2
    return numerals.is_number(text) and not numerals.is_scale(text) and not too_long


def leaning_of(tokens: Sequence[Token], begin: int, end: int) -> Calendar:
    before = begin - 1
    while at(tokens, before) == "#day":
        before -= 1
    by_word = at(tokens, before) == "#lunar_day"
    by_number = any(token.text in _hints() for token in tokens[begin:end])
    return "either" if by_word or by_number else "solar"


@lru_cache(maxsize=1)
def _hints() -> frozenset[str]:
    return frozenset(bare(each) for each in lexicon("dates")["lunar_hint"])
