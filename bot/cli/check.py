"""`motcua check`: everything wrong with content, flows, phrases and configuration, all at once."""

from __future__ import annotations

import argparse
import sys

from bot.checking import doubtful, problems
from bot.cli.output import local_today
from bot.home import find_config, find_home
from bot.overlay import SHIPPED
from knowledge.consistency import to_look_at_again
from knowledge.content import Content, load_content


def options(parser: argparse.ArgumentParser) -> None:
    """Whether to list what was checked long ago."""
    parser.add_argument("--old", action="store_true", help="list records last compared more than 90 days ago")
    parser.add_argument("--published", action="store_true", help="leave the drafts aside")


def call(arguments: argparse.Namespace) -> int:
    """Print one line for each mistake; exit 1 if there is any. Drafts are checked as if they were published."""
    home = find_home(arguments.home)
    folders = (home.content,) if arguments.published else (home.content, home.drafts)
    found = list(problems(find_config(arguments.config), *folders, today=local_today()))
    for line in found:
        print(line)
    if found:
        return 1
    print("Nothing wrong.")
    content = load_content(SHIPPED, *folders)
    for line in doubtful(content):
        print(f"to look at: {line}", file=sys.stderr)
    _tell_old(content, everything=arguments.old)
    return 0


def _tell_old(content: Content, *, everything: bool) -> None:
    old = sorted(to_look_at_again(content, local_today()), key=lambda found: -found[1])
    if old and not everything:
        print(f"{len(old)} records were last checked more than 90 days ago; --old lists them.", file=sys.stderr)
    for slug, days in old if everything else ():
        print(f"{slug}: checked {days} days ago")
