"""What was fetched of the portal's catalogue, on disk: each answer as soon as it came, so that a kill loses one.

It must not judge an answer.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from connectors.catalogue_wire import Validators


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, the round in which the portal last stood by it, and its validators."""

    body: Any
    round: int
    validators: Validators


class CatalogueFolder:
    """One folder; a round is one walk through the whole list, over as many runs as it takes."""

    def __init__(self, folder: Path, *, address: str) -> None:
        """`address` is whose answers these are: another portal's folder begins anew."""
        self._folder = folder / sha256(address.encode()).hexdigest()[:16]
        self._entries = self._folder / "entries"
        self._entries.mkdir(parents=True, exist_ok=True)

    def begin(self) -> int:
        """The number of the round that was broken off, or of a new one."""
        state = _read(self._folder / "round.json") or {"round": 0, "finished": True}
        if state["finished"]:
            state = {"round": state["round"] + 1, "finished": False}
            (self._folder / "list.json").unlink(missing_ok=True)
            _write(self._folder / "round.json", state)
        return int(state["round"])

    def finish(self, number: int) -> None:
        """The next run begins a new round."""
        _write(self._folder / "round.json", {"round": number, "finished": True})

    def listed(self) -> list[dict[str, Any]] | None:
        """The list as it was fetched in this round; None when it was not, or not to its end."""
        found: list[dict[str, Any]] | None = _read(self._folder / "list.json")
        return found

    def keep_list(self, rows: list[dict[str, Any]]) -> None:
        """Keep the whole list."""
        _write(self._folder / "list.json", rows)

    def entry(self, identifier: str) -> Fetched | None:
        """What was fetched for a row of the list; a file that was cut is as good as none."""
        read = _read(self._path(identifier))
        if not isinstance(read, dict) or "body" not in read:
            return None
        return Fetched(read["body"], int(read["round"]), Validators(**read["validators"]))

    def keep(self, identifier: str, fetched: Fetched) -> None:
        """Keep an answer in place of an older one."""
        kept = {"round": fetched.round, "validators": asdict(fetched.validators), "body": fetched.body}
        _write(self._path(identifier), kept)

    def forget(self, identifier: str) -> None:
        """The portal has it no longer."""
        self._path(identifier).unlink(missing_ok=True)

    def sweep(self, identifiers: Iterable[str]) -> None:
        """Forget what is not on the list."""
        kept = {self._path(identifier).name for identifier in identifiers}
        for path in self._entries.iterdir():
            if path.name not in kept:
                path.unlink()

    def bodies(self, identifiers: Iterable[str]) -> Iterator[Any]:
        """The answers to these rows, in order, those that were fetched."""
        for identifier in identifiers:
            if fetched := self.entry(identifier):
                yield fetched.body

    def _path(self, identifier: str) -> Path:
        return self._entries / f"{sha256(identifier.encode()).hexdigest()[:32]}.json"


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _write(path: Path, value: Any) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    partial.replace(path)
