"""Learns the floor and the weights of the search: `python -m knowledge.training.calibrate [MODEL]`, seconds.

Only from `development.yml` and the topics beyond ours. The evaluation questions are never read here.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import yaml
from numpy.typing import NDArray

from knowledge.calibration import SIGNS, Calibration
from knowledge.content import load
from knowledge.embedding import SHIPPED, StaticEmbedding
from knowledge.index import open_search
from knowledge.library import Library
from knowledge.passages import Target
from knowledge.phrasings import load as load_phrasings
from knowledge.search import Evidence, Search
from nlu.text import unmark

HERE = Path(__file__).parent
Matrix = NDArray[np.float64]

BLANK = Calibration(
    model="", lexical_weight=1, sharpness=1, weights=(0,) * len(SIGNS), bias=0, floor=0.5, offer=0.5, near=0.5
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A development question; `wanted` are places of right targets, empty when none of ours is right."""

    text: str
    wanted: frozenset[int]
    evidence: Evidence
    clear: bool = True


def questions(search: Search, targets: Sequence[Target]) -> list[Asked]:
    """Every development question as written and without marks."""
    sheet = yaml.safe_load((HERE / "development.yml").read_text(encoding="utf-8"))
    places = {target.name: place for place, target in enumerate(targets) if target.beyond is None}
    rows = [(row["q"], row["want"], kind == "found") for kind in ("found", "close") for row in sheet[kind]]
    rows += [(text, [], True) for kind in ("none", "out_of_scope") for text in sheet[kind]]
    return [
        Asked(said, frozenset(places[slug] for slug in want if slug in places), search.evidence(said), clear)
        for text, want, clear in rows
        if not want or any(slug in places for slug in want)
        for said in (text, unmark(text))
    ]


def strangers(search: Search, targets: Sequence[Target]) -> Matrix:
    """Signs of the sentences beyond us, each judged as if nobody had written its topic down."""
    places = {target: place for place, target in enumerate(targets)}
    rows = []
    for beyond, topic, sentences in load_phrasings().topics():
        place = places[Target(topic, beyond)]
        rows += [search.signs(_without(search.evidence(text), place)) for text in sentences]
    return np.array(rows)


def _without(evidence: Evidence, place: int) -> Evidence:
    dense, lexical = evidence.dense.copy(), evidence.lexical.copy()
    dense[place], lexical[place] = dense.min(), 0
    return Evidence(dense, lexical, evidence.worth)


def ranking(asked: Sequence[Asked], ours: int) -> tuple[float, float, dict[str, float]]:
    """The lexical weight with the most right first hits, and the sharpness under which they are likeliest."""
    found = [item for item in asked if item.wanted and item.clear]
    tried = {weight: _first_right(found, weight, ours) for weight in np.arange(0, 1.61, 0.1).round(1)}
    best = max(tried.values())
    weight = float(np.median([weight for weight, right in tried.items() if right >= best - 0.004]))
    likely = {sharp: _likelihood(found, weight, ours, sharp) for sharp in np.arange(0.4, 4, 0.1).round(1)}
    return weight, float(max(likely, key=lambda sharp: likely[sharp])), {str(w): r for w, r in tried.items()}


def _first_right(found: Sequence[Asked], weight: float, ours: int) -> float:
    right = [int(np.argmax(item.evidence.fused(weight)[:ours])) in item.wanted for item in found]
    return float(np.mean(right))


def _likelihood(found: Sequence[Asked], weight: float, ours: int, sharpness: float) -> float:
    blank = BLANK.model_copy(update={"sharpness": sharpness})
    shares = [blank.shares(item.evidence.fused(weight)[:ours])[list(item.wanted)].sum() for item in found]
    return float(np.log(shares).mean())


