"""Long numbers as people type and dictate them, for phones and identity papers.

Gives back digits only; it must not judge whose number it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlu.reading import numerals
from nlu.words import words

_LETTER_O = re.compile(r"(?<=\d)[oO](?=[\doO\s.]|$)|(?<![^\W\d_])[oO](?=[oO]?[\s.]?\d)")
_LETTER_L = re.compile(r"(?<=\d)[lI|](?=\d)")


def repaired(text: str) -> str:
    """Letters that look like digits, as digits, where they stand among digits."""
    before = ""
    while before != text:
        before, text = text, _LETTER_O.sub("0", text)
    return _LETTER_L.sub("1", text)


def candidates(text: str) -> list[str]:
    """Every digit string that a text may hold: each stretch in all its readings, then all joined."""
    heard = [
        readings for stretch in numerals.runs(words(repaired(text))) if (readings := numerals.readings(stretch))
    ]
    joined = ["".join(readings[0] for readings in heard)] if len(heard) > 1 else []
    return [reading for readings in heard for reading in readings] + joined


def best(found: Iterable[str], lengths: tuple[int, ...]) -> str:
    """The first candidate of a wanted length, else the longest; empty when there is none."""
    listed = list(found)
    for each in listed:
        if len(each) in lengths:
            return each
    return max(listed, key=len, default="")
