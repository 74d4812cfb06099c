"""Builds the index of a library under a folder and opens it again; builds anew when content or model changed.

Each index lies complete in a folder of its own, named after its fingerprint; the file `current` names the one in
use and is replaced in one step, so a reader sees the old index or the new one and never half of one.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path
from zipfile import BadZipFile

from knowledge.calibration import Calibration
from knowledge.calibration import load as load_calibration
from knowledge.dense import Dense, IndexBroken
from knowledge.embedding import SHIPPED, Embedding
from knowledge.lexical import Lexical, same_words
from knowledge.library import Library
from knowledge.passages import Passage, Target, passages
from knowledge.phrasings import Phrasings
from knowledge.phrasings import load as load_phrasings
from knowledge.search import Search

_UNFINISHED = ".unfinished-"
_SHAPE = "1"
"""Raised whenever the files of an index change their meaning."""


def build(library: Library, embedding: Embedding, folder: Path) -> None:
    """Writes a fresh index under the folder and puts it in use; the one before it stays for open readers."""
    _build(_Plan.of(library, embedding), embedding, folder)


def open_search(
    library: Library, embedding: Embedding, folder: Path, *, calibration: Calibration | None = None
) -> Search:
    """A search over the library, from the index in the folder if it is whole and up to date, else a new one.

    Without a calibration the shipped one is taken: learned for the shipped model, the best guess for any other.
    """
    plan = _Plan.of(library, embedding)
    try:
        legs = _read(folder / _current(folder), plan)
    except (IndexBroken, OSError):
        legs = _build(plan, embedding, folder)
    figures = calibration or load_calibration(SHIPPED / "calibration.json")
    return Search(library, embedding, legs=legs, targets=plan.targets, calibration=figures)


class _Plan:
    """What an index of this library must hold, and the fingerprint by which it is known."""

    def __init__(self, passages_: tuple[Passage, ...], model: str) -> None:
        self.passages = passages_
        self.targets: tuple[Target, ...] = tuple(dict.fromkeys(passage.target for passage in passages_))
        digest = hashlib.sha256(f"{_SHAPE}|{model}|{sorted(same_words().items())}".encode())
        for passage in passages_:
            digest.update(f"{passage.target}|{passage.text}\n".encode())
        self.fingerprint = digest.hexdigest()[:24]

    @classmethod
    def of(cls, library: Library, embedding: Embedding, phrasings: Phrasings | None = None) -> _Plan:
        said = phrasings or load_phrasings()
        return cls(tuple(passages(library, said)), embedding.fingerprint)

    def owners(self) -> list[int]:
        """The place of each passage's target."""
        places = {target: place for place, target in enumerate(self.targets)}
        return [places[passage.target] for passage in self.passages]

    def documents(self) -> list[list[str]]:
        """All texts of each target."""
        texts: dict[Target, list[str]] = {target: [] for target in self.targets}
        for passage in self.passages:
            texts[passage.target].append(passage.text)
        return list(texts.values())


def _build(plan: _Plan, embedding: Embedding, folder: Path) -> tuple[Dense, Lexical]:
    dense = Dense.of(embedding.encode([passage.text for passage in plan.passages]), plan.owners())
    lexical = Lexical.of(plan.documents())
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder))
    dense.write(unfinished)
    lexical.write(unfinished)
    _put_in_use(unfinished, folder, plan.fingerprint + unfinished.name.removeprefix(_UNFINISHED))
    return dense, lexical


def _put_in_use(unfinished: Path, folder: Path, name: str) -> None:
    """No name is ever used twice, and the index before stays: a reader may be about to open it."""
    before = _current(folder)
    unfinished.replace(folder / name)
    pointer = folder / f"{unfinished.name}.current"
    pointer.write_text(name, encoding="utf-8")
    pointer.replace(folder / "current")
    for old in folder.iterdir():
        if old.is_dir() and old.name not in {before, name} and not old.name.startswith("."):
            shutil.rmtree(old, ignore_errors=True)


def _current(folder: Path) -> str:
    try:
        return (folder / "current").read_text(encoding="utf-8").strip() or "none"
    except OSError:
        return "none"


def _read(folder: Path, plan: _Plan) -> tuple[Dense, Lexical]:
    if not folder.name.startswith(plan.fingerprint):
        raise IndexBroken(f"{folder}: built from other content or another model")
    dense, lexical = Dense.read(folder), _lexical(folder)
    if not dense.count == lexical.count == len(plan.targets):
        raise IndexBroken(f"{folder}: {dense.count} and {lexical.count} targets")
    return dense, lexical


def _lexical(folder: Path) -> Lexical:
    try:
        lexical = Lexical.read(folder)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise IndexBroken(f"{folder}: {error}") from error
    if len(lexical.vocabulary) + 1 != len(lexical.starts):
        raise IndexBroken(f"{folder}: the words and their postings do not belong together")
    return lexical
