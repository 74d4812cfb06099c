"""Simulated elders: twelve invented people fill in every form, many times over. Exits 1 under the floors.

`--log PERSONA FLOW SEED` plays one conversation and prints it. Figures are explained in docs/simulation.md.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from simulation.labels import clashes  # noqa: E402
from simulation.measures import fallen, figures, grouped, raised, table  # noqa: E402
from simulation.personas import HERE, personas, read_yaml  # noqa: E402
from simulation.playing import Outcome, jobs, play  # noqa: E402
from simulation.talk import START  # noqa: E402

from bot.config import load  # noqa: E402 - the project is put on the path first
from bot.home import Home  # noqa: E402
from bot.loading import Shelves, load_resources  # noqa: E402
from bot.moment import Resources  # noqa: E402

FLOORS = HERE / "floors.yml"
SEEDS = 5
_shared: dict[str, Resources] = {}
"""What the worker processes inherit."""


def main() -> int:
    """Play everything, print the tables, compare with the floors."""
    said = _said()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as home:
        _shared["resources"] = quick(load_resources(Shelves(load(ROOT / "config.yml"), Home(Path(home)))))
        if said.log:
            return _show(*said.log)
        if said.labels:
            print("\n".join(clashes(_shared["resources"], START.date())))
            return 0
        outcomes = list(played(said.seeds, said.workers))
    _report(outcomes, said.out, time.monotonic() - began)
    found = figures(outcomes)
    floors = yaml.safe_load(FLOORS.read_text(encoding="utf-8"))
    under = list(fallen(found, floors))
    print("\n".join(under) or "no figure is under its floor", file=sys.stderr)
    if said.raise_floors and not under:
        FLOORS.write_text(yaml.safe_dump(raised(found, floors), sort_keys=False), encoding="utf-8")
    return 1 if under else 0


def _said() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, help="conversations for each persona and flow")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--out", type=Path, default=ROOT / "var" / "simulation.jsonl", help="one line a persona and flow"
    )
    parser.add_argument("--raise-floors", action="store_true", help="raise the floors to what was reached")
    parser.add_argument("--log", nargs=3, metavar=("PERSONA", "FLOW", "SEED"), help="print one conversation")
    parser.add_argument("--labels", action="store_true", help="list buttons whose own words mean something else")
    return parser.parse_args()


def quick(resources: Resources) -> Resources:
    """The same resources, with what follows from words alone worked out once."""
    return replace(
        resources,
        find=lru_cache(maxsize=None)(resources.find),
        understand=lru_cache(maxsize=None)(resources.understand),
        correction=lru_cache(maxsize=None)(resources.correction),
    )


def missing(resources: Resources) -> list[str]:
    """Forms that should be there and are not."""
    return sorted(set(read_yaml("sayings.yml")["openings"]) - set(resources.flows))


def played(seeds: int, workers: int) -> Iterator[Outcome]:
    """Every conversation, side by side, told in a fixed order."""
    resources = _shared["resources"]
    if absent := missing(resources):
        print(f"NOT PLAYED: {len(absent)} forms do not load: {', '.join(absent)}", file=sys.stderr)
    todo = jobs(personas(), [resources.flows[name] for name in sorted(resources.flows)], range(seeds))
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        yield from pool.imap(_play_job, todo, chunksize=seeds)


def _play_job(job: tuple[str, str, int]) -> Outcome:
    persona_id, flow_id, seed = job
    resources = _shared["resources"]
    persona = next(each for each in personas() if each.id == persona_id)
    return play(resources, persona, resources.flows[flow_id], seed)[0]


def _show(persona_id: str, flow_id: str, seed: str) -> int:
    resources = _shared["resources"]
    persona = next(each for each in personas() if each.id == persona_id)
    outcome, log = play(resources, persona, resources.flows[flow_id], int(seed))
    print("\n".join(log))
    print(json.dumps(outcome.to_plain(), ensure_ascii=False, indent=1))
    return 0


def _report(outcomes: list[Outcome], out: Path, seconds: float) -> None:
    """One JSON line for each persona and flow, then the tables and everything that went wrong, worst first."""
    out.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        json.dumps(
            {"persona": persona, "flow": flow} | figures(group) | {"went_wrong": _wrong(group)}, ensure_ascii=False
        )
        for (persona, flow), group in grouped(outcomes, "persona", "flow").items()
    ]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    lifeless = sum(each.ending == "no_life" for each in outcomes)
    if lifeless:
        print(f"NOT PLAYED: {lifeless} lives for which no answers that fit together were found", file=sys.stderr)
    for by in ("persona", "flow"):
        print("\n".join(table(grouped(outcomes, by))), end="\n\n")
    print("\n".join(table({("all",): outcomes})))
    print(f"\n{len(outcomes)} conversations, {sum(each.turns for each in outcomes)} turns, {seconds:.0f} s; {out}")


def _wrong(outcomes: list[Outcome]) -> list[dict[str, object]]:
    """What a person should look at, with the seed that repeats it."""
    return [
        {"seed": each.seed, "ending": each.ending, "wrong": each.wrong, "unsafe": each.unsafe, "loops": each.loops}
        for each in outcomes
        if each.ending not in ("filed", "told") or each.wrong or each.unsafe or each.loops
    ]


if __name__ == "__main__":
    sys.exit(main())
