"""Every name a place goes by, old and new, looked up by its letters without marks. Immutable once built.

It must not weigh one meaning against another: that is `locating`'s.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml

from knowledge.places.place import Commune, OldWard, Province
from knowledge.places.writing import joined, phrase_forms
from nlu.text import clean, same_tone_placement

Level = Literal["province", "district", "commune"]
Phrase = tuple[str, ...]


class Entry(NamedTuple):  # there are 16,000: as dataclasses they take three times as long to make
    """One meaning of a name.

    `kind` is the type of unit without marks, `marked` the name in one piece, `province` today's code, `communes`
    today's codes of what it covers (none for a province). `district` is the number of the old district it lay in,
    or is; `old_province` the key of the province of before July 2025 that it lay in, or is. `old` units are gone.
    """

    level: Level
    kind: str
    marked: str
    province: str
    communes: tuple[str, ...] = ()
    district: int = -1
    old_province: str = ""
    old: bool = False
    alias: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of `words.yml`, as syllables; each phrase with all of its marks and with none."""

    types: Mapping[Phrase, tuple[tuple[Level, str], ...]]
    detail: frozenset[Phrase]
    at: frozenset[Phrase]
    numbers: Mapping[Phrase, str]
    official_types: tuple[str, ...]
    province_aliases: Mapping[str, tuple[str, ...]]
    older_provinces: Mapping[str, tuple[str, ...]]


@cache
def vocabulary() -> Vocabulary:
    """The shipped words."""
    found: dict[str, Any] = yaml.load(
        (Path(__file__).parent / "words.yml").read_text(encoding="utf-8"),
        Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),  # noqa: S506
    )
    types: defaultdict[Phrase, list[tuple[Level, str]]] = defaultdict(list)
    for level, kinds in found["types"].items():
        for kind, spellings in kinds.items():
            for each in dict.fromkeys(form for spelling in spellings for form in phrase_forms(spelling)):
                types[each].append((level, kind))
    return Vocabulary(
        types={phrase: tuple(kinds) for phrase, kinds in types.items()},
        detail=frozenset(form for phrase in found["detail"] for form in phrase_forms(phrase)),
        at=frozenset(form for phrase in found["at"] for form in phrase_forms(phrase)),
        numbers={form: str(number) for word, number in found["numbers"].items() for form in phrase_forms(word)},
        official_types=tuple(found["official_types"]),
        province_aliases={name: tuple(says) for name, says in found["province_aliases"].items()},
        older_provinces={name: tuple(now) for name, now in found["older_provinces"].items()},
    )


def split(full: str) -> tuple[str, str]:
    """An official full name as type and name, tone marks placed one way; ValueError when it has no type."""
    shown = same_tone_placement(clean(full))
    for type_ in vocabulary().official_types:
        if shown.lower().startswith(f"{type_.lower()} "):
            return type_, shown[len(type_) + 1 :]
    raise ValueError(f"{full!r} begins with no type")


@dataclass(frozen=True)
class Gazetteer:
    """All meanings by key, and which old districts and provinces a commune of today was made from."""

    entries: Mapping[str, tuple[Entry, ...]]
    districts_of: Mapping[str, frozenset[int]]
    old_provinces_of: Mapping[str, frozenset[str]]
    longest: int = field(default=8)

    @cached_property
    def commune_keys(self) -> Mapping[str, tuple[str, ...]]:
        """Keys of communes and wards by today's province; for finding slips of the finger."""
        found: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for key, entries in self.entries.items():
            for entry in entries:
                if entry.level == "commune" and not key.isdigit():
                    found[entry.province][key] = None
        return {province: tuple(keys) for province, keys in found.items()}

    @cached_property
    def typed_keys(self) -> Mapping[int, tuple[str, ...]]:
        """Keys of communes and wards of the whole country by how many letters they have."""
        found: defaultdict[int, dict[str, None]] = defaultdict(dict)
        for keys in self.commune_keys.values():
            for key in keys:
                found[len(key)][key] = None
        return {length: tuple(keys) for length, keys in found.items()}

    @cached_property
    def province_keys(self) -> tuple[str, ...]:
        """Keys of provinces, for finding slips of the finger."""
        return tuple(
            key
            for key, entries in self.entries.items()
            if any(entry.level == "province" and not entry.alias for entry in entries)
        )


