"""What the editors' commands share: who is at the keyboard, and the store that keeps the publications."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from bot.app import load_seal, open_database
from bot.config import load
from bot.home import Home, Secrets, find_config, find_home
from bot.overlay import Overlay
from bot.store.store import Store


def author_options(parser: argparse.ArgumentParser) -> None:
    """Who does it and why."""
    parser.add_argument("--by", default=getpass.getuser(), help="who publishes (else the name of this account)")
    parser.add_argument("-m", "--note", default="", help="why, in a few words")


def overlay_of(home: Home) -> Overlay:
    """The editors' files of this home."""
    return Overlay(home.content, home.drafts)


@contextmanager
def opened_store(arguments: argparse.Namespace) -> Iterator[Store]:
    """The store of this home, closed afterwards."""
    home, config, secrets = (
        find_home(arguments.home),
        load(find_config(arguments.config)),
        Secrets.from_environment(),
    )
    store = open_database(config, home, secrets, load_seal(home, secrets))
    try:
        yield store
    finally:
        store.close()
