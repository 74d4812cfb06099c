"""Whether a message takes back an earlier answer, and what it puts in its place.

It must not know which answer is meant: that is for the conversation to find out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from nlu.reading import numerals
from nlu.reading.nav import is_command
from nlu.reading.unknown import says_unknown
from nlu.text import clean
from nlu.words import Phrases, Word, lexicon, words

_MOST_WORDS = 40
_EDGES = " ,.;:!-–…"
_PAUSES = tuple(",.;:!")


@lru_cache(maxsize=8)
def _phrases(group: str) -> Phrases:
    return Phrases({group: lexicon("corrections")[group]})


def correction(text: str) -> str | None:
    """What a correcting message says is right ("à nhầm, năm 52 chứ" gives "năm 52"), else None."""
    shown = clean(text)
    found = words(shown)
    if not 0 < len(found) <= _MOST_WORDS or "?" in shown or says_unknown(found) or is_command(found):
        return None
    start = _after_openings(found, shown)
    opened = _lead(found, 0, "fillers") < start
    first = _after_denied(found, start) if opened else start
    last = _before_contrast(found, first)
    ending = _before_ending(found, last)
    closed = last < len(found) or (ending < last and _names_number(found[first:ending]))
    if first == ending or not (opened or closed):
        return None
    return shown[found[first].start : found[ending - 1].end].strip(_EDGES)


def _names_number(found: Sequence[Word]) -> bool:
    return any(numerals.is_number(numerals.token(word)) for word in found)


def _lead(found: Sequence[Word], at: int, group: str) -> int:
    while match := _phrases(group).at(found, at):
        at += match.length
    return at


def _after_openings(found: Sequence[Word], shown: str) -> int:
    """Where the words after every opening and link begin; 0 or the fillers' end when none opens."""
    at = _opening_end(found, 0, shown)
    if at == 0:
        after = _lead(found, 0, "fillers")
        at = _opening_end(found, after, shown) or after
    return at


def _opening_end(found: Sequence[Word], at: int, shown: str) -> int:
    opened = _lead(found, at, "openings")
    return _after_links(found, opened, shown) if opened > at else 0


def _after_links(found: Sequence[Word], at: int, shown: str) -> int:
    """Behind links, further openings, and an address word with a comma ("cháu," but not "con gái")."""
    while True:
        further = _lead(found, _lead(found, at, "links"), "openings")
        if _phrases("addressed").at(found[: further + 1], further) and shown[found[further].end :][:1] in _PAUSES:
            further += 1
        if further == at:
            return at
        at = further


def _after_denied(found: Sequence[Word], start: int) -> int:
    """After "mà là" in "không phải 50 mà là 52"."""
    for at in range(start + 1, len(found)):
        match = _phrases("instead").at(found, at)
        if match and at + match.length < len(found):
            return at + match.length
    return start


def _before_contrast(found: Sequence[Word], start: int) -> int:
    for at in range(start + 1, len(found)):
        if _phrases("contrast").at(found, at):
            return at
    return len(found)


def _before_ending(found: Sequence[Word], last: int) -> int:
    for length in (3, 2, 1):
        if last > length and _phrases("endings").whole(found[last - length : last]):
            return last - length
    return last
