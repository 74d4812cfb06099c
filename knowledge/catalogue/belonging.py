"""Whose procedure it is: the nation's, a province's own, or the administration's inner business."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.catalogue.entry import Kind
from knowledge.catalogue.words import provinces_named, words


@dataclass(frozen=True, slots=True)
class Belonging:
    """A kind with the province, which only a provincial procedure has."""

    kind: Kind
    province: str | None = None


def belonging(kind: Kind, bodies: Iterable[str]) -> Belonging:
    """The province is the only one that these bodies name; two provinces are as good as none."""
    if kind != "provincial":
        return Belonging(kind)
    found = set[str]().union(*(provinces_named(body) for body in bodies))
    return Belonging(kind, found.pop() if len(found) == 1 else None)


def kind_by_decision(decision: str) -> Kind:
    """A decision of a people's committee makes a procedure its province's own."""
    upper = decision.upper()
    return "provincial" if any(mark in upper for mark in words().provincial_decisions) else "standard"
