"""`motcua import FILE…`: read the national catalogue from files, or say what changed since the last import."""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from bot.cli.catalogue_changes import print_changes, write_changes
from bot.cli.output import emit
from bot.home import Home, find_home
from bot.overlay import SHIPPED
from knowledge.catalogue import importing, shelf, snapshot
from knowledge.catalogue.diff import TOO_MANY, Changes, compare, owners_of
from knowledge.catalogue.importing import Given, Imported
from knowledge.catalogue.shelf import Catalogue
from knowledge.content import ContentError, load_content

_DAY = re.compile(r"(?<!\d)(20\d\d)-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?(?!\d)")


def options(parser: argparse.ArgumentParser) -> None:
    """Which files, and whether to compare."""
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="JSON or JSON lines, packed or not")
    parser.add_argument("--as-of", type=_day, help="the day that the files speak for, YYYY-MM or YYYY-MM-DD")
    parser.add_argument("--diff", action="store_true", help="show what changed since the import before")
    parser.add_argument("--json", action="store_true", help="the changes as JSON")
    parser.add_argument("--dry-run", action="store_true", help="read and compare, replace nothing")
    parser.add_argument("--replace", action="store_true", help="even when far fewer procedures would be left")


def call(arguments: argparse.Namespace) -> int:
    """Import the files; without any, show what the last import changed."""
    home = find_home(arguments.home)
    if not arguments.files:
        return _last_changes(arguments, home)
    given = [Given(path, arguments.as_of or _day_of(path)) for path in arguments.files]
    return take(given, home, arguments)


def take(given: list[Given], home: Home, arguments: argparse.Namespace) -> int:
    """Read, compare with what is there, replace it; one line of JSON says what came of it."""
    started = time.monotonic()
    imported = importing.read_files(given, tick=_Ticker())
    for problem in imported.problems:
        print(problem, file=sys.stderr)
    if not imported.entries or imported.as_of is None:
        print("motcua: nothing could be read; the catalogue is as it was", file=sys.stderr)
        return 1
    packed = snapshot.packed(imported.entries, as_of=imported.as_of)
    before, after = _sound(home.catalogue), shelf.opened(packed)
    replaced = _may_replace(before, after, arguments) and not arguments.dry_run
    changes = compare(before, after, _owners(home)) if before else None
    if replaced:
        if changes:
            write_changes(changes, home.catalogue)
        snapshot.put(packed, home.catalogue)
    _report(imported, changes, arguments, replaced=replaced, seconds=time.monotonic() - started)
    return 0 if replaced or arguments.dry_run or arguments.diff else 1


def _report(
    imported: Imported, changes: Changes | None, arguments: argparse.Namespace, *, replaced: bool, seconds: float
) -> None:
    if arguments.diff and changes is None:
        print("motcua: there was no catalogue to compare with", file=sys.stderr)
    if arguments.diff and changes:
        print_changes(changes, as_json=arguments.json)
    if not (arguments.diff and arguments.json):
        emit(
            {
                "procedures": len(imported.entries),
                "skipped": len(imported.problems),
                "vanished": len(imported.vanished),
                "read": imported.read,
                "as_of": str(imported.as_of),
                "replaced": replaced,
                "touched": len(changes.touched) if changes else 0,
                "seconds": round(seconds, 2),
            }
        )


def _may_replace(before: Catalogue | None, after: Catalogue, arguments: argparse.Namespace) -> bool:
    """A file that holds a part of the catalogue must not put an end to the rest by mistake."""
    if before is None or arguments.replace:
        return True
    lost = sum(heading.code not in after for heading in before.headings)
    if lost <= TOO_MANY:
        return True
    print(
        f"motcua: {lost} of {len(before)} procedures are not in these files; --replace replaces them all the same",
        file=sys.stderr,
    )
    return False


def _sound(folder: Path) -> Catalogue | None:
    """The catalogue that is there; one that is damaged is none, and this import puts it right."""
    try:
        return shelf.load(folder)
    except snapshot.CatalogueError as error:
        _say(error.problems)
        return None


def _last_changes(arguments: argparse.Namespace, home: Home) -> int:
    if not arguments.diff:
        print("motcua: name the files to import, or ask for --diff", file=sys.stderr)
        return 2
    before, after = shelf.load_previous(home.catalogue), shelf.load(home.catalogue)
    if before is None or after is None:
        print("motcua: there are no two imports to compare", file=sys.stderr)
        return 1
    print_changes(compare(before, after, _owners(home)), as_json=arguments.json)
    return 0


def _owners(home: Home) -> dict[str, tuple[str, ...]]:
    """Which curated record a code belongs to. Mistakes in the content must not keep the portal's news out."""
    try:
        return owners_of(load_content(SHIPPED, home.content).procedures)
    except ContentError as error:
        print(
            f"motcua: {len(error.problems)} mistakes in the content (motcua check lists them):"
            " which curated procedures are touched is not known",
            file=sys.stderr,
        )
        return {}


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)


def _day(text: str) -> dt.date:
    hit = _DAY.fullmatch(text)
    if hit is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not YYYY-MM or YYYY-MM-DD")
    return _date(hit)


def _day_of(path: Path) -> dt.date:
    """The day in a file's name, else the day that it was written."""
    if hit := _DAY.search(path.name):
        return _date(hit)
    return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date()


def _date(hit: re.Match[str]) -> dt.date:
    try:
        return dt.date(int(hit[1]), int(hit[2]), int(hit[3] or 1))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


class _Ticker:
    """Says on a terminal how many records were read."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def __call__(self, count: int) -> None:
        if self._shown and count % 250 == 0:
            print(f"\r{count} records read", end="", file=sys.stderr, flush=True)
