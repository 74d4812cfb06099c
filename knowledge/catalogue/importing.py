"""Reads catalogue files into one set of entries and says what was wrong with each record that it skipped.

It must not write anything, and a record is imported whole or not at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from knowledge.catalogue.entry import Entry, Shape, Snapshot
from knowledge.catalogue.merging import merged
from knowledge.catalogue.reading.bad import BadRecord, in_short
from knowledge.catalogue.reading.files import records
from knowledge.catalogue.reading.shapes import reader_of
from knowledge.catalogue.steps import checked
from knowledge.catalogue.tidying import speaks_of_old_levels


@dataclass(frozen=True, slots=True)
class Given:
    """A file to read and the day that it speaks for."""

    path: Path
    as_of: dt.date


@dataclass(frozen=True, slots=True)
class Imported:
    """Entries in order of code; `problems` are lines of "file: line: what is wrong".

    `vanished` are codes that only older files know and the portal's newest whole list no longer has.
    """

    entries: tuple[Entry, ...]
    problems: tuple[str, ...]
    read: dict[Shape, int]
    as_of: dt.date | None
    vanished: tuple[str, ...] = ()


def read_files(files: Sequence[Given], *, tick: Callable[[int], None] = lambda _count: None) -> Imported:
    """Everything that can be read in these files. `tick` hears how many records were looked at so far."""
    problems: list[str] = []
    by_code: dict[str, list[Entry]] = {}
    read: dict[Shape, int] = {}
    for count, entry in enumerate(_entries(files, problems), 1):
        by_code.setdefault(entry.code, []).append(entry)
        shape = entry.snapshots[0].shape
        read[shape] = read.get(shape, 0) + 1
        tick(count)
    gone = _vanished(by_code)
    joined = [merged(by_code[code]) for code in sorted(by_code.keys() - gone)]
    entries = tuple(_finished(entry) for entry in _placed(joined))
    days = [snapshot.as_of for entry in entries for snapshot in entry.snapshots]
    return Imported(entries, tuple(problems), read, max(days, default=None), tuple(sorted(gone)))


def _vanished(by_code: dict[str, list[Entry]]) -> set[str]:
    """Codes that are not on the newest whole list and in no file as new as it."""
    snapshots = {code: [entry.snapshots[0] for entry in entries] for code, entries in by_code.items()}
    listed = [each.as_of for found in snapshots.values() for each in found if each.shape == "list"]
    if not listed:
        return set()
    return {code for code, found in snapshots.items() if max(each.as_of for each in found) < max(listed)}


def _entries(files: Sequence[Given], problems: list[str]) -> Iterator[Entry]:
    for given in files:
        seen: dict[str, tuple[int, Entry]] = {}
        for line, record in records(given.path):
            try:
                entry = _entry(record, given)
                if entry.code in seen:
                    _same_again(entry, *seen[entry.code])
                    continue
            except BadRecord as bad:
                problems.append(f"{given.path}: line {line}: {bad}")
                continue
            seen[entry.code] = (line, entry)
            yield entry


def _entry(record: Any, given: Given) -> Entry:
    if isinstance(record, BadRecord):
        raise record
    reader = reader_of(record)
    snapshot = Snapshot(file=given.path.name, as_of=given.as_of, shape=reader.shape)
    try:
        return reader.read(record, snapshot)
    except ValidationError as error:
        raise BadRecord(in_short(error)) from None


def _same_again(entry: Entry, line: int, first: Entry) -> None:
    """The same record twice in a file is nothing; two different ones for one code are a mistake."""
    if entry != first:
        raise BadRecord(f"{entry.code} was on line {line} with other content")


def _placed(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Provincial entries that name no province take the one that all others of the same decision have."""
    known: dict[str, set[str]] = {}
    for entry in entries:
        if entry.province and entry.decision:
            known.setdefault(entry.decision, set()).add(entry.province)
    for entry in entries:
        found = known.get(entry.decision, set())
        lost = entry.kind == "provincial" and entry.province is None
        yield entry.model_copy(update={"province": next(iter(found))}) if lost and len(found) == 1 else entry


def _finished(entry: Entry) -> Entry:
    """With its doubts: scrambled steps left out, words of the abolished districts flagged."""
    entry = checked(entry)
    if speaks_of_old_levels(_told(entry)):
        entry = entry.model_copy(update={"doubts": tuple(dict.fromkeys([*entry.doubts, "old_levels"]))})
    return entry


def _told(entry: Entry) -> Iterable[str]:
    """The texts from which a citizen is told something."""
    yield entry.title
    yield from (line for step in entry.steps for line in (step.name, *step.lines))
    yield from (text for way in entry.ways for text in (way.note, *(fee.text for fee in way.fees)))
    yield from (text for case in entry.cases for text in (case.name, *(paper.name for paper in case.papers)))
    agencies = entry.agencies
    yield from (*agencies.executing, *agencies.deciding, agencies.address, *entry.results, *entry.requirements)
