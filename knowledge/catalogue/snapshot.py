"""The imported catalogue on disk: packed entries with their headings, this one and the one before.

A new one appears whole or not at all: a folder is written beside the old one and one small file is replaced.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import shutil
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from knowledge.catalogue.entry import Entry
from knowledge.catalogue.headlines import heading_of

_CURRENT = "current.json"
_LOCK = "import.lock"
_UNFINISHED = "unfinished"
"""What is being written lies in here, so that whoever watches the folder sees finished things only."""

_LEVEL = 6
_FORMAT = 1


class CatalogueError(Exception):
    """The catalogue on disk cannot be used: `problems` are lines with the folder."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Kept:
    """What one folder holds, unread."""

    headings: bytes
    entries: bytes
    as_of: dt.date
    fingerprint: str


def packed(entries: Iterable[Entry], *, as_of: dt.date) -> Kept:
    """The entries as they would lie on disk."""
    headings, blobs = _packed(entries)
    return Kept(headings, blobs, as_of, sha256(headings + blobs).hexdigest()[:32])


def keep(entries: Iterable[Entry], folder: Path, *, as_of: dt.date) -> str:
    """Write the entries as the current catalogue and return their fingerprint."""
    return put(packed(entries, as_of=as_of), folder)


def put(new: Kept, folder: Path) -> str:
    """Make this the current catalogue; the one before stays as the previous. Returns the fingerprint."""
    folder.mkdir(parents=True, exist_ok=True)
    which = {"fingerprint": new.fingerprint, "as_of": new.as_of.isoformat()}
    with (folder / _LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_sound(folder, which):
            _write(folder / which["fingerprint"], new.headings, new.entries)
        pointer = {"format": _FORMAT, "current": which, "previous": _before(folder, which["fingerprint"])}
        replace_json(folder / _CURRENT, pointer)
        _sweep(folder, pointer)
    return which["fingerprint"]


def current(folder: Path) -> Kept | None:
    """The catalogue in use; None when nothing was imported; CatalogueError when it is damaged."""
    pointer = _pointer(folder)
    return _kept(folder, pointer["current"]) if pointer else None


def previous(folder: Path) -> Kept | None:
    """The catalogue before the last import, if there was one."""
    pointer = _pointer(folder)
    return _kept(folder, pointer["previous"]) if pointer and pointer["previous"] else None


def _is_sound(folder: Path, which: dict[str, str]) -> bool:
    try:
        _kept(folder, which)
    except CatalogueError:
        return False
    return True


def _before(folder: Path, fingerprint: str) -> dict[str, str] | None:
    """What is current until now; importing the same again keeps the one before it."""
    try:
        pointer = _pointer(folder)
    except CatalogueError:
        return None
    if pointer is None:
        return None
    found: dict[str, str] | None = pointer["current"]
    return found if found and found["fingerprint"] != fingerprint else pointer["previous"]


def _packed(entries: Iterable[Entry]) -> tuple[bytes, bytes]:
    rows: list[dict[str, Any]] = []
    pieces: list[bytes] = []
    start = 0
    for entry in entries:
        piece = zlib.compress(entry.model_dump_json(exclude_defaults=True).encode(), _LEVEL)
        heading = asdict(heading_of(entry))
        sets = {name: sorted(heading[name]) for name in ("levels", "subjects")}
        rows.append(heading | sets | {"start": start, "length": len(piece)})
        pieces.append(piece)
        start += len(piece)
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), b"".join(pieces)


def _write(target: Path, rows: bytes, packed: bytes) -> None:
    partial = target.parent / _UNFINISHED / target.name
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for name, content in (("headings.json", rows), ("entries.bin", packed)):
        with (partial / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    shutil.rmtree(target, ignore_errors=True)
    partial.rename(target)


def replace_json(path: Path, value: dict[str, Any]) -> None:
    """Put a value in a file's place, whole."""
    partial = path.parent / _UNFINISHED / f"{path.name}-{os.getpid()}"
    partial.parent.mkdir(exist_ok=True)
    partial.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    partial.replace(path)


def _sweep(folder: Path, pointer: dict[str, Any]) -> None:
    """Folders that nothing points to any more. The one just replaced stays, for readers in the middle of it."""
    kept = {each["fingerprint"] for each in (pointer["current"], pointer["previous"]) if each}
    for child in folder.iterdir():
        if child.is_dir() and child.name not in kept and (child / "entries.bin").exists():
            shutil.rmtree(child, ignore_errors=True)


def _pointer(folder: Path) -> dict[str, Any] | None:
    try:
        read: dict[str, Any] = json.loads((folder / _CURRENT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise CatalogueError([f"{folder / _CURRENT}: {error}"]) from None
    if read.get("format") != _FORMAT:
        raise CatalogueError([f"{folder / _CURRENT}: written by another version; import the files again"])
    return read


def _kept(folder: Path, which: dict[str, str]) -> Kept:
    fingerprint = which["fingerprint"]
    try:
        rows = (folder / fingerprint / "headings.json").read_bytes()
        packed = (folder / fingerprint / "entries.bin").read_bytes()
    except OSError as error:
        raise CatalogueError(
            [f"{folder}: the catalogue cannot be read ({error}); import the files again"]
        ) from None
    if sha256(rows + packed).hexdigest()[:32] != fingerprint:
        raise CatalogueError([f"{folder / fingerprint}: the catalogue is damaged; import the files again"])
    return Kept(rows, packed, dt.date.fromisoformat(which["as_of"]), fingerprint)
