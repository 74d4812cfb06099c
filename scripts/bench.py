"""How fast and how large the assistant is, measured in this process on this machine. Prints one JSON object.

Guided turns: 64 conversations at once, every turn durably committed (`synchronous=FULL`, group commit), beside
the raw commit rate of the disk. A question's time excludes the commit. Start-up and memory are those of
`motcua run` as a process of its own.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filer import ANSWERS, next_message
from smoke import ROOT, call, wait_until

CONVERSATIONS = 64
SECONDS = 10.0
QUESTIONS = 2000


def main() -> int:
    """Measure everything."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        result = {"one_core": True, "raw_commits_per_second": raw_commits(home)}
        result |= start_up(home)
        result |= guided_turns(home)
        result |= questions(home)
        result |= publishing(home)
    print(json.dumps(result, indent=2))
    return 0


def raw_commits(home: Path) -> float:
    """One row a commit, nothing else: what the disk allows."""
    import sqlite3

    connection = sqlite3.connect(home / "raw.sqlite", isolation_level=None)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (x)")
    started, number = time.perf_counter(), 0
    while time.perf_counter() - started < 2:
        connection.execute("INSERT INTO t VALUES (1)")
        number += 1
    return round(number / 2)


def start_up(home: Path) -> dict[str, Any]:
    """A fresh process: time to listen, to its first answer, and what it holds in memory after it."""
    command = [sys.executable, "-m", "bot", "--home", str(home / "start"), "run", "--port", "18280"]
    command += ["--sandbox-url", "http://127.0.0.1:9"]
    subprocess.run([*command[:5], "index"], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        return _first_answer(process, started)
    finally:
        process.kill()
        process.wait()


def _first_answer(process: subprocess.Popen[bytes], started: float) -> dict[str, Any]:
    wait_until(lambda: call("http://127.0.0.1:18280/healthz"))
    ready = time.perf_counter() - started
    token = call("http://127.0.0.1:18280/api/chat/sessions", {})["token"]
    turn = call(
        "http://127.0.0.1:18280/api/chat/messages?wait=20", {"id": "1", "text": ANSWERS["question"]}, token
    )
    answered = time.perf_counter() - started
    assert turn["replies"], "a first answer"
    memory = _resident_mb(process.pid)
    return {
        "start_to_ready_s": round(ready, 2),
        "start_to_first_answer_s": round(answered, 2),
        "resident_mb": memory,
        "import_s": _import_seconds(),
    }


def guided_turns(home: Path) -> dict[str, Any]:
    """Filings by 64 citizens at once through inbox, conversation and store."""
    app = _app(home)
    app.inbox.start()
    times: list[float] = []
    until = time.perf_counter() + SECONDS
    citizens = [
        threading.Thread(target=_file, args=(app, number, until, times)) for number in range(CONVERSATIONS)
    ]
    started = time.perf_counter()
    for citizen in citizens:
        citizen.start()
    for citizen in citizens:
        citizen.join()
    elapsed = time.perf_counter() - started
    app.inbox.stop()
    found = {"guided_turns_per_second": round(len(times) / elapsed), "conversations": CONVERSATIONS}
    return found | {f"guided_turn_{name}_ms": value for name, value in _percentiles(times).items()} | _decided(app)


def _file(app: Any, number: int, until: float, times: list[float]) -> None:
    from bot.messages import IncomingMessage

    citizen, message, turn_number = f"web:bench{number}", {"choice": "file:khai-sinh"}, 0
    while time.perf_counter() < until:
        turn_number += 1
        began = time.perf_counter()
        done: Future[Any] = Future()
        incoming = IncomingMessage(citizen, str(turn_number), datetime.now(UTC), **message)
        app.inbox.watch(citizen, incoming.id, done.set_result)
        app.inbox.receive(incoming).result()
        turn = done.result()
        times.append(time.perf_counter() - began)
        reply = turn.replies[-1].reply.to_plain()
        message = {"choice": "file:khai-sinh"} if turn.reference else next_message(reply)


def _decided(app: Any) -> dict[str, Any]:
    """The pure part of a guided turn alone, on answers as they come."""
    from bot.conversation import respond
    from bot.messages import IncomingMessage
    from bot.session import Session

    session, message, times = Session("web:pure"), {"choice": "file:khai-sinh"}, []
    for number in range(1000):
        incoming = IncomingMessage("web:pure", str(number), datetime.now(UTC), **message)
        began = time.perf_counter()
        turn = respond(session, incoming, app.resources, now=datetime.now(UTC), new_reference=lambda: "MC-X")
        times.append(time.perf_counter() - began)
        session = turn.session
        message = {"choice": "file:khai-sinh"} if turn.reference else next_message(turn.replies[-1].to_plain())
    return {f"decide_{name}_ms": value for name, value in _percentiles(times).items()}


def questions(home: Path) -> dict[str, Any]:
    """A question through the whole conversation, without the commit."""
    from bot.conversation import respond
    from bot.messages import IncomingMessage
    from bot.session import Session

    app = _app(home)
    asked = [name for procedure in app.resources.library for name in procedure.names.situations]
    times = []
    for number in range(QUESTIONS):
        incoming = IncomingMessage("web:q", str(number), datetime.now(UTC), text=asked[number % len(asked)])
        began = time.perf_counter()
        respond(
            Session("web:q", greeted=True),
            incoming,
            app.resources,
            now=datetime.now(UTC),
            new_reference=lambda: "MC-X",
        )
        times.append(time.perf_counter() - began)
    return {f"question_{name}_ms": value for name, value in _percentiles(times).items()}


def publishing(home: Path) -> dict[str, Any]:
    """From a row in the database to the new words being found, with the catalogue if one is given."""
    from bot.overlay import Overlay
    from bot.publishing import publish

    app = _app(home)
    overlay = Overlay(app.home.content, app.home.drafts)
    times = []
    for number in range(5):
        words = f"giấy đi câu mực đêm trăng số {number}"
        draft = overlay.edit("procedures/ho-chieu.yml")
        text = draft.read_text(encoding="utf-8")
        draft.write_text(text.replace("everyday:\n", f"everyday:\n    - {words}\n"), encoding="utf-8")
        publish(overlay, app.store.publications, list, author="bench", note="", at=time.time())
        began = time.perf_counter()
        app.live.refresh()
        assert app.resources.find(words, None).hits[0].slug == "ho-chieu"
        times.append(time.perf_counter() - began)
    catalogue = app.resources.library.catalogue
    return {
        "imported_procedures": len(catalogue) if catalogue else 0,
        "publish_to_found_seconds": round(statistics.median(times), 3),
    }


def _app(home: Path) -> Any:
    from bot.app import build
    from bot.config import load
    from bot.home import Home, Secrets

    folder = home / "bench"
    folder.mkdir(exist_ok=True)
    return build(
        load(ROOT / "config.yml"), Home(folder), Secrets(None, None, None, None), sandbox_url="http://127.0.0.1:9"
    )


def _percentiles(times: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=100)
    return {name: round(cuts[at] * 1000, 3) for name, at in (("p50", 49), ("p95", 94), ("p99", 98))}


def _resident_mb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    return 0


def _import_seconds() -> float:
    """Median of three, warm."""
    times = []
    for _ in range(4):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import bot.app, bot.web.site, uvicorn"], cwd=ROOT, check=True)
        times.append(time.perf_counter() - began)
    return round(statistics.median(times[1:]), 2)


if __name__ == "__main__":
    sys.exit(main())
