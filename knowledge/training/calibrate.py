"""Learns order, floor and asking back of the search: `python -m knowledge.training.calibrate [--catalogue FILE…]`.

Only from the development sheets and the topics beyond ours. The evaluation questions are never read here.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from knowledge.calibration import SIGNS, Calibration, Figures
from knowledge.calibration import load as load_calibration
from knowledge.embedding import SHIPPED, StaticEmbedding
from knowledge.index import open_search
from knowledge.library import Library
from knowledge.passages import Target
from knowledge.phrasings import load as load_phrasings
from knowledge.reranking import FEATURES, Heard
from knowledge.search import Ranked, Search
from knowledge.training import learning
from knowledge.training.asked import Question, development, named, places
from knowledge.training.shelves import libraries
from nlu.text import unmark

Matrix = NDArray[np.float64]

PLAIN = Figures(
    lexical_weight=1.0,
    order={"dense": 10, "dense_three": 5, "lexical_covered": 8, "imported": -0.5},
    inside={},
    bias=0,
    floor=0.5,
    offer=0.5,
    near=0.5,
)
"""Both legs and nothing learned: what candidates are ranked by before there are figures."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its candidates; `right` marks those that are wanted, none where nothing of ours is."""

    question: Question
    said: str
    heard: Heard
    ranked: Ranked
    right: NDArray[np.bool_]


def asked(search: Search, library: Library) -> list[Asked]:
    """Every development question as written and without marks."""
    where = places(search.targets, library)
    found = []
    for question in (*development(library), *named(library)):
        for said in (question.text, unmark(question.text)):
            heard = search.heard(said)
            ranked = search.ranked(heard, said, None)
            wanted = np.array([where[slug] for slug in question.wanted if slug in where], dtype=np.int64)
            found.append(Asked(question, said, heard, ranked, np.isin(ranked.places, wanted)))
    return found


def order(rows: Sequence[Asked]) -> tuple[dict[str, float], dict[str, Any]]:
    """The weights of the features, and how often the right one is first: legs added plainly, and learned.

    "learned" is cross-validated: each fifth of the questions is ordered by weights learned on the others.
    """
    clear = [row for row in rows if row.question.wanted and row.question.clear]
    sheets = [(row.ranked.features, row.right) for row in clear]
    folds = np.array([hash_of(row.question.text) % 5 for row in clear])
    weights = learning.listwise([sheet for sheet in sheets if sheet[1].any()])
    first = np.zeros(len(clear), dtype=bool)
    for fold in range(5):
        rest = [sheet for sheet, place in zip(sheets, folds, strict=True) if place != fold and sheet[1].any()]
        learned = learning.listwise(rest)
        for at in np.flatnonzero(folds == fold):
            first[at] = learning.first_is_right(sheets[at], learned)
    figures = {
        "plain": share(learning.first_is_right(sheet, _plainly()) for sheet in sheets),
        "learned": share(first),
        "among the candidates": share(bool(sheet[1].any()) for sheet in sheets),
        "questions": len(clear),
    }
    for style in sorted({row.question.style for row in clear}):
        figures[f"learned: {style}"] = share(
            right for row, right in zip(clear, first, strict=True) if row.question.style == style
        )
    return dict(zip(FEATURES, (round(float(each), 4) for each in weights), strict=True)), figures


def _plainly() -> Matrix:
    return np.array([PLAIN.order.get(name, 0.0) for name in FEATURES])


def strangers(search: Search, library: Library) -> tuple[Matrix, NDArray[np.bool_]]:
    """Signs of the sentences beyond us, each judged as if nobody had written its topic down.

    And which of them are near misses: matters for the state, of which many sound like one of ours.
    """
    rows, near_misses = [], []
    where = {target: place for place, target in enumerate(search.targets)}
    for kind, topic, sentences in load_phrasings().topics(known=library.known_codes):
        place = where[Target(topic, kind)]
        for text in sentences:
            heard = without(search.heard(text), place)
            ranked = search.ranked(heard, text, None)
            if len(ranked.places):
                rows.append(search.signs(ranked, heard))
                near_misses.append(kind == "none")
    return np.array(rows), np.array(near_misses, dtype=bool)


def without(heard: Heard, place: int) -> Heard:
    """As if this target were not there."""
    near, lexical = heard.near.copy(), heard.lexical.copy()
    near[place], lexical[place] = near.min(), 0
    return Heard(heard.vector, near, lexical, heard.spoken)


