"""Male or female, from the words people use for a child, for themselves or for an old man.

The whole message must be about it: a name that holds such a word is not an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from nlu.reading.result import UNKNOWN, Context, Reading, invalid, value
from nlu.reading.unknown import says_unknown
from nlu.words import Phrases, Word, lexicon, words

_SEXES = ("male", "female")


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    known = lexicon("sex")
    groups = ("male", "female", "called_male", "called_female", "beside", "not")
    return Phrases({group: known[group] for group in groups})


def read_sex(text: str, _context: Context) -> Reading:
    """The sex that the message names, as the contract spells it."""
    found = words(text)
    if says_unknown(found):
        return UNKNOWN
    sexes = _said(found) if found else _shown(text)
    return value(lexicon("sex")["values"][sexes.pop()]) if len(sexes) == 1 else invalid("not_understood")


def _shown(text: str) -> set[str]:
    emoji: Mapping[str, str] = lexicon("sex")["emoji"]
    return {sex for sex, shown in emoji.items() if set(shown) & set(text)}


def _said(found: list[Word]) -> set[str]:
    labels = _phrases().cover(found)
    if labels is None:
        return set()
    stated = [label for label in _without_denied(labels) if label != "beside"]
    outright = {label for label in stated if label in _SEXES}
    if not outright and any(word.is_bare and word.bare in _needs_marks() for word in found):
        return set()
    return outright or {label.removeprefix("called_") for label in stated}


@lru_cache(maxsize=1)
def _needs_marks() -> frozenset[str]:
    return frozenset(words(each)[0].bare for each in lexicon("sex")["needs_marks"])


def _without_denied(labels: list[str]) -> list[str]:
    """The labels without each "not" and the sex that it denies."""
    kept: list[str] = []
    denied = False
    for label in labels:
        if label == "not":
            denied = True
        elif label != "beside" and denied:
            denied = False
        else:
            kept.append(label)
    return kept
