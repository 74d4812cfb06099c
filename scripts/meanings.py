"""How well the two engines tell what unseen sentences mean, and what they cost: the tables of docs/nlu.md.

Starts a Rasa of its own where scripts/rasa can make one (`--no-rasa` leaves it out) and ends it. `--write` puts the
tables into the document. Nothing may be tuned on these sentences.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from knowledge.embedding import SHIPPED, StaticEmbedding  # noqa: E402 - the project is put on the path first
from nlu.engines.embedded import EmbeddedEngine  # noqa: E402
from nlu.engines.examples import load_examples  # noqa: E402
from nlu.engines.guess import DANGERS, Engines, Scored  # noqa: E402
from nlu.engines.rasa import RasaEngine  # noqa: E402
from nlu.masking import mask  # noqa: E402
from nlu.meaning import meaning  # noqa: E402

UNSEEN = ROOT / "tests" / "nlu" / "eval_meanings.yml"
DOCUMENT = ROOT / "docs" / "nlu.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
SCRIPT = ROOT / "scripts" / "rasa"
NO_PYTHON = 3
START_SECONDS = 300
ROUNDS = 3
Row = tuple[str, str]
Engine = Callable[[str], Scored | None]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one engine made of the unseen sentences, in milliseconds and MB."""

    scored: list[Scored | None]
    millis: list[float]
    megabytes: float
    learning_seconds: float
    start_seconds: float


def rows() -> list[Row]:
    """Unseen sentences and what they mean."""
    sheet = yaml.safe_load(UNSEEN.read_text(encoding="utf-8"))
    return [(intent, said) for intent, sayings in sheet.items() for said in sayings]


def timed(engine: Engine, sentences: list[str]) -> tuple[list[Scored | None], list[float]]:
    """Its answers, and milliseconds of each call over several rounds."""
    scored, millis = [engine(mask(said)) for said in sentences], []
    for said in sentences * ROUNDS:
        began = time.perf_counter()
        engine(mask(said))
        millis.append((time.perf_counter() - began) * 1000)
    return scored, millis


def embedded(sentences: list[str]) -> tuple[Measured, EmbeddedEngine]:
    """The engine that is always there; its memory is what it adds to the embedding that searches anyhow."""
    embedding = StaticEmbedding(SHIPPED)
    embedding.encode(["a"])
    before, began = resident(os.getpid()), time.perf_counter()
    engine = EmbeddedEngine(load_examples(), embedding)
    seconds, added = time.perf_counter() - began, resident(os.getpid()) - before
    scored, millis = timed(engine, sentences)
    return Measured(scored, millis, added, seconds, seconds), engine


