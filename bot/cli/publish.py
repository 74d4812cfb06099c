"""`motcua publish`: put every draft in force; running processes take it up within a second."""

from __future__ import annotations

import argparse
import time

from bot.checking import problems
from bot.cli.editing import author_options, opened_store, overlay_of
from bot.cli.output import local_today
from bot.home import find_config, find_home
from bot.publishing import difference, publish


def options(parser: argparse.ArgumentParser) -> None:
    """Who and why."""
    author_options(parser)


def call(arguments: argparse.Namespace) -> int:
    """Print the difference and the publication's number."""
    home = find_home(arguments.home)
    config, overlay = find_config(arguments.config), overlay_of(home)

    def check() -> list[str]:
        return list(problems(config, home.content, home.drafts, today=local_today()))

    with opened_store(arguments) as store:
        done = publish(
            overlay, store.publications, check, author=arguments.by, note=arguments.note, at=time.time()
        )
    for line in difference(done, overlay):
        print(line)
    print(f"Published as number {done.seq} by {done.author}.")
    return 0
