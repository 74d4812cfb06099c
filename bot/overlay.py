"""The editors' files: drafts, and what was published over the shipped content. Reads and writes files only."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.home import PROJECT
from bot.store.publications import Change, Publication

SHIPPED = PROJECT / "knowledge"
RECORDS = ("procedures", "faq", "events")
FOLDERS = (*RECORDS, "phrasings", "places", "questions")
"""Records replace the shipped file of the same name; the others stand beside what is shipped."""
_BASE = ".base.json"
_APPLIED = ".applied"


class DraftConflict(Exception):
    """Somebody published these files after the drafts were taken: `problems` has a line for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Overlay:
    """`content` holds what is published, `drafts` what an editor is working on; both lie in the home folder."""

    content: Path
    drafts: Path

    def in_force(self, path: str) -> str | None:
        """The text that a file has now, published or shipped."""
        published = _read(self.content / path)
        return self.shipped(path) if published is None else published

    def shipped(self, path: str) -> str | None:
        """The text that came with the product."""
        return _read(SHIPPED / path)

    def edit(self, path: str, template: str = "") -> Path:
        """A draft of this file, begun from what is in force; one that is there already stays as it is."""
        draft = self.drafts / path
        if not draft.exists():
            in_force = self.in_force(path)
            _write(draft, template if in_force is None else in_force)
            self._remember(path, in_force)
        return draft

    def drafted(self) -> list[Change]:
        """What publishing would change; DraftConflict when a file changed since its draft was taken."""
        base = self._base()
        changes, problems = [], []
        for path in self._draft_paths():
            after, in_force = _read(self.drafts / path), self.in_force(path)
            if path in base and base[path] != _print(in_force):
                problems.append(f"{path}: was published by somebody else meanwhile; take a fresh draft")
            if after != in_force:
                changes.append(Change(path, _read(self.content / path), after))
        if problems:
            raise DraftConflict(problems)
        return changes

    def drop_drafts(self) -> None:
        """Every draft away; they are published."""
        for path in [*self._draft_paths()]:
            (self.drafts / path).unlink()
        (self.drafts / _BASE).unlink(missing_ok=True)

    def applied(self) -> int:
        """The number of the last publication that stands in `content`."""
        return int(_read(self.content / _APPLIED) or 0)

    def apply(self, publications: Iterable[Publication]) -> None:
        """Write what they changed; doing it twice does no harm."""
        for publication in publications:
            for change in publication.changes:
                if change.after is None:
                    (self.content / change.path).unlink(missing_ok=True)
                else:
                    _write(self.content / change.path, change.after)
            _write(self.content / _APPLIED, str(publication.seq))

    def _draft_paths(self) -> Iterator[str]:
        for folder in FOLDERS:
            for path in sorted((self.drafts / folder).glob("*.yml")):
                yield f"{folder}/{path.name}"

    def _base(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(_read(self.drafts / _BASE) or "{}")
        return found

    def _remember(self, path: str, in_force: str | None) -> None:
        _write(self.drafts / _BASE, json.dumps(self._base() | {path: _print(in_force)}))


def _print(text: str | None) -> str:
    return hashlib.sha256((text or "").encode()).hexdigest()


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _write(path: Path, text: str) -> None:
    """In one step, so that a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".", delete=False, encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
