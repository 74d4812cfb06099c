"""`motcua sync`: fetch the national catalogue from the portal's procedure API, then import it."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx2

from bot.cli.catalogue_import import take
from bot.config import load
from bot.home import Home, find_config, find_home
from connectors.catalogue import CatalogueSettings, CatalogueWalk, Progress
from connectors.catalogue_folder import CatalogueFolder
from connectors.catalogue_wire import CatalogueRefused, CatalogueUnavailable, CatalogueWire, Manners
from knowledge.catalogue.importing import Given

_BAR = 30


def options(parser: argparse.ArgumentParser) -> None:
    """Whom to ask, how fast, and whether to import."""
    parser.add_argument("--base-url", help="the portal's procedure API (else catalogue.base_url)")
    parser.add_argument(
        "--pace", type=float, metavar="SECONDS", help="between two requests (else from the config)"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="also write what was fetched as JSON lines")
    parser.add_argument("--diff", action="store_true", help="show what changed")
    parser.add_argument("--json", action="store_true", help="the changes as JSON")
    parser.add_argument("--no-import", action="store_true", help="fetch only")
    parser.set_defaults(dry_run=False, replace=False)


def call(arguments: argparse.Namespace) -> int:
    """Fetch what is new, then import; exit 1 when not all of it could be had."""
    settings = _settings(arguments)
    if not settings.base_url:
        print("motcua: no address: set catalogue.base_url or give --base-url", file=sys.stderr)
        return 2
    home = find_home(arguments.home)
    with httpx2.Client(base_url=settings.base_url, timeout=settings.timeout_seconds) as client:
        wire = CatalogueWire(client, Manners(pace=settings.pace_seconds), sleep=time.sleep)
        walk = CatalogueWalk(settings, wire, CatalogueFolder(home.folder / "sync", address=settings.base_url))
        try:
            progress = walk.run(_Bar())
        except (CatalogueUnavailable, CatalogueRefused) as error:
            print(f"motcua: {error}; what was fetched is kept, sync again goes on from there", file=sys.stderr)
            return 1
        _report(progress)
        code = 0 if arguments.no_import and not arguments.out else _imported(walk, home, arguments)
    return max(code, 1 if progress.missed else 0)


def _settings(arguments: argparse.Namespace) -> CatalogueSettings:
    configured = load(find_config(arguments.config)).catalogue
    given = {"base_url": arguments.base_url, "pace_seconds": arguments.pace}
    return CatalogueSettings(**configured.model_dump() | {k: v for k, v in given.items() if v is not None})


def _imported(walk: CatalogueWalk, home: Home, arguments: argparse.Namespace) -> int:
    """Write list and answers as JSON lines, then read them as any other file."""
    path = arguments.out or home.folder / "sync" / "catalogue.jsonl"
    listed = path.with_name(f"{path.stem}-list{path.suffix}")
    _write(listed, walk.rows())
    _write(path, walk.bodies())
    today = dt.datetime.now(dt.UTC).date()
    if arguments.no_import:
        return 0
    return take([Given(path, today), Given(listed, today)], home, arguments)


def _write(path: Path, values: Iterable[Any]) -> None:
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(value, ensure_ascii=False) + "\n" for value in values)
    partial.replace(path)


def _report(progress: Progress) -> None:
    print(
        f"{progress.total} procedures: {progress.fetched} fetched, {progress.unchanged} as before,"
        f" {progress.kept} from the run before, {progress.gone} gone, {progress.missed} missed",
        file=sys.stderr,
    )


class _Bar:
    """A bar on a terminal; a line every now and then where there is none."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()

    def __call__(self, progress: Progress) -> None:
        last = progress.done == progress.total
        if self._terminal:
            filled = _BAR * progress.done // max(progress.total, 1)
            bar = "#" * filled + "." * (_BAR - filled)
            end = "\n" if last else ""
            print(f"\r[{bar}] {progress.done}/{progress.total}", end=end, file=sys.stderr, flush=True)
        elif last or progress.done % 500 == 0:
            print(f"{progress.done}/{progress.total}", file=sys.stderr, flush=True)
