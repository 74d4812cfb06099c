"""Carries messages between Telegram and the store: polls updates in, sends the outbox out, at Telegram's pace.

An update is acknowledged only once it is in the store. Turns are taken by the assistant's own process.
A reply is said twice only when Telegram took it and neither its answer nor our note of it came to be.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import Update

from bot.channels import CitizenGone, Refused, TryLater
from bot.channels.telegram import ALLOWED_UPDATES, CHANNEL, Call, calls, make, read, read_apart
from bot.logs import error_name, log
from bot.messages import Button
from bot.store.records import Kept
from bot.store.store import Store

POLL_TIMEOUT_SECONDS = 25
SPINNER_TIMEOUT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast Telegram is spoken to. Its own limits: a message a second a chat, about 30 a second in all."""

    per_chat_seconds: float = 1.0
    overall_a_second: float = 25.0
    look_seconds: float = 0.2
    after_failure_seconds: float = 3.0


class TelegramLoop:
    """Both directions for one bot."""

    def __init__(self, bot: Bot, store: Store, fixed_row: tuple[Button, ...], pace: Pace | None = None) -> None:
        self._bot = bot
        self._store = store
        self._fixed_row = fixed_row
        self._pace = pace or Pace()
        self._offset = 0
        self._sending: dict[str, asyncio.Task[None]] = {}
        self._next_at: dict[str, float] = {}
        # How many calls of a reply Telegram has taken, by outbox row; forgotten once the store knows.
        self._taken: dict[int, int] = {}

    async def run(self) -> None:
        """Until cancelled; raises TelegramUnauthorizedError when the token is refused."""
        delivering = asyncio.create_task(self._deliver())
        try:
            await self._receive()
        finally:
            for task in (delivering, *self._sending.values()):
                task.cancel()

    async def _receive(self) -> None:
        while True:
            try:
                await self.receive_once(POLL_TIMEOUT_SECONDS)
            except TelegramUnauthorizedError:
                raise
            except TelegramRetryAfter as error:
                await asyncio.sleep(error.retry_after)
            except TelegramConflictError:
                log.error("another program or a webhook takes this bot's messages", channel=CHANNEL)
                await asyncio.sleep(self._pace.after_failure_seconds)
            except Exception as error:  # noqa: BLE001 - the network or the database may come back
                log.warning("telegram polling failed", error=error_name(error), channel=CHANNEL)
                await asyncio.sleep(self._pace.after_failure_seconds)

    async def receive_once(self, seconds: int) -> None:
        """Fetch what is new and keep it; it is acknowledged when the next is fetched."""
        updates = sorted(await self._fetch(seconds), key=lambda update: update.update_id)
        now = datetime.now(UTC)
        messages = [message for update in updates if (message := read(update, now))]
        if messages:
            await asyncio.to_thread(self._store.turns.receive, messages)
        if updates:
            self._offset = updates[-1].update_id + 1
        await asyncio.gather(*(self._stop_spinner(update) for update in updates))

    async def _fetch(self, seconds: int) -> list[Update]:
        try:
            return await self._bot.get_updates(
                offset=self._offset, timeout=seconds, allowed_updates=ALLOWED_UPDATES, request_timeout=seconds + 10
            )
        except ClientDecodeError as error:
            log.warning("telegram sent something unreadable", channel=CHANNEL)
            return read_apart(error.data)

    async def _stop_spinner(self, update: Update) -> None:
        if not update.callback_query:
            return
        try:
            await self._bot.answer_callback_query(
                update.callback_query.id, request_timeout=SPINNER_TIMEOUT_SECONDS
            )
        except (TelegramAPIError, ClientDecodeError) as error:  # too old a query is no harm
            log.info("callback not answered", error=type(error).__name__, channel=CHANNEL)

    async def _deliver(self) -> None:
        while True:
            try:
                await self.deliver_once()
            except Exception as error:  # noqa: BLE001 - the database may come back
                log.warning("telegram delivery failed", error=error_name(error), channel=CHANNEL)
                await asyncio.sleep(self._pace.after_failure_seconds)
            await asyncio.sleep(self._pace.look_seconds)

    async def deliver_once(self) -> None:
        """Begin to send what is due: one reply a person at a time, so that one that hangs holds nobody else up."""
        now = time.monotonic()
        self._next_at = {citizen: at for citizen, at in self._next_at.items() if at > now}
        for kept in await asyncio.to_thread(self._store.outbox.due, CHANNEL, time.time()):
            if kept.citizen in self._sending or kept.citizen in self._next_at:
                continue
            self._sending[kept.citizen] = asyncio.create_task(self._say(kept))
            await asyncio.sleep(1 / self._pace.overall_a_second)

    async def _say(self, kept: Kept) -> None:
        try:
            await self._say_next_part(kept)
        except Exception as error:  # noqa: BLE001 - the database may come back; the row is still due
            log.warning("reply not carried", error=error_name(error), channel=CHANNEL)
            self._next_at[kept.citizen] = time.monotonic() + self._pace.after_failure_seconds
        finally:
            del self._sending[kept.citizen]

    async def _say_next_part(self, kept: Kept) -> None:
        """Make the first call of a reply that Telegram has not taken yet, and note what became of it."""
        outbox, taken = self._store.outbox, self._taken.get(kept.seq, 0)
        parts = await asyncio.to_thread(self._parts, kept)
        try:
            if taken < len(parts):
                await make(self._bot, parts[taken])
                self._taken[kept.seq] = taken = taken + 1
        except TryLater as error:
            await asyncio.to_thread(outbox.later, kept.seq, time.time() + error.after)
        except (Refused, CitizenGone) as error:
            log.warning("reply not taken", error=type(error).__name__, channel=CHANNEL)
            await self._note(kept, refused=True)
        else:
            if taken >= len(parts):
                await self._note(kept)
        finally:
            self._next_at[kept.citizen] = time.monotonic() + self._pace.per_chat_seconds

    def _parts(self, kept: Kept) -> list[Call]:
        files = [found for file in kept.reply.attachments if (found := self._store.outbox.attachment(file.id))]
        return calls(kept.citizen, kept.reply, files=files, fixed_row=self._fixed_row)

    async def _note(self, kept: Kept, *, refused: bool = False) -> None:
        note = self._store.outbox.refused if refused else self._store.outbox.sent
        await asyncio.to_thread(note, kept.seq, time.time())
        self._taken.pop(kept.seq, None)
