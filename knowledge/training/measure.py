"""How well questions are found, by style: `scripts/evaluate.py` runs it on the evaluation questions.

`python -m knowledge.training.measure` prints the same table for the development sheets, which the search was tuned
on: figures to compare, not to praise.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from knowledge.embedding import SHIPPED, StaticEmbedding
from knowledge.index import open_search
from knowledge.library import Library
from knowledge.procedure import Procedure
from knowledge.search import Found, Search
from knowledge.titles import key
from knowledge.training.asked import development
from knowledge.training.baselines import Ranking
from knowledge.training.shelves import libraries
from nlu.text import unmark

SILENT = ("none", "out_of_scope")
ASKED_BACK = ("close", "which_province")


@dataclass(frozen=True, slots=True)
class Row:
    """A question, the codes or slugs of which any is right (none where nothing is), and its style.

    `before` is what was asked just before it, `province` the citizen's.
    """

    text: str
    accepted: frozenset[str]
    style: str
    before: str | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with what was found; `place` is that of the first right hit, from 1, 0 for none among them."""

    row: Row
    found: Found
    place: int
    offered: bool


class Marking:
    """Knows which hits are right for a row: by slug, by a code the record bears or bore, by a copy of it."""

    def __init__(self, library: Library) -> None:
        self._names: dict[str, set[str]] = {}
        of_title: dict[str, set[str]] = {}
        for heading in library.headings:
            of_title.setdefault(key(heading.title), set()).add(heading.code)
        for procedure in library:
            self._names[procedure.slug] = _codes(procedure) | of_title.get(key(procedure.official_title), set())
        for family in library.families:
            for code in family.codes:
                self._names[code] = set(family.codes)
        others = {faq.slug for faq in library.faqs} | {event.slug for event in library.events}
        self._known = others.union(self._names, *self._names.values())

    def is_right(self, slug: str, accepted: frozenset[str]) -> bool:
        """Whether this hit is an accepted one."""
        return slug in accepted or bool(self._names.get(slug, set()) & accepted)

    def has_any(self, accepted: frozenset[str]) -> bool:
        """Whether a right answer stands on this shelf at all."""
        return bool(accepted & self._known)

    def place(self, slugs: Iterable[str], accepted: frozenset[str]) -> int:
        """The place of the first right one, from 1; 0 for none."""
        return next((at for at, slug in enumerate(slugs, 1) if self.is_right(slug, accepted)), 0)


def answered(rows: Iterable[Row], find: Callable[[Row], Found], marking: Marking) -> list[Answered]:
    """Every question asked once."""
    told = []
    for row in rows:
        found = find(row)
        place = marking.place((hit.slug for hit in found.hits), row.accepted)
        told.append(Answered(row, found, place, marking.place(found.choices, row.accepted) > 0))
    return told


def in_scope(rows: Sequence[Answered]) -> dict[str, Any]:
    """The figures of one style in which something is right."""
    places = [row.place for row in rows]
    certain = [row for row in rows if row.found.verdict == "certain"]
    back = [row for row in rows if row.found.verdict in ASKED_BACK]
    return hits(places) | {
        "answered_at_once": share(len(certain), len(rows)),
        "of_those_right": share(sum(row.place == 1 for row in certain), len(certain)),
        "asked_back": share(len(back), len(rows)),
        "asked_back_with_the_right_one": share(sum(row.offered or row.place == 1 for row in back), len(back)),
        "silent": share(sum(row.found.verdict in SILENT for row in rows), len(rows)),
    }


def hits(places: Sequence[int]) -> dict[str, Any]:
    """R@1 with its interval, R@5 with its interval, MRR."""
    first, five = (sum(0 < place <= most for place in places) for most in (1, 5))
    return {
        "n": len(places),
        "r_at_1": share(first, len(places)),
        "r_at_1_interval": interval(first, len(places)),
        "r_at_5": share(five, len(places)),
        "r_at_5_interval": interval(five, len(places)),
        "mrr": round(sum(1 / place for place in places if place) / len(places), 3) if places else 0.0,
    }


def beyond(rows: Sequence[Answered]) -> dict[str, Any]:
    """The figures of questions that have no answer here; `false_answers`: told or offered one as the answer."""
    silent = sum(row.found.verdict in SILENT for row in rows)
    told = sum(row.found.verdict == "certain" for row in rows)
    return {
        "n": len(rows),
        "not_answered": share(len(rows) - told, len(rows)),
        "silent": share(silent, len(rows)),
        "silent_interval": interval(silent, len(rows)),
        "false_answers": share(told, len(rows)),
    }


def asking_back(due: Sequence[Answered], clear: Sequence[Answered]) -> dict[str, Any]:
    """Precision: asked back where due, or where the first hit would have been wrong. Recall: of those due."""
    back = [row for row in (*due, *clear) if row.found.verdict in ASKED_BACK]
    well = [row for row in back if row in due or row.place != 1]
    return {
        "asked": len(back),
        "precision": share(len(well), len(back)),
        "recall": share(sum(row.found.verdict in ASKED_BACK for row in due), len(due)),
    }


def beside(rows: Sequence[Row], rankings: Mapping[str, Ranking], marking: Marking) -> dict[str, dict[str, Any]]:
    """The same questions by each leg alone."""
    return {
        name: hits([marking.place(ranking(row.text), row.accepted) for row in rows])
        for name, ranking in rankings.items()
    }


def share(part: int, whole: int) -> float:
    """To three places; 0 of nothing."""
    return round(part / whole, 3) if whole else 0.0


def interval(part: int, whole: int) -> list[float]:
    """Wilson's 95 % interval of a share."""
    if not whole:
        return [0.0, 1.0]
    z, middle = 1.96, part / whole
    centre = (middle + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * math.sqrt(middle * (1 - middle) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    return [round(centre - half, 3), round(centre + half, 3)]


def _codes(procedure: Procedure) -> set[str]:
    return {procedure.code, *(alias.code for alias in procedure.aliases)}


def _asking(search: Search) -> Callable[[Row], Found]:
    return lambda row: search.find(row.text)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=SHIPPED)
    parser.add_argument("--catalogue", type=Path, nargs="*")
    said = parser.parse_args()
    embedding = StaticEmbedding(said.model)
    for shelf, library in zip(("curated", "full"), libraries(said.catalogue), strict=True):
        if library is None:
            print("no catalogue at hand: nothing is measured over it")
            continue
        with TemporaryDirectory() as scratch:
            search = open_search(library, embedding, Path(scratch))
        asked = [Row(q.text, q.wanted, q.style) for q in development(library)]
        asked += [Row(unmark(row.text), row.accepted, f"{row.style}, no marks") for row in asked]
        told = answered(asked, _asking(search), Marking(library))
        for style in dict.fromkeys(row.style for row in asked):
            rows = [each for each in told if each.row.style == style]
            figures = in_scope(rows) if any(each.row.accepted for each in rows) else beyond(rows)
            print(json.dumps({"shelf": shelf, "style": style} | figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
