"""Keeps units in one small JSON file under the home folder: checked, swapped atomically, quick to read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from knowledge.places.place import Commune, OldWard, Province
from knowledge.places.units import Units, units_of

FORMAT = 1
FILE = "units.json"
PROVINCES = 34
COMMUNES = range(3200, 3500)
"""How many there can be: 3,321 since July 2025; a file that is cut short or doubled lies outside."""


class UnitsError(Exception):
    """A list of units that cannot be used: `problems` are lines with where and what."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def load(folder: Path) -> Units | None:
    """The units kept in a folder; None when none were ever put there. UnitsError when the file is broken."""
    path = folder / FILE
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise UnitsError([f"{path}: {error}"]) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise UnitsError([f"{path}: written by another version; make it anew with `make setup`"])
    try:
        return _from_plain(found)
    except (KeyError, TypeError, ValueError) as error:
        raise UnitsError([f"{path}: {type(error).__name__}: {error}"]) from None


def save(units: Units, folder: Path) -> None:
    """Put these units in the place of the kept ones; UnitsError and nothing changed when they are not whole."""
    if problems := list(problems_of(units)):
        raise UnitsError(problems)
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"{FILE}.{os.getpid()}.new"
    try:
        with fresh.open("w", encoding="utf-8") as file:
            file.write(json.dumps(_to_plain(units), ensure_ascii=False, separators=(",", ":")))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(folder / FILE)
    finally:
        fresh.unlink(missing_ok=True)


def problems_of(units: Units) -> Iterator[str]:
    """What is wrong with a list as a whole."""
    if len(units.provinces) != PROVINCES:
        yield f"provinces: {len(units.provinces)}, there are {PROVINCES}"
    if len(units.communes) not in COMMUNES:
        yield f"communes: {len(units.communes)}, there should be {COMMUNES.start} to {COMMUNES.stop - 1}"
    for province in units.provinces.values():
        if not _is_code(province.code, 2) or not province.name or not province.type:
            yield f"province {province.code!r}: needs a code of two digits, a type and a name"
    for commune in units.communes.values():
        if not _is_code(commune.code, 5) or not commune.name or not commune.type:
            yield f"commune {commune.code!r}: needs a code of five digits, a type and a name"
        if commune.province not in units.provinces:
            yield f"commune {commune.code!r}: no province {commune.province!r}"
    for ward in units.old:
        if not ward.communes or (strays := [code for code in ward.communes if code not in units.communes]):
            where = f"old ward {ward.type} {ward.name}, {ward.district_type} {ward.district}, {ward.province}"
            yield f"{where}: {f'no commune {strays[0]!r}' if ward.communes else 'nothing became of it'}"


def _is_code(code: str, length: int) -> bool:
    return len(code) == length and code.isascii() and code.isdecimal()


def changes(before: Units, after: Units) -> Iterator[str]:
    """What is different in the newer list, one line each."""
    yield from _gone_and_come("province", before.provinces, after.provinces, before, after)
    yield from _gone_and_come("commune", before.communes, after.communes, before, after)
    was = {_old_key(ward): frozenset(ward.communes) for ward in before.old}
    now = {_old_key(ward): frozenset(ward.communes) for ward in after.old}
    for key in sorted(set(was) | set(now)):
        if was.get(key) != now.get(key):
            told = " ".join(part for part in key if part)
            yield f"old ward {told}: {_codes(was.get(key))} → {_codes(now.get(key))}"


def _old_key(ward: OldWard) -> tuple[str, ...]:
    return (ward.province, ward.district_type, ward.district, ward.type, ward.name)


def _codes(found: frozenset[str] | None) -> str:
    return ", ".join(sorted(found)) if found else "not listed"


def _gone_and_come(
    kind: str, was: dict[str, Any], now: dict[str, Any], before: Units, after: Units
) -> Iterator[str]:
    for code in sorted(set(was) | set(now)):
        if was.get(code) != now.get(code):
            old = before.describe(code) if code in was else "not listed"
            new = after.describe(code) if code in now else "not listed"
            if old != new:
                yield f"{kind} {code}: {old} → {new}"


def _to_plain(units: Units) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "as_of": units.as_of.isoformat(),
        "source": units.source,
        "provinces": [[each.code, each.type, each.name] for each in units.provinces.values()],
        "communes": [[each.code, each.province, each.type, each.name] for each in units.communes.values()],
        "old": [_district_to_plain(*group) for group in groupby(units.old, _district)],
    }


_District = tuple[str, str, str, tuple[str, ...]]


def _district(ward: OldWard) -> _District:
    return (ward.province, ward.district_type, ward.district, ward.district_aliases)


def _district_to_plain(district: _District, wards: Iterator[OldWard]) -> list[Any]:
    return [*district, [_ward_to_plain(each) for each in wards]]


def _ward_to_plain(ward: OldWard) -> list[Any]:
    return [ward.type, ward.name, ward.communes, *([ward.aliases] if ward.aliases else [])]


def _from_plain(found: dict[str, Any]) -> Units:
    return units_of(
        date.fromisoformat(found["as_of"]),
        str(found["source"]),
        (Province(*row) for row in found["provinces"]),
        (Commune(*row) for row in found["communes"]),
        (ward for row in found["old"] for ward in _district_from_plain(row)),
    )


def _district_from_plain(row: list[Any]) -> Iterator[OldWard]:
    province, type_, name, aliases, wards = row
    for each in wards:
        kind, ward, communes, *called = each
        yield OldWard(
            province, type_, name, kind, ward, tuple(communes), tuple(called[0]) if called else (), tuple(aliases)
        )
