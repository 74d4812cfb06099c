"""A real assistant with its web site on a free port, and a citizen who talks to it over HTTP."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Self

import httpx2
import uvicorn
from filer import ANSWERS, next_message

from bot.app import App, build
from bot.cli.ports import free_port
from bot.config import Config
from bot.home import Home, Secrets
from bot.web.officers import first_password
from bot.web.site import create_site

NOWHERE = "http://127.0.0.1:9"
MOST_TURNS = 150


@dataclass(frozen=True)
class Site:
    """Where the site is, the password of its desk, and the assistant behind it."""

    url: str
    password: str
    app: App


@contextmanager
def serving(config: Config, folder: Path) -> Iterator[Site]:
    """Serve until the block ends; no portal is reachable."""
    home = Home(folder)
    password = first_password(home.desk_password)
    assert password
    app = build(config, home, Secrets(None, None, None, None), sandbox_url=NOWHERE)
    port = free_port(18400)
    server = uvicorn.Server(uvicorn.Config(create_site(app), port=port, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield Site(f"http://127.0.0.1:{port}", password, app)
    server.should_exit = True
    thread.join(20)


class Citizen:
    """A client of the chat API; numbers its messages by itself."""

    def __init__(self, site: Site, *, token: str | None = None) -> None:
        self.http = httpx2.Client(base_url=f"{site.url}/api/chat", timeout=60)
        self.token = token or self.http.post("/sessions").json()["token"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"
        self.numbers = count()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def send(self, wait: float | str = 30, *, id: str | None = None, **said: Any) -> httpx2.Response:  # noqa: A002 - the API's word
        """One message as it is; `said` is the rest of the body."""
        body = {"id": id or f"m{next(self.numbers)}", **said}
        return self.http.post("/messages", params={"wait": wait}, json=body)

    def say(self, text: str) -> dict[str, Any]:
        """Words in, their turn out."""
        return self._turn(self.send(text=text))

    def press(self, value: str) -> dict[str, Any]:
        """A button in, its turn out."""
        return self._turn(self.send(choice=value))

    def replies(self, after: int = 0) -> dict[str, Any]:
        """What was said after that number."""
        found = self.http.get("/replies", params={"after": after})
        assert found.status_code == 200, found.text
        page: dict[str, Any] = found.json()
        return page

    def file(self) -> dict[str, Any]:
        """A whole filing, question by question; returns its last turn."""
        message = {"text": ANSWERS["question"]}
        for _ in range(MOST_TURNS):
            turn = self._turn(self.send(**message))
            if turn["reference"]:
                return turn
            message = next_message(turn["replies"][-1])
        raise AssertionError("the filing does not end")

    @staticmethod
    def _turn(answer: httpx2.Response) -> dict[str, Any]:
        assert answer.status_code == 200, (answer.status_code, answer.text)
        turn: dict[str, Any] = answer.json()
        return turn


def wait_until(ready: Any, seconds: float = 20) -> None:
    """Look again until it holds."""
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.03)
