"""Telegram: updates in, replies out, in one file. Reading is pure; sending raises the channels' own errors.

aiogram takes seconds to import, so only the process that speaks Telegram loads this module.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bot.channels import CitizenGone, Refused, SendError, TryLater
from bot.messages import Attached, Button, IncomingMessage, Reply
from bot.store.records import Attached as File

CHANNEL = "telegram"
LONGEST_TEXT = 4096
"""sendMessage.text after entities parsing (Bot API)."""
ALLOWED_UPDATES = ["message", "edited_message", "callback_query"]
AFTER_NETWORK_SECONDS = 3.0
_KINDS: tuple[tuple[str, Attached], ...] = (
    ("sticker", "sticker"),
    ("photo", "photo"),
    ("voice", "voice"),
    ("audio", "voice"),
    ("video_note", "voice"),
    ("document", "file"),
    ("video", "file"),
    ("animation", "sticker"),
    ("location", "location"),
    ("contact", "contact"),
)


def open_bot(token: str, api_base: str) -> Bot:
    """A client for the Bot API at this address (Telegram's own, or a local server)."""
    return Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api_base)))


def read(update: Update) -> IncomingMessage | None:
    """An update as a message; None for what is not a person speaking to us alone."""
    pressed = update.callback_query
    if pressed and pressed.data and pressed.message and pressed.message.chat.type == "private":
        citizen = f"{CHANNEL}:{pressed.message.chat.id}"
        return IncomingMessage(citizen, str(update.update_id), datetime.now(UTC), choice=pressed.data)
    message = update.message or update.edited_message
    if not message or message.chat.type != "private" or (message.from_user and message.from_user.is_bot):
        return None
    return IncomingMessage(
        f"{CHANNEL}:{message.chat.id}",
        str(update.update_id),
        message.date,
        text=_text(message),
        attached=_attached(message),
    )


def _text(message: Message) -> str | None:
    text = message.text or message.caption
    return "/start" if text and text.startswith("/start") else text


def _attached(message: Message) -> Attached | None:
    for attribute, kind in _KINDS:
        if getattr(message, attribute, None):
            return kind
    return None if message.text else "unknown"


async def send(bot: Bot, citizen: str, reply: Reply, *, files: list[File], fixed_row: tuple[Button, ...]) -> None:
    """Send one reply with its files; raises TryLater, Refused or CitizenGone."""
    chat = citizen.partition(":")[2]
    parts = list(_split(reply.text))
    try:
        for number, part in enumerate(parts, 1):
            keyboard = _keyboard(reply, fixed_row) if number == len(parts) else None
            await bot.send_message(chat, part, reply_markup=keyboard)
        for file in files:
            await bot.send_document(chat, BufferedInputFile(file.content, file.name))
    except TelegramAPIError as error:
        raise _as_send_error(error) from error


def _as_send_error(error: TelegramAPIError) -> SendError:
    if isinstance(error, TelegramRetryAfter):
        return TryLater(float(error.retry_after))
    if isinstance(error, TelegramForbiddenError | TelegramNotFound):
        return CitizenGone()
    if isinstance(error, TelegramEntityTooLarge | TelegramBadRequest):
        return Refused()
    if isinstance(error, TelegramNetworkError | TelegramServerError):
        return TryLater(AFTER_NETWORK_SECONDS)
    return TryLater(AFTER_NETWORK_SECONDS * 10)


def _keyboard(reply: Reply, fixed_row: tuple[Button, ...]) -> InlineKeyboardMarkup | None:
    """The reply's buttons one below the other, then the row that is always the same."""
    if not reply.buttons and not reply.field:
        return None
    rows = [[_key(button)] for button in reply.buttons]
    offered = {button.value for button in reply.buttons}
    rest = [_key(button) for button in fixed_row if button.value not in offered]
    return InlineKeyboardMarkup(inline_keyboard=[*rows, *([rest] if rest else [])])


def _key(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=button.label, callback_data=button.value)


def _split(text: str) -> Iterator[str]:
    """Pieces that Telegram takes, cut at line ends where there are any."""
    while len(text) > LONGEST_TEXT:
        cut = text.rfind("\n", 0, LONGEST_TEXT)
        cut = cut if cut > 0 else LONGEST_TEXT
        yield text[:cut]
        text = text[cut:].lstrip("\n")
    yield text
