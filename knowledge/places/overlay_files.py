"""Reads the overlays of a folder, one YAML file a place, and says everything that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from knowledge.content import ContentError, parse, plain_lines
from knowledge.places.overlay import Overlay, Overlays, misfits
from knowledge.places.units import Units
from knowledge.procedure import Procedure

FOLDER = "places"
"""Beside the other kinds of content."""


def load(folder: Path, procedures: Iterable[Procedure], units: Units | None = None) -> Overlays:
    """The overlays in `folder` (none when it is not there). An empty file says nothing.

    Raises ContentError with all mistakes of all files: unknown keys, sources, procedures, and places by `units`.
    """
    problems: list[str] = []
    known = tuple(procedures)
    found: dict[str, Overlay] = {}
    for path in sorted(folder.glob("*.yml")):
        if path.stat().st_size == 0:
            continue
        overlay = _read(path, problems)
        if overlay is not None:
            problems += _of(path, overlay, known, units)
            found[overlay.place] = overlay
    if problems:
        raise ContentError(problems)
    return Overlays(MappingProxyType(found))


def _read(path: Path, problems: list[str]) -> Overlay | None:
    try:
        return Overlay.model_validate(parse(path))
    except ContentError as error:
        problems += error.problems
    except ValidationError as error:
        problems += plain_lines(path, error)
    return None


def _of(path: Path, overlay: Overlay, procedures: tuple[Procedure, ...], units: Units | None) -> Iterator[str]:
    if overlay.place != path.stem:
        yield f"{path}: place: {overlay.place!r} is not the file's name"
    if units is not None:
        if units.place(overlay.place) is None:
            yield f"{path}: place: no province or commune {overlay.place!r} (as of {units.as_of})"
        elif overlay.name != units.describe(overlay.place):
            yield f"{path}: name: {overlay.place!r} is {units.describe(overlay.place)!r}"
    yield from (f"{path}: {problem}" for problem in misfits(overlay, procedures))
