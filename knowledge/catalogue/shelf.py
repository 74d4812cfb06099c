"""The imported catalogue in memory: headings at hand, entries compressed and decoded when asked for.

It is immutable, so threads may share it. It must not import files nor write any; `snapshot` does.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from knowledge.catalogue import snapshot
from knowledge.catalogue.entry import Entry
from knowledge.catalogue.heading import Heading
from knowledge.catalogue.plain import plain
from knowledge.procedure import Procedure

_KEPT = 256
"""Entries kept decoded; a conversation asks for a handful."""


class Catalogue:
    """All imported procedures, by code. `as_of` is the day that the newest file speaks for."""

    def __init__(
        self, headings: tuple[Heading, ...], packed: Mapping[str, bytes], *, as_of: dt.date, fingerprint: str
    ) -> None:
        self.headings = headings
        self.as_of = as_of
        self.fingerprint = fingerprint
        self._packed = packed
        self._entry = lru_cache(_KEPT)(self._unpacked)
        self._procedure = lru_cache(_KEPT)(self._plain)

    def __len__(self) -> int:
        return len(self.headings)

    def __contains__(self, code: object) -> bool:
        return code in self._packed

    def entry(self, code: str) -> Entry:
        """What the portal says, whole; KeyError when there is no such code."""
        return self._entry(code)

    def procedure(self, code: str) -> Procedure:
        """The same cut to the plain format, with status "imported"; KeyError when there is no such code."""
        return self._procedure(code)

    def _unpacked(self, code: str) -> Entry:
        return Entry.model_validate_json(zlib.decompress(self._packed[code]))

    def _plain(self, code: str) -> Procedure:
        return plain(self._entry(code))


def load(folder: Path) -> Catalogue | None:
    """The catalogue that was imported last; None when none was. CatalogueError when it is damaged."""
    kept = snapshot.current(folder)
    return None if kept is None else opened(kept)


def load_previous(folder: Path) -> Catalogue | None:
    """The catalogue before the last import; None when there is none."""
    kept = snapshot.previous(folder)
    return None if kept is None else opened(kept)


def opened(kept: snapshot.Kept) -> Catalogue:
    """The catalogue that these bytes hold."""
    headings: list[Heading] = []
    packed: dict[str, bytes] = {}
    for row in json.loads(kept.headings):
        start, length = row.pop("start"), row.pop("length")
        packed[row["code"]] = kept.entries[start : start + length]
        headings.append(_heading(row))
    return Catalogue(tuple(headings), packed, as_of=kept.as_of, fingerprint=kept.fingerprint)


def _heading(row: dict[str, Any]) -> Heading:
    several = {name: tuple(row[name]) for name in ("forms", "laws")}
    sets = {name: frozenset(row[name]) for name in ("levels", "subjects")}
    return Heading(**(row | several | sets))
