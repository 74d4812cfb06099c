"""Reads units from plain files: provinces with their communes in JSON, what became of old wards in CSV."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError

from knowledge.places.gazetteer import split
from knowledge.places.place import Commune, OldWard, Province
from knowledge.places.storing import UnitsError
from knowledge.places.units import Units, units_of
from nlu.text import clean

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}")
_COLUMNS = ("province", "district", "ward", "newProvinceCode", "newWardCode", "newWard")


class _Ward(BaseModel):
    """One row of the list; what else it says is of no use here."""

    model_config = ConfigDict(extra="ignore")

    Code: Text
    FullName: Text


class _ProvinceRow(_Ward):
    Wards: list[_Ward]


@dataclass(frozen=True, slots=True)
class _Old:
    """Old wards, and the province and name of the communes that they became, by code."""

    wards: tuple[OldWard, ...]
    names: Mapping[str, tuple[str, str]]


def read(files: Sequence[Path], kept: Units | None, as_of: date | None = None) -> Units:
    """The units of these files; what none of them holds (today's units, or the old wards) stays as it is kept.

    The day is `as_of`, else the one in the JSON file's name, else the kept one. UnitsError names file and row.
    """
    rows: list[_ProvinceRow] | None = None
    old: _Old | None = None
    day = as_of
    for path in files:
        if path.suffix.lower() == ".csv":
            old = _old_wards(path)
            continue
        rows = _provinces(path)
        if day is None and (dated := _DATED.search(path.name)):
            day = date.fromisoformat(dated[0])
    try:
        return _joined(rows, old, kept, (day, " + ".join(path.name for path in files)))
    except ValueError as error:
        raise UnitsError([f"{files[0]}: {error}"]) from None


def _joined(
    rows: list[_ProvinceRow] | None, old: _Old | None, kept: Units | None, told: tuple[date | None, str]
) -> Units:
    day, source = told
    if kept is None and (rows is None or old is None):
        raise UnitsError(["nothing is kept yet: give the list of today's units (JSON) and the old wards (CSV)"])
    if kept is not None and rows is None:
        day = day or kept.as_of
    if day is None:
        raise UnitsError(["of which day? give --as-of YYYY-MM-DD, or name the file after it"])
    provinces = [Province(row.Code, *split(row.FullName)) for row in rows or ()]
    communes = _communes(rows or ())
    if kept is not None:
        if rows is None:
            provinces, communes = [*kept.provinces.values()], [*kept.communes.values()]
        names = {commune.code: (commune.province, commune.name) for commune in kept.communes.values()}
        old = _with_names(old, kept) if old is not None else _Old(kept.old, names)
    return units_of(day, source, provinces, communes, _followed(old, communes) if old else ())


def _followed(old: _Old, communes: Sequence[Commune]) -> tuple[OldWard, ...]:
    """The old wards; a commune that has another code in the list of today is followed by its name."""
    by_name: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for commune in communes:
        by_name[commune.province, commune.name].append(commune.code)
    known = {commune.code for commune in communes}
    moved = {
        code: same[0]
        for code, name in old.names.items()
        if code not in known and len(same := by_name.get(name, [])) == 1
    }
    return tuple(
        replace(ward, communes=tuple(moved.get(code, code) for code in ward.communes))
        if not moved.keys().isdisjoint(ward.communes)
        else ward
        for ward in old.wards
    )


def _provinces(path: Path) -> list[_ProvinceRow]:
    try:
        return TypeAdapter(list[_ProvinceRow]).validate_json(path.read_bytes())
    except ValidationError as error:
        raise UnitsError(
            [f"{path}: {'.'.join(map(str, each['loc'])) or 'file'}: {each['msg']}" for each in error.errors()[:20]]
        ) from None


def _communes(rows: Iterable[_ProvinceRow]) -> list[Commune]:
    found = [Commune(ward.Code, row.Code, *split(ward.FullName)) for row in rows for ward in row.Wards]
    times = Counter(commune.code for commune in found)
    if twice := [f"commune {code!r}: listed twice" for code, often in times.items() if often > 1]:
        raise UnitsError(twice)
    return found


def _old_wards(path: Path) -> _Old:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if missing := [name for name in _COLUMNS if name not in (reader.fieldnames or ())]:
            raise UnitsError([f"{path}: no column {', '.join(missing)}"])
        try:
            rows = [{name: clean(row[name] or "") for name in _COLUMNS} for row in reader]
            names = {row["newWardCode"]: (row["newProvinceCode"], split(row["newWard"])[1]) for row in rows}
            return _Old(tuple(_grouped(rows)), names)
        except ValueError as error:
            raise UnitsError([f"{path}: {error}"]) from None


def _grouped(rows: Iterable[dict[str, str]]) -> Iterator[OldWard]:
    """One old ward for all rows that speak of it."""
    wards: dict[tuple[str, str, str], OldWard] = {}
    for row in rows:
        key = (row["province"], row["district"], row["ward"])
        first = wards.get(key)
        wards[key] = replace(first, communes=(*first.communes, row["newWardCode"])) if first else _old_ward(row)
    yield from wards.values()


def _old_ward(row: dict[str, str]) -> OldWard:
    ward = split(row["ward"]) if row["ward"] else ("", "")
    return OldWard(split(row["province"])[1], *split(row["district"]), *ward, (row["newWardCode"],))


def _with_names(old: _Old, kept: Units) -> _Old:
    """The old wards with the still older names, and the order of likelihood, that the kept list has for them."""
    known = {(ward.province, ward.district, ward.type, ward.name): ward for ward in kept.old}
    wards = (
        _with_name(each, known.get((each.province, each.district, each.type, each.name))) for each in old.wards
    )
    return replace(old, wards=tuple(wards))


def _with_name(ward: OldWard, before: OldWard | None) -> OldWard:
    if before is None:
        return ward
    same = set(ward.communes) == set(before.communes)
    communes = before.communes if same else ward.communes
    return replace(ward, communes=communes, aliases=before.aliases, district_aliases=before.district_aliases)
