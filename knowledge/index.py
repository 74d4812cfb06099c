"""Builds the index of a library under a folder and opens it again; works out anew only what changed.

Each index lies complete in a folder of its own, named after its fingerprint; the file `current` names the one in
use and is replaced in one step, so a reader sees the old index or the new one and never half of one.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

import numpy as np

from knowledge.calibration import Calibration, Figures
from knowledge.calibration import load as load_calibration
from knowledge.dense import Dense, IndexBroken
from knowledge.embedding import SHIPPED, Embedding
from knowledge.lexical import Lexical, same_words
from knowledge.library import Library
from knowledge.narrowing import is_for_companies_only
from knowledge.passages import Kind, Passage, Target, passages
from knowledge.phrasings import Phrasings
from knowledge.phrasings import load as load_phrasings
from knowledge.reranking import Reranking, shelf_of
from knowledge.search import Search
from knowledge.texts import Texts

_UNFINISHED = ".unfinished-"
_SHAPE = "2"
"""Raised whenever the files of an index change their meaning."""


def build(library: Library, embedding: Embedding, folder: Path) -> None:
    """Writes a fresh index under the folder and puts it in use; the one before it stays for open readers."""
    plan = _Plan.of(library, embedding)
    _keep(Texts.of(plan.texts, embedding), plan, folder)


def open_search(
    library: Library,
    embedding: Embedding,
    folder: Path,
    *,
    calibration: Calibration | None = None,
    phrasings: Phrasings | None = None,
) -> Search:
    """A search over the library. What the index in the folder knows is taken from it; the rest is worked out.

    Without a calibration the shipped one is taken: learned for the shipped model, the best guess for any other.
    """
    plan = _Plan.of(library, embedding, phrasings)
    texts = _texts(plan, embedding, folder)
    learned = calibration or load_calibration(SHIPPED / "calibration.json")
    return _search(library, embedding, plan, texts, learned.full if library.catalogue else learned.curated)


class _Plan:
    """What an index of this library must hold, and the fingerprints by which it is known."""

    def __init__(self, passages_: tuple[Passage, ...], model: str) -> None:
        self.texts = [passage.text for passage in passages_]
        places: dict[Target, int] = {}
        owners = [places.setdefault(passage.target, len(places)) for passage in passages_]
        self.targets: tuple[Target, ...] = tuple(places)
        self.owners = np.array(owners, dtype=np.int32)
        self.begins = np.searchsorted(self.owners, np.arange(len(places) + 1))
        ground = f"{_SHAPE}|{model}|{sorted(same_words().items())}"
        self.model = hashlib.sha256(ground.encode()).hexdigest()[:12]
        digest = hashlib.sha256("\n".join([ground, *self.texts]).encode())
        self.fingerprint = f"{self.model}-{digest.hexdigest()[:16]}"

    @classmethod
    def of(cls, library: Library, embedding: Embedding, phrasings: Phrasings | None = None) -> _Plan:
        said = phrasings or load_phrasings()
        return cls(tuple(passages(library, said)), embedding.fingerprint)


def _texts(plan: _Plan, embedding: Embedding, folder: Path) -> Texts:
    """From the index in use when it is whole and of this model, completed where content changed."""
    name = _current(folder)
    try:
        known = Texts.read(folder / name) if name.startswith(plan.model) else None
    except IndexBroken:
        known = None
    if known is not None and name.startswith(plan.fingerprint):
        return known
    texts = Texts.of(plan.texts, embedding, known)
    _keep(texts, plan, folder)
    return texts


def _search(library: Library, embedding: Embedding, plan: _Plan, texts: Texts, figures: Figures) -> Search:
    imported = np.array([target.kind == "imported" for target in plan.targets], dtype=np.int8)
    of_terms = np.repeat(plan.owners, np.diff(texts.starts))
    legs = Dense.of(texts.rows, plan.begins), Lexical.of(texts.vocabulary, (texts.terms, of_terms), imported)
    facts = [_facts(library, target) for target in plan.targets]
    shelf = shelf_of(texts, legs[1], plan.begins, facts)
    reranking = Reranking(texts, legs, shelf)
    return Search(library, embedding, legs=legs, targets=plan.targets, reranking=reranking, figures=figures)


def _facts(library: Library, target: Target) -> tuple[Kind, bool, bool]:
    """Kind, whether the commune handles it, whether no citizen may ask for it."""
    heading = library.heading(target.name) if target.kind == "imported" else None
    if heading is None:
        return target.kind, target.beyond is None, False
    return target.kind, "commune" in heading.levels, is_for_companies_only(heading)


def _keep(texts: Texts, plan: _Plan, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder))
    texts.write(unfinished)
    _put_in_use(unfinished, folder, plan.fingerprint + unfinished.name.removeprefix(_UNFINISHED))


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
