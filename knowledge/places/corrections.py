"""Puts right what changed by law since a list of units was made. It adds, merges and moves no unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, StringConstraints, TypeAdapter

from knowledge.fact import Model, Text
from knowledge.places.units import Units

ProvinceCode = Annotated[str, StringConstraints(pattern=r"^\d{2}$")]
CommuneCode = Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
FILE = Path(__file__).parent / "corrections.yml"


class Correction(Model):
    """Units that have been of another type since a day, by code."""

    since: date
    source: Text
    provinces: dict[ProvinceCode, Text] = Field(default_factory=dict)
    communes: dict[CommuneCode, Text] = Field(default_factory=dict)


def shipped() -> tuple[Correction, ...]:
    """The corrections that come with the product."""
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return TypeAdapter(tuple[Correction, ...]).validate_python(found)


def corrected(units: Units, corrections: tuple[Correction, ...]) -> Units:
    """The units with every correction that is younger than they are."""
    provinces, communes = dict(units.provinces), dict(units.communes)
    for correction in corrections:
        if units.as_of >= correction.since:
            continue
        for code, type_ in correction.provinces.items():
            if code in provinces:
                provinces[code] = replace(provinces[code], type=type_)
        for code, type_ in correction.communes.items():
            if code in communes:
                communes[code] = replace(communes[code], type=type_)
    return replace(units, provinces=provinces, communes=communes)
