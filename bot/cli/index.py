"""`motcua index`: build the search index under the home folder."""

from __future__ import annotations

import argparse
import time

from bot.cli.output import emit
from bot.config import load
from bot.home import find_config, find_home
from bot.loading import Shelves
from knowledge import index


def options(_parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def call(arguments: argparse.Namespace) -> int:
    """Build it anew and say how long that took."""
    started = time.monotonic()
    shelves = Shelves(load(find_config(arguments.config)), find_home(arguments.home))
    library = shelves.library()
    index.build(library, shelves.embedding, shelves.home.index)
    imported = len(library.catalogue) if library.catalogue else 0
    took = round(time.monotonic() - started, 2)
    emit({"procedures": len(library), "imported": imported, "faqs": len(library.faqs), "seconds": took})
    return 0
