"""Whether a person says that they do not know, or have none.

Looks phrases up; whether a field may stay unknown is not decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from nlu.words import Phrases, Word, lexicon


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    return Phrases({"unknown": lexicon("unknown")["phrases"]})


@lru_cache(maxsize=1)
def _alone() -> Phrases:
    return Phrases({"unknown": lexicon("unknown")["alone"]})


@lru_cache(maxsize=1)
def _none() -> Phrases:
    return Phrases({"none": lexicon("unknown")["none"]})


def says_unknown(found: Sequence[Word]) -> bool:
    """Whether the words say "I do not know" anywhere."""
    return _alone().whole(found) is not None or any(True for _ in _phrases().within(found))


def says_none(found: Sequence[Word]) -> bool:
    """Whether the words say "I have none" anywhere."""
    return any(True for _ in _none().within(found))
