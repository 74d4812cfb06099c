"""Writes out the abbreviations of an official text and cuts it where a sentence or a clause ends."""

from __future__ import annotations

import re
from functools import cache

from knowledge.catalogue.tidying import tidy, unmarked
from knowledge.catalogue.words import words
from nlu.text import syllables

_LONGEST = 22
"""Tiếng in a sentence."""

_CITED = re.compile(r"\s*\((?=[^()]*\d/(?:\d{4}/)?[^\W\d_]{2,})[^()]*\)")
_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=\S)")
_CLAUSE = re.compile(r"(?=,\s|\s[(–-]\s?|;\s)")


def short(text: str) -> str:
    """The first sentence, in at most 22 tiếng; what had to be cut ends with an ellipsis. "" for nothing."""
    said = written_out(_CITED.sub("", unmarked(tidy(text)))).strip(" ;,:.")
    first = _SENTENCE.split(said)[0].rstrip(" ;,:") if said else ""
    if not first:
        return ""
    first = first[:1].upper() + first[1:]
    if len(syllables(first)) <= _LONGEST:
        return _closed(first)
    return _cut(first) + words().plain.more


def is_cut(text: str) -> bool:
    """Whether `short` had to cut this."""
    return text.endswith(words().plain.more)


def is_one_sentence(text: str) -> bool:
    """Whether nothing follows the first sentence, so that `short` says the whole."""
    return len(_SENTENCE.split(tidy(text).strip())) <= 1


def written_out(text: str) -> str:
    """Abbreviations in words; a law's number ("12/2025/TT-BTC") stays as it is."""
    return _abbreviation().sub(lambda hit: words().abbreviations[hit[0]], text)


@cache
def _abbreviation() -> re.Pattern[str]:
    longest_first = sorted(words().abbreviations, key=len, reverse=True)
    return re.compile(rf"(?<![\w/-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w/-])")


def _cut(text: str) -> str:
    """As many whole clauses as fit; else as many whole words."""
    place = 0
    for hit in _CLAUSE.finditer(text):
        if len(syllables(text[: hit.start()])) > _LONGEST:
            break
        place = hit.start()
    kept = text[:place].rstrip(" ,;(–-")
    if len(syllables(kept)) >= _LONGEST // 3:
        return kept + " "
    found = text.split()
    while len(syllables(" ".join(found))) >= _LONGEST:
        found.pop()
    return " ".join(found).rstrip(" ,;(–-") + " "


def _closed(text: str) -> str:
    """With its brackets closed and a full stop."""
    text = text.rstrip(".… ") + ")" * max(0, text.count("(") - text.count(")"))
    return text + "."