def build(provinces: Iterable[Province], communes: Iterable[Commune], old: Iterable[OldWard]) -> Gazetteer:
    """The gazetteer of these units."""
    provinces, communes, old = tuple(provinces), tuple(communes), tuple(old)
    home = {commune.code: commune.province for commune in communes}
    entries: defaultdict[str, list[Entry]] = defaultdict(list)
    districts = _numbered(old)
    for key, entry in (
        *_todays(provinces, communes),
        *_old_provinces(provinces, old, home),
        *_old_districts(old, home, districts),
        *_old_wards(old, home, districts),
    ):
        entries[key].append(entry)
    districts_of: defaultdict[str, set[int]] = defaultdict(set)
    old_provinces_of: defaultdict[str, set[str]] = defaultdict(set)
    for ward in old:
        number = districts[ward.province, ward.district_type, ward.district]
        old_province = joined(ward.province)[1]
        for code in ward.communes:
            districts_of[code].add(number)
            old_provinces_of[code].add(old_province)
    return Gazetteer(
        {key: tuple(found) for key, found in entries.items()},
        {code: frozenset(found) for code, found in districts_of.items()},
        {code: frozenset(found) for code, found in old_provinces_of.items()},
    )


_Numbers = Mapping[tuple[str, str, str], int]
_Named = Iterator[tuple[str, Entry]]


def _numbered(old: Iterable[OldWard]) -> _Numbers:
    found = dict.fromkeys((ward.province, ward.district_type, ward.district) for ward in old)
    return {district: number for number, district in enumerate(found)}


@cache
def _kind(type_: str) -> str:
    return " ".join(phrase_forms(type_)[1])


def _todays(provinces: Iterable[Province], communes: Iterable[Commune]) -> _Named:
    for province in provinces:
        marked, key = joined(province.name)
        yield key, Entry("province", _kind(province.type), marked, province.code, old_province=key)
    for commune in communes:
        marked, key = joined(commune.name)
        yield key, Entry("commune", _kind(commune.type), marked, commune.province, (commune.code,))


def _old_provinces(provinces: Iterable[Province], old: Iterable[OldWard], home: Mapping[str, str]) -> _Named:
    """Provinces that were merged away, and the everyday and the older names of all."""
    today = {province.name: province.code for province in provinces}
    codes = {ward.province: home[ward.communes[0]] for ward in old} | today
    for name, code in codes.items():
        gone = name not in today
        if gone:
            yield _province(name, name, code, gone=True)
        for says in vocabulary().province_aliases.get(name, ()):
            yield _province(says, name, code, gone=gone, alias=True)
    for name, followers in vocabulary().older_provinces.items():
        for follower in followers:
            if follower in codes:
                yield _province(name, follower, codes[follower], gone=follower not in today)


def _province(called: str, name: str, code: str, *, gone: bool, alias: bool = False) -> tuple[str, Entry]:
    marked, key = joined(called)
    return key, Entry("province", "", marked, code, old_province=joined(name)[1], old=gone, alias=alias)


def _old_districts(old: Iterable[OldWard], home: Mapping[str, str], numbers: _Numbers) -> _Named:
    wards: defaultdict[tuple[str, str, str], list[OldWard]] = defaultdict(list)
    for ward in old:
        wards[ward.province, ward.district_type, ward.district].append(ward)
    for district, held in wards.items():
        communes = tuple(dict.fromkeys(code for ward in held for code in ward.communes))
        where = (numbers[district], joined(district[0])[1], True)
        for name in (district[2], *held[0].district_aliases):
            marked, key = joined(name)
            alias = name is not district[2]
            yield key, Entry("district", _kind(district[1]), marked, home[communes[0]], communes, *where, alias)


def _old_wards(old: Iterable[OldWard], home: Mapping[str, str], numbers: _Numbers) -> _Named:
    for ward in old:
        number = numbers[ward.province, ward.district_type, ward.district]
        where = (number, joined(ward.province)[1], True)
        for name in (ward.name, *ward.aliases) if ward.name else ():
            marked, key = joined(name)
            alias = name is not ward.name
            yield (
                key,
                Entry("commune", _kind(ward.type), marked, home[ward.communes[0]], ward.communes, *where, alias),
            )
