"""Vietnamese telephone numbers: ten digits from 0, landlines eleven.

Reads digits, dictated words and +84. It must not guess a digit that was not given.
"""

from __future__ import annotations

import re

from nlu.reading.digit_runs import best, candidates, repaired
from nlu.reading.identity import wrong_length
from nlu.reading.result import UNKNOWN, Context, Reading, invalid, value
from nlu.reading.unknown import says_none, says_unknown
from nlu.words import detail, lexicon, words

_COUNTRY = re.compile(r"(?:\+|\b00)\s?84[\s.)-]*(?:\(0\))?0?")
_FEWEST = 4


def read_phone(text: str, _context: Context) -> Reading:
    """A number as a domestic caller dials it."""
    listed = [_domestic(each) for each in candidates(_COUNTRY.sub(" 0", repaired(text)))]
    number = best(listed, (10,))
    if len(number) != 10 and any(_is_landline(each) for each in listed):
        number = next(each for each in listed if _is_landline(each))
    if len(number) < _FEWEST:
        return _too_little(text, number)
    return _judged(number)


def _too_little(text: str, number: str) -> Reading:
    found = words(text)
    if says_unknown(found) or says_none(found):
        return UNKNOWN
    return wrong_length(number, 10) if len(number) > 1 else invalid("not_understood")


def _domestic(number: str) -> str:
    """Without the country code, and with the leading 0 that spreadsheets lose."""
    if number.startswith("84") and len(number) in {11, 12}:
        number = "0" + number[2:].removeprefix("0")
    lost = len(number) == 9 and f"0{number[0]}" in lexicon("phones")["mobile"]
    return f"0{number}" if lost else number


def _is_landline(number: str) -> bool:
    return len(number) == 11 and number[:2] in lexicon("phones")["landline"]


def _judged(number: str) -> Reading:
    known = lexicon("phones")
    renumbered = known["renumbered"].get(number[:4])
    if len(number) == 11 and renumbered:
        return invalid("unknown_prefix", detail("old_prefix", old=number[:4], new=renumbered))
    if _is_landline(number):
        return value(number)
    length = 11 if number[:2] in known["landline"] else 10
    if len(number) != length:
        return wrong_length(number, length)
    if number[:2] not in known["mobile"]:
        return invalid("unknown_prefix", detail("unknown_prefix", prefix=number[:2]))
    return value(number)
