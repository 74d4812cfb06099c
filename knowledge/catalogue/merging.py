"""Joins what several files say of one procedure into one entry, field by field.

Newer files win; of the same day the richer shape wins; an empty field never wins. Facts of an older decision are
never mixed with those of a newer one: from such a file only what does not hang on the decision is taken.
"""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.catalogue.entry import Agencies, Entry, Shape

_RICHNESS: dict[Shape, int] = {"api": 3, "text": 2, "page": 1, "list": 0}
_TIMELESS = ("kind", "province", "promulgated_by", "field", "subjects", "levels", "page_id", "keywords")
"""What an older decision's record may still add."""

_WHOSE = ("kind", "province", "promulgated_by")
"""Taken together from one file: the promulgating body is what the other two are read from."""

_SEPARATE = frozenset({"code", "agencies", "snapshots", "doubts", *_WHOSE})
_DOUBTED = {"glued_cells": ("cases", "ways"), "steps_scrambled": ("steps",)}


def merged(entries: Iterable[Entry]) -> Entry:
    """One entry from all that files say of one code; the order of the arguments does not matter."""
    first, *rest = sorted(entries, key=_rank, reverse=True)
    for each in rest:
        first = _filled(first, each)
    return first


def _rank(entry: Entry) -> tuple[object, ...]:
    snapshot = entry.snapshots[0]
    light = snapshot.shape == "list"  # a list row is newest by title alone; it has no facts to win with
    return (not light, snapshot.as_of, _RICHNESS[snapshot.shape], snapshot.file)


def _filled(first: Entry, other: Entry) -> Entry:
    """`first` with its empty fields taken from `other`."""
    same = not first.decision or not other.decision or first.decision == other.decision
    names = [name for name in (Entry.model_fields if same else _TIMELESS) if name not in _SEPARATE]
    taken = {name: getattr(other, name) for name in names if not getattr(first, name) and getattr(other, name)}
    if len(other.levels) > len(first.levels) and set(other.levels) >= set(first.levels):
        taken["levels"] = other.levels
    if not first.promulgated_by and other.promulgated_by:
        taken |= {name: getattr(other, name) for name in _WHOSE}
    doubts = [doubt for doubt in other.doubts if any(name in taken for name in _DOUBTED.get(doubt, ()))]
    return first.model_copy(
        update=taken
        | {
            "agencies": _agencies(first.agencies, other.agencies) if same else first.agencies,
            "doubts": tuple(dict.fromkeys([*first.doubts, *doubts])),
            "snapshots": (*first.snapshots, *other.snapshots),
        }
    )


def _agencies(first: Agencies, other: Agencies) -> Agencies:
    missing = {name: getattr(other, name) for name in Agencies.model_fields if not getattr(first, name)}
    return first.model_copy(update=missing)
