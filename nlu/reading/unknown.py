"""Whether a person says that they do not know, or have none.

Looks phrases up; whether a field may stay unknown is not decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from nlu.words import Phrases, Word, lexicon, words

_MOST_BESIDE = 12
"""Words beside "I do not know" up to which a message says nothing else."""


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    return Phrases({"unknown": lexicon("unknown")["phrases"]})


@lru_cache(maxsize=1)
def _alone() -> Phrases:
    return Phrases({"unknown": lexicon("unknown")["alone"]})


@lru_cache(maxsize=1)
def _none() -> Phrases:
    return Phrases({"none": lexicon("unknown")["none"]})


@lru_cache(maxsize=1)
def _places() -> tuple[Phrases, frozenset[str]]:
    known = lexicon("unknown")
    return Phrases({"place": known["places"]}), frozenset(
        word for each in known["unnamed"] for word in _forms(each)
    )


def _forms(written: str) -> tuple[str, str]:
    word = words(written)[0]
    return word.raw, word.bare


@lru_cache(maxsize=1)
def _astray() -> Phrases:
    return Phrases({"astray": lexicon("unknown")["astray"]})


def says_unknown(found: Sequence[Word]) -> bool:
    """Whether the message comes down to "I do not know": neither an answer nor a story stands beside it."""
    if _alone().whole(found) is not None:
        return True
    said = list(_phrases().within(found))
    beside = len(found) - sum(match.length for _, match in said)
    return bool(said) and beside <= _MOST_BESIDE and not _names_place(found) and not _is_astray(found)


def _names_place(found: Sequence[Word]) -> bool:
    """Whether a village or a ward is named ("xã Đô Lương"), which is an answer; "xã nào" names none."""
    places, unnamed = _places()
    ends = [at + match.length for at, match in places.within(found)]
    return any(end < len(found) and found[end].raw not in unnamed for end in ends)


def _is_astray(found: Sequence[Word]) -> bool:
    return any(True for _ in _astray().within(found))


def says_none(found: Sequence[Word]) -> bool:
    """Whether the words say "I have none" anywhere."""
    return any(True for _ in _none().within(found))
