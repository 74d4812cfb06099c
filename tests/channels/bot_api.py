"""A Bot API server on this computer: takes aiogram's calls as Telegram would, refuses what Telegram would refuse.

Updates stay until they are acknowledged; troubles can be arranged for sends and for updates. `wrong` collects every
call that broke a rule, so that a test fails even where the product shrugs a 400 off.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web
from channels.bot_api_rules import Rules

TOKEN = "4200:local-test-token"
BOT_USER = {"id": 4200, "is_bot": True, "first_name": "Một Cửa", "username": "motcua_bot"}
SENDS = ("sendMessage", "sendDocument")
LARGEST = 60 * 1024 * 1024
ANSWER_LOST = 0
"""The status of a call that was taken, but whose answer never left."""

Trouble = Callable[[int], str]
"""What happens to a send, by its number counted from 0: "" or one of
"400", "403", "429", "500", "gateway" (an HTML page), refused;
"lost" (the line is cut), "slow" (the answer takes `slow_seconds`), "newer" (an answer unlike any known), taken.
"""
REFUSALS: dict[str, tuple[int, str]] = {
    "400": (400, "Bad Request: chat not found"),
    "403": (403, "Forbidden: bot was blocked by the user"),
    "429": (429, "Too Many Requests: retry after 1"),
    "500": (500, "Internal Server Error"),
}
RETRY_AFTER = 1


@dataclass
class Call:
    """One call as it came over the wire, and how it was answered."""

    method: str
    fields: dict[str, Any]
    files: dict[str, tuple[str, bytes]]
    at: float
    status: int = 200

    @property
    def chat(self) -> int:
        return int(self.fields["chat_id"])

    @property
    def plain(self) -> dict[str, Any]:
        """The fields with the keyboard read and a file by its name."""
        names = {f"attach://{key}": name for key, (name, _) in self.files.items()}
        plain = {key: names.get(value, value) for key, value in self.fields.items()}
        return plain | ({"reply_markup": json.loads(plain["reply_markup"])} if "reply_markup" in plain else {})


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


class BotApi:
    """The server, in a thread of its own. `per_chat_seconds` and `overall` are the pace above which it says 429."""

    def __init__(self, *, per_chat_seconds: float = 1.0, overall: int = 30) -> None:
        self.rules = Rules.load()
        self.per_chat_seconds, self.overall, self.slow_seconds = per_chat_seconds, overall, 1.5
        self.forget()
        self._updates: list[dict[str, Any]] = []
        self._acknowledged: list[dict[str, Any]] = []
        self._queries: set[str] = set()
        self._ids, self._polls = count(1), 0
        self._lock = threading.RLock()
        self._news = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="bot-api")

    def forget(self) -> None:
        """What was sent so far and every trouble; sends are counted from here."""
        self.trouble: Trouble = lambda _number: ""
        self.blocked: set[int] = set()
        self.twice = self.backwards = False
        self.newer: Callable[[dict[str, Any]], dict[str, Any]] = lambda update: update
        self.calls: list[Call] = []
        self.shown: dict[int, list[Shown]] = {}
        self.wrong: list[str] = []

    def start(self) -> BotApi:
        self._thread.start()
        self.url = asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(20)
        return self

    def stop(self) -> None:
        self._polls += 1
        self._loop.call_soon_threadsafe(self._news.set)
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)
        self._loop.close()

    def push(self, kind: str, content: dict[str, Any]) -> None:
        """Put an update in line, as if somebody had just done this."""
        with self._lock:
            update = {"update_id": 700_000 + self.next_id(), kind: content}
            self.wrong += self.rules.wrong_with_type("Update", update)
            if kind == "callback_query":
                self._queries.add(content["id"])
            self._updates.append(update)
        self._loop.call_soon_threadsafe(self._news.set)

    def next_id(self) -> int:
        return next(self._ids)

    @property
    def waiting(self) -> int:
        """Updates that nobody has acknowledged yet."""
        return len(self._updates)

    def made(self, *methods: str) -> list[Call]:
        return [call for call in self.calls if call.method in methods]

    async def _open(self) -> str:
        app = web.Application(client_max_size=LARGEST)
        app.router.add_post("/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != TOKEN:
            return _refusal(401, "Unauthorized")
        call = Call(request.match_info["method"], *_read(await request.post()), time.monotonic())
        wrong = self.rules.wrong_with_call(call.method, call.fields, call.files)
        if wrong:
            self.wrong += wrong
            return self._kept(call, _refusal(400, f"Bad Request: {'; '.join(wrong)}"))
        if call.method == "getUpdates":
            return await self._get_updates(call.fields)
        if call.method == "answerCallbackQuery":
            return self._kept(call, self._stop_spinner(call.fields["callback_query_id"]))
        return await self._send(request, call)

    def _kept(self, call: Call, response: web.Response) -> web.Response:
        call.status = response.status
        self.calls.append(call)
        return response

    async def _get_updates(self, fields: dict[str, Any]) -> web.Response:
        self._acknowledge(int(fields.get("offset", 0)))
        self._polls += 1
        mine, until = self._polls, time.monotonic() + float(fields.get("timeout", 0))
        self._news.set()  # Telegram ends an earlier poll when a new one comes
        while not self._updates and mine == self._polls and (left := until - time.monotonic()) > 0:
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), left)
        if mine != self._polls:
            return _refusal(409, "Conflict: terminated by other getUpdates request")
        found = [self.newer(update) for update in self._updates[:100]]
        if self.twice and found:  # each one twice, and the last that was acknowledged once more
            found = [*self._acknowledged[-1:], *found, *found]
        return _result(found[::-1] if self.backwards else found)

    def _acknowledge(self, offset: int) -> None:
        with self._lock:
            self._acknowledged += [each for each in self._updates if each["update_id"] < offset]
            self._updates = [each for each in self._updates if each["update_id"] >= offset]

    def _stop_spinner(self, query: str) -> web.Response:
        if query not in self._queries:
            return _refusal(
                400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
            )
        self._queries.discard(query)
        return _result(True)

    async def _send(self, request: web.Request, call: Call) -> web.Response:
        trouble = "403" if call.chat in self.blocked else self.trouble(len(self.made(*SENDS)))
        if trouble == "" and self._too_fast(call):
            trouble = "429"
        if trouble in REFUSALS:
            return self._kept(call, _refusal(*REFUSALS[trouble]))
        if trouble == "gateway":
            return self._kept(call, web.Response(status=502, text="<html>Bad Gateway</html>"))
        answer = self._kept(call, _result(self._show(call) | ({"from": "nobody"} if trouble == "newer" else {})))
        if trouble == "lost":
            call.status = ANSWER_LOST
            assert request.transport is not None
            request.transport.abort()
        if trouble == "slow":
            await asyncio.sleep(self.slow_seconds)
        return answer

    def _too_fast(self, call: Call) -> bool:
        taken = [each for each in self.made(*SENDS) if each.status in (200, ANSWER_LOST)]
        in_chat = [each for each in taken if each.chat == call.chat]
        lately = sum(call.at - each.at < 1 for each in taken)
        return bool(in_chat and call.at - in_chat[-1].at < self.per_chat_seconds) or lately >= self.overall

    def _show(self, call: Call) -> dict[str, Any]:
        """Put a message on the phone; returns it as Telegram does."""
        rows = call.plain.get("reply_markup", {}).get("inline_keyboard", ())
        name, content = next(iter(call.files.values()), ("", b""))
        keys = tuple(tuple((key["text"], key["callback_data"]) for key in row) for row in rows)
        shown = Shown(self.next_id(), call.fields.get("text", ""), keys, name, content)
        self.shown.setdefault(call.chat, []).append(shown)
        return as_message(shown, call.chat)


def as_message(shown: Shown, chat: int) -> dict[str, Any]:
    """A message of ours as the Bot API writes it."""
    keys = [[{"text": text, "callback_data": data} for text, data in row] for row in shown.rows]
    file = {"file_id": "file", "file_unique_id": "unique", "file_name": shown.document}
    return {
        "message_id": shown.id,
        "date": int(time.time()),
        "from": BOT_USER,
        "chat": {"id": chat, "type": "private", "first_name": "Bác"},
        **({"document": file} if shown.document else {"text": shown.text}),
        **({"reply_markup": {"inline_keyboard": keys}} if keys else {}),
    }


def _read(form: Any) -> tuple[dict[str, Any], dict[str, tuple[str, bytes]]]:
    """The text fields of a multipart body, and its file parts (name, content) by the key that a field points to."""
    fields: dict[str, Any] = {}
    files: dict[str, tuple[str, bytes]] = {}
    for key, value in form.items():
        if isinstance(value, web.FileField):
            files[key] = (value.filename, value.file.read())
            value.file.close()
        else:
            fields[key] = value
    return fields, files


def _result(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refusal(status: int, description: str) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return web.json_response(
        body | ({"parameters": {"retry_after": RETRY_AFTER}} if status == 429 else {}), status=status
    )
