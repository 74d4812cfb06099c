"""Reads the data files of the `vietnamadminunits` wheel (MIT).

The wheel's code is never imported: it sends addresses to a geocoder outside.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import BadZipFile, ZipFile

from knowledge.places.gazetteer import split
from knowledge.places.place import Commune, OldWard, Province
from knowledge.places.storing import UnitsError
from knowledge.places.units import Units, units_of
from knowledge.places.writing import joined

_DATABASE = "vietnamadminunits/data/dataset.db"
_SUCCESSORS = "vietnamadminunits/data/converter_2025.json"
_KIND = re.compile(r"^(?:thitran|thixa|thanhpho|phuong|quan|huyen|xa|tt|tx|tp)")
_NUMBERED = re.compile(r"^(?:phuong|quan|[pq])0*(\d+)$")
_PLAIN = re.compile(r"[a-z]+")


def read(path: Path) -> Units:
    """The units of a wheel, as of the day its data were made. UnitsError when it is not that wheel."""
    try:
        with ZipFile(path) as wheel, TemporaryDirectory() as folder:
            successors = json.loads(wheel.read(_SUCCESSORS))
            year, month, day = wheel.getinfo(_DATABASE).date_time[:3]
            database = wheel.extract(_DATABASE, folder)
            with closing(sqlite3.connect(database)) as opened:
                opened.row_factory = sqlite3.Row
                return _units(opened, successors, as_of=date(year, month, day), source=_name(path))
    except (BadZipFile, KeyError, ValueError, TypeError, OSError, sqlite3.Error) as error:
        raise UnitsError([f"{path}: {type(error).__name__}: {error}"]) from error


def _name(path: Path) -> str:
    """Package and version by the wheel's file name."""
    return " ".join(path.name.split("-")[:2])


def _units(database: sqlite3.Connection, successors: Mapping[str, Any], *, as_of: date, source: str) -> Units:
    today = database.execute("SELECT * FROM admin_units").fetchall()
    codes = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in today}
    became = _became(successors, codes)
    provinces = {row["provinceCode"]: row["province"] for row in today}
    return units_of(
        as_of,
        source,
        (Province(code, *split(name)) for code, name in provinces.items()),
        (Commune(row["wardCode"], row["provinceCode"], *split(row["ward"])) for row in today),
        (_old_ward(row, became) for row in database.execute("SELECT * FROM admin_units_legacy")),
    )


def _became(successors: Mapping[str, Any], codes: Mapping[tuple[str, str], str]) -> dict[str, tuple[str, ...]]:
    """Today's communes by the key of an old ward; of a divided one the communes by how likely they are."""
    found: dict[str, tuple[str, ...]] = {}
    for province, wards in successors["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            found |= dict.fromkeys(olds, (codes[province, ward],))
    for province, olds in successors["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in olds.items():
            ranked = sorted(parts, key=lambda part: not part["isDefaultNewWard"])
            found[old] = tuple(codes[province, part["newWardKey"]] for part in ranked)
    return found


def _old_ward(row: sqlite3.Row, became: Mapping[str, tuple[str, ...]]) -> OldWard:
    type_, name = split(row["ward"]) if row["ward"] else ("", "")
    district_type, district = split(row["district"])
    return OldWard(
        split(row["province"])[1],
        district_type,
        district,
        type_,
        name,
        became["_".join((row["provinceKey"], row["districtKey"], row["wardKey"] or ""))],
        tuple(_aliases(row["wardAlias"], name)),
        tuple(_aliases(row["districtAlias"], district)),
    )


def _aliases(listed: str | None, name: str) -> Iterator[str]:
    """Earlier names as the wheel lists them, in one piece and without marks; only what is a name of its own."""
    known = json.loads(listed) if listed else []
    own = joined(name)[1]
    told: set[str] = {own}
    for alias in known:
        number = _NUMBERED.fullmatch(alias)
        short = number[1] if number else alias
        rest = _KIND.sub("", short)
        doubled = rest != short and (rest in known or rest == own)
        if short in told or doubled or not (number or _PLAIN.fullmatch(short)):
            continue
        told.add(short)
        yield short
