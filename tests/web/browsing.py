"""Fixtures of the browser tests: Debian's chromium, pages of a given size, and the chat API played from a list.

The played API stands at the HTTP seam, so that what the page does on a bad line can be shown exactly.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
AXE = importlib.util.find_spec("axe_playwright_python")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}
NAV = (("Nghe lại", "nav:REPEAT"), ("Quay lại", "nav:BACK"), ("Gặp người", "nav:HUMAN"))

Answer = tuple[int, dict[str, Any]]
OpenPage = Callable[..., Page]


def reply(text: str, *buttons: tuple[str, str], kind: str | None = None, **more: Any) -> dict[str, Any]:
    """A reply of the API; `kind` makes it question 3 of 9."""
    asked = {"id": "q", "kind": kind, "choices": [], "step": 3, "of": 9} if kind else None
    shown = [{"label": label, "value": value} for label, value in buttons]
    return {"text": text, "buttons": shown, "field": asked, "attachments": [], "author": "bot", **more}


@dataclass
class PlayedChat:
    """The chat API as a list of answers; keeps every message that the page sent."""

    turns: list[list[dict[str, Any]]] = field(default_factory=list)
    faults: list[int] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    answered: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    outcome: str = "asked"
    sessions: int = 0

    def say(self, *replies: dict[str, Any]) -> list[dict[str, Any]]:
        """Put replies where the page finds them, as an officer's words are."""
        numbered = [{**each, "seq": len(self.kept) + at} for at, each in enumerate(replies, 1)]
        self.kept += numbered
        return numbered

    def play(self, route: Route) -> None:
        path = route.request.url.partition("/api/chat")[2]
        if path.startswith("/replies"):
            after = int(path.partition("after=")[2])
            news = [each for each in self.kept if each["seq"] > after]
            self._answer(route, (200, {"replies": news, "next": len(self.kept)}))
        elif path.startswith("/sessions"):
            self.sessions += 1
            self.say(*(self.turns.pop(0) if self.turns else ()))
            self._answer(route, (201, {"token": f"token{self.sessions}"}))
        else:
            self._message(route, json.loads(route.request.post_data or "{}"))

    def _message(self, route: Route, message: dict[str, Any]) -> None:
        self.sent.append(message)
        fault = self.faults.pop(0) if self.faults else 200
        if fault == 0:
            route.abort("internetdisconnected")
        elif fault != 200:
            self._answer(route, (fault, {"next": 0}))
        else:
            self._answer(route, (200, self._turn(message["id"])))

    def _turn(self, message_id: str) -> dict[str, Any]:
        if message_id not in self.answered:
            replies = self.turns.pop(0) if self.turns else [reply("Dạ, cháu ghi rồi ạ.")]
            self.answered[message_id] = self.say(*replies)
        replies = self.answered[message_id]
        return {"outcome": self.outcome, "replies": replies, "reference": None, "next": len(self.kept)}

    @staticmethod
    def _answer(route: Route, answer: Answer) -> None:
        status, body = answer
        route.fulfill(status=status, content_type="application/json", body=json.dumps(body))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("NO BROWSER: apt-get install -y chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Opens pages of a size; a console error or a script error anywhere fails the test."""
    complaints: list[str] = []
    contexts = []

    def complain(message: Any) -> None:
        known = "Failed to load resource" in message.text  # the faults that a test plays itself
        if message.type in {"error", "warning"} and not known:
            complaints.append(message.text)

    def opened(*, width: int = 360, height: int = 640, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="vi-VN", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def played() -> PlayedChat:
    greeting = reply("Cháu chào bác ạ.\nBác cần làm giấy gì?", ("Giấy khai sinh", "ask:khai-sinh"), *NAV)
    return PlayedChat(turns=[[greeting]])


@pytest.fixture
def say() -> Callable[..., dict[str, Any]]:
    return reply


@pytest.fixture
def until() -> Callable[[Page, str], None]:
    """Waits for a condition; the page's own policy forbids what `wait_for_function` does."""

    def waited(page: Page, condition: str) -> None:
        for _ in range(100):
            if page.evaluate(condition):
                return
            page.wait_for_timeout(100)
        pytest.fail(f"never happened: {condition}")

    return waited


@pytest.fixture
def open_chat(open_page: OpenPage, played: PlayedChat, server_url: str) -> OpenPage:
    """The real page on the played API, greeted."""

    def opened(*, before: Callable[[Page], None] | None = None, **options: Any) -> Page:
        page = open_page(**options)
        page.route("**/api/chat/**", played.play)
        if before:
            before(page)
        page.goto(server_url)
        page.wait_for_selector(".reply")
        return page

    return opened


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """What axe finds wrong with a page: one line for each kind."""
    if not AXE or not AXE.origin:
        pytest.skip("NO AXE: pip install axe-playwright-python")
    script = (Path(AXE.origin).parent / "axe.min.js").read_text(encoding="utf-8")
    call = "options => axe.run(document, options)"

    def found(page: Page) -> list[str]:
        page.evaluate(script)
        wanted = {"runOnly": {"type": "tag", "values": TAGS}, "rules": RULES}
        result = page.evaluate(call, wanted)
        return [f"{each['id']}: {each['nodes'][0]['html']}" for each in result["violations"]]

    return found
