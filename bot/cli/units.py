"""`motcua units`: the lists of provinces, communes and old wards; shown, or replaced by newer ones in one go."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from bot.cli.output import emit
from bot.home import find_home
from knowledge.places import corrections, listing, storing, wheel
from knowledge.places.storing import UnitsError
from knowledge.places.units import Units

MOST_SHOWN = 200
"""Changes that are listed; the rest are only counted."""


def options(parser: argparse.ArgumentParser) -> None:
    """Where the newer lists are."""
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="today's units (.json), old wards (.csv)"
    )
    parser.add_argument("--wheel", type=Path, help="a vietnamadminunits wheel: its data files, never its code")
    parser.add_argument("--as-of", type=date.fromisoformat, help="the day of the files (YYYY-MM-DD)")


def call(arguments: argparse.Namespace) -> int:
    """Replace the lists, or say which ones are kept."""
    folder = find_home(arguments.home).units
    if arguments.wheel and arguments.files:
        print("motcua units: either files or a wheel", file=sys.stderr)
        return 2
    if not arguments.wheel and not arguments.files:
        return _show(storing.load(folder))
    kept = _kept(folder)
    if arguments.wheel:
        units = corrections.corrected(wheel.read(arguments.wheel), corrections.shipped())
    else:
        units = listing.read(arguments.files, kept, arguments.as_of)
        units = corrections.corrected(units, corrections.shipped())
    storing.save(units, folder)
    if kept:
        _tell(kept, units)
    emit(_summary(units))
    return 0


def _kept(folder: Path) -> Units | None:
    """What is kept now; a file that cannot be read is replaced like one that is not there."""
    try:
        return storing.load(folder)
    except UnitsError as broken:
        print(f"{broken}\nIt is replaced.", file=sys.stderr)
        return None


def _show(units: Units | None) -> int:
    if units is None:
        print(
            "motcua units: none yet; `make setup` fetches them, `motcua units FILE…` takes files", file=sys.stderr
        )
        return 1
    emit(_summary(units))
    return 0


def _summary(units: Units) -> dict[str, object]:
    return {
        "as_of": units.as_of.isoformat(),
        "source": units.source,
        "provinces": len(units.provinces),
        "communes": len(units.communes),
        "old_wards": len(units.old),
        "divided": sum(len(ward.communes) > 1 for ward in units.old),
    }


def _tell(before: Units, after: Units) -> None:
    found = list(storing.changes(before, after))
    for line in found[:MOST_SHOWN]:
        print(line, file=sys.stderr)
    if len(found) > MOST_SHOWN:
        print(f"and {len(found) - MOST_SHOWN} more", file=sys.stderr)
    print(f"{len(found)} changes since {before.as_of} ({before.source})", file=sys.stderr)
