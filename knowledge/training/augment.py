"""Writes a sentence again the way other people would type or say it; all chance comes from the `Random` given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import yaml

from nlu.text import fold, unmark

Change = Callable[[str, Random], str]


class Noise:
    """The changes of `noise.yml`, each a function of (text, chance) to text."""

    def __init__(self, path: Path = Path(__file__).parent / "noise.yml") -> None:
        self._lists: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))

    def rewrite(self, text: str, chance: Random) -> str:
        """The text after none, one or several changes, in the order in which people make them."""
        for change, how_often in self._plan:
            if chance.random() < how_often:
                text = change(text, chance)
        return text

    @cached_property
    def _plan(self) -> tuple[tuple[Change, float], ...]:
        return (
            (self.elsewhere, 0.35),
            (self.framed, 0.4),
            (self.shortened, 0.1),
            (self.quick, 0.25),
            (self.as_heard, 0.12),
            (self.partly_bare, 0.08),
            (self.telex, 0.04),
            (lambda text, _: unmark(text), 0.5),
            (self.slipped, 0.25),
            (self.glued, 0.06),
        )

    def elsewhere(self, text: str, chance: Random) -> str:
        """Some words as another region says them."""
        return self._regional_words.sub(lambda found: self._other(found.group(), chance, 0.6), text.lower())

    def framed(self, text: str, chance: Random) -> str:
        """With an opening, an ending, or both."""
        before = chance.choice(self._lists["openings"]) + " " if chance.random() < 0.6 else ""
        after = " " + chance.choice(self._lists["endings"]) if chance.random() < 0.6 else ""
        return before + text + after

    def shortened(self, text: str, chance: Random) -> str:
        """With one or two words forgotten; never below three."""
        words = text.split()
        for _ in range(chance.randint(1, 2)):
            if len(words) > 3:
                words.pop(chance.randrange(len(words)))
        return " ".join(words)

    def quick(self, text: str, chance: Random) -> str:
        """Words cut short as in chat."""
        table = self._lists["quick"]
        return self._quick_words.sub(
            lambda found: chance.choice(table[found.group()]) if chance.random() < 0.6 else found.group(),
            text.lower(),
        )

    def as_heard(self, text: str, chance: Random) -> str:
        """One or two syllables spelled as they sound."""
        words = text.split()
        for _ in range(chance.randint(1, 2)):
            place = chance.randrange(len(words)) if words else 0
            if words:
                words[place] = self._sounded(words[place], chance)
        return " ".join(words)

    def partly_bare(self, text: str, chance: Random) -> str:
        """Some words without marks."""
        return " ".join(unmark(word) if chance.random() < 0.4 else word for word in text.split())

    def telex(self, text: str, chance: Random) -> str:
        """A word or two with the keys of the marks left standing."""
        words = text.split()
        for _ in range(chance.randint(1, 2)):
            place = chance.randrange(len(words)) if words else 0
            if words:
                words[place] = self._keyed(words[place])
        return " ".join(words)

    def slipped(self, text: str, chance: Random) -> str:
        """One to three slips of the thumb: a neighbouring key, a letter lost, doubled, or two swapped."""
        for _ in range(chance.randint(1, 3)):
            text = self._one_slip(text, chance)
        return text

    def glued(self, text: str, chance: Random) -> str:
        """A space lost."""
        spaces = [place for place, letter in enumerate(text) if letter == " "]
        if not spaces:
            return text
        place = chance.choice(spaces)
        return text[:place] + text[place + 1 :]

    @cached_property
    def _regional(self) -> dict[str, list[str]]:
        return {word: row for row in self._lists["regional"] for word in row}

    @cached_property
    def _regional_words(self) -> re.Pattern[str]:
        return _any_of(self._regional)

    @cached_property
    def _quick_words(self) -> re.Pattern[str]:
        return _any_of(self._lists["quick"])

    def _other(self, word: str, chance: Random, how_often: float) -> str:
        return str(chance.choice(self._regional[word])) if chance.random() < how_often else word

    def _sounded(self, word: str, chance: Random) -> str:
        at_start = [(a, b) for a, b in self._lists["sounds"]["starts"] if word.startswith(a)]
        at_end = [(a, b) for a, b in self._lists["sounds"]["ends"] if word.endswith(a)]
        if at_start and (not at_end or chance.random() < 0.5):
            heard, written = max(at_start, key=lambda pair: len(pair[0]))
            return str(written + word[len(heard) :])
        if at_end:
            heard, written = max(at_end, key=lambda pair: len(pair[0]))
            return str(word[: -len(heard)] + written)
        return word

    def _keyed(self, word: str) -> str:
        keys, tail = "", ""
        for letter in unicodedata.normalize("NFC", word.lower()):
            base, tone = self._split(letter)
            keys += self._lists["shapes"].get(base, base)
            tail += tone
        return keys + tail

    def _split(self, letter: str) -> tuple[str, str]:
        """A letter without its tone, and the key of the tone."""
        tones: dict[str, str] = self._lists["telex"]
        parts = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
        return base, "".join(tones[part] for part in parts if part in tones)

    def _one_slip(self, text: str, chance: Random) -> str:
        if len(text) < 4:
            return text
        place = chance.randrange(1, len(text) - 1)
        kind = chance.randrange(4)
        if kind == 0:
            near = self._lists["keys"].get(fold(text[place]), text[place])
            return text[:place] + str(chance.choice(near)) + text[place + 1 :]
        if kind == 1:
            return text[:place] + text[place + 1 :]
        if kind == 2:
            return text[:place] + text[place] + text[place:]
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _any_of(words: Any) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, longest_first)) + r")\b")
