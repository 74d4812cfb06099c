"""Words with and without their marks, and the word lists of `nlu/data`.

Matches whole words only. It must not decide what a word means: the lists do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from nlu.text import clean, same_i, same_tone_placement, unmark

_DATA = Path(__file__).parent / "data"
_WORD = re.compile(r"\d+|[^\W\d_]+")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader, in C where PyYAML was built with it: five times as fast."""
_MOST_WORDS = 400


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `raw` in lower case with its marks, `bare` without; `start` and `end` in the text."""

    raw: str
    bare: str
    start: int
    end: int

    @property
    def is_bare(self) -> bool:
        """Whether it was typed without any mark."""
        return self.raw == self.bare


class Match(NamedTuple):
    """A phrase found: what it stands for and how many words it takes."""

    label: str
    length: int


@lru_cache(maxsize=4096)
def _both_forms(written: str) -> tuple[str, str]:
    raw = same_tone_placement(written.lower())
    return same_i(raw), same_i(unmark(raw).replace(" ", ""))


def words(text: str) -> list[Word]:
    """The words of cleaned text, digits and letters apart; what comes after 400 words is not read."""
    found: list[Word] = []
    for each in _WORD.finditer(text):
        if len(found) == _MOST_WORDS:
            break
        raw, bare = _both_forms(each[0]) if len(each[0]) < 40 else (each[0], each[0])
        found.append(Word(raw, bare, each.start(), each.end()))
    return found


def bare(text: str) -> str:
    """The words of a text without marks, one space between."""
    return " ".join(word.bare for word in words(clean(text)))


@lru_cache(maxsize=32)
def lexicon(name: str) -> Any:
    """The word list `nlu/data/<name>.yml`."""
    return yaml.load((_DATA / f"{name}.yml").read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506


def detail(key: str, **facts: object) -> str:
    """A short remark about an answer, such as how many digits are missing."""
    template: str = lexicon("details")[key]
    return template.format(**facts)


class Phrases:
    """Phrases that stand for something, found with or without their marks.

    A single word must carry the right marks or none at all ("cô" is not "có"); in longer phrases
    slips in the marks are forgiven.
    """

    def __init__(self, labelled: Mapping[str, Iterable[str]]) -> None:
        self._known: dict[tuple[str, ...], list[tuple[tuple[str, ...], str]]] = {}
        for label, phrases in labelled.items():
            for phrase in phrases:
                self._add(label, words(clean(str(phrase))))
        self._longest = max(map(len, self._known), default=0)

    def _add(self, label: str, phrase: Sequence[Word]) -> None:
        key = tuple(word.bare for word in phrase)
        self._known.setdefault(key, []).append((tuple(word.raw for word in phrase), label))

    def at(self, found: Sequence[Word], start: int) -> Match | None:
        """The longest phrase that begins at `start`."""
        for length in range(min(self._longest, len(found) - start), 0, -1):
            label = self._label(found[start : start + length])
            if label is not None:
                return Match(label, length)
        return None

    def _label(self, part: Sequence[Word]) -> str | None:
        candidates = self._known.get(tuple(word.bare for word in part))
        if candidates is None:
            return None
        written = tuple(word.raw for word in part)
        for marked, label in candidates:
            if marked == written:
                return label
        return candidates[0][1] if len(part) > 1 or part[0].is_bare else None

    def whole(self, found: Sequence[Word]) -> str | None:
        """What the whole sequence stands for, as one phrase."""
        return self._label(found) if found else None

    def within(self, found: Sequence[Word]) -> Iterator[tuple[int, Match]]:
        """Every phrase from left to right, never overlapping, longest first."""
        at = 0
        while at < len(found):
            match = self.at(found, at)
            if match is None:
                at += 1
            else:
                yield at, match
                at += match.length

    def cover(self, found: Sequence[Word]) -> list[str] | None:
        """The labels of phrases that make up the whole sequence; None when a word is left over."""
        labels: list[str] = []
        taken = 0
        for at, match in self.within(found):
            if at != taken:
                return None
            labels.append(match.label)
            taken += match.length
        return labels if taken == len(found) else None
