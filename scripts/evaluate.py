"""How well questions find their record, by style, on questions written apart from all training text.

Measured over the curated records alone, and over the full catalogue where one is at hand (MOTCUA_HOME, or the
reference data beside the project). Prints tables; `--write` puts them into docs/retrieval.md. Nothing may be tuned
on these questions; `--misses` is for those who write content, never for those who tune the search.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from knowledge.library import Library  # noqa: E402 - the project is put on the path first
from knowledge.search import Found, Search  # noqa: E402
from knowledge.training import measure  # noqa: E402
from knowledge.training.asked import rows as rows_of  # noqa: E402
from knowledge.training.baselines import alone  # noqa: E402

QUESTIONS = ROOT / "tests" / "knowledge" / "eval"
DOCUMENT = ROOT / "docs" / "retrieval.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LOUD = "NO CATALOGUE AT HAND: only the curated records were measured. Set MOTCUA_HOME after `motcua import`."
ASK_BACK = "ask_back"
OUTSIDE = "near_miss_catalogue"


def main() -> int:
    """Evaluate every file; exits 1 when a figure is under its floor (tests/knowledge/eval/floors.json)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list what was not found first")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/retrieval.md")
    parser.add_argument("--catalogue", type=Path, nargs="*", help="catalogue files instead of what is at hand")
    said = parser.parse_args()
    figures = evaluate(misses=said.misses, catalogue=said.catalogue)
    speed = _speed(said.catalogue)
    text = "\n".join(_document(figures, speed))
    print(text)
    if said.write:
        _write(text)
    fallen = list(under_the_floor(figures))
    print("\n".join(fallen) or "no figure is under its floor", file=sys.stderr)
    return 1 if fallen else 0


def evaluate(*, misses: bool = False, catalogue: list[Path] | None = None) -> dict[str, dict[str, Any]]:
    """Figures by shelf ("curated", "full") and style, with the model and content that are shipped."""
    from knowledge.training.shelves import libraries

    figures = {}
    for shelf, library in zip(("curated", "full"), libraries(catalogue), strict=True):
        if library is None:
            print(LOUD, file=sys.stderr)
        else:
            figures[shelf] = _over(library, misses=misses)
    return figures


def under_the_floor(figures: dict[str, dict[str, Any]]) -> Iterable[str]:
    """Figures that fell under the floors that only rise."""
    floors = json.loads((QUESTIONS / "floors.json").read_text(encoding="utf-8"))
    for shelf, styles in floors.items():
        for style, wanted in styles.items() if shelf in figures else ():
            for name, floor in wanted.items():
                if (found := figures[shelf].get(style, {}).get(name)) is None:
                    yield f"{shelf}: {style}: {name} is not measured any more"
                elif found < floor:
                    yield f"{shelf}: {style}: {name} is {found}, the floor is {floor}"


def _over(library: Library, *, misses: bool) -> dict[str, Any]:
    search, embedding = _open(library)
    find, marking, rankings = _asking(search), measure.Marking(library), alone(library, embedding)
    figures: dict[str, Any] = {}
    answered = {style: measure.answered(rows, find, marking) for style, rows in _questions(marking).items()}
    for style, told in answered.items():
        if misses:
            _show_misses(style, told)
        if any(each.row.accepted for each in told):
            figures[style] = measure.in_scope(told)
            figures[style]["beside"] = measure.beside([each.row for each in told], rankings, marking)
        else:
            figures[style] = measure.beyond(told)
    due = answered.get(ASK_BACK, [])
    clear = [each for style, told in answered.items() if style != ASK_BACK for each in told if each.row.accepted]
    figures["asking_back"] = measure.asking_back(due, clear)
    return figures


