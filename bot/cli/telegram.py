"""`motcua telegram`: the process that speaks Telegram; `motcua run` starts it when there is a token."""

from __future__ import annotations

import argparse
import asyncio
import sys

from bot import logs
from bot import wording as phrases
from bot.app import load_seal
from bot.cli.sandbox import stop_with_parent
from bot.config import load
from bot.home import Secrets, find_config, find_home
from bot.messages import Button
from bot.store.store import open_store
from bot.wording import Wording


def options(parser: argparse.ArgumentParser) -> None:
    """None that a person needs."""
    parser.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)


def call(arguments: argparse.Namespace) -> int:
    """Carry messages until interrupted."""
    from bot.channels.telegram import open_bot
    from bot.channels.telegram_loop import TelegramLoop

    logs.configure()
    home, config, secrets = (
        find_home(arguments.home),
        load(find_config(arguments.config)),
        Secrets.from_environment(),
    )
    if not secrets.telegram_token:
        print("motcua telegram: set MOTCUA_TELEGRAM_TOKEN first", file=sys.stderr)
        return 2
    if arguments.with_parent:
        stop_with_parent()
    store = open_store(home.database_url(config.database.url, secrets.database_url), load_seal(home, secrets))
    bot = open_bot(secrets.telegram_token, config.telegram.api_base)
    wording = Wording(phrases.load(), goi="bác", xung="cháu")
    row = tuple(
        Button(wording.say(f"buttons.{name}"), f"nav:{name.upper()}") for name in ("repeat", "back", "human")
    )
    asyncio.run(TelegramLoop(bot, store, row).run())
    return 0
