"""Telegram: updates in, replies out, in one file. All but `make` is pure; `make` raises the channels' own errors.

aiogram takes seconds to import, so only the process that speaks Telegram loads this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import SendDocument, SendMessage
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from pydantic import ValidationError

from bot.channels import CitizenGone, Refused, SendError, TryLater
from bot.messages import Attached, Button, IncomingMessage, Reply
from bot.store.records import Attached as File

CHANNEL = "telegram"
LONGEST_TEXT = 4096
"""sendMessage.text after entities parsing (Bot API)."""
ALLOWED_UPDATES = ["message", "edited_message", "callback_query"]
AFTER_NETWORK_SECONDS = 3.0
AFTER_MISUSE_SECONDS = 30.0
SEND_TIMEOUT_SECONDS = 20
_ESSENCE = ("message_id", "date", "chat", "from", "text")
_KINDS: dict[str, Attached | None] = {
    "text": None,
    "sticker": "sticker",
    "animation": "sticker",
    "photo": "photo",
    "live_photo": "photo",
    "voice": "voice",
    "audio": "voice",
    "video_note": "voice",
    "document": "file",
    "video": "file",
    "location": "location",
    "venue": "location",
    "contact": "contact",
    "checklist": "unknown",
    "dice": "unknown",
    "game": "unknown",
    "paid_media": "unknown",
    "poll": "unknown",
    "rich_message": "unknown",
    "story": "unknown",
    "unknown": "unknown",
}
"""What a person can send, by aiogram's content type. The rest are Telegram's own notes: nobody said anything."""

Call = SendMessage | SendDocument


def open_bot(token: str, api_base: str) -> Bot:
    """A client for the Bot API at this address; raises aiogram's TokenValidationError."""
    return Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api_base)))


def read(update: Update, now: datetime) -> IncomingMessage | None:
    """An update as a message; None for what is not a person speaking to us alone."""
    if update.callback_query:
        return _pressed(update.callback_query, str(update.update_id), now)
    if update.edited_message:
        return _edited(update.edited_message, now)
    return _said(update.message, str(update.update_id)) if update.message else None


def read_apart(answer: object) -> list[Update]:
    """The updates of an answer that aiogram could not read whole, each by itself; TypeError when it holds none.

    Of a message with a part too new for aiogram the words are saved; what cannot be saved keeps its number, so
    that it is acknowledged and the next one comes.
    """
    if not isinstance(answer, dict) or not isinstance(answer.get("result"), list):
        raise TypeError("no list of updates")
    return [_read_one(raw) for raw in answer["result"]]


def calls(citizen: str, reply: Reply, *, files: Sequence[File], fixed_row: Sequence[Button]) -> list[Call]:
    """The calls that say a reply, in order: its words with the keyboard under the last of them, then its files."""
    chat = citizen.partition(":")[2]
    parts = list(_split(reply.text))
    said: list[Call] = [SendMessage(chat_id=chat, text=part) for part in parts[:-1]]
    said.append(SendMessage(chat_id=chat, text=parts[-1], reply_markup=_keyboard(reply, fixed_row)))
    return said + [
        SendDocument(chat_id=chat, document=BufferedInputFile(file.content, file.name)) for file in files
    ]


async def make(bot: Bot, call: Call) -> None:
    """Make one call; returns once Telegram has taken it. Raises TryLater, Refused or CitizenGone."""
    try:
        await bot(call, request_timeout=SEND_TIMEOUT_SECONDS)
    except ClientDecodeError as error:
        # Telegram's answer may be newer than aiogram: a message that it took must not be sent again for that.
        if not (isinstance(error.data, dict) and error.data.get("ok") is True):
            raise TryLater(AFTER_NETWORK_SECONDS) from error
    except TelegramAPIError as error:
        raise _as_send_error(error) from error


def _pressed(query: CallbackQuery, number: str, now: datetime) -> IncomingMessage | None:
    if not query.data or not query.message or query.message.chat.type != "private":
        return None
    return IncomingMessage(f"{CHANNEL}:{query.message.chat.id}", number, now, choice=query.data)


def _said(message: Message, number: str) -> IncomingMessage | None:
    if not _from_a_person(message):
        return None
    album = f"album/{message.media_group_id}" if message.media_group_id else None  # ten pictures, one answer
    return IncomingMessage(
        f"{CHANNEL}:{message.chat.id}",
        album or number,
        message.date,
        text=_text(message),
        attached=_KINDS[message.content_type],
    )


def _edited(message: Message, now: datetime) -> IncomingMessage | None:
    """Changed words are no answer to the question that is open now; the citizen is told once a message.

    Other changes are not told: a shared live location is edited every few seconds.
    """
    if not _from_a_person(message) or not message.text:
        return None
    return IncomingMessage(f"{CHANNEL}:{message.chat.id}", f"edited/{message.message_id}", now, attached="edited")


def _from_a_person(message: Message) -> bool:
    by_bot = message.from_user is not None and message.from_user.is_bot
    return message.chat.type == "private" and not by_bot and message.content_type in _KINDS


def _text(message: Message) -> str | None:
    text = message.text or message.caption
    return "/start" if text and text.split()[:1] == ["/start"] else text


def _read_one(raw: dict[str, object]) -> Update:
    message = raw.get("message")
    saved = {key: message[key] for key in _ESSENCE if key in message} if isinstance(message, dict) else None
    for plain in (raw, {"update_id": raw["update_id"], "message": saved}):
        try:
            return Update.model_validate(plain)
        except ValidationError:
            continue
    return Update.model_validate({"update_id": raw["update_id"]})


def _as_send_error(error: TelegramAPIError) -> SendError:
    if isinstance(error, TelegramRetryAfter):
        return TryLater(float(error.retry_after))
    if isinstance(error, TelegramForbiddenError):
        return CitizenGone()
    if isinstance(error, TelegramEntityTooLarge | TelegramBadRequest | TelegramMigrateToChat):
        return Refused()
    if isinstance(error, TelegramNetworkError | TelegramServerError):
        return TryLater(AFTER_NETWORK_SECONDS)
    return TryLater(AFTER_MISUSE_SECONDS)  # a wrong token or address is the operator's: nothing may be dropped


def _keyboard(reply: Reply, fixed_row: Sequence[Button]) -> InlineKeyboardMarkup | None:
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
