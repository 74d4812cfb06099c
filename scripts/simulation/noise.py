"""How words come out wrong: without marks, by ear, in short forms, misheard, mistyped. Never knows what they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random

from nlu.text import unmark
from simulation.personas import Persona, read_yaml

NEAR = {
    "1": "2",
    "2": "3",
    "4": "5",
    "5": "4",
    "7": "8",
    "8": "9",
    "a": "s",
    "n": "m",
    "t": "r",
    "o": "p",
    "h": "g",
}


def worded(text: str, persona: Persona, random: Random) -> str:
    """Ordinary words in this person's own spelling."""
    for name in persona.sound:
        if not persona.errors:
            text = _by_table(text, read_yaml("sounds.yml")[name], persona.sound_rate, random)
    return text if persona.marks else unmark(text)


def misheard(text: str, rate: float, random: Random) -> str:
    """As a recogniser writes it: lower case, no marks of punctuation, some words confused or lost."""
    table = read_yaml("sounds.yml")["heard"]
    words = re.sub(r"[^\w\s/@]", " ", text.lower()).split()
    heard = [_misheard_word(word, table, random) if random.random() < rate else word for word in words]
    return " ".join(word for word in heard if word) or text


def mistyped(text: str, random: Random) -> str:
    """One key beside the right one, or the same key twice."""
    at = random.randrange(len(text))
    letter = text[at]
    return text[:at] + NEAR.get(letter, letter * 2) + text[at + 1 :]


def _misheard_word(word: str, table: Mapping[str, str], random: Random) -> str:
    if random.random() < 0.2:
        return ""
    return table.get(word, word)


def _by_table(text: str, table: Mapping[str, str], rate: float, random: Random) -> str:
    words = text.split(" ")
    return " ".join(table.get(word, word) if random.random() < rate else word for word in words)
