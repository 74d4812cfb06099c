"""What the conversation asks about places, answered from the lists at hand; without lists nothing is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from bot.home import Home
from knowledge.places import overlay_files, storing
from knowledge.places.overlay import LocalOffice, Overlays, Purpose
from knowledge.places.place import Place, Several
from knowledge.places.units import Units
from knowledge.procedure import Procedure

PURPOSES: dict[str, Purpose] = {
    "cu-tru": "police",
    "can-cuoc": "police",
    "giao-thong": "police",
    "dat-dai": "land",
    "thue": "tax",
    "bhxh": "social_insurance",
}
"""Which office serves a group of procedures; the others are the one-stop counter's."""


@dataclass(frozen=True)
class KnownPlaces:
    """Units with what the provinces and communes add to procedures."""

    units: Units | None = None
    overlays: Overlays = field(default_factory=Overlays)

    @property
    def known(self) -> bool:
        """Whether there are any lists at all."""
        return self.units is not None

    def find(self, text: str) -> tuple[str, ...]:
        """Codes of the places that an answer may name, likeliest first; one that is not sure stands alone."""
        found = self.units.find_commune(text) if self.units else None
        if isinstance(found, Several):
            return tuple(place.code for place in found.candidates)
        return (found.code,) if found else ()

    def is_sure(self, text: str) -> bool:
        """Whether the answer names its place beyond doubt."""
        found = self.units.find_commune(text) if self.units else None
        return isinstance(found, Place) and found.sure

    def province_of(self, code: str) -> str | None:
        """The province's two-digit code; None for a code that the lists no longer have."""
        place = self._place(code)
        return place.province_code if place else None

    def describe(self, code: str) -> str:
        """The name as it is said; the code itself where the lists no longer have it."""
        return self.units.describe(code) if self.units and self.units.place(code) else code

    def localised(self, procedure: Procedure, code: str) -> Procedure:
        """The procedure with what its province and commune change in it."""
        return self.overlays.localised(procedure, self._place(code))

    def office(self, procedure: Procedure, code: str, today: date) -> LocalOffice | None:
        """The office there that this procedure is taken to, if somebody wrote it down."""
        return self.overlays.office(self._place(code), PURPOSES.get(procedure.group, "one_stop"), today)

    def _place(self, code: str) -> Place | None:
        return self.units.place(code) if self.units else None


def open_places(home: Home, procedures: Iterable[Procedure]) -> KnownPlaces:
    """The lists in the home folder, if they are there, and the overlays that editors wrote."""
    units = storing.load(home.units)
    return KnownPlaces(units, overlay_files.load(home.content / "places", procedures, units))
