"""Which button or line of a list a person means by their own words. Never guesses between two.

A question is never a choice, and neither is what stands under a "no" that no choice explains.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from flows.flow import Field
from flows.hearing import Said, Words, heard, is_question, marked
from flows.lists import Lists
from nlu.text import fold

_SHORT = 3
"""Syllables up to which a message without marks may mean a one-syllable name ("nguoi tay")."""
_MANY = 4096
"""Phrases whose syllables are remembered: all of ours, several times over."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    value: str
    is_listed: bool
    is_alone: bool


@dataclass(frozen=True, slots=True)
class _Find:
    """A phrase at a place in the message, from `start` up to but not including `end`."""

    start: int
    end: int
    phrase: _Phrase

    def covers(self, place: int) -> bool:
        return self.start <= place < self.end

    def lies_within(self, other: _Find) -> bool:
        inside = other.start <= self.start and self.end <= other.end
        return inside and self.end - self.start < other.end - other.start


def chosen(field: Field, text: str, lists: Lists) -> str | None:
    """The value that these words mean: a choice's value, or the name of an entry of the field's long list.

    None when nothing fits or two fit equally well. Only whole words count and a longer phrase outweighs those
    inside it. Marks count where they were typed ("bà" is not "ba"). A lone number is the place of a button.
    """
    if (number := fold(text)).isdecimal():
        return _by_place(field, int(number))
    if is_question(text, lists):
        return None
    said = heard(text, lists)
    bare = tuple(map(fold, said.words))
    has_marks = said.words != bare
    phrases = list(_phrases(field, lists))
    values = _meant(said, said.words, phrases, is_marked=True) if has_marks else set()
    values = values or _meant(said, bare, _safe_unmarked(said, phrases, has_marks=has_marks), is_marked=False)
    return values.pop() if len(values) == 1 else None


def _meant(said: Said, words: Words, phrases: Iterable[_Phrase], *, is_marked: bool) -> set[str]:
    finds = list(_finds(words, phrases, is_marked=is_marked))
    widest = [find for find in finds if not any(find.lies_within(other) for other in finds)]
    counted = [find for find in widest if not find.phrase.is_alone or _says_all(find.phrase.value, said, widest)]
    denied = {find: _denial(find, said, counted) for find in counted}
    kept = [find for find in counted if denied[find] is None]
    explained = {place for place in said.denials if any(find.covers(place) for find in kept)}
    if said.denials - explained - set(denied.values()):
        return set()
    return {find.phrase.value for find in kept} - {find.phrase.value for find in counted if find not in kept}


def _finds(words: Words, phrases: Iterable[_Phrase], *, is_marked: bool) -> Iterator[_Find]:
    known = set(words)
    for phrase in phrases:
        sought = marked(phrase.text) if is_marked else _unmarked(phrase.text)
        if not known.issuperset(sought):
            continue
        for start in range(len(words) - len(sought) + 1):
            if words[start : start + len(sought)] == sought:
                yield _Find(start, start + len(sought), phrase)


def _says_all(value: str, said: Said, finds: Iterable[_Find]) -> bool:
    """Whether nothing but this choice is in the message, courtesies aside."""
    same = [find for find in finds if find.phrase.value == value]
    return all(
        place in said.courtesies or any(find.covers(place) for find in same) for place in range(len(said.words))
    )


def _denial(find: _Find, said: Said, others: Iterable[_Find]) -> int | None:
    """The place of the "no" right before a phrase, unless another phrase before it already holds that "no"."""
    place = find.start - 1
    if place in said.links and find.start not in said.openings:
        place -= 1
    if place not in said.denials or any(opening in said.openings for opening in range(place + 1, find.start + 1)):
        return None
    held = any(other.covers(place) and other.end <= find.start for other in others)
    return None if held else place


def _safe_unmarked(said: Said, phrases: list[_Phrase], *, has_marks: bool) -> list[_Phrase]:
    """The phrases that may be looked for without marks: short ones would be found in any other word."""
    if not has_marks and len(said.words) <= _SHORT:
        return phrases
    return [phrase for phrase in phrases if len(marked(phrase.text)) > 1 or not (phrase.is_listed or has_marks)]


@lru_cache(_MANY)
def _unmarked(text: str) -> Words:
    return tuple(map(fold, marked(text)))


def _by_place(field: Field, place: int) -> str | None:
    return field.choices[place - 1].value if 1 <= place <= len(field.choices) else None


def _phrases(field: Field, lists: Lists) -> Iterator[_Phrase]:
    names = {choice.label for choice in field.choices}
    for choice in field.choices:
        alone = {text.lower() for text in choice.alone}
        for text in dict.fromkeys((choice.label, *choice.says, *choice.alone)):
            yield _Phrase(text, choice.value, is_listed=False, is_alone=text.lower() in alone)
    for entry in lists.get(field.more or "", ()):
        if entry.name not in names:
            for text in (entry.name, *entry.says):
                yield _Phrase(text, entry.name, is_listed=True, is_alone=False)
