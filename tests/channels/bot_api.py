"""A Bot API server on this computer: takes aiogram's calls as Telegram would, refuses what Telegram would refuse.

Updates stay until they are acknowledged; troubles can be arranged for sends and for updates. `wrong` collects every
call that broke a rule, so that a test fails even when the product shrugs the 400 off.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from channels.bot_api_rules import Rules

TOKEN = "4200:local-test-token"
BOT_USER = {"id": 4200, "is_bot": True, "first_name": "Một Cửa", "username": "motcua_bot"}
SENDS = ("sendMessage", "sendDocument")
MEGABYTE = 1024 * 1024
TOO_FAST = 429


@dataclass(frozen=True)
class Call:
    """One call as it came over the wire, with the HTTP status that it got; 0 when the line was cut."""

    method: str
    fields: dict[str, Any]
    files: dict[str, bytes]
    status: int
    at: float

    @property
    def chat(self) -> int:
        return int(self.fields["chat_id"])


@dataclass(frozen=True)
class Shown:
    """A message as the phone shows it: words, buttons (label, data) row by row, a document."""

    id: int
    text: str
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()
    document: str = ""
    content: bytes = field(default=b"", repr=False)

    @property
    def buttons(self) -> dict[str, str]:
        return dict(button for row in self.rows for button in row)


Trouble = Callable[[int], str]
"""By the number of a send, counted from 0: "", "429", "500", "403", "400", "lost", "slow", "newer" or "gateway"."""


class BotApi:
    """The server, in a thread of its own. `per_chat_seconds` and `overall` are the pace above which it says 429."""

    def __init__(self, *, per_chat_seconds: float = 1.0, overall: int = 30) -> None:
        self.rules = Rules.load()
        self.per_chat_seconds, self.overall = per_chat_seconds, overall
        self.trouble: Trouble = lambda _number: ""
        self.twice = self.backwards = False
        self.blocked: set[int] = set()
        self.slow_seconds = 1.0
        self.calls: list[Call] = []
        self.shown: dict[int, list[Shown]] = {}
        self.wrong: list[str] = []
        self.unreadable: dict[str, Any] | None = None
        self._updates: list[dict[str, Any]] = []
        self._acknowledged: list[dict[str, Any]] = []
        self._open_queries: set[str] = set()
        self._ids = iter(range(1, 1_000_000))
        self._sends = 0
        self._lock = threading.RLock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="bot-api")
        self.url = ""

    def start(self) -> BotApi:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(20)
        return self

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)
        self._loop.close()

    def push(self, kind: str, content: dict[str, Any]) -> int:
        """Put an update in line, as if somebody had just done this; returns its number."""
        with self._lock:
            update = {"update_id": 700_000 + next(self._ids), kind: content}
            self.wrong += self.rules.wrong_with_type("Update", update)
            if kind == "callback_query":
                self._open_queries.add(content["id"])
            self._updates.append(update)
            return update["update_id"]

    def next_id(self) -> int:
        return next(self._ids)

    @property
    def waiting(self) -> int:
        """Updates that nobody has acknowledged."""
        return len(self._updates)

    def sent(self, chat: int) -> list[Call]:
        """The sends that were taken for a chat, in order, those whose answer was lost among them."""
        return [call for call in self.calls if call.method in SENDS and call.chat == chat and call.status in (0, 200)]

    async def _open(self) -> None:
        app = web.Application(client_max_size=60 * MEGABYTE)
        app.router.add_post("/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        fields, files = _decoded(await request.post())
        if request.match_info["token"] != TOKEN:
            return _refusal(401, "Unauthorized")
        wrong = self.rules.wrong_with_call(method, fields, files)
        if wrong:
            self.wrong += wrong
            return self._kept(method, fields, files, _refusal(400, f"Bad Request: {'; '.join(wrong)}"))
        if method == "getUpdates":
            return await self._get_updates(fields)
        if method == "answerCallbackQuery":
            return self._kept(method, fields, files, self._stop_spinner(fields["callback_query_id"]))
        return await self._send(request, method, fields, files)

    async def _get_updates(self, fields: dict[str, Any]) -> web.Response:
        self._acknowledge(int(fields.get("offset", 0)))
        until = time.monotonic() + float(fields.get("timeout", 0))
        while not self._updates and time.monotonic() < until:
            await asyncio.sleep(0.003)
        found = list(self._updates)[:100]
        if self.twice:  # each one twice, and the last one that was acknowledged once more
            found = [*self._acknowledged[-1:], *found, *found] if found else []
        if self.unreadable and found:
            found = [found[0] | self.unreadable, *found[1:]]
        return web.json_response({"ok": True, "result": found[::-1] if self.backwards else found})

    def _acknowledge(self, offset: int) -> None:
        with self._lock:
            self._acknowledged += [each for each in self._updates if each["update_id"] < offset]
            self._updates = [each for each in self._updates if each["update_id"] >= offset]

    def _stop_spinner(self, query: str) -> web.Response:
        if query not in self._open_queries:
            return _refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self._open_queries.discard(query)
        return web.json_response({"ok": True, "result": True})

    async def _send(self, request: web.Request, method: str, fields: dict[str, Any], files: dict[str, bytes]) -> Any:
        chat, number = int(fields["chat_id"]), self._sends
        self._sends += 1
        trouble = "403" if chat in self.blocked else self.trouble(number)
        if trouble in _REFUSALS:
            return self._kept(method, fields, files, _refusal(*_REFUSALS[trouble]))
        if trouble == "gateway":
            return self._kept(method, fields, files, web.Response(status=502, text="<html>Bad Gateway</html>"))
        if self._too_fast(chat):
            return self._kept(method, fields, files, _refusal(*_REFUSALS["429"]))
        message = self._show(chat, fields, files)
        if trouble == "lost":
            self._kept(method, fields, files, None)
            assert request.transport is not None
            request.transport.abort()
        if trouble == "slow":
            await asyncio.sleep(self.slow_seconds)
        if trouble == "newer":
            message["from"] = "not what it used to be"
        return self._kept(method, fields, files, web.json_response({"ok": True, "result": message}))

    def _kept(self, method: str, fields: Any, files: Any, response: web.Response | None) -> web.Response:
        known = bool(self.calls) and self.calls[-1].status == 0 and response is not None and self._is_last(fields)
        if not known:
            status = response.status if response else 0
            self.calls.append(Call(method, fields, files, status, time.monotonic()))
        return response or web.Response()

    def _is_last(self, fields: Any) -> bool:
        return self.calls[-1].fields is fields

    def _too_fast(self, chat: int) -> bool:
        taken = [call for call in self.calls if call.method in SENDS and call.status in (0, 200)]
        now = time.monotonic()
        in_chat = [call for call in taken if call.chat == chat and now - call.at < self.per_chat_seconds]
        return bool(in_chat) or sum(now - call.at < 1 for call in taken) >= self.overall

    def _show(self, chat: int, fields: dict[str, Any], files: dict[str, bytes]) -> dict[str, Any]:
        markup = fields.get("reply_markup", {})
        rows = tuple(
            tuple((each["text"], each["callback_data"]) for each in row) for row in markup.get("inline_keyboard", ())
        )
        name, content = next(iter(files.items()), ("", b""))
        shown = Shown(self.next_id(), fields.get("text", ""), rows, name, content)
        self.shown.setdefault(chat, []).append(shown)
        return as_message(shown, chat, fields)


def as_message(shown: Shown, chat: int, fields: dict[str, Any]) -> dict[str, Any]:
    """The Message that Telegram answers a send with."""
    message: dict[str, Any] = {
        "message_id": shown.id,
        "date": int(time.time()),
        "from": BOT_USER,
        "chat": {"id": chat, "type": "private", "first_name": "Bác"},
    }
    if shown.document:
        message["document"] = {"file_id": "f", "file_unique_id": "u", "file_name": shown.document}
    else:
        message["text"] = shown.text
    return message | ({"reply_markup": fields["reply_markup"]} if "reply_markup" in fields else {})


def _decoded(form: Any) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Text fields, and file parts by the name that their field points to."""
    fields: dict[str, Any] = {}
    files: dict[str, bytes] = {}
    for name, value in form.items():
        if isinstance(value, web.FileField):
            files[name] = value.file.read()
            value.file.close()
        else:
            fields[name] = value
    return fields, files


def _refusal(status: int, description: str, **parameters: Any) -> web.Response:
    body = {"ok": False, "error_code": status, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=status)


_REFUSALS: dict[str, tuple[int, str]] = {}