def logistic(rows: Matrix, right: Matrix, strength: float = 1.0) -> tuple[Matrix, float]:
    """Weights and bias by Newton's method, both classes weighing the same, large weights held back."""
    middle, spread = rows.mean(0), rows.std(0) + 1e-9
    scaled = np.hstack([(rows - middle) / spread, np.ones((len(rows), 1))])
    share = np.where(right > 0, 0.5 / right.mean(), 0.5 / (1 - right.mean()))
    hold = np.diag([strength] * rows.shape[1] + [0.0])
    weights = np.zeros(scaled.shape[1])
    for _ in range(30):
        guess = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (share * (right - guess)) - hold @ weights
        curve = (scaled * (share * guess * (1 - guess))[:, None]).T @ scaled + hold
        weights += np.linalg.solve(curve, slope)
    plain = weights[:-1] / spread
    return plain, float(weights[-1] - plain @ middle)


def floor(theirs: Matrix) -> float:
    """The lowest floor over which at most 5 in 100 questions beyond us rise."""
    return float(round(float(np.quantile(theirs, 0.95)), 3))


def parting(asked: Sequence[Asked], shape: Calibration, ours: int) -> float:
    """The share of the best hit at which a second one is best asked about.

    A needless question back weighs three times a missed one; a wrong first hit counts as one where it was due.
    """
    ratios = []
    for item in asked:
        if item.wanted:
            shares = shape.shares(item.evidence.fused(shape.lexical_weight)[:ours])
            second, first = np.sort(shares)[-2:]
            ratios.append((second / first, item.clear and int(np.argmax(shares)) in item.wanted))
    clear = np.array([ratio for ratio, sure in ratios if sure])
    unclear = np.array([ratio for ratio, sure in ratios if not sure])
    cuts = np.geomspace(0.005, 0.9, 60)
    gain = [3 * (clear < cut).mean() + (unclear >= cut).mean() for cut in cuts]
    return float(round(cuts[int(np.argmax(gain))], 3))


def learn(folder: Path) -> tuple[Calibration, dict[str, object]]:
    """The calibration of the model in this folder, and the figures it was chosen by."""
    library, embedding = Library(load(HERE.parent / "procedures")), StaticEmbedding(folder)
    with TemporaryDirectory() as scratch:
        search = open_search(library, embedding, Path(scratch), calibration=BLANK)
    targets, ours = search.targets, len(library)
    asked = questions(search, targets)
    weight, sharpness, tried = ranking(asked, ours)
    mine = np.array([search.signs(item.evidence) for item in asked if item.wanted])
    theirs = np.array([search.signs(item.evidence) for item in asked if not item.wanted])
    theirs = np.vstack([theirs, strangers(search, targets)])
    right = np.concatenate([np.ones(len(mine)), np.zeros(len(theirs))])
    weights, bias = logistic(np.vstack([mine, theirs]), right)
    shape = BLANK.model_copy(
        update={
            "model": embedding.fingerprint,
            "lexical_weight": weight,
            "sharpness": sharpness,
            "weights": tuple(round(float(each), 4) for each in weights),
            "bias": round(bias, 4),
        }
    )
    inside_mine, inside_theirs = (np.array([shape.inside(row) for row in rows]) for rows in (mine, theirs))
    height = floor(inside_theirs)
    offer = float(round(float(np.quantile(inside_theirs, 0.85)), 3))
    shape = shape.model_copy(update={"floor": height, "offer": offer, "near": parting(asked, shape, ours)})
    return shape, {
        "right first by lexical weight": tried,
        "answered of ours": round(float((inside_mine >= shape.floor).mean()), 3),
        "answered of theirs": round(float((inside_theirs >= shape.floor).mean()), 3),
        "questions": {"ours": len(mine), "theirs": len(theirs)},
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, nargs="?", default=SHIPPED)
    folder = parser.parse_args().model
    calibration, figures = learn(folder)
    (folder / "calibration.json").write_text(calibration.model_dump_json(indent=1) + "\n", encoding="utf-8")
    print(calibration.model_dump_json())
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
