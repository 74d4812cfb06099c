"""`motcua edit`: a draft of a record, to be changed in any text editor."""

from __future__ import annotations

import argparse
import sys

from bot.cli.editing import overlay_of
from bot.home import find_home
from bot.overlay import RECORDS


def options(parser: argparse.ArgumentParser) -> None:
    """Which records."""
    parser.add_argument("slug", nargs="+", help="slugs of procedures, questions (hoi-…) or life events (viec-…)")
    parser.add_argument("--new", action="store_true", help="begin an empty one if there is none")


def call(arguments: argparse.Namespace) -> int:
    """Print the path of each draft; 1 when there is no such record."""
    overlay = overlay_of(find_home(arguments.home))
    for slug in arguments.slug:
        found = [path for path in (f"{folder}/{slug}.yml" for folder in RECORDS) if overlay.in_force(path)]
        if not found and not arguments.new:
            print(f"{slug}: there is no such record; --new begins one", file=sys.stderr)
            return 1
        print(overlay.edit(found[0] if found else f"{_folder(slug)}/{slug}.yml"))
    return 0


def _folder(slug: str) -> str:
    return "faq" if slug.startswith("hoi-") else "events" if slug.startswith("viec-") else "procedures"