def _questions(marking: measure.Marking) -> dict[str, list[measure.Row]]:
    """By file; what this shelf cannot have is left out: other records, and procedures beyond the curated ones."""
    found: dict[str, list[measure.Row]] = {}
    for file in sorted(QUESTIONS.glob("*.yml")):
        for whole in rows_of(yaml.safe_load(file.read_text(encoding="utf-8"))):
            accepted = frozenset(map(str, whole.get("codes") or ()))
            if whole.get("style") != OUTSIDE and (not accepted or marking.has_any(accepted)):
                row = measure.Row(whole["q"], accepted, file.stem, whole.get("before"), whole.get("province"))
                found.setdefault(file.stem, []).append(row)
    return found


def _asking(search: Search) -> Callable[[measure.Row], Found]:
    """As the conversation asks: a bare side of a matter ("thế còn phí?") is about what was asked before."""
    from nlu.meaning import meaning

    def find(row: measure.Row) -> Found:
        found = search.find(row.text, province=row.province)
        if row.before and found.verdict != "certain" and meaning(row.text).aspect:
            return search.find(row.before, province=row.province)
        return found

    return find


def _open(library: Library) -> tuple[Search, Any]:
    from knowledge.embedding import SHIPPED, StaticEmbedding
    from knowledge.index import open_search

    embedding = StaticEmbedding(SHIPPED)
    with tempfile.TemporaryDirectory() as folder:
        return open_search(library, embedding, Path(folder)), embedding


def _speed(catalogue: list[Path] | None) -> dict[str, Any]:
    """Time and memory of a process that does nothing but answer, on one core."""
    program = [sys.executable, str(ROOT / "scripts" / "speed.py"), *map(str, catalogue or ())]
    out = subprocess.run(program, capture_output=True, text=True, check=True, cwd=ROOT)
    return dict(json.loads(out.stdout.splitlines()[-1]))


def _document(figures: dict[str, dict[str, Any]], speed: dict[str, Any]) -> Iterator[str]:
    for shelf, styles in figures.items():
        yield f"#### {'The full catalogue with the curated records' if shelf == 'full' else 'The curated records alone'}"
        yield ""
        yield "| style | n | R@1 (95 %) | R@5 (95 %) | MRR | at once, of those right | asked back | silent | BM25 R@1 | letters R@1 | dense R@1 |"
        yield "|---|---|---|---|---|---|---|---|---|---|---|"
        yield from (_line(style, each) for style, each in styles.items() if "r_at_1" in each)
        yield ""
        for style, each in styles.items():
            if "false_answers" in each:
                yield f"- {style}: {each['n']} questions, {each['false_answers']:.1%} answered as one of ours, {each['silent']:.1%} refused (95 %: {_span(each['silent_interval'])})."
        back = styles["asking_back"]
        yield f"- Asking back: {back['asked']} times, precision {back['precision']:.2f}, recall {back['recall']:.2f}."
        yield ""
    yield f"Speed, one core: {json.dumps(speed)}"


def _line(style: str, each: dict[str, Any]) -> str:
    beside = " | ".join(f"{each['beside'][leg]['r_at_1']:.3f}" for leg in ("BM25", "letters", "dense"))
    return (
        f"| {style} | {each['n']} | {each['r_at_1']:.3f} ({_span(each['r_at_1_interval'])})"
        f" | {each['r_at_5']:.3f} ({_span(each['r_at_5_interval'])}) | {each['mrr']:.3f}"
        f" | {each['answered_at_once']:.2f}, {each['of_those_right']:.2f} | {each['asked_back']:.2f}"
        f" | {each['silent']:.2f} | {beside} |"
    )


def _span(interval: list[float]) -> str:
    return f"{interval[0]:.2f}–{interval[1]:.2f}"


def _write(text: str) -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    before, rest = document.split(BEGIN)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")


def _show_misses(style: str, told: list[measure.Answered]) -> None:
    for each in told:
        if each.row.accepted and each.place != 1:
            print(
                style,
                each.row.text,
                sorted(each.row.accepted),
                [hit.slug for hit in each.found.hits[:3]],
                sep=" | ",
                file=sys.stderr,
            )
        elif not each.row.accepted and each.found.verdict == "certain":
            print(style, each.row.text, "answered as", each.found.hits[0].slug, sep=" | ", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
