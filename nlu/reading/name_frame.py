"""Takes a name out of the sentence it is told in: "dạ cháu tên là Nguyễn Văn An ạ, sinh năm 50".

Cuts text only; whether what remains is a name is judged in `names`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from nlu.words import Phrases, Word, lexicon, words

_EDGES = " ,.;:!-–…'\""
_BREAK = re.compile(r"[,;:\n()\"!]|\s[-–]\s")
_YEAR_AT_END = re.compile(r"(\S \S+.*?)[ ,]+(?:19|20)\d\d$")
_DOTS = re.compile(r"[._]")


@lru_cache(maxsize=8)
def _phrases(group: str) -> Phrases:
    return Phrases({group: lexicon("names")[group]})


@lru_cache(maxsize=1)
def strong_family() -> frozenset[str]:
    """Family names, marked and bare, that show where a name begins."""
    known = lexicon("names")
    weak = {word.raw for each in known["weak_family"] for word in words(each)}
    names = [word for each in known["family"] for word in words(each)]
    weak_bare = {word.bare for each in known["weak_family"] for word in words(each)}
    marked = {word.raw for word in names} - weak
    return frozenset(marked | ({word.bare for word in names} - weak_bare))


def within_frame(text: str) -> str:
    """The part of a message that may be the name."""
    found = words(text)
    start = _after_lead_in(found, text)
    start = _after_titles(found, start)
    if start >= len(found):
        return ""
    rest = _DOTS.sub(" ", text[found[start].start :])
    return " ".join(_without_closing(_before_more(rest)).strip(_EDGES).split())


def _after_lead_in(found: Sequence[Word], text: str) -> int:
    """Behind the longest run of opening words that ends in "tên", "là" or their like."""
    at = end = 0
    while at < len(found) - 1:
        closing, opening = _phrases("closes").at(found, at), _phrases("opens").at(found, at)
        match = max(filter(None, (closing, opening)), key=lambda each: each.length, default=None)
        if match is None:
            break
        closing = closing if closing is match else None
        at += match.length
        if closing is not None and not _is_family_instead(found, at, closing.length, text):
            end = min(at, len(found) - 1)
    return end


def _is_family_instead(found: Sequence[Word], end: int, length: int, text: str) -> bool:
    """Whether a lone bare "La" opens a name rather than "là"."""
    if not (end == length == 1 and found[0].is_bare):
        return False
    capital = text[found[0].start].isupper()
    return capital or found[end].raw not in lexicon("names")["never_bare_family"]


def _after_titles(found: Sequence[Word], start: int) -> int:
    at = start
    while at < len(found) - 1 and (length := _title_length(found, at)):
        at += length
        family = at < len(found) and found[at].raw in strong_family()
        if family and not (at == start + 1 and _is_name_pair(found, start)):
            return at
    return start


def _title_length(found: Sequence[Word], at: int) -> int:
    """How many words a title or a rank takes up here, 0 where none stands."""
    rank = _phrases("ranks").at(found, at)
    if rank is not None and at + rank.length < len(found):
        return rank.length
    word = found[at]
    is_family = word.raw in strong_family() or (word.is_bare and word.raw in _weak_family())
    return int(not is_family and _phrases("titles").whole([word]) is not None)


@lru_cache(maxsize=1)
def _weak_family() -> frozenset[str]:
    return (
        frozenset(word.bare for each in lexicon("names")["weak_family"] for word in words(each)) - _bare_titles()
    )


@lru_cache(maxsize=1)
def _bare_titles() -> frozenset[str]:
    """Titles that hardly anybody bears as a family name, though some do."""
    return frozenset(word.bare for each in lexicon("names")["rarely_family"] for word in words(each))


def _is_name_pair(found: Sequence[Word], start: int) -> bool:
    """Two words only, such as "Anh Thái": a name, not a title and a name."""
    return len(found) - start == 2 and found[start].is_bare


def _before_more(rest: str) -> str:
    """Without what is told beyond the name, behind a break or a word such as "sinh năm"."""
    rest = _YEAR_AT_END.sub(r"\1", rest)
    cut = _BREAK.search(rest)
    if cut and _tells_more(rest[cut.end() :]):
        rest = rest[: cut.start()]
    found = words(rest)
    for at, match in _phrases("more").within(found):
        after = found[at + match.length : at + match.length + 1]
        if at and (match.length > 1 or (after and after[0].raw.isdecimal())):
            return rest[: found[at].start]
    return rest


def _tells_more(after: str) -> bool:
    found = words(after)
    more = any(True for _ in _phrases("more").within(found)) or any(word.raw.isdecimal() for word in found)
    return more or not found or _phrases("closings").cover(found) is not None


def _without_closing(name: str) -> str:
    found = words(name)
    for length in (2, 1):
        if len(found) > length and _closes(name, found, length):
            return _without_closing(name[: found[-length].start].strip(_EDGES))
    return name


def _closes(name: str, found: Sequence[Word], length: int) -> bool:
    part = found[-length:]
    if _phrases("closings").whole(part) and (length > 1 or not part[0].is_bare):
        return True
    if not _phrases("closings_of_long").whole(part):
        return False
    shown = name[part[0].start : part[0].end]
    capitals = name[found[0].start].isupper() and shown.islower()
    return capitals or (len(found) > 3 and not part[0].is_bare)
