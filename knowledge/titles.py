"""Official titles without their boilerplate, and in the words people use. It only rewrites text (`titles.yml`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from nlu.text import clean, fold, same_tone_placement

_KEPT = 16384
"""Titles whose rewriting is remembered: a whole catalogue, so that opening it again costs nothing."""


@dataclass(frozen=True, slots=True)
class _Words:
    boilerplate: tuple[re.Pattern[str], ...]
    everyday: re.Pattern[str]
    said: dict[str, str]


@lru_cache(_KEPT)
def core(title: str) -> str:
    """The title in NFC without "Thủ tục …", levels, places and references; never empty for a title that is not."""
    whole = same_tone_placement(clean(title))
    short = whole
    for pattern in _words().boilerplate:
        short = pattern.sub(" ", short)
    return " ".join(short.split()).strip(' .,;:-–"“”') or whole


@lru_cache(_KEPT)
def everyday(title: str) -> str:
    """The title with official terms as people say them; the same text where there is none."""
    words = _words()
    return words.everyday.sub(lambda found: words.said[found.group().lower()], title)


def said_otherwise(title: str, whether: Callable[[], bool], choose: Callable[[Sequence[str]], str]) -> str:
    """The title with some official terms as people say them; the two functions decide which, and how."""
    words = _words()

    def replaced(found: re.Match[str]) -> str:
        return choose(words.said[found.group().lower()].split(", ")) if whether() else found.group()

    return words.everyday.sub(replaced, title)


@lru_cache(_KEPT)
def key(title: str) -> str:
    """What two copies of a title have in common."""
    return fold(core(title))


@cache
def _words() -> _Words:
    table = yaml.safe_load((Path(__file__).parent / "titles.yml").read_text(encoding="utf-8"))
    said: dict[str, str] = {str(official): str(plain) for official, plain in table["everyday"].items()}
    longest_first = "|".join(re.escape(term) for term in sorted(said, key=len, reverse=True))
    return _Words(
        tuple(re.compile(pattern, re.IGNORECASE) for pattern in table["boilerplate"]),
        re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)", re.IGNORECASE),
        said,
    )
