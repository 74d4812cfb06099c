"""Finds the year of a date: four digits, two, words, a place in the sixty-year cycle, "năm ngoái".

Which century two digits belong to is judged in `dates`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from nlu.reading import numerals
from nlu.reading.date_tokens import Token
from nlu.words import bare, lexicon, words

_RELATIVE = {"#this_year": 0, "#last_year": 1, "#year_before_last": 2}
_LONGEST = 9


@dataclass(frozen=True, slots=True)
class Year:
    """One of: `full`, the two digits `short`, a place in the `cycle`, or how many years `ago`."""

    full: int | None = None
    short: int | None = None
    cycle: int | None = None
    ago: int | None = None


def year_after(tokens: Sequence[Token], start: int) -> Year | None:
    """The year that is said from `start` on, a cycle name joined with the number beside it."""
    number, cycle = _number_after(tokens, start), _cycle(tokens[start:])
    if cycle is None:
        return number
    return Year(full=number.full if number else None, cycle=cycle)


def year_before(tokens: Sequence[Token], end: int) -> Year | None:
    """The year that is said before `end`: "năm 1950, ngày 5 tháng 3"."""
    return year_after(tokens[:end], 0)


def _cycle(tokens: Sequence[Token]) -> int | None:
    names = (token.text for token in tokens if token.text.startswith("#cycle:"))
    return next((int(name.removeprefix("#cycle:")) for name in names), None)


def _number_after(tokens: Sequence[Token], start: int) -> Year | None:
    first = True
    for place in range(start, len(tokens)):
        text = tokens[place].text
        if text in {"#leap", "#lunar", "#solar"}:
            continue
        if text in _RELATIVE:
            return Year(ago=_RELATIVE[text])
        found = _marked(tokens, place) or _full_digits(text) or (_year_at(tokens, place) if first else None)
        if found is not None:
            return found
        first = False
    return None


def _full_digits(text: str) -> Year | None:
    return Year(full=int(text)) if len(text) == 4 and text.isdecimal() and text[0] in "12" else None


@lru_cache(maxsize=1)
def plain_five() -> str:
    """The bare word that is both five and year."""
    return bare(lexicon("numbers")["plain_five"])


def _marked(tokens: Sequence[Token], place: int) -> Year | None:
    """The number behind a word for "year"; "năm" is that word unless it begins fifty-something."""
    text = tokens[place].text
    if text == "#year":
        return _year_at(tokens, place + 1)
    if text != plain_five():
        return None
    if _begins_fifty(tokens, place):
        return _year_at(tokens, place)
    return _year_at(tokens, place + 1, named=True)


def _begins_fifty(tokens: Sequence[Token], place: int) -> bool:
    """Whether "năm" is a five: "năm mươi hai" is 52, but "năm mười" and "năm 50" begin with the word for year."""
    if place + 1 >= len(tokens):
        return False
    following = tokens[place + 1]
    if following.raw == _marked_ten():
        return False
    if following.text in _tens():
        return True
    lone_digit = numerals.is_digit_word(following.text) and following.text != plain_five()
    return lone_digit and _year_at(tokens, place + 1) is None


@lru_cache(maxsize=1)
def _tens() -> frozenset[str]:
    return frozenset(bare(each) for each in lexicon("numbers")["ten"])


@lru_cache(maxsize=1)
def _marked_ten() -> str:
    return words(lexicon("numbers")["opening_ten"])[0].raw


def _year_at(tokens: Sequence[Token], place: int, *, named: bool = False) -> Year | None:
    """The longest run from `place` that spells a year and does not count days, months or an age.

    A `named` year ("năm 50") may stand before a month.
    """
    texts = [token.text for token in tokens[place : place + _LONGEST]]
    run = list(takewhile(numerals.is_number, texts))
    following = texts[len(run)] if len(run) < len(texts) else ""
    if following == "#old" or (following in {"#day", "#month"} and not named):
        return None
    spelled = (_spelled(run[:length]) for length in range(len(run), 0, -1))
    return next((year for year in spelled if year is not None), None)


def _spelled(part: list[str]) -> Year | None:
    if len(part) == 1 and part[0].isdecimal():
        return _of_digits(part[0])
    number = numerals.parse(part)
    if number is not None and 1000 <= number <= 2999:
        return Year(full=number)
    if number is not None and 10 <= number <= 99:
        return Year(short=number)
    all_words = not any(each.isdecimal() for each in part)
    in_pairs = len(part) == 2 and all(each.isdecimal() and len(each) == 2 for each in part)
    return _of_digits(numerals.dictated(part, pairs=True) or "") if all_words or in_pairs else None


def _of_digits(digits: str) -> Year | None:
    if len(digits) == 4 and digits[0] in "12":
        return Year(full=int(digits))
    return Year(short=int(digits)) if len(digits) == 2 else None
