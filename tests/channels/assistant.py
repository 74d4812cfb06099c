"""The parts of the running product around one home folder, each as its process has it, on the test's own pace.

The Telegram loop has a store of its own and can be cut off and started again, as its process can.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from channels.bot_api import TOKEN, BotApi
from channels.phone import Phone
from filer import next_message
from sqlalchemy import func, select

import bot.app
from bot.app import App
from bot.channels.telegram import open_bot
from bot.channels.telegram_loop import Pace, TelegramLoop
from bot.cli.telegram import fixed_row
from bot.config import Config
from bot.home import Home, Secrets
from bot.messages import Reply
from bot.moment import Resources
from bot.store.schema import inbox, outbox
from bot.store.store import Store, open_store
from connectors.dvcqg import DvcqgPortal
from connectors.sandbox.server import create_app

PER_CHAT_SECONDS = 0.02
PACE = Pace(PER_CHAT_SECONDS * 1.25, overall_a_second=500, look_seconds=0.005, after_failure_seconds=0.05)
MOST_TURNS = 120
FASTER = {
    "bot.inbox.POLL_SECONDS": 0.005,
    "bot.submitting.POLL_SECONDS": 0.01,
    "bot.channels.telegram.AFTER_NETWORK_SECONDS": 0.05,
    "bot.channels.telegram.SEND_TIMEOUT_SECONDS": 1.0,
}


class Telegram:
    """`motcua telegram` in a thread."""

    def __init__(self, url: str, database: str, app: App, pace: Pace = PACE) -> None:
        self._url, self._database, self._app, self._pace = url, database, app, pace

    def start(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.store = open_store(self._database, self._app.seal)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="telegram")
        self._thread.start()
        assert self._ready.wait(20)

    def cut_off(self) -> None:
        """End it wherever it is."""
        if not self._thread.is_alive():
            return
        self.loop.call_soon_threadsafe(self._running.cancel)
        self._thread.join(20)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        with contextlib.suppress(asyncio.CancelledError), asyncio.Runner(loop_factory=lambda: self.loop) as runner:
            runner.run(self._carry())
        self.store.close()

    async def _carry(self) -> None:
        self._running = asyncio.current_task()
        self._ready.set()
        bot = open_bot(TOKEN, self._url)
        try:
            await TelegramLoop(bot, self.store, fixed_row(), self._pace).run()
        finally:
            await bot.session.close()


@dataclass(repr=False)
class Assistant:
    """Inbox, submissions and Telegram over one database, with the portal that they file to."""

    app: App
    telegram: Telegram
    api: BotApi
    portal: httpx2.Client

    @property
    def store(self) -> Store:
        return self.app.store

    def dossier(self, reference: str) -> dict[str, Any]:
        """What the portal holds under this reference, and nothing twice."""
        (found,) = [each for each in self.portal.get("/dossiers").json() if each["reference"] == reference]
        return found

    def settle(self) -> None:
        """Wait until everything that was sent to us is answered and every answer is on its phone or refused."""
        wait_until(lambda: not self.api.waiting and not self._open_work())

    def told(self, citizen: str) -> list[Reply]:
        """What the store says this citizen was told, in order."""
        return [kept.reply for kept in self.store.outbox.after(citizen, 0)]

    def _open_work(self) -> int:
        unhandled = select(func.count()).select_from(inbox).where(inbox.c.handled_at.is_(None))
        unsaid = select(func.count()).where(outbox.c.sent_at.is_(None), outbox.c.refused_at.is_(None))
        with self.store.engine.connect().execution_options(reading=True) as connection:
            return int(connection.execute(unhandled).scalar_one() + connection.execute(unsaid).scalar_one())


def answer(phone: Phone, reply: Reply) -> None:
    """Do on the phone what a plausible citizen does next."""
    message = next_message(reply.to_plain())
    if "choice" in message:
        phone.press(message["choice"])
    else:
        phone.say(message["text"])


def wait_until(ready: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


@contextmanager
def served(app: Any) -> Iterator[str]:
    """An ASGI application on a free port, in a thread."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    wait_until(lambda: server.started)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(20)
    listening.close()


@contextmanager
def fast_api() -> Iterator[BotApi]:
    """A Bot API server at fifty times Telegram's pace."""
    api = BotApi(per_chat_seconds=PER_CHAT_SECONDS, overall=1500).start()
    yield api
    api.stop()


@contextmanager
def assistant_over(
    home: Path, config: Config, resources: Resources, *, api: BotApi, adapter: str = "sandbox"
) -> Iterator[Assistant]:
    """Everything that runs, hurrying as `fast_api` lets it."""
    with ExitStack() as opened:
        patch = opened.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(bot.app, "load_resources", lambda *_: resources)
        for name, value in FASTER.items():
            patch.setattr(name, value)
        sandbox = opened.enter_context(served(create_app(home / "portal.sqlite")))
        portal = config.portal.model_copy(update={"default": adapter})
        changed = config.model_copy(update={"portal": portal})
        app = bot.app.build(changed, Home(home), Secrets(None, None, None, None), sandbox_url=sandbox)
        app.start()
        opened.callback(_close, app)
        telegram = Telegram(api.url, Home(home).database_url("", None), app)
        telegram.start()
        opened.callback(telegram.cut_off)
        web = opened.enter_context(httpx2.Client(base_url=sandbox, timeout=30))
        yield Assistant(app, telegram, api, web)


def _close(app: App) -> None:
    app.stop()
    for portal in app.submitting._portals.values():
        if isinstance(portal, DvcqgPortal):
            portal.close()
