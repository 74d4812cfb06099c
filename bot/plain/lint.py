"""Checks one message against the rules that a machine can judge (L, C and H of the plain-language rules).

A message comes with its address words filled in; other values are placeholders and count as one word. The
official names of papers are quoted from the law and are not ours to shorten: they are passed as `quoted`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from unicodedata import category

import yaml

from nlu.text import syllables

RULES = Path(__file__).parent / "rules.yml"
_URL = re.compile(r"https?://([^/\s]+)\S*")
_CAPITALS = re.compile(r"\b[^\W\d_]{2,}\b")
_DATE = re.compile(r"\b\d{1,2}/\d{1,2}\b")
_LIST_LINE = re.compile(r"^\s*\d+\. ")
_SENTENCE_END = re.compile(r"(?<!\d)[.?!:](?:\s|$)|\n")
_PLACEHOLDER = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Message:
    """A text as a citizen will read it. `warns` allows the words that only a warning may use."""

    text: str
    warns: bool = False
    quoted: tuple[str, ...] = ()


def problems(message: Message) -> Iterator[str]:
    """Every rule that the message breaks, as `rule: what`."""
    rules = _rules()
    text = message.text
    for quote in message.quoted:
        text = text.replace(quote, "")
    text = _PLACEHOLDER.sub("x", text)
    yield from _lengths(text, rules)
    yield from _words(text, rules, warns=message.warns)
    yield from _marks(text, rules)


def label_problems(label: str) -> Iterator[str]:
    """What is wrong with the label of a button (C6)."""
    rules = _rules()
    if len(label) > rules["longest_label"]:
        yield f"C6: label of {len(label)} characters"
    if len(syllables(label)) > rules["longest_label_words"]:
        yield f"C6: label of {len(syllables(label))} syllables"


def sentences(text: str) -> list[str]:
    """Sentences of a message; a line of a list is one, its number left out."""
    without_numbers = "\n".join(_LIST_LINE.sub("", line) for line in text.splitlines())
    return [part.strip() for part in _SENTENCE_END.split(without_numbers) if part and part.strip()]


def _lengths(text: str, rules: dict[str, Any]) -> Iterator[str]:
    prose = [line for line in text.splitlines() if not _LIST_LINE.match(line)]
    for sentence in sentences(text):
        if (length := len(syllables(sentence))) > rules["longest_sentence"]:
            yield f"L1: sentence of {length} syllables: {sentence[:60]}"
    if (length := len(syllables("\n".join(prose)))) > rules["longest_message"]:
        yield f"L2: message of {length} syllables"
    if text.count("?") > 1:
        yield "C1: more than one question"


def _words(text: str, rules: dict[str, Any], *, warns: bool) -> Iterator[str]:
    lowered = f" {' '.join(syllables(text.lower()))} "
    for rule, name in (
        ("L7", "tech"),
        ("L9", "nested"),
        ("L13", "pronouns"),
        ("L15", "blame"),
        ("L4", "bureaucratic"),
    ):
        for word in _present(lowered, rules[name]):
            yield f"{rule}: {word}"
    if not warns:
        for word in _present(lowered, rules["secrets"]):
            yield f"H10: {word}"


def _marks(text: str, rules: dict[str, Any]) -> Iterator[str]:
    for host in _URL.findall(text):
        if not any(host == allowed or host.endswith(f".{allowed}") for allowed in rules["hosts"]):
            yield f"H11: link to {host}"
    without_links = _URL.sub("", text)
    capitals = {word for word in _CAPITALS.findall(without_links) if word.isupper()}
    for word in capitals - set(rules["capitals_allowed"]):
        yield f"L6: {word}"
    if found := _DATE.search(without_links):
        yield f"L12: {found.group()}"
    if strange := {sign for sign in text if category(sign) == "So"} - set(rules["emoji"]):
        yield f"L22: {''.join(sorted(strange))}"


def _present(lowered: str, words: Collection[str]) -> Iterator[str]:
    return (word for word in words if f" {word} " in lowered)


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return found
