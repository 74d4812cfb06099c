"""Prints and keeps what changed between two catalogues. It must not decide what a change means for a record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.cli.output import emit
from knowledge.catalogue.diff import Change, Changes
from knowledge.catalogue.snapshot import replace_json
from knowledge.catalogue.touched import FILE

_SHOWN = 6
"""Values of one difference that are printed; the file has them all."""


def write_changes(changes: Changes, folder: Path) -> None:
    """Keep them beside the catalogue, for the editors' list and for hedging."""
    replace_json(folder / FILE, changes.as_json())


def print_changes(changes: Changes, *, as_json: bool) -> None:
    """One JSON value, or lines to read: the touched curated records first."""
    if as_json:
        emit(changes.as_json())
        return
    for line in _lines(changes):
        print(line)


def _lines(changes: Changes) -> Iterator[str]:
    counts: dict[str, int] = {}
    for change in changes.changes:
        for kind in change.kinds:
            counts[kind] = counts.get(kind, 0) + 1
    yield f"From {changes.before} to {changes.after}: {changes.compared} procedures in both."
    yield "  " + (", ".join(f"{kind} {count}" for kind, count in sorted(counts.items())) or "nothing changed")
    if changes.partial:
        yield "  One of the two is a part of the catalogue only: what it lacks is neither gone nor new."
    if changes.touched:
        yield "Curated procedures that are touched:"
        yield from (f"  {slug}: {', '.join(kinds)}" for slug, kinds in changes.touched.items())
    for change in sorted(changes.changes, key=lambda change: (not change.touches, change.code)):
        yield from _change(change)


def _change(change: Change) -> Iterator[str]:
    mark = f" [{', '.join(change.touches)}]" if change.touches else ""
    fate = f"replaced by {change.now}" if change.now else change.fate
    yield f"{change.code}{mark} {change.title}" + ("" if change.differences else f": {fate}")
    for difference in change.differences:
        yield from (f"  {difference.aspect} - {text}" for text in _some(difference.before))
        yield from (f"  {difference.aspect} + {text}" for text in _some(difference.after))


def _some(values: tuple[str, ...]) -> Iterator[str]:
    yield from values[:_SHOWN]
    if len(values) > _SHOWN:
        yield f"… and {len(values) - _SHOWN} more"
