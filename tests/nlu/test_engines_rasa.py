"""A real Rasa, trained from the same sentences and asked as the assistant asks it. Skipped loudly without Python 3.10."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from nlu.engines.guess import Engines, Guess, Scored
from nlu.engines.rasa import RasaEngine

pytestmark = [pytest.mark.rasa, pytest.mark.slow]
ROOT = Path(__file__).parent.parent.parent
SCRIPT = ROOT / "scripts" / "rasa"
START_SECONDS = 180
NO_PYTHON = 3
SENTINEL = "chau noi xanhtim"
"""Words of no example, to be looked for in whatever Rasa writes."""


@dataclass(frozen=True)
class Running:
    url: str
    output: Path
    process: subprocess.Popen[bytes]


@pytest.fixture(scope="module")
def rasa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    trained = subprocess.run([SCRIPT, "train"], capture_output=True, text=True, check=False)
    if trained.returncode == NO_PYTHON:
        pytest.skip(f"RASA NOT TRIED: {trained.stderr.strip()}")
    assert trained.returncode == 0, trained.stderr
    output = tmp_path_factory.mktemp("rasa") / "output.txt"
    port = free_port()
    with output.open("wb") as written:
        process = subprocess.Popen(
            [SCRIPT, "run"], stdout=written, stderr=written, start_new_session=True,
            env={**os.environ, "RASA_PORT": str(port)},
        )  # fmt: skip
        try:
            wait_for(f"http://127.0.0.1:{port}/version", process, output)
            yield Running(f"http://127.0.0.1:{port}", output, process)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def wait_for(url: str, process: subprocess.Popen[bytes], output: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, output.read_text(encoding="utf-8")
        try:
            httpx2.get(url, timeout=5, trust_env=False).raise_for_status()
        except httpx2.HTTPError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError(f"Rasa did not start in {START_SECONDS} s: {output.read_text(encoding='utf-8')}")


@pytest.fixture
def engine(rasa: Running) -> Iterator[RasaEngine]:
    opened = RasaEngine(rasa.url, timeout=10)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("cảm ơn cháu nhiều lắm nhé", "thanks"),
        ("thứ bảy ủy ban có làm việc không", "office_hours"),
        ("nhà tôi đang cháy to lắm", "emergency"),
        ("số căn cước của tôi là [số]", "give_personal_value"),
        ("lam giay khai sinh cho chau", "ask_procedure"),
    ],
)
def test_rasa_understands_what_it_learned(engine: RasaEngine, said: str, meant: str) -> None:
    scored = engine(said)
    assert scored is not None
    assert scored.intent == meant


def test_rasa_decides_and_the_other_engine_may_differ(engine: RasaEngine) -> None:
    both = Engines(lambda text: Scored("anger", 0.9, sure=True), engine)
    assert both("cảm ơn cháu nhiều lắm nhé") == Guess("thanks", disagrees=True)


def test_what_makes_no_sense_is_not_acted_upon(engine: RasaEngine) -> None:
    for text in ("", "   ", "?!", "🙂"):
        scored = engine(text)
        assert scored is None or not scored.sure, text


def test_rasa_keeps_nothing_of_what_it_is_asked(rasa: Running, engine: RasaEngine) -> None:
    both = Engines(lambda text: Scored("anger", 0.9, sure=False), engine)
    both(f"{SENTINEL} số 079123456789")
    assert engine(SENTINEL) is not None
    tracker = httpx2.get(f"{rasa.url}/conversations/default/tracker", timeout=10, trust_env=False)
    assert SENTINEL not in tracker.text
    assert SENTINEL not in rasa.output.read_text(encoding="utf-8")
    environment = ROOT / ".venv-rasa"
    kept = [
        *ROOT.glob("*.db*"),
        *ROOT.glob(".rasa/**/*"),
        *environment.glob("cache/**/*"),
        *environment.glob("models/*"),
    ]
    assert not [path for path in kept if path.is_file() and SENTINEL.encode() in path.read_bytes()]


def test_without_rasa_the_embedded_engine_goes_on(rasa: Running) -> None:
    gone = RasaEngine(f"http://127.0.0.1:{free_port()}", timeout=1)
    assert Engines(lambda text: Scored("thanks", 0.9, sure=True), gone)("cảm ơn") == Guess("thanks")
    gone.close()
