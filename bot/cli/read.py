"""`motcua read KIND`: one value read the way the assistant reads it."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from bot.cli.output import emit, inputs
from bot.home import find_home
from knowledge.places import storing
from knowledge.places.units import Units
from nlu.read import KINDS, read
from nlu.reading.result import Context

KNOWN_CONTEXT = ("role", "sex", "birth_year", "accepts_zero")


def options(parser: argparse.ArgumentParser) -> None:
    """Kind, text, and what else is known."""
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("text", nargs="*")
    parser.add_argument("--today", type=date.fromisoformat, help="the day to count from (YYYY-MM-DD)")
    parser.add_argument("--context", type=_context_json, default={}, help="other answers as a JSON object")
    parser.add_argument("--lines", action="store_true", help="one text a line on standard input")


def call(arguments: argparse.Namespace) -> int:
    """Read every text."""
    context = _context(arguments.context, arguments.today or date.today())  # noqa: DTZ011 - the operator's own day
    if arguments.kind == "address":
        context = replace(context, places=_places(arguments.home))
    for text in inputs(arguments.text, lines=arguments.lines):
        emit(as_json(arguments.kind, text, context))
    return 0


def _places(home: str | None) -> Units | None:
    units = storing.load(find_home(home).units)
    if units is None:
        print("motcua read: no list of places (see `motcua units`): no address gets a code", file=sys.stderr)
    return units


def as_json(kind: str, text: str, context: Context) -> dict[str, Any]:
    """A reading as the command line's contract has it."""
    reading = read(kind, text, context)
    found = {"input": text, "result": reading.result, "value": reading.value, "reason": reading.reason}
    if reading.alternatives:
        found["alternatives"] = list(reading.alternatives)
    if reading.detail:
        found["detail"] = reading.detail
    return found


class Known(BaseModel):
    """What readers look at; the rest of the context is handed on as it is."""

    model_config = ConfigDict(extra="ignore", strict=True)

    role: Literal["adult", "newborn", "any"] = "adult"
    sex: Literal["nam", "nữ"] | None = None
    birth_year: int | None = None
    accepts_zero: bool = False


def _context_json(text: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = TypeAdapter(dict[str, Any]).validate_json(text)
        Known.model_validate(found)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))} {each['msg']}".strip() for each in error.errors())
        raise argparse.ArgumentTypeError(wrong) from None
    return found


def _context(given: dict[str, Any], today: date) -> Context:
    known = {key: value for key, value in given.items() if key in KNOWN_CONTEXT}
    extra = {key: value for key, value in given.items() if key not in KNOWN_CONTEXT}
    return Context(today, **known, extra=extra)
