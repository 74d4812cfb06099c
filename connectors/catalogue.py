"""Walks through the portal's catalogue: the whole list first, then every procedure that is new or has changed.

A run that is killed is taken up where it was. It must not read what an answer says beyond ids and codes.

    CatalogueUnavailable   the portal gave no usable answer: later
    CatalogueRefused       the portal does not want to be asked so: our mistake, or its rule
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from connectors.catalogue_folder import CatalogueFolder, Fetched
from connectors.catalogue_wire import CatalogueRefused, CatalogueUnavailable, CatalogueWire, Validators

_MOST_PAGES = 10_000
_ROWS = ("content", "items", "rows", "list", "data", "result", "results")
"""Under which of these the rows of a list lie differs from portal to portal."""

_IN_A_ROW = 10
"""So many procedures that cannot be had one after the other: the portal is down, not the procedures."""


class CatalogueSettings(BaseModel):
    """Where the portal's procedure API listens. In the paths, {page}, {size}, {id} and {code} are filled in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: Annotated[str, StringConstraints(pattern=r"^(https?://[^\s/]+[^\s]*)?$")] = ""
    list_path: Annotated[str, StringConstraints(pattern=r"^/")] = "/procedures?page={page}&size={size}"
    entry_path: Annotated[str, StringConstraints(pattern=r"^/")] = "/procedures/{id}"
    first_page: Annotated[int, Field(ge=0, le=1)] = 0
    page_size: Annotated[int, Field(ge=1, le=10_000)] = 100
    pace_seconds: Annotated[float, Field(ge=0, le=3600)] = 0.5
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 30


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a walk is. `missed` could not be had in this round, `gone` have no page of their own any more."""

    total: int
    done: int = 0
    fetched: int = 0
    unchanged: int = 0
    kept: int = 0
    gone: int = 0
    missed: int = 0


class CatalogueWalk:
    """One round through the catalogue, over as many runs as it takes."""

    def __init__(self, settings: CatalogueSettings, wire: CatalogueWire, folder: CatalogueFolder) -> None:
        self._settings = settings
        self._wire = wire
        self._folder = folder

    def run(self, tick: Callable[[Progress], None]) -> Progress:
        """Fetch what is missing; `tick` hears after every procedure.

        Raises CatalogueUnavailable when the portal stops answering; what was fetched until then is kept.
        """
        number = self._folder.begin()
        rows = self.rows()
        progress = Progress(total=len(rows))
        in_a_row = 0
        for row in rows:
            what = self._take(row, number)
            in_a_row = in_a_row + 1 if what == "missed" else 0
            if in_a_row >= _IN_A_ROW:
                raise CatalogueUnavailable(f"{_IN_A_ROW} procedures in a row could not be had")
            progress = _stepped(progress, what)
            tick(progress)
        self._folder.sweep(_identifier(row) for row in rows)
        self._folder.finish(number)  # what was missed is asked for again in the next round
        return progress

    def rows(self) -> list[dict[str, Any]]:
        """The whole list, fetched once a round."""
        found = self._folder.listed()
        if found is None:
            found = list(self._fetch_list())
            if not found:
                raise CatalogueUnavailable("the portal's list is empty")
            self._folder.keep_list(found)
        return found

    def bodies(self) -> Iterator[Any]:
        """Every answer at hand, in the list's order."""
        yield from self._folder.bodies(_identifier(row) for row in self.rows())

    def _fetch_list(self) -> Iterator[dict[str, Any]]:
        """Page after page until one brings nothing new; a portal that ignores the page number ends it too."""
        seen: set[str] = set()
        for page in range(self._settings.first_page, _MOST_PAGES):
            path = self._settings.list_path.format(page=page, size=self._settings.page_size)
            rows = [row for row in _rows_of(self._wire.get(path).body) if _identifier(row)]
            fresh = [row for row in rows if _identifier(row) not in seen]
            seen.update(map(_identifier, fresh))
            yield from fresh
            if not fresh or "{page}" not in self._settings.list_path:
                return

    def _take(self, row: dict[str, Any], number: int) -> str:
        """Fetch one procedure unless this round has it; the word is the field of Progress that counts it."""
        identifier = _identifier(row)
        before = self._folder.entry(identifier)
        if before and before.round == number:
            return "kept"
        path = self._settings.entry_path.format(
            id=quote(str(row.get("id", "")), safe=""), code=quote(str(row.get("code", "")).strip(), safe="")
        )
        try:
            page = self._wire.get(path, before.validators if before else Validators())
        except (CatalogueUnavailable, CatalogueRefused):
            return "missed"
        if page.gone:
            self._folder.forget(identifier)
            return "gone"
        if page.body is None and before:
            self._folder.keep(identifier, Fetched(before.body, number, before.validators))
            return "unchanged"
        self._folder.keep(identifier, Fetched(page.body, number, page.validators))
        return "fetched"


def _stepped(progress: Progress, what: str) -> Progress:
    counts = {name: getattr(progress, name) for name in Progress.__slots__}
    counts["done"] += 1
    counts[what] += 1
    return Progress(**counts)


def _identifier(row: dict[str, Any]) -> str:
    return str(row.get("id") or row.get("code") or "").strip()


def _rows_of(body: Any) -> list[dict[str, Any]]:
    """The rows of a list's page, wherever they lie in it."""
    if isinstance(body, list):
        return [row for row in body if isinstance(row, dict)]
    if isinstance(body, dict):
        for name in _ROWS:
            if isinstance(body.get(name), list | dict):
                return _rows_of(body[name])
    return []
