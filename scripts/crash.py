"""Kills the assistant with SIGKILL at random moments of a filing, restarts it, and counts what arrived.

The citizen is a client that sends every message again, with the same id, until it is answered. Afterwards: no
answer may be lost, and the sandbox portal must hold exactly one dossier for each reference.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

from filer import ANSWERS, next_message
from smoke import ROOT, call, wait_until

PORT, SANDBOX_PORT = 18180, 18190
FAULTS = "error=0.2,lost=0.2"
LONGEST_LIFE_SECONDS = 4.0


@dataclass
class Assistant:
    """The process that is killed; the sandbox portal lives on beside it."""

    home: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it is ready when its port answers."""
        words = ["run", "--port", str(PORT), "--sandbox-url", f"http://127.0.0.1:{SANDBOX_PORT}"]
        self.process = _bot(self.home, *words)

    def kill(self) -> None:
        """As a power failure would."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Citizen:
    """Files form after form; keeps every answer that the assistant took."""

    def __init__(self) -> None:
        self.token = ""
        self.number = 0
        self.message: dict[str, str] = {"text": ANSWERS["question"]}
        self.references: list[str] = []
        self.answers = 0
        self.resent = 0

    def go_on(self, until: float) -> None:
        """Talk until that moment; a call that fails is sent again, unchanged, the next time."""
        while time.monotonic() < until:
            try:
                self._one_turn()
            except (HTTPError, URLError, OSError, json.JSONDecodeError):
                self.resent += 1
                time.sleep(0.05)

    def _one_turn(self) -> None:
        base = f"http://127.0.0.1:{PORT}/api/chat"
        if not self.token:
            self.token = call(f"{base}/sessions", {})["token"]
        turn = call(f"{base}/messages?wait=5", {"id": str(self.number), **self.message}, self.token)
        if "outcome" not in turn:
            return
        assert turn["outcome"] != "error", "the assistant failed"
        self.number += 1
        self.answers += 1
        if turn["reference"]:
            self.references.append(turn["reference"])
            self.message = {"text": ANSWERS["question"]}
        else:
            self.message = next_message(turn["replies"][-1])


def main() -> int:
    """Kill, restart, count."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    dice = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        sandbox = _bot(home, "portal-sandbox", "--port", str(SANDBOX_PORT), "--faults", FAULTS)
        wait_until(lambda: call(f"http://127.0.0.1:{SANDBOX_PORT}/dossiers") is not None)
        result = run(home, arguments.kills, dice)
        sandbox.terminate()
        sandbox.wait()
    print(json.dumps(result))
    return 0 if result["passed"] else 1


def run(home: Path, kills: int, dice: random.Random) -> dict[str, Any]:
    """The whole experiment; `passed` says whether nothing was lost and nothing doubled."""
    assistant, citizen = Assistant(home), Citizen()
    for kill in range(kills):
        assistant.start()
        if kill % 4:  # three times in four it may come up first; else it is killed while starting
            wait_until(lambda: call(f"http://127.0.0.1:{PORT}/healthz"))
        citizen.go_on(time.monotonic() + dice.uniform(0, LONGEST_LIFE_SECONDS))
        assistant.kill()
        print(f"kill {kill + 1}: {citizen.answers} answers, {len(citizen.references)} filed", file=sys.stderr)
    assistant.start()
    wait_until(lambda: call(f"http://127.0.0.1:{PORT}/healthz"))
    goal = len(citizen.references) + 1
    while len(citizen.references) < goal:
        citizen.go_on(time.monotonic() + 1)
    found = _settled(citizen.references)
    assistant.kill()
    return _judged(kills, citizen, found)


def _settled(references: list[str]) -> list[dict[str, Any]]:
    """The dossiers once every reference has arrived, or after two minutes whatever has."""

    def all_there() -> bool:
        held = {each["reference"] for each in call(f"http://127.0.0.1:{SANDBOX_PORT}/dossiers")}
        return held >= set(references)

    try:
        wait_until(all_there, 120)
    except AssertionError:
        print("not everything arrived", file=sys.stderr)
    time.sleep(2)  # whatever would arrive a second time
    found: list[dict[str, Any]] = call(f"http://127.0.0.1:{SANDBOX_PORT}/dossiers")
    return found


def _judged(kills: int, citizen: Citizen, found: list[dict[str, Any]]) -> dict[str, Any]:
    held = [each["reference"] for each in found]
    missing = sorted(set(citizen.references) - set(held))
    doubled = sorted({each for each in held if held.count(each) > 1})
    unexpected = sorted(set(held) - set(citizen.references))
    forms = {json.dumps(each["form"], sort_keys=True) for each in found}  # every filing gave the same answers
    return {
        "kills": kills,
        "answers": citizen.answers,
        "resent": citizen.resent,
        "filed": len(citizen.references),
        "dossiers": len(held),
        "missing": missing,
        "doubled": doubled,
        "unexpected": unexpected,
        "different_forms": len(forms),
        "fields": len(found[0]["form"]) if found else 0,
        "passed": not missing and not doubled and not unexpected and len(forms) == 1,
    }


def _bot(home: Path, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bot", "--home", str(home), *words]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
