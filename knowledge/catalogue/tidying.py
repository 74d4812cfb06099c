"""Cleans the texts of the catalogue's files and turns their words into ours. It must not judge what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import TypeVar
from unicodedata import is_normalized

from knowledge.catalogue.heading import Level, Subject
from knowledge.catalogue.words import words
from nlu.text import clean, fold

T = TypeVar("T")
_LEAST_BELIEVED = 1000
"""No fee in đồng is smaller: 20 beside "20.000 đồng" is a slip of the portal's clerk, 1 a place holder."""

_ROW = 160
"""Rows shorter than this come again and again; the tidy ones are remembered."""

_CAPITALS = re.compile("[A-Z]{3}")
_ORDINARY = re.compile(
    r"[\t\n\r -~\u00a0-\u00ac\u00ae-\u00cf\u00d1-\u00ef\u00f1-\u0180\u01a0\u01a1\u01af\u01b0"
    r"\u1ea0-\u1ef9\u2010-\u2027\u2030-\u205e\u2260-\u2265]*"
)
"""Characters that are seen, or spaces; not the soft hyphen, nor foreign letters that only look right."""

_LEADING = re.compile(r"^(?:[-–—•+*·o]\s+|[-–—•+*·]+\s*|\(?(?:\d{1,2}|[a-z\u0111])(?:\.\d{1,2})*[).]\s+)+")


def tidy(text: object) -> str:
    """One line: NFC, spaces collapsed, the portal's own enums as words; "" for what is not there."""
    if not isinstance(text, str):
        return ""
    return _tidy_row(text) if len(text) < _ROW else _tidied(text)


def _cleaned(text: str) -> str:
    """`clean`, with a short way for texts in which only spaces can be wrong: nearly all of them."""
    if _ORDINARY.fullmatch(text) and is_normalized("NFC", text):
        return " ".join(text.split())
    return clean(text)


def _tidied(text: str) -> str:
    found = _cleaned(text)
    if _CAPITALS.search(found) and _leaked_pattern().search(found):
        found = " ".join(_leaked_pattern().sub(lambda hit: words().leaked[hit[0]], found).split())
    return "" if _is_absent(found) else found


_tidy_row = lru_cache(1 << 15)(_tidied)


def lines(text: object) -> tuple[str, ...]:
    """The tidy lines of a text that hold something."""
    if not isinstance(text, str):
        return ()
    return tuple(line for each in re.split(r"[\r\n\v\f\u2028]+", text) if (line := tidy(each)))


def unmarked(line: str) -> str:
    """A line without the dash, star, letter or number that it begins with."""
    return _LEADING.sub("", line).strip()


def known(table: Mapping[str, T], name: object) -> T | None:
    """What a table of words, whose keys are folded, says for a name."""
    return table.get(fold(name)) if isinstance(name, str) else None


def levels(text: str) -> tuple[Level, ...]:
    """The levels of government named between commas, without repetition."""
    named = (known(words().levels, part) for part in text.split(","))
    return tuple(dict.fromkeys(level for level in named if level))


def subjects(text: str) -> tuple[Subject, ...]:
    """Who it is for. Names hold commas themselves, so each known one is taken out, longest first."""
    left = fold(text)
    found: dict[Subject, None] = {}
    for name in _subject_names():
        if name in left:
            left = left.replace(name, " ")
            found[words().subjects[name]] = None
    return tuple(sorted(found))


def parted(text: str, openings: tuple[str, ...]) -> tuple[str, ...]:
    """A line of several names between commas, split only where one of these words opens the next name."""
    parts = _opening(openings).split(tidy(text))
    return tuple(dict.fromkeys(part for each in parts if (part := unmarked(each.strip(" ,;")))))


def amount(value: object) -> int | None:
    """A fee's figure; None for nought, for nothing, and for what cannot be a fee."""
    try:
        figure = int(float(str(value).replace(",", "")))
    except (ValueError, OverflowError):
        return None
    return figure if figure > 0 else None


def believed(figure: int | None, currency: str) -> int | None:
    """The figure, if it can be a fee in this currency."""
    return None if figure is None or (currency == "VND" and figure < _LEAST_BELIEVED) else figure


def speaks_of_old_levels(texts: Iterable[str]) -> bool:
    """Whether a tidy text still speaks of the districts abolished on 1 July 2025."""
    return bool(_old_levels_pattern().search("\n".join(texts).lower()))


@cache
def _opening(openings: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"[,;]\s+(?=(?i:{'|'.join(map(re.escape, openings))})\b)")


@cache
def _subject_names() -> tuple[str, ...]:
    return tuple(sorted(words().subjects, key=len, reverse=True))


@cache
def _leaked_pattern() -> re.Pattern[str]:
    longest_first = sorted(words().leaked, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)")


@cache
def _old_levels_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words().old_levels))})(?!\w)")


@cache
def _absent_words() -> frozenset[str]:
    return frozenset(fold(word) for word in words().absent)


def _is_absent(text: str) -> bool:
    return len(text) < 40 and fold(text) in _absent_words()
