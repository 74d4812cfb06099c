"""Numbers of identity papers: the twelve digits, the old nine, passports.

The twelve digits are 3 for the place, 1 for century and sex, 2 for the year of birth, 6 without meaning
(Decree 137/2015/ND-CP, article 13; no check digit). A conflict is asked about and never corrected.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from nlu.reading.digit_runs import best, candidates
from nlu.reading.result import UNKNOWN, Context, Reading, invalid, value
from nlu.reading.unknown import says_none, says_unknown
from nlu.words import detail, lexicon, words

_PASSPORT = re.compile(r"(?<![^\W_])[A-Z]{1,2}[ -]?\d{6,8}(?![^\W_])", re.IGNORECASE)
_FEWEST = 5
"""A stretch of fewer digits than this is not an attempt at an identity number."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """What twelve digits say about their owner."""

    prefix: str
    sex: str
    birth_year: int


def encoded(number: str) -> Encoded:
    """Prefix, sex and year of birth in a twelve-digit number."""
    century_and_sex = int(number[3])
    sex: str = lexicon("sex")["values"]["female" if century_and_sex % 2 else "male"]
    return Encoded(number[:3], sex, 1900 + 100 * (century_and_sex // 2) + int(number[4:6]))


@lru_cache(maxsize=1)
def _prefixes() -> frozenset[str]:
    return frozenset(lexicon("provinces")["prefixes"])


def read_citizen_id(text: str, context: Context) -> Reading:
    """Twelve digits that agree with the sex and year known of the person."""
    return _of_length(text, 12, lambda number: _checked(number, context))


def read_old_id(text: str, _context: Context) -> Reading:
    """The nine digits of the paper card that went before."""
    return _of_length(text, 9, value)


def read_identity_number(text: str, context: Context) -> Reading:
    """Any identity paper: twelve digits, the old nine, or letters and digits of a passport."""
    listed = candidates(text)
    number = best(listed, (12,)) if any(len(each) == 12 for each in listed) else best(listed, (9,))
    if len(number) == 12:
        return _checked(number, context)
    passport = _PASSPORT.search(text)
    if len(number) == 9 and not passport:
        return value(number)
    if passport:
        return value(re.sub(r"[ -]", "", passport[0]).upper())
    return _of_length(text, 12, lambda found: _checked(found, context))


def _of_length(text: str, length: int, accept: Callable[[str], Reading]) -> Reading:
    number = best(candidates(text), (length,))
    if len(number) == length:
        return accept(number)
    if len(number) < _FEWEST:
        found = words(text)
        return UNKNOWN if says_unknown(found) or says_none(found) else _not_a_number(number, length)
    return wrong_length(number, length)


def _not_a_number(number: str, length: int) -> Reading:
    return wrong_length(number, length) if len(number) > 1 else invalid("not_understood")


def wrong_length(number: str, length: int) -> Reading:
    """How many digits are missing or left over."""
    missing = length - len(number)
    if missing > 0:
        return invalid("too_short", detail("missing_digits", count=missing))
    return invalid("too_long", detail("extra_digits", count=-missing))


def _checked(number: str, context: Context) -> Reading:
    conflict = _conflict(encoded(number), context)
    if conflict is not None:
        return Reading("ask", number, "mismatch", (), conflict)
    if number[:3] not in _prefixes():
        return Reading("value", number, None, (), detail("unknown_province", prefix=number[:3]))
    return value(number)


def _conflict(says: Encoded, context: Context) -> str | None:
    if _born_later_than(says.birth_year, context.today):
        return detail("other_year", year=says.birth_year)
    if context.sex is not None and context.sex != says.sex:
        return detail("other_sex", sex=says.sex)
    if context.birth_year is not None and context.birth_year != says.birth_year:
        return detail("other_year", year=says.birth_year)
    return None


def _born_later_than(year: int, today: date) -> bool:
    return year > today.year