def resident(process: int) -> float:
    """Megabytes in memory."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


@contextmanager
def served() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Rasa that answers at this address."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    process = subprocess.Popen(
        [SCRIPT, "run"],
        env={**os.environ, "RASA_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def rasa(sentences: list[str]) -> Measured | None:
    """Rasa as a service; None where there is no Python 3.10 for it."""
    trained = subprocess.run([SCRIPT, "train"], check=False)
    if trained.returncode == NO_PYTHON:
        return None
    trained.check_returncode()
    began = time.perf_counter()
    with served() as (url, process):
        engine = RasaEngine(url, timeout=30, clock=lambda: float("inf"))
        while engine("xin chào") is None:
            if time.perf_counter() - began > START_SECONDS or process.poll() is not None:
                raise SystemExit("Rasa did not start")
            time.sleep(0.5)
        started = time.perf_counter() - began
        scored, millis = timed(engine, sentences)
        megabytes = resident(process.pid)
    learned = float((ROOT / ".venv-rasa" / "models" / "seconds").read_text(encoding="utf-8"))
    return Measured(scored, millis, megabytes, learned, started)


def share(right: int, of: int) -> str:
    """Hundredths, or a dash of nothing."""
    return f"{right / of:.2f}" if of else "–"


def by_intent(told: list[Row], engines: dict[str, Measured]) -> Iterator[str]:
    """Whether the best intent is the right one, by what was meant."""
    yield f"| meant | sentences | listed words | {' | '.join(engines)} |"
    yield "|---|---|---|" + "---|" * len(engines)
    for intent in (*dict.fromkeys(intent for intent, _ in told), "all"):
        places = [place for place, (meant, _) in enumerate(told) if intent in (meant, "all")]
        words = sum(meaning(told[place][1]).intent == told[place][0] for place in places)
        right = [
            sum(bool(s := each.scored[place]) and s.intent == told[place][0] for place in places)
            for each in engines.values()
        ]
        shares = " | ".join(share(number, len(places)) for number in (words, *right))
        yield f"| {intent} | {len(places)} | {shares} |"


def acted(told: list[Row], ways: dict[str, list[str | None]]) -> Iterator[str]:
    """What each way of understanding would act upon: right, wrong, and the dangers among them."""
    yield "| way | acted upon | of these right | dangers heard | false alarms |"
    yield "|---|---|---|---|---|"
    dangers = [place for place, (meant, _) in enumerate(told) if meant in DANGERS]
    for way, found in ways.items():
        done = [place for place, intent in enumerate(found) if intent]
        right = sum(found[place] == told[place][0] for place in done)
        heard = sum(found[place] in DANGERS for place in dangers)
        alarms = sum(intent in DANGERS for place, intent in enumerate(found) if told[place][0] not in DANGERS)
        harmless = len(told) - len(dangers)
        yield (
            f"| {way} | {share(len(done), len(told))} | {share(right, len(done))} | {heard} of {len(dangers)} "
            f"| {alarms} of {harmless} |"
        )


def costs(engines: dict[str, Measured]) -> Iterator[str]:
    """Milliseconds a sentence, memory, learning and starting."""
    yield "| engine | p50 | p95 | memory | learns in | starts in |"
    yield "|---|---|---|---|---|---|"
    for name, each in engines.items():
        half, *_ = statistics.quantiles(each.millis, n=2)
        p95 = statistics.quantiles(each.millis, n=20)[-1]
        yield (
            f"| {name} | {half:.1f} ms | {p95:.1f} ms | {each.megabytes:.0f} MB | {each.learning_seconds:.1f} s "
            f"| {each.start_seconds:.1f} s |"
        )


def ways(told: list[Row], own: Measured, other: Measured | None) -> dict[str, list[str | None]]:
    """Listed words first, then nobody, the embedded engine, or Rasa with it."""
    answers: dict[str, Engines] = {
        "listed words, then embedded": Engines(dict(zip(_masked(told), _known(own), strict=True)).__getitem__)
    }
    if other:
        rasa_says = dict(zip(_masked(told), other.scored, strict=True))
        answers["listed words, then Rasa"] = Engines(
            dict(zip(_masked(told), _known(own), strict=True)).__getitem__, rasa_says.__getitem__
        )
    found: dict[str, list[str | None]] = {"listed words alone": [meaning(said).intent for _, said in told]}
    for name, engines in answers.items():
        found[name] = [meaning(said).intent or engines(said).intent for _, said in told]
    return found


def _masked(told: list[Row]) -> list[str]:
    return [mask(said) for _, said in told]


def _known(measured: Measured) -> list[Scored]:
    return [each for each in measured.scored if each]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-rasa", action="store_true")
    parser.add_argument("--write", action="store_true", help=f"into {DOCUMENT.name}")
    arguments = parser.parse_args()
    told = rows()
    sentences = [said for _, said in told]
    own, engine = embedded(sentences)
    other = None if arguments.no_rasa else rasa(sentences)
    engines = {"embedded": own} | ({"Rasa": other} if other else {})
    left_out, examples = engine.left_out(), load_examples()
    certain = [
        scored.intent == each.intent for scored, each in zip(left_out, examples, strict=True) if scored.sure
    ]
    right = sum(scored.intent == each.intent for scored, each in zip(left_out, examples, strict=True))
    lines = [*by_intent(told, engines), "", *acted(told, ways(told, own, other)), "", *costs(engines), ""]
    lines.append(
        f"The {len(examples)} examples themselves, each left out in turn (embedded): {share(right, len(examples))} right; "
        f"acted upon {share(len(certain), len(examples))}, of these {share(sum(certain), len(certain))} right."
    )
    print("\n".join(lines))
    if arguments.write and other:
        text = DOCUMENT.read_text(encoding="utf-8")
        before, after = text.partition(BEGIN)[0], text.partition(END)[2]
        DOCUMENT.write_text(before + BEGIN + "\n\n" + "\n".join(lines) + "\n\n" + END + after, encoding="utf-8")
    elif arguments.write:
        raise SystemExit("NOT WRITTEN: Rasa was not measured")


if __name__ == "__main__":
    main()
