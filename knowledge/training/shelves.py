"""The libraries that are trained on, calibrated and measured: the curated records, and with the full catalogue.

The catalogue comes from files named, else from MOTCUA_HOME, else from the reference data beside the project.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from knowledge.catalogue import shelf, snapshot
from knowledge.catalogue.importing import Given, read_files
from knowledge.catalogue.shelf import Catalogue
from knowledge.content import load_content
from knowledge.library import Library

KNOWLEDGE = Path(__file__).parent.parent
BESIDE = KNOWLEDGE.parent.parent / "shared" / "data" / "catalogue"
"""Reference data that lies beside the project on some machines; not part of it."""
_AS_OF = {"2026-07": dt.date(2026, 7, 15), "2026-06": dt.date(2026, 6, 15)}


def libraries(files: Sequence[Path] | None = None) -> tuple[Library, Library | None]:
    """The curated records alone, and with the catalogue; None where there is no catalogue."""
    content = load_content(KNOWLEDGE)
    curated = Library(content.procedures, faqs=content.faqs, events=content.events)
    found = catalogue(tuple(files or ()))
    if found is None:
        return curated, None
    return curated, Library(content.procedures, faqs=content.faqs, events=content.events, catalogue=found)


@cache
def catalogue(files: tuple[Path, ...] = ()) -> Catalogue | None:
    """The catalogue of these files, else the one at hand."""
    if files:
        return _of(files)
    if (home := os.environ.get("MOTCUA_HOME")) and (kept := shelf.load(Path(home) / "catalogue")):
        return kept
    return _of(beside) if (beside := tuple(sorted(BESIDE.glob("*.jsonl.gz")))) else None


def _of(files: Sequence[Path]) -> Catalogue:
    """Read into a folder of the checkout that is never committed, once for the same files."""
    kept = KNOWLEDGE.parent / "var" / "training-catalogue" / _mark(files)
    if (found := shelf.load(kept)) is None:
        imported = read_files([Given(path, _day(path)) for path in files])
        snapshot.keep(imported.entries, kept, as_of=imported.as_of or dt.date.min)
        found = shelf.load(kept)
    assert found is not None, "just written"
    return found


def _mark(files: Sequence[Path]) -> str:
    """Differs for other files, and once the code that reads them changes."""
    digest = hashlib.sha256("|".join(f"{path.name}:{path.stat().st_size}" for path in files).encode())
    code = KNOWLEDGE / "catalogue"
    for path in sorted([*code.rglob("*.py"), *code.rglob("*.yml")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _day(path: Path) -> dt.date:
    return next((day for month, day in _AS_OF.items() if month in path.name), dt.date(2026, 1, 1))
