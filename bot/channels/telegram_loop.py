"""Carries messages between Telegram and the store: polls updates in, sends the outbox out, at Telegram's pace.

An update is acknowledged only once it is in the store. Turns are taken by the assistant's own process.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter, TelegramUnauthorizedError
from aiogram.types import Update

from bot.channels import CitizenGone, Refused, TryLater
from bot.channels.telegram import ALLOWED_UPDATES, CHANNEL, read, send
from bot.logs import error_name, log
from bot.messages import Button
from bot.store.records import Kept
from bot.store.store import Store

POLL_TIMEOUT_SECONDS = 25
AFTER_FAILURE_SECONDS = 3.0
LOOK_SECONDS = 0.2
PER_CHAT_SECONDS = 1.0
OVERALL_A_SECOND = 25


class TelegramLoop:
    """Both directions for one bot."""

    def __init__(self, bot: Bot, store: Store, fixed_row: tuple[Button, ...]) -> None:
        self._bot = bot
        self._store = store
        self._fixed_row = fixed_row
        self._offset = 0
        self._next_at: dict[str, float] = defaultdict(float)

    async def run(self) -> None:
        """Until cancelled."""
        await asyncio.gather(self._receive(), self._deliver())

    async def _receive(self) -> None:
        while True:
            try:
                await self.receive_once(POLL_TIMEOUT_SECONDS)
            except TelegramUnauthorizedError:
                log.error("the Telegram token is refused", channel=CHANNEL)
                raise
            except TelegramRetryAfter as error:
                await asyncio.sleep(error.retry_after)
            except Exception as error:  # noqa: BLE001 - the network or the database may come back
                log.warning("telegram polling failed", error=error_name(error), channel=CHANNEL)
                await asyncio.sleep(AFTER_FAILURE_SECONDS)

    async def receive_once(self, seconds: int) -> None:
        """Fetch what is new, keep it, then acknowledge it."""
        updates = await self._bot.get_updates(
            offset=self._offset, timeout=seconds, allowed_updates=ALLOWED_UPDATES, request_timeout=seconds + 10
        )
        messages = [message for update in updates if (message := read(update))]
        if messages:
            await asyncio.to_thread(self._store.turns.receive, messages)
        if updates:
            self._offset = updates[-1].update_id + 1
        await asyncio.gather(*(self._stop_spinner(update) for update in updates))

    async def _stop_spinner(self, update: Update) -> None:
        if not update.callback_query:
            return
        try:
            await self._bot.answer_callback_query(update.callback_query.id)
        except TelegramAPIError as error:  # too old a query is no harm
            log.info("callback not answered", error=type(error).__name__, channel=CHANNEL)

    async def _deliver(self) -> None:
        while True:
            try:
                await self.deliver_once()
            except Exception as error:  # noqa: BLE001 - the database may come back
                log.warning("telegram delivery failed", error=error_name(error), channel=CHANNEL)
                await asyncio.sleep(AFTER_FAILURE_SECONDS)
            await asyncio.sleep(LOOK_SECONDS)

    async def deliver_once(self) -> None:
        """Send what is due, one reply a person, in order."""
        for kept in await asyncio.to_thread(self._store.outbox.due, CHANNEL, time.time()):
            if time.monotonic() >= self._next_at[kept.citizen]:
                await self._send(kept)
                await asyncio.sleep(1 / OVERALL_A_SECOND)

    async def _send(self, kept: Kept) -> None:
        outbox = self._store.outbox
        files = [found for file in kept.reply.attachments if (found := outbox.attachment(file.id))]
        try:
            await send(self._bot, kept.citizen, kept.reply, files=files, fixed_row=self._fixed_row)
        except TryLater as error:
            await asyncio.to_thread(outbox.later, kept.seq, time.time() + error.after)
        except (Refused, CitizenGone) as error:
            log.warning("reply not taken", error=type(error).__name__, channel=CHANNEL)
            await asyncio.to_thread(outbox.refused, kept.seq, time.time())
        else:
            await asyncio.to_thread(outbox.sent, kept.seq, time.time())
        self._next_at[kept.citizen] = time.monotonic() + PER_CHAT_SECONDS
