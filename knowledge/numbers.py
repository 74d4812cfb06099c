"""Form numbers and law numbers as they stand in a text, however they are written. It knows no records."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from nlu.text import fold

_FORM: Final = re.compile(r"(?<![^\W_])(ct|hk|ht|tk|tp|xc|dc)[ ]?-?0?(\d{1,2})(?!\d)", re.IGNORECASE)
"""Forms are numbered by two letters and two figures, as in CT07; people write ct7, CT 07 or ct-07."""
_LAW: Final = re.compile(
    r"(?<![\d./])(?P<number>\d{1,4}(?:\.\d{1,2})?)\s?/\s?(?P<year>(?:19|20)\d\d)"
    r"(?:\s?/\s?(?P<kind>[^\W\d_]{2}))?",
)


def forms(text: str) -> set[str]:
    """The forms in the text as "ct7"."""
    return {f"{letters.lower()}{int(number)}" for letters, number in _FORM.findall(text)}


def cited(text: str) -> list[str]:
    """The laws in the text as "154/2024/nd"; a number whose kind is not told comes as "154/2024" alone."""
    found: dict[str, None] = {}
    for law in _LAW.finditer(text):
        short = f"{law['number']}/{law['year']}"
        kind = fold(law["kind"]) if law["kind"] else _kind_before(text[: law.start()])
        found[f"{short}/{kind}" if kind else short] = None
    return list(found)


def keys(law: str) -> tuple[str, ...]:
    """Under what a law is looked up: its whole number, and the number without its kind."""
    short = "/".join(law.split("/")[:2])
    return (law,) if law == short else (law, short)


def _kind_before(text: str) -> str:
    """What "nghị định 154/2024" says before the number."""
    words = fold(text[-40:])
    return next((kind for name, kind in _kinds().items() if words.endswith(name)), "")


@cache
def _kinds() -> dict[str, str]:
    table = yaml.safe_load((Path(__file__).parent / "narrowing.yml").read_text(encoding="utf-8"))
    return {str(name): str(kind) for name, kind in table["law_kinds"].items()}
