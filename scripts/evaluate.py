"""How well questions find their procedure, by style, on questions written apart from all training text.

Prints one JSON object a style: n, R@1, R@5, MRR, how often the bot asks back or stays silent, and 95 % intervals
(Wilson). `--misses` lists what was not found first. Nothing may be tuned on these questions.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
QUESTIONS = ROOT / "tests" / "knowledge" / "eval"
SILENT = ("none", "out_of_scope")


def main() -> int:
    """Evaluate every file; exits 1 when a figure is under its floor (tests/knowledge/eval/floors.json)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    figures = evaluate(misses=arguments.misses)
    for style, found in figures.items():
        print(json.dumps({"style": style, **found}, ensure_ascii=False))
    return 1 if list(under_the_floor(figures)) else 0


def evaluate(*, misses: bool = False) -> dict[str, dict[str, Any]]:
    """Figures by style, over the shipped model and content."""
    search, codes = _open()
    figures = {}
    for file in sorted(QUESTIONS.glob("*.yml")):
        questions = yaml.safe_load(file.read_text(encoding="utf-8"))
        ranked = [(each, search.find(each["q"])) for each in questions]
        if misses:
            _show_misses(file.stem, ranked, codes)
        figures[file.stem] = _out_of_scope(ranked) if file.stem == "out_of_scope" else _in_scope(ranked, codes)
    return figures


def under_the_floor(figures: dict[str, dict[str, Any]]) -> Iterable[str]:
    """Figures that fell under the floors that only rise."""
    floors = json.loads((QUESTIONS / "floors.json").read_text(encoding="utf-8"))
    for style, wanted in floors.items():
        for name, floor in wanted.items():
            if figures[style][name] < floor:
                yield f"{style}: {name} is {figures[style][name]}, the floor is {floor}"


def _open() -> tuple[Any, dict[str, str]]:
    from bot.app import PROCEDURES, load_embedding
    from bot.config import load
    from knowledge import content, index
    from knowledge.library import Library

    library = Library(content.load(PROCEDURES))
    with tempfile.TemporaryDirectory() as folder:
        search = index.open_search(library, load_embedding(load(ROOT / "config.yml")), Path(folder))
    return search, {procedure.slug: procedure.code for procedure in library}


def _in_scope(ranked: list[tuple[dict[str, Any], Any]], codes: dict[str, str]) -> dict[str, Any]:
    places = [_place(each, found, codes) for each, found in ranked]
    first, five = (sum(place < most for place in places) for most in (1, 5))
    certain = [
        (place, found) for place, (_, found) in zip(places, ranked, strict=True) if found.verdict == "certain"
    ]
    return {
        "n": len(ranked),
        "r_at_1": _share(first, len(ranked)),
        "r_at_1_interval": _interval(first, len(ranked)),
        "r_at_5": _share(five, len(ranked)),
        "mrr": round(sum(1 / (place + 1) for place in places if place < 10) / len(ranked), 3),
        "answered_at_once": _share(len(certain), len(ranked)),
        "of_those_right": _share(sum(place < 1 for place, _ in certain), len(certain)),
        "asked_back": _share(sum(found.verdict == "close" for _, found in ranked), len(ranked)),
        "asked_back_with_the_right_one": _share(
            _offered(ranked, codes), sum(found.verdict == "close" for _, found in ranked)
        ),
        "silent": _share(sum(found.verdict in SILENT for _, found in ranked), len(ranked)),
    }


def _out_of_scope(ranked: list[tuple[dict[str, Any], Any]]) -> dict[str, Any]:
    """Nothing here has an answer; the near misses are real procedures that are not among the 80."""
    ours = [found for each, found in ranked if each["style"] != "near_miss_catalogue"]
    silent = sum(found.verdict in SILENT for found in ours)
    return {
        "n": len(ours),
        "not_answered": _share(sum(found.verdict != "certain" for found in ours), len(ours)),
        "silent": _share(silent, len(ours)),
        "silent_interval": _interval(silent, len(ours)),
    }


def _offered(ranked: list[tuple[dict[str, Any], Any]], codes: dict[str, str]) -> int:
    return sum(
        found.verdict == "close" and any(codes[slug] in each["codes"] for slug in found.choices)
        for each, found in ranked
    )


def _place(each: dict[str, Any], found: Any, codes: dict[str, str]) -> int:
    ranked = [codes[hit.slug] for hit in found.hits]
    return next((place for place, code in enumerate(ranked) if code in each["codes"]), 10**6)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0


def _interval(part: int, whole: int) -> list[float]:
    """Wilson's 95 % interval of a share."""
    z, share = 1.96, part / whole
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    return [round(middle - half, 3), round(middle + half, 3)]


def _show_misses(style: str, ranked: list[tuple[dict[str, Any], Any]], codes: dict[str, str]) -> None:
    for each, found in ranked:
        if each["codes"] and _place(each, found, codes):
            print(
                style,
                "|",
                each["q"],
                "|",
                each["codes"],
                "|",
                [codes[hit.slug] for hit in found.hits[:3]],
                file=sys.stderr,
            )
        elif not each["codes"] and found.verdict == "certain":
            print(style, "|", each["q"], "| answered as", found.hits[0].slug, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
