"""Prints how well and how fast the search finds: `python -m knowledge.training.measure [--questions FOLDER]`.

Without a folder it measures the development questions, which the floor was set on: figures to compare, not to
praise. Files of a folder hold rows of `q`, `codes` (none for a question beyond us) and `style`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from knowledge.content import load
from knowledge.embedding import SHIPPED, StaticEmbedding
from knowledge.index import open_search
from knowledge.library import Library
from knowledge.search import Search
from nlu.text import unmark

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, the slugs of which any is right, and the style it belongs to."""

    text: str
    wanted: frozenset[str]
    style: str


def development() -> Iterator[Question]:
    """The development questions as written, and again without marks."""
    sheet = yaml.safe_load((HERE / "development.yml").read_text(encoding="utf-8"))
    for kind, rows in sheet.items():
        for row in rows:
            text, want = (row, []) if isinstance(row, str) else (row["q"], row["want"])
            yield Question(text, frozenset(want), kind)
            yield Question(unmark(text), frozenset(want), f"{kind}, no marks")


def asked_in(folder: Path, library: Library) -> Iterator[Question]:
    """Rows of every file; a list at the top of the file, or lists under keys."""
    for path in sorted(folder.glob("*.yml")):
        sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
        for row in _rows(sheet):
            codes = row.get("codes") or []
            slugs = frozenset(found.slug for code in codes for found in library.by_code(code))
            yield Question(row["q"], slugs, str(row.get("style", path.stem)))


def _rows(sheet: Any) -> Iterator[Mapping[str, Any]]:
    parts = sheet.values() if isinstance(sheet, dict) else [sheet]
    for part in parts:
        if isinstance(part, list):
            yield from (row for row in part if isinstance(row, dict) and "q" in row)


def places(search: Search, question: Question) -> dict[str, int]:
    """At which place, from 1, each leg and the whole put the first right procedure; 0 for a miss or none due."""
    evidence, names = search.evidence(question.text), [target.name for target in search.targets]
    legs: dict[str, NDArray[Any]] = {"dense": evidence.dense, "BM25": evidence.lexical}
    found = {leg: _place([names[i] for i in _best(scores)], question) for leg, scores in legs.items()}
    return found | {"both": _place([hit.slug for hit in search.find(question.text, 10).hits], question)}


def _best(scores: NDArray[Any]) -> list[int]:
    return [int(place) for place in np.argsort(-scores, kind="stable")[:10]]


def _place(slugs: Sequence[str], question: Question) -> int:
    return next((place for place, slug in enumerate(slugs, 1) if slug in question.wanted), 0)


def table(search: Search, questions: Sequence[Question]) -> Iterator[str]:
    """One line per style: R@1, R@5 and MRR by leg, then what became of the questions."""
    for style in dict.fromkeys(question.style for question in questions):
        rows = [question for question in questions if question.style == style]
        verdicts = [search.find(question.text).verdict for question in rows]
        shares = {verdict: round(verdicts.count(verdict) / len(rows), 3) for verdict in dict.fromkeys(verdicts)}
        line: dict[str, Any] = {"style": style, "n": len(rows), "verdicts": shares}
        if any(question.wanted for question in rows):
            ranks = [places(search, question) for question in rows]
            line |= {leg: _figures([rank[leg] for rank in ranks]) for leg in ("BM25", "dense", "both")}
        yield json.dumps(line, ensure_ascii=False)


def _figures(ranks: Sequence[int]) -> dict[str, float]:
    found = np.array(ranks)
    reciprocal = np.where(found > 0, 1 / np.maximum(found, 1), 0)
    first, five = (found == 1).mean(), ((found > 0) & (found <= 5)).mean()
    spread = 1.96 * np.sqrt(first * (1 - first) / len(found))
    figures = {"R@1": first, "±": spread, "R@5": five, "MRR": reciprocal.mean()}
    return {name: round(float(value), 3) for name, value in figures.items()}


def speed(search: Search, questions: Sequence[Question]) -> str:
    """Milliseconds per question, one at a time."""
    for question in questions[:50]:
        search.find(question.text)
    took = []
    for question in questions:
        began = perf_counter()
        search.find(question.text)
        took.append((perf_counter() - began) * 1000)
    cuts = (f"p{share} {np.percentile(took, share):.2f} ms" for share in (50, 95, 99))
    return f"{len(took)} questions: {', '.join(cuts)}"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--model", type=Path, default=SHIPPED)
    said = parser.parse_args()
    library, embedding = Library(load(HERE.parent / "procedures")), StaticEmbedding(said.model)
    with TemporaryDirectory() as scratch:
        began = perf_counter()
        search = open_search(library, embedding, Path(scratch))
        print(f"index of {len(library)} procedures built in {perf_counter() - began:.2f} s")
    questions = list(asked_in(said.questions, library) if said.questions else development())
    for line in table(search, questions):
        print(line)
    print(speed(search, questions))


if __name__ == "__main__":
    main()
