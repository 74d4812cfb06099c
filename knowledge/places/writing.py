"""A text as tokens that can be compared with names: whole syllables with and without marks. Knows no place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from nlu.text import same_i, same_tone_placement, unmark

MOST_TOKENS = 60
"""What comes after this many syllables is a story, not an address."""
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_BREAK = re.compile(r"[,;/|()\[\]\n]")


@dataclass(frozen=True, slots=True)
class Token:
    """One syllable or number: `marked` in lower case, `bare` without marks, and where it stands.

    `breaks` when a comma or another end of a name stands before it.
    """

    marked: str
    bare: str
    start: int
    end: int
    breaks: bool


def tokens(text: str) -> list[Token]:
    """The tokens of a text in NFC; "p10" is two, numbers lose their leading zeros."""
    found: list[Token] = []
    last = 0
    for each in _TOKEN.finditer(text):
        if len(found) == MOST_TOKENS:
            break
        marked, bare = _forms(each[0])
        breaks = bool(found) and _BREAK.search(text, last, each.start()) is not None
        found.append(Token(marked, bare, each.start(), each.end(), breaks))
        last = each.end()
    return found


@lru_cache(maxsize=8192)
def _forms(written: str) -> tuple[str, str]:
    if written[0].isdecimal():
        number = written.lstrip("0") or "0"
        return number, number
    marked = same_i(same_tone_placement(written.lower()))
    return marked, unmark(marked).replace(" ", "")


@lru_cache(maxsize=16384)
def joined(name: str) -> tuple[str, str]:
    """A name's syllables in one piece, with marks and without: what names are compared by."""
    parts = [_forms(each[0]) for each in _TOKEN.finditer(name)]
    return "".join(marked for marked, _ in parts), "".join(bare for _, bare in parts)


def phrase_forms(phrase: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The syllables of a phrase with their marks and without."""
    forms = [_forms(each[0]) for each in _TOKEN.finditer(phrase)]
    return tuple(marked for marked, _ in forms), tuple(bare for _, bare in forms)


def agreement(written: str, name: str, bare: str) -> int:
    """How a text's letters fit a name's: 2 with all its marks, 1 with some, 0 with none, -1 with other ones.

    All three have the same letters when the marks are left out.
    """
    if written == name:
        return 2
    if written == bare:
        return 0
    fits = len(written) == len(name) == len(bare) and all(
        mine in (its, plain) for mine, its, plain in zip(written, name, bare, strict=True)
    )
    return 1 if fits else -1
