"""Takes personal values out of a text before it is kept for an editor or sent to another program.

It errs on the side of taking out too much, and is no proof that nothing personal is left.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from nlu.text import clean, fold

_DATA = Path(__file__).parent / "data"
_EMAIL = re.compile(r"\S+@\S+")
_NUMBER = re.compile(r"\d(?:[\s.,/\-]?\d){3,}")
"""Four figures or more, however they are grouped: numbers of cards, phones, accounts, whole dates, years."""
_CODE = re.compile(r"\b\d\.\d{6}\b")
"""A national procedure code is nobody's number."""


def mask(text: str) -> str:
    """The text with numbers, e-mail addresses and names replaced by what they are."""
    labels = _lists()["labels"]
    masked = _EMAIL.sub(labels["email"], clean(text))
    codes = _CODE.findall(masked)
    masked = _NUMBER.sub(lambda found: found[0] if found[0] in codes else labels["number"], masked)
    return _without_names(masked, labels["name"])


def _without_names(text: str, label: str) -> str:
    words = text.split(" ")
    kept: list[str] = []
    at = 0
    while at < len(words):
        length = _name_at(words, at)
        kept.append(label if length else words[at])
        at += length or 1
    return " ".join(kept)


def _name_at(words: list[str], at: int) -> int:
    """How many words of a person's name begin here; 0 when none does."""
    run = _capitals(words, at)
    opens = fold(words[at]) in _family()
    if opens and run >= 2:
        return run
    if opens and len(words) > at + 2 and words[at + 1].lower() in _lists()["middle"]:
        return min(4 if run == 4 else 3, len(words) - at)
    return _after_cue(words, at, run)


def _after_cue(words: list[str], at: int, run: int) -> int:
    for cue in _lists()["cues"]:
        length = len(cue.split())
        before = [clean(word).lower().strip(",.:") for word in words[max(at - length, 0) : at]]
        if " ".join(before) == cue and words[at].lower() not in _lists()["not_names"] and words[at]:
            return run or 1
    return 0


def _capitals(words: list[str], at: int) -> int:
    """The length of the run of capitalised words from here, at most five; it ends with punctuation."""
    run = 0
    for word in words[at : at + 5]:
        if not word[:1].isupper():
            break
        run += 1
        if word[-1] in ",.;:?!":
            break
    return run


@lru_cache(maxsize=1)
def _family() -> frozenset[str]:
    names = yaml.safe_load((_DATA / "names.yml").read_text(encoding="utf-8"))
    return frozenset(fold(name) for name in names["family"] if name not in names["weak_family"])


@lru_cache(maxsize=1)
def _lists() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((_DATA / "masking.yml").read_text(encoding="utf-8"))
    return found