def parting(search: Search, rows: Sequence[Asked]) -> float:
    """The share of the best hit at which another matter is best asked about.

    A needless question back weighs three times a missed one; where the first hit is wrong, asking is half as dear.
    """
    ratios: dict[str, list[float]] = {"clear": [], "close": [], "wrong": []}
    for row in rows:
        if row.question.wanted:
            rivals = search.rivals(row.ranked)
            second = row.ranked.scores[rivals[1]] if len(rivals) > 1 else -np.inf
            kind = ("clear" if row.right[0] else "wrong") if row.question.clear else "close"
            ratios[kind].append(float(np.exp(second - row.ranked.scores[0])))
    clear, close, wrong = (np.array(ratios[kind]) for kind in ("clear", "close", "wrong"))
    cuts = np.geomspace(0.005, 0.9, 60)
    gain = [3 * (clear < cut).mean() + (close >= cut).mean() + (wrong >= cut).mean() / 2 for cut in cuts]
    return float(round(cuts[int(np.argmax(gain))], 3))


def learn(library: Library, embedding: StaticEmbedding) -> tuple[Figures, dict[str, Any]]:
    """The figures of one shelf, and what they were chosen by."""
    weights, measured = order(asked(_search(library, embedding, PLAIN), library))
    ordered = PLAIN.model_copy(update={"order": weights})
    search = _search(library, embedding, ordered)
    rows = [row for row in asked(search, library) if len(row.ranked.places)]
    shaped, seen = _floored(search, library, ordered, rows)
    return shaped.model_copy(update={"near": parting(search, rows)}), measured | seen


def _floored(
    search: Search, library: Library, ordered: Figures, rows: Sequence[Asked]
) -> tuple[Figures, dict[str, Any]]:
    """The floor over which at most 5 in 100 questions beyond us rise; near misses are told, not counted."""
    signs = np.array([search.signs(row.ranked, row.heard) for row in rows])
    mine = np.array([bool(row.question.wanted) for row in rows])
    foreign, hard = strangers(search, library)
    missed = np.array([row.question.style == "near miss" for row in rows])[~mine]
    hard = np.concatenate([missed, hard])
    theirs = np.vstack([signs[~mine], foreign])
    right = np.concatenate([np.ones(int(mine.sum())), np.zeros(len(theirs))])
    inside, bias = learning.logistic(np.vstack([signs[mine], theirs]), right)
    told = dict(zip(SIGNS, (round(float(each), 4) for each in inside), strict=True))
    shaped = ordered.model_copy(update={"inside": told, "bias": round(bias, 4)})
    ours, others = (np.array([shaped.is_inside(row) for row in each]) for each in (signs[mine], theirs))
    floor, offer = (float(round(float(np.quantile(others[~hard], part)), 3)) for part in (0.95, 0.85))
    return shaped.model_copy(update={"floor": floor, "offer": offer}), {
        "answered of ours": share(ours >= floor),
        "answered of theirs": share(others[~hard] >= floor),
        "answered of near misses": share(others[hard] >= floor),
        "ours": len(ours),
        "theirs": int((~hard).sum()),
        "near misses": int(hard.sum()),
    }


def share(rows: Any) -> float:
    """How many are true."""
    told = list(rows)
    return round(sum(map(bool, told)) / len(told), 3) if told else 0.0


def hash_of(text: str) -> int:
    """The same number for a text on every run."""
    return sum(ord(letter) * place for place, letter in enumerate(unmark(text), 1))


def _search(library: Library, embedding: StaticEmbedding, figures: Figures) -> Search:
    with TemporaryDirectory() as scratch:
        calibration = Calibration(model="", curated=figures, full=figures)
        return open_search(library, embedding, Path(scratch), calibration=calibration)


def calibrate(model: Path, catalogue: Sequence[Path]) -> Calibration:
    """The calibration of the model in this folder; without a catalogue the figures for it are kept."""
    embedding, (curated, full) = StaticEmbedding(model), libraries(catalogue)
    figures, measured = learn(curated, embedding)
    told = {"curated": measured}
    if full:
        whole, told["full"] = learn(full, embedding)
    else:
        print("no catalogue at hand: the figures for the full catalogue stay as they are", file=sys.stderr)
        whole = _before(model) or figures
    return Calibration(model=embedding.fingerprint, curated=figures, full=whole, measured=told)


def _before(model: Path) -> Figures | None:
    """What was learned for the full catalogue before; None where that is of another shape."""
    try:
        return load_calibration(model / "calibration.json").full
    except (OSError, ValidationError):
        return None


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, nargs="?", default=SHIPPED)
    parser.add_argument("--catalogue", type=Path, nargs="*", help="catalogue files; left out, what is at hand")
    said = parser.parse_args()
    calibration = calibrate(said.model, said.catalogue or ())
    (said.model / "calibration.json").write_text(calibration.model_dump_json(indent=1) + "\n", encoding="utf-8")
    print(json.dumps(calibration.model_dump(), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
