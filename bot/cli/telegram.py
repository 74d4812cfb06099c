"""`motcua telegram`: the process that speaks Telegram; `motcua run` starts it when there is a token."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

from bot import logs
from bot import wording as phrases
from bot.app import load_seal
from bot.cli.sandbox import stop_with_parent
from bot.config import load
from bot.home import Secrets, find_config, find_home
from bot.messages import Button
from bot.store.store import Store, open_store
from bot.wording import Wording

if TYPE_CHECKING:
    from aiogram import Bot


def options(parser: argparse.ArgumentParser) -> None:
    """None that a person needs."""
    parser.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)


def call(arguments: argparse.Namespace) -> int:
    """Carry messages until interrupted."""
    logs.configure()
    home, config, secrets = (
        find_home(arguments.home),
        load(find_config(arguments.config)),
        Secrets.from_environment(),
    )
    if not secrets.telegram_token:
        return _complain("set MOTCUA_TELEGRAM_TOKEN first")
    if arguments.with_parent:
        stop_with_parent()
    from aiogram.exceptions import TelegramUnauthorizedError
    from aiogram.utils.token import TokenValidationError

    from bot.channels.telegram import open_bot

    try:
        bot = open_bot(secrets.telegram_token, config.telegram.api_base)
    except TokenValidationError:
        return _complain("MOTCUA_TELEGRAM_TOKEN does not look like 123456:ABC…")
    store = open_store(home.database_url(config.database.url, secrets.database_url), load_seal(home, secrets))
    try:
        asyncio.run(_carry(bot, store))
    except TelegramUnauthorizedError:
        return _complain("Telegram refuses MOTCUA_TELEGRAM_TOKEN")
    return 0


async def _carry(bot: Bot, store: Store) -> None:
    from bot.channels.telegram_loop import TelegramLoop

    try:
        await TelegramLoop(bot, store, fixed_row()).run()
    finally:
        await bot.session.close()


def fixed_row() -> tuple[Button, ...]:
    """The buttons under every question."""
    wording = Wording(phrases.load())
    return tuple(
        Button(wording.say(f"buttons.{name}"), f"nav:{name.upper()}") for name in ("repeat", "back", "human")
    )


def _complain(problem: str) -> int:
    print(f"motcua telegram: {problem}", file=sys.stderr)
    return 2
