"""The words of `knowledge/grounding.yml`, ready to be looked up in a row of tokens. It must not judge a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from nlu.text import clean, same_i, same_tone_placement

FIRST_MARK: Final = 0xE000
"""Private characters stand for what was recognised already; `plain_text` keeps strangers out."""
_TOKEN: Final = re.compile(r"[\ue000-\uf8ff]|\d+(?:[.,]\d+)*|[^\W\d_]+|\n|[^\w\s]")


def plain_text(text: str) -> str:
    """Compatibility forms made plain, lines kept, invisible and private characters gone."""
    plain = unicodedata.normalize("NFKC", text)
    shown = "".join(_shown(char) for char in plain)
    return "\n".join(line for each in shown.splitlines() if (line := clean(each)))


def raw_tokens(text: str) -> list[str]:
    """Words, figures and marks as they are written; a new line is a token too."""
    return _TOKEN.findall(text)


def token(raw: str) -> str:
    """What is compared: lower case, one way of placing tones, i for a closing y."""
    return same_i(same_tone_placement(raw).lower())


def tokens(text: str) -> tuple[str, ...]:
    """The compared tokens of a short text."""
    return tuple(token(raw) for raw in raw_tokens(text))


class Phrases:
    """Phrases by name; the longest that fits is found."""

    def __init__(self, named: Mapping[str, Iterable[str]]) -> None:
        rows = {tokens(str(phrase)): name for name, phrases in named.items() for phrase in phrases}
        self._rows = rows
        self._longest = max((len(row) for row in rows), default=0)

    def at(self, row: Sequence[str], start: int) -> tuple[str, int] | None:
        """The name and the length of the phrase that begins here."""
        for length in range(min(self._longest, len(row) - start), 0, -1):
            if name := self._rows.get(tuple(row[start : start + length])):
                return name, length
        return None

    def until(self, row: Sequence[str], end: int) -> tuple[str, int] | None:
        """The name and the length of the phrase that ends just before this place."""
        for length in range(min(self._longest, end), 0, -1):
            if name := self._rows.get(tuple(row[end - length : end])):
                return name, length
        return None


@cache
def table() -> Mapping[str, Any]:
    """The file as it is."""
    path = Path(__file__).parent.parent / "grounding.yml"
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@cache
def phrases(name: str) -> Phrases:
    """A section of the file: a list, or lists by name."""
    found = table()[name]
    return Phrases(found if isinstance(found, dict) else {name: found})


@cache
def words(name: str) -> frozenset[str]:
    """A list of single words."""
    return frozenset(each for word in table()[name] for each in tokens(str(word)))


@cache
def same_words() -> Mapping[str, str]:
    """Each word to the first of the row that it stands in."""
    return {token(word): token(row[0]) for row in table()["same"] for word in row}


def _shown(char: str) -> str:
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return "" if unicodedata.category(char) == "Co" else char
