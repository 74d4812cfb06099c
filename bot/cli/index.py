"""`motcua index`: build the search index under the home folder."""

from __future__ import annotations

import argparse
import time

from bot.app import PROCEDURES, load_embedding
from bot.cli.output import emit
from bot.config import load
from bot.home import find_config, find_home
from knowledge import content, index
from knowledge.library import Library


def options(_parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def call(arguments: argparse.Namespace) -> int:
    """Build it anew and say how long that took."""
    started = time.monotonic()
    library = Library(content.load(PROCEDURES))
    folder = find_home(arguments.home).index
    index.build(library, load_embedding(load(find_config(arguments.config))), folder)
    emit({"procedures": len(library), "seconds": round(time.monotonic() - started, 2)})
    return 0
