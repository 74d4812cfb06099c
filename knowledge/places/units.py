"""The provinces and communes of one day: looked up by code and found in what people write. Immutable.

Nothing here reads a file, asks a geocoder or remembers what was looked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from unicodedata import normalize

from knowledge.places import gazetteer, slips
from knowledge.places.gazetteer import Gazetteer
from knowledge.places.locating import locate
from knowledge.places.place import Commune, Located, OldWard, Place, Province, Several


@dataclass(frozen=True)
class Units:
    """Units as of a day, by code, with the wards of before July 2025."""

    as_of: date
    source: str
    provinces: dict[str, Province]
    communes: dict[str, Commune]
    old: tuple[OldWard, ...]

    def find_province(self, text: str) -> Place | Several | None:
        """The province that a text names, or that the place it names lies in."""
        found = self.locate(text)
        provinces = dict.fromkeys(place.province_code for place in found.places)
        sure = all(place.sure for place in found.places)
        return Located(tuple(Place(code, None, sure) for code in provinces)).answer

    def find_commune(self, text: str, province: str | None = None) -> Place | Several | None:
        """The commune that a text names as an answer to "which commune?"; only its province where that is all.

        `province` is a code that is known already. Several when an old ward was divided or a name is used
        more than once.
        """
        return self.locate(text, province).answer

    def mentioned(self, text: str) -> Place | Several | None:
        """The place that a sentence about something else names in passing: only where the words leave no doubt."""
        found = locate(normalize("NFC", text), self._gazetteer)
        return found.answer if found.explicit else None

    def locate(self, text: str, province: str | None = None) -> Located:
        """What a text says about a place, slips of the finger mended; see `Located`."""
        shown = normalize("NFC", text)
        found = locate(shown, self._gazetteer, province)
        if len(found.places) == 1 and found.places[0].commune_code:
            return found
        return slips.mended(shown, found, self._gazetteer, province) or found

    def describe(self, code: str) -> str:
        """A place by its name: "xã Tân Biên, tỉnh Tây Ninh". KeyError for a code of no place."""
        commune = self.communes.get(code)
        if commune is None:
            return _called(self.provinces[code])
        return f"{_called(commune)}, {_called(self.provinces[commune.province])}"

    def describe_commune(self, code: str) -> str:
        """A commune alone: "xã Tân Biên"."""
        return _called(self.communes[code])

    def place(self, code: str) -> Place | None:
        """The place with this code of a province or a commune."""
        if commune := self.communes.get(code):
            return Place(commune.province, code)
        return Place(code) if code in self.provinces else None

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return gazetteer.build(self.provinces.values(), self.communes.values(), self.old)


def units_of(
    as_of: date, source: str, provinces: Iterable[Province], communes: Iterable[Commune], old: Iterable[OldWard]
) -> Units:
    """Units from their rows."""
    return Units(
        as_of,
        source,
        {province.code: province for province in provinces},
        {commune.code: commune for commune in communes},
        tuple(old),
    )


def _called(unit: Province | Commune) -> str:
    return f"{unit.type.lower()} {unit.name}"
