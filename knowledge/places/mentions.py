"""Where a text names places: every name of the gazetteer in it, with the kind of unit written before it.

It must not choose between meanings: a mention keeps all that the words allow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from knowledge.places.gazetteer import Entry, Gazetteer, Level, Phrase, vocabulary
from knowledge.places.writing import Token, agreement

Found = TypeVar("Found")
Kinds = tuple[tuple[Level, str], ...]
_LONGEST_PHRASE = 3
_NUMBERED = ("phuong", "quan")
"""Kinds that have numbers for names."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text: tokens `start` to `end`, of which those before `name` say the kind of unit.

    `after` is the kind of words before it: "detail" for a street or hamlet, "at" for "ở", "" for nothing. It
    `closes` when the text or a comma ends behind it.
    """

    start: int
    name: int
    end: int
    kinds: Kinds
    written: str
    key: str
    entries: tuple[Entry, ...]
    after: str = ""
    closes: bool = False

    @property
    def typed(self) -> bool:
        """Whether the kind of unit is written."""
        return bool(self.kinds)

    def has(self, level: Level) -> bool:
        """Whether it can mean a unit of this level."""
        return any(entry.level == level for entry in self.entries)

    def apart_from(self, other: Mention) -> bool:
        """Whether the two take up no word of each other."""
        return self.end <= other.start or other.end <= self.start

    def marks(self, entry: Entry) -> int:
        """How its letters fit one meaning: see `writing.agreement`; names kept without marks fit any."""
        fits = agreement(self.written, entry.marked, self.key)
        return max(fits, 0) if entry.alias else fits


def mentions(found: Sequence[Token], gazetteer: Gazetteer) -> list[Mention]:
    """Every mention from left to right, without those that others leave no room for."""
    all_ = [mention for at in range(len(found)) for mention in _at(found, at, gazetteer)]
    all_ = [each for each in all_ if not any(_takes_a_syllable_of(each, other) for other in all_)]
    typed = {(each.name, each.end) for each in all_ if each.typed}
    all_ = [each for each in all_ if each.typed or (each.name, each.end) not in typed]
    closing = [each for each in all_ if each.has("province") and each.closes]
    all_ = [each for each in all_ if not any(_crosses(each, other) for other in closing)]
    kept = [each for each in all_ if not any(_inside(each, other) for other in all_)]
    return [_not_in_the_street(each, kept) for each in kept]


def _takes_a_syllable_of(each: Mention, other: Mention) -> bool:
    """Whether what looks like its kind ends another name: the "xa" of "xa nguyen xa"."""
    return each.typed and other.typed and other.name < each.start < other.end


def _crosses(each: Mention, province: Mention) -> bool:
    """Whether it begins before a province that closes the text and takes a piece of it."""
    return each.start < province.start < each.end < province.end


def _inside(each: Mention, other: Mention) -> bool:
    if each is other or (each.typed and not other.typed):
        return False
    inside = other.start <= each.start and each.end <= other.end
    return inside and (each.end - each.name) < (other.end - other.name)


def _not_in_the_street(each: Mention, kept: Sequence[Mention]) -> Mention:
    """The word for a street may be the end of a name: "hai duong hai phong"."""
    ends_a_name = any(other.end == each.start and other.end - other.name > 1 for other in kept)
    return replace(each, after="") if each.after == "detail" and ends_a_name else each


def _at(found: Sequence[Token], at: int, gazetteer: Gazetteer) -> Iterator[Mention]:
    for length, kinds in kinds_at(found, at):
        yield from _named(found, (at, at + length), kinds, gazetteer)
    yield from _named(found, (at, at), (), gazetteer)


def kinds_at(found: Sequence[Token], at: int) -> Iterator[tuple[int, Kinds]]:
    """The kinds of units written here and how many tokens they take, the longest first."""
    for length in range(min(2, len(found) - at - 1), 0, -1):
        if kinds := _looked_up(vocabulary().types, found[at : at + length]):
            yield length, kinds


def _named(
    found: Sequence[Token], where: tuple[int, int], kinds: Kinds, gazetteer: Gazetteer
) -> Iterator[Mention]:
    start, name = where
    key = written = ""
    names = 0
    for end in range(name + 1, min(name + gazetteer.longest, len(found)) + 1):
        token = found[end - 1]
        if token.breaks and end - 1 > start:
            break
        key, written = key + token.bare, written + token.marked
        entries = gazetteer.entries.get(key)
        if entries and (kinds or not key.isdigit()):
            meant = tuple(_meant(found, (start, name, end), kinds, written, entries))
            names += len(meant)
            yield from meant
    if not names and any(kind in _NUMBERED for _, kind in kinds) and (spoken := _spoken_number(found, name)):
        length, key = spoken
        yield from _meant(found, (start, name, name + length), kinds, key, gazetteer.entries.get(key, ()))


def _meant(
    found: Sequence[Token], where: tuple[int, int, int], kinds: Kinds, written: str, entries: tuple[Entry, ...]
) -> Iterator[Mention]:
    levels = {level for level, _ in kinds}
    kept = tuple(entry for entry in entries if entry.level in levels) if kinds else entries
    if kept:
        start, name, end = where
        key = "".join(token.bare for token in found[name:end]) if not written.isdigit() else written
        yield Mention(start, name, end, kinds, written, key, kept, _before(found, start), _closes(found, end))


def _spoken_number(found: Sequence[Token], at: int) -> tuple[int, str] | None:
    for length in (2, 1):
        number = _looked_up(vocabulary().numbers, found[at : at + length])
        if number and at + length <= len(found):
            return length, number
    return None


def _before(found: Sequence[Token], start: int) -> str:
    """What kind of words stand right before: of a street or hamlet, of being somewhere, or neither."""
    if start < len(found) and found[start].breaks:
        return ""
    for length in range(min(_LONGEST_PHRASE, start), 0, -1):
        phrase = tuple(token.marked for token in found[start - length : start])
        if phrase in vocabulary().detail and not _ends_kind(found, start):
            return "detail"
        if phrase in vocabulary().at:
            return "at"
    return ""


def _closes(found: Sequence[Token], end: int) -> bool:
    return end == len(found) or found[end].breaks


def _ends_kind(found: Sequence[Token], end: int) -> bool:
    """Whether the last words are a kind of unit: the "phố" of "thành phố" is no street."""
    return end >= 2 and _looked_up(vocabulary().types, found[end - 2 : end]) is not None


def _looked_up(known: Mapping[Phrase, Found], part: Sequence[Token]) -> Found | None:
    """What a phrase stands for, written with all of its marks or with none."""
    return known.get(tuple(token.marked for token in part))
