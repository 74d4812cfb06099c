"""E-mail addresses, typed or spelled aloud ("lan chấm nguyễn a còng gmail chấm com").

Checks the shape only; whether anybody reads mail there is not known.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nlu.reading import numerals
from nlu.reading.result import UNKNOWN, Context, Reading, invalid, value
from nlu.reading.unknown import says_none, says_unknown
from nlu.text import unmark
from nlu.words import Phrases, detail, lexicon, words

_ADDRESS = re.compile(
    r"[a-z0-9](?:[a-z0-9._%+-]{0,62}[a-z0-9_+-])?@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
)
_AROUND_SIGNS = re.compile(r"\s*([@._-])\s*")
_SIGNS = {"at": " @ ", "dot": " . ", "underscore": " _ ", "dash": " - "}


def read_email(text: str, _context: Context) -> Reading:
    """One address in lower case."""
    typed = _ADDRESS.search(text.lower().replace(" @ ", "@"))
    if typed and "@" in text:
        return value(typed[0]) if ".." not in typed[0] else invalid("not_an_email")
    found = words(text)
    if says_unknown(found) or says_none(found):
        return UNKNOWN
    spelled = _spelled(text)
    address = _ADDRESS.fullmatch(spelled)
    if address and ".." not in spelled:
        return value(spelled)
    return invalid("not_an_email", _what_is_missing(spelled))


def _what_is_missing(spelled: str) -> str | None:
    if "@" not in spelled:
        return detail("missing_at")
    return detail("missing_domain") if "." not in spelled.rsplit("@", maxsplit=1)[-1] else None


@lru_cache(maxsize=4)
def _sign(name: str) -> re.Pattern[str]:
    listed = sorted({unmark(each) for each in lexicon("email")[name]}, key=len, reverse=True)
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, listed))})(?![a-z0-9])")


def _spelled(text: str) -> str:
    """The signs in place of their names, number words as digits, and everything run together."""
    plain = unmark(_without_frame(text)).replace(",", ".")
    for name, sign in _SIGNS.items():
        plain = _sign(name).sub(sign, plain)
    return re.sub(r"\s+", "", _AROUND_SIGNS.sub(r"\1", _digits_for_words(plain))).strip(".-")


def _digits_for_words(plain: str) -> str:
    """Runs of two and more number words as digits; one alone may be a name ("ba", "nam")."""
    tokens = plain.split()
    out: list[str] = []
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and numerals.is_number(tokens[end]) and not numerals.is_scale(tokens[end]):
            end += 1
        dictated = numerals.dictated(tokens[at:end], pairs=True) if end - at > 1 else None
        out += [dictated] if dictated else tokens[at : end or at + 1] or [tokens[at]]
        at = max(end, at + 1)
    return " ".join(out)


@lru_cache(maxsize=2)
def _frame(group: str) -> Phrases:
    return Phrases({group: lexicon("email")[group]})


def _without_frame(text: str) -> str:
    found = words(text)
    start, end = 0, len(found)
    while (match := _frame("opens").at(found, start)) and start + match.length < end:
        start += match.length
    while end > start + 1 and _frame("closes").whole(found[end - 1 : end]):
        end -= 1
    return text[found[start].start : found[end - 1].end] if found else ""
