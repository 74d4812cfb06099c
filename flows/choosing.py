"""Which button or line of a list a person means by their own words. Never guesses between two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flows.flow import Field
from flows.lists import Lists
from nlu.text import clean, fold, same_tone_placement, syllables

_SHORT = 3
"""Syllables up to which a message without marks may mean a one-syllable name ("nguoi tay")."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    value: str
    is_listed: bool


def chosen(field: Field, text: str, lists: Lists) -> str | None:
    """The value that these words mean: a choice's value, or the name of an entry of the field's long list.

    None when nothing fits or two fit equally well. Only whole words count and a longer phrase outweighs those
    inside it. Marks count where they were typed ("bà" is not "ba"). A lone number is the place of a button.
    """
    said = fold(text)
    if said.isdecimal():
        return _by_place(field, int(said))
    phrases = list(_phrases(field, lists))
    has_marks = said != _marked(text)
    values = _meant(_marked(text), phrases, _marked) if has_marks else set()
    values = values or _meant(said, _safe_unmarked(said, phrases, has_marks=has_marks), fold)
    return values.pop() if len(values) == 1 else None


def _meant(said: str, phrases: list[_Phrase], form: Callable[[str], str]) -> set[str]:
    inside: dict[str, set[str]] = {}
    for phrase in phrases:
        written = form(phrase.text)
        if f" {written} " in f" {said} ":
            inside.setdefault(written, set()).add(phrase.value)
    return {value for one in inside if not _is_part(one, inside) for value in inside[one]}


def _is_part(one: str, found: dict[str, set[str]]) -> bool:
    return any(one != other and f" {one} " in f" {other} " for other in found)


def _safe_unmarked(said: str, phrases: list[_Phrase], *, has_marks: bool) -> list[_Phrase]:
    """The phrases that may be looked for without marks: short ones would be found in any other word."""
    if not has_marks and len(said.split()) <= _SHORT:
        return phrases
    return [phrase for phrase in phrases if _is_long(phrase) or not (phrase.is_listed or has_marks)]


def _is_long(phrase: _Phrase) -> bool:
    return len(syllables(phrase.text)) > 1


def _marked(text: str) -> str:
    return " ".join(syllables(same_tone_placement(clean(text)).lower()))


def _by_place(field: Field, place: int) -> str | None:
    return field.choices[place - 1].value if 1 <= place <= len(field.choices) else None


def _phrases(field: Field, lists: Lists) -> Iterator[_Phrase]:
    names = {choice.label for choice in field.choices}
    for choice in field.choices:
        for text in (choice.label, *choice.says):
            yield _Phrase(text, choice.value, is_listed=False)
    for entry in lists.get(field.more or "", ()):
        if entry.name not in names:
            yield from (_Phrase(text, entry.name, is_listed=True) for text in (entry.name, *entry.says))
