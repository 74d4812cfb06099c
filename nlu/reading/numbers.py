"""Counts and sums of money.

A count stands alone or beside a counter word. Money without a unit is asked about, never assumed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from nlu.reading import numerals
from nlu.reading.result import UNKNOWN, Context, Reading, ask, invalid, value
from nlu.reading.unknown import says_unknown
from nlu.words import Phrases, Word, bare, lexicon, words

_NOT_UNDERSTOOD = invalid("not_understood")
_NEGATIVE = re.compile(r"^\W*[-−–]\s*\d")
_BRACKETED = re.compile(r"\([^)]*\)")
_SMALLEST_NOTE = 1000


@lru_cache(maxsize=2)
def _beside(name: str) -> Phrases:
    return Phrases({"beside": lexicon(name)["beside"]})


def read_number(text: str, _context: Context) -> Reading:
    """A whole number from digits or words; `not_understood` when anything else is said."""
    found = words(text)
    if says_unknown(found):
        return UNKNOWN
    if _wants_none(found):
        return value(0)
    run = None if _NEGATIVE.match(text) else _only_run(_BRACKETED.sub(" ", text), "numbers")
    number = None if run is None else _count(run)
    return _NOT_UNDERSTOOD if number is None else value(number)


def _wants_none(found: Sequence[Word]) -> bool:
    labels = _none_or_beside().cover(found)
    return labels is not None and "none" in labels


@lru_cache(maxsize=1)
def _none_or_beside() -> Phrases:
    known = lexicon("numbers")
    return Phrases({"none": known["none"], "beside": known["beside"]})


def _count(run: list[str]) -> int | None:
    if _is_rough(run):
        return None
    number = numerals.parse(run)
    counts_years = number is None and len(run) > 1 and run[-1] == bare(lexicon("numbers")["plain_five"])
    return numerals.parse(run[:-1]) if counts_years else number


def _is_rough(run: list[str]) -> bool:
    """Whether two digit words side by side mean "two or three" rather than 23."""
    if len(run) != 2 or any(each.isdecimal() for each in run):
        return False
    first, second = numerals.parse(run[:1]), numerals.parse(run[1:])
    plain = {bare(name): digit for digit, (name, *_) in lexicon("numbers")["digits"].items()}
    in_sequence = run[1] in plain and first is not None and 0 < first < 9 and second == first + 1
    return in_sequence or " ".join(run) in {bare(each) for each in lexicon("numbers")["roughly"]}


def _only_run(text: str, name: str) -> list[str] | None:
    """The one stretch of number words, when all else is known to stand beside a number."""
    return _only_stretch(numerals.grouped(words(text), text), name)


def _split(tokens: Sequence[str]) -> tuple[list[list[str]], list[str]]:
    stretches: list[list[str]] = []
    rest: list[str] = []
    inside = False
    for each in tokens:
        is_number = numerals.is_number(each)
        if is_number and not inside:
            stretches.append([])
        (stretches[-1] if is_number else rest).append(each)
        inside = is_number
    return stretches, rest


def _all_beside(rest: list[str], name: str) -> bool:
    return not rest or _beside(name).cover(words(" ".join(rest))) is not None


def read_money(text: str, _context: Context) -> Reading:
    """A sum in đồng. Words such as "nghìn" and "triệu", or a sum of 1,000 and more, show the unit."""
    found = words(text)
    if says_unknown(found):
        return UNKNOWN
    tokens = _money_tokens(_without_decimals(text))
    names_unit = bool(_units()["dong"] & set(tokens))
    run = _only_stretch([each for each in tokens if each not in _units()["dong"]], "money")
    amount = None if run is None or _NEGATIVE.match(text) else _amount(run)
    if run is None or amount is None:
        return _NOT_UNDERSTOOD
    if names_unit or amount == 0 or amount >= _SMALLEST_NOTE or any(numerals.is_scale(each) for each in run):
        return value(amount)
    return ask("unit", amount * 1000, amount)


@lru_cache(maxsize=1)
def _units() -> dict[str, frozenset[str]]:
    known = lexicon("money")["units"]
    return {name: frozenset(bare(each) for each in spelled) for name, spelled in known.items()}


@lru_cache(maxsize=1)
def _scale_names() -> dict[str, str]:
    """Short and slang names of scales, with the number word that each stands for."""
    known = lexicon("money")["scales"]
    return {bare(each): bare(name) for name, spelled in known.items() for each in spelled}


def _without_decimals(text: str) -> str:
    """1,5 triệu as 1 triệu 5: the digit after a comma before a scale is the next place."""
    pattern = lexicon("money")["decimal"]
    return re.sub(pattern, r"\1 \3 \2 ", text, flags=re.IGNORECASE)


def _money_tokens(text: str) -> list[str]:
    return [_scale_names().get(each, each) for each in numerals.grouped(words(text), text)]


def _only_stretch(tokens: list[str], name: str) -> list[str] | None:
    stretches, rest = _split(tokens)
    return stretches[0] if len(stretches) == 1 and _all_beside(rest, name) else None


def _amount(run: list[str]) -> int | None:
    """As people say sums: after millions a bare "hai trăm" means two hundred thousand."""
    last = max((at for at, each in enumerate(run) if numerals.is_scale(each)), default=None)
    if last is not None and last + 1 < len(run):
        head, tail = numerals.parse(run[: last + 1]), numerals.parse(run[last + 1 :])
        size = numerals.parse([run[last]])
        if head and tail and size and size > 1000 and 10 <= tail < 1000:
            return head + tail * (size // 1000)
    return numerals.parse(run)
