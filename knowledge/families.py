"""Imported procedures as the search sees them: a province's own copies of one procedure stand together as one.

What a province has replaced its copy for the national one; which copy a citizen means depends on the province.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from knowledge.catalogue.heading import Heading
from knowledge.titles import key


@dataclass(frozen=True, slots=True)
class Family:
    """`head` stands for all; `by_province` holds the codes of copies, `national` the code without a province."""

    head: Heading
    national: str | None
    by_province: Mapping[str, str]

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code of it, the national one first."""
        return (*((self.national,) if self.national else ()), *self.by_province.values())

    def code(self, province: str | None) -> str | None:
        """What holds in this province; None when nothing does, or when the province is needed and not known."""
        return self.by_province.get(province or "") or self.national


def families(headings: Iterable[Heading], taken: Collection[str]) -> tuple[Family, ...]:
    """Headings in order, copies of a title grouped; what bears a curated title (`taken` keys) is left out.

    National procedures with one title stay apart: they differ in level, not in place.
    """
    nationals: dict[str, list[Heading]] = {}
    copies: dict[str, list[Heading]] = {}
    for heading in headings:
        shelf = nationals if heading.province is None else copies
        if (title := key(heading.title)) not in taken:
            shelf.setdefault(title, []).append(heading)
    found = []
    for title, rows in nationals.items():
        beside = _layers(copies.pop(title, [])) if len(rows) == 1 else []
        found += [Family(row, row.code, _codes(beside[0]) if beside else {}) for row in rows]
        found += [Family(next(iter(layer.values())), None, _codes(layer)) for layer in beside[1:]]
    for rows in copies.values():
        found += [Family(next(iter(layer.values())), None, _codes(layer)) for layer in _layers(rows)]
    return tuple(found)


def _layers(rows: Iterable[Heading]) -> list[dict[str, Heading]]:
    """One copy per province in each layer: a province may have two procedures of one title."""
    layers: list[dict[str, Heading]] = []
    for row in rows:
        place = row.province or ""
        layer = next((layer for layer in layers if place not in layer), None)
        if layer is None:
            layers.append(layer := {})
        layer[place] = row
    return layers


def _codes(layer: Mapping[str, Heading]) -> Mapping[str, str]:
    return {province: heading.code for province, heading in layer.items()}
