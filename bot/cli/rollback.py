"""`motcua rollback`: take a publication back; `--list` shows who published what and when."""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime

from bot.cli.editing import author_options, opened_store, overlay_of
from bot.cli.output import emit
from bot.home import find_home
from bot.publishing import difference, roll_back


def options(parser: argparse.ArgumentParser) -> None:
    """Which one; the last without a number."""
    parser.add_argument("number", nargs="?", type=int, help="the publication's number (else the last)")
    parser.add_argument("--list", action="store_true", help="one JSON object for each publication, oldest first")
    author_options(parser)


def call(arguments: argparse.Namespace) -> int:
    """Print the difference and the new publication's number."""
    overlay = overlay_of(find_home(arguments.home))
    with opened_store(arguments) as store:
        if arguments.list:
            for each in store.publications.after(0):
                at = datetime.fromtimestamp(each.at, UTC).isoformat(timespec="seconds")
                files = [change.path for change in each.changes]
                emit({"number": each.seq, "at": at, "by": each.author, "note": each.note, "files": files})
            return 0
        done = roll_back(
            overlay,
            store.publications,
            arguments.number,
            author=arguments.by,
            note=arguments.note,
            at=time.time(),
        )
    for line in difference(done, overlay):
        print(line)
    print(f"Taken back; that is publication {done.seq}.")
    return 0
