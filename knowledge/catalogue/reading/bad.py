"""What a reader raises about a record that must not be imported."""

from __future__ import annotations

import re

from pydantic import ValidationError


class BadRecord(Exception):
    """Why this record is skipped; the importer adds file and line."""


def code_of(text: object) -> str:
    """The national code; an agency's suffix ("1.115446.H36") is cut off. BadRecord when it is none."""
    if not isinstance(text, str) or not text.strip():
        raise BadRecord("has no code")
    found = text.strip()
    if not re.fullmatch(r"\d\.\d{6}(?:\.[A-Z0-9.]+)?", found):
        raise BadRecord(f"{found!r} is not a procedure code")
    return found[:8]


def in_short(error: ValidationError) -> str:
    """The first thing that is wrong, with its place in the record."""
    first = error.errors()[0]
    where = ".".join(str(step) for step in first["loc"]) or "record"
    return f"{where}: {first['msg']}"
