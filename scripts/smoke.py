"""The light installation alone: import without torch, ask a question, file a form through the whole line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from filer import ANSWERS, next_message

ROOT = Path(__file__).parent.parent
MOST_TURNS = 150


def main() -> int:
    """Run the three checks; exits 1 with a line saying which one failed."""
    imported = _run("-c", "import bot.app, bot.web.site, sys; sys.exit('torch' in sys.modules)")
    assert imported.returncode == 0, "serving must not import torch"
    with tempfile.TemporaryDirectory() as home:
        asked = json.loads(_run("-m", "bot", "--home", home, "ask", ANSWERS["question"]).stdout)
        assert asked["outcome"] in ("answered", "clarified"), asked["outcome"]
        with Served(Path(home)) as served:
            reference = file_once(served)
            dossier = wait_for_dossier(served, reference)
        assert dossier["form"], "the dossier holds the answers"
    print(
        f"smoke: 3 passed, 0 failed (asked, filed {reference}, {len(dossier['form'])} fields at the sandbox portal)"
    )
    return 0


class Served:
    """A running assistant with its sandbox, reached over HTTP."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.url = self.sandbox = ""

    def __enter__(self) -> Served:
        command = [sys.executable, "-m", "bot", "--home", str(self._home), "run", "--port", "18080"]
        self._process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if line.startswith("Chat:"):
                self.url = line.split()[1].rstrip("/")
            if line.startswith("Sandbox portal:"):
                self.sandbox = line.split()[2].rstrip("/")
            if self.url and self.sandbox:
                break
        wait_until(lambda: call(f"{self.url}/healthz"))
        wait_until(lambda: call(f"{self.sandbox}/dossiers") is not None)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)


def file_once(served: Served) -> str:
    """A whole filing from the first question to the reference."""
    token = call(f"{served.url}/api/chat/sessions", {})["token"]
    message: dict[str, str] = {"text": ANSWERS["question"]}
    for number in range(MOST_TURNS):
        url = f"{served.url}/api/chat/messages?wait=20"
        turn = call(url, {"id": str(number), **message}, token)
        if turn["reference"]:
            return str(turn["reference"])
        message = next_message(turn["replies"][-1])
    raise AssertionError("the filing does not end")


def wait_for_dossier(served: Served, reference: str) -> dict[str, Any]:
    """The dossier at the sandbox portal, once it has arrived."""
    found: list[dict[str, Any]] = []

    def arrived() -> bool:
        found[:] = [each for each in call(f"{served.sandbox}/dossiers") if each["reference"] == reference]
        return bool(found)

    wait_until(arrived)
    return found[0]


def call(url: str, body: dict[str, Any] | None = None, token: str = "") -> Any:
    """One HTTP call with JSON both ways."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=40) as answer:
        return json.load(answer)


def wait_until(ready: Any, seconds: float = 60) -> None:
    """Try again until it holds; raises AssertionError after that time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if ready():
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("waited in vain")


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ
    )


if __name__ == "__main__":
    sys.exit(main())
