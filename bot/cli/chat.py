"""`motcua chat`: the console channel over a real assistant with its store; `--transcript` writes a golden test."""

from __future__ import annotations

import argparse
import sys
import threading
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from bot import logs
from bot.app import App, build
from bot.channels.console import render
from bot.channels.transcript import shown, written
from bot.config import load
from bot.home import Secrets, find_config, find_home
from bot.messages import IncomingMessage
from bot.store.records import TurnKept

LONGEST_TURN_SECONDS = 30.0
NEWS_SECONDS = 0.5


def options(parser: argparse.ArgumentParser) -> None:
    """Who speaks, and where to write it down."""
    parser.add_argument("--citizen", default="me", help="who is speaking; the conversation goes on where it stood")
    parser.add_argument("--transcript", type=Path, help="write what was said as a golden test (YAML)")
    parser.add_argument("--sandbox-url", help="the sandbox portal to file with (else the configured address)")


def call(arguments: argparse.Namespace) -> int:
    """Talk until the input ends."""
    logs.configure()
    home, config = find_home(arguments.home), load(find_config(arguments.config))
    app = build(config, home, Secrets.from_environment(), sandbox_url=arguments.sandbox_url)
    app.start()
    try:
        Console(app, f"console:{arguments.citizen}", arguments.transcript).talk()
    finally:
        app.stop()
    return 0


class Console:
    """One citizen at the terminal."""

    def __init__(self, app: App, citizen: str, transcript: Path | None) -> None:
        self._app = app
        self._citizen = citizen
        self._transcript = transcript
        self._turns: list[dict[str, object]] = []
        told = app.store.outbox.after(citizen, 0)
        self._seen = told[-1].seq if told else 0
        while told := app.store.outbox.after(citizen, self._seen):
            self._seen = told[-1].seq

    def talk(self) -> None:
        """A line in, the turn out; news that arrive in between are shown before the next line."""
        interactive = sys.stdin.isatty()
        if interactive:
            self._take("/start")
        while True:
            self._show_news()
            if interactive:
                sys.stdout.write("> ")
                sys.stdout.flush()
            line = sys.stdin.readline()
            if not line:
                break
            self._take(line.rstrip("\n"))
        self._show_last_news()
        if self._transcript:
            self._write()

    def _take(self, text: str) -> None:
        message = IncomingMessage(self._citizen, token_hex(8), datetime.now(UTC), text=text)
        done: Future[TurnKept] = Future()
        self._app.inbox.watch(self._citizen, message.id, done.set_result)
        self._app.inbox.receive(message).result()
        turn = done.result(LONGEST_TURN_SECONDS)
        self._turns.append({"citizen": text, **shown(turn)})
        self._show_news()

    def _show_news(self) -> None:
        fixed_row = self._app.resources.wording.say("nav.fixed_row")
        for kept in self._app.store.outbox.after(self._citizen, self._seen):
            self._seen = kept.seq
            print(render(kept.reply, fixed_row), end="\n\n", flush=True)

    def _show_last_news(self) -> None:
        """Wait a little for a receipt of something filed just now."""
        for _ in range(int(10 / NEWS_SECONDS)):
            waiting = [each for each in self._app.store.submissions.of(self._citizen) if not each.accepted_at]
            if not any(each.rejected_at is None for each in waiting):
                break
            threading.Event().wait(NEWS_SECONDS)
        self._show_news()

    def _write(self) -> None:
        assert self._transcript is not None
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._transcript.write_text(written({"now": now, "turns": self._turns}), encoding="utf-8")
