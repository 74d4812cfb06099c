"""Values about places. Codes are the state's: two digits for a province, five for a commune."""

from __future__ import annotations

from dataclasses import dataclass

SHOWN = 3
"""Choices that a question offers at most."""


@dataclass(frozen=True, slots=True)
class Province:
    """A province or a city of that rank, as it is named today."""

    code: str
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune, ward or special zone, as it is named today."""

    code: str
    province: str
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class OldWard:
    """A ward of before July 2025 and the communes its land belongs to now; several when it was divided.

    The first of `communes` is the one most of it went to, where the list says so. `name` is empty for a
    district without wards.
    """

    province: str
    district_type: str
    district: str
    type: str
    name: str
    communes: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    district_aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A province, or a commune in it. Not `sure` means that it should be read back before it is used."""

    province_code: str
    commune_code: str | None = None
    sure: bool = True

    @property
    def code(self) -> str:
        """What to remember: the commune where it is known, else the province."""
        return self.commune_code or self.province_code


@dataclass(frozen=True, slots=True)
class Several:
    """What was written fits several places: the likeliest first, at most three of `total`."""

    candidates: tuple[Place, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Located:
    """What a text says about a place: the places it fits, others that are nearly as likely, and where it says so.

    `spans` are the pieces of the text (from, to) that name the place; the rest is street and village. `explicit`
    when even in a sentence about something else these words can only be a place.
    """

    places: tuple[Place, ...] = ()
    others: tuple[Place, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    explicit: bool = False

    @property
    def answer(self) -> Place | Several | None:
        """The one place, the several, or nothing."""
        if len(self.places) > 1:
            return Several(self.places[:SHOWN], len(self.places))
        return self.places[0] if self.places else None
