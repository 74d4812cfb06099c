"""Tells the four shapes apart by what is in a record, never by a file's name, and calls the right reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from knowledge.catalogue.entry import Entry, Shape, Snapshot
from knowledge.catalogue.reading import api, labelled, listing, page
from knowledge.catalogue.reading.bad import BadRecord


@dataclass(frozen=True, slots=True)
class Reader:
    """One shape: whether a record has it, and how it is read."""

    shape: Shape
    recognises: Callable[[dict[str, Any]], bool]
    read: Callable[[dict[str, Any], Snapshot], Entry]


READERS = (
    Reader("text", labelled.recognises, labelled.read),
    Reader("page", page.recognises, page.read),
    Reader("list", listing.recognises, listing.read),
    Reader("api", api.recognises, api.read),
)


def reader_of(record: object) -> Reader:
    """The reader for a record; BadRecord when no shape fits."""
    if not isinstance(record, dict):
        raise BadRecord("is not a record")
    for reader in READERS:
        if reader.recognises(record):
            return reader
    shown = ", ".join(sorted(map(str, record))[:5])
    raise BadRecord(f"has no known shape (keys: {shown})")
