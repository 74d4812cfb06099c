"""What a question says about who asks, where, and what is to be done (`narrowing.yml`). Filters, no guesses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.catalogue.heading import Heading
from nlu.text import clean, fold, same_tone_placement, unmark


def speaks_of_a_company(text: str) -> bool:
    """Whether a company, an office or their staff are spoken of."""
    return _company().search(fold(text)) is not None


def named_province(text: str) -> str | None:
    """The code of the one province that the text names; None when it names none, or several.

    A text with marks is read by them: "huệ" is a flower, "hue" may be the city.
    """
    written = same_tone_placement(clean(text)).lower()
    marked = written != unmark(text)
    names = _names(marked=marked)
    found = {names[name] for name in _pattern(marked=marked).findall(written)}
    return found.pop() if len(found) == 1 else None


def is_for_companies_only(heading: Heading) -> bool:
    """Whether no citizen may ask for it; one that does not say for whom is for everybody."""
    return bool(heading.subjects) and heading.subjects <= {"company", "officer"}


@cache
def actions() -> Mapping[str, tuple[str, ...]]:
    """Folded words by what is to be done."""
    return {str(name): tuple(words) for name, words in _table()["actions"].items()}


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = yaml.safe_load(
        (Path(__file__).parent / "narrowing.yml").read_text(encoding="utf-8")
    )
    return table


@cache
def _company() -> re.Pattern[str]:
    return _any_of(_table()["company"])


@cache
def _names(*, marked: bool) -> Mapping[str, str]:
    """What the provinces are called, to their codes; nicknames have no marks to tell them by."""
    read = yaml.safe_load((Path(__file__).parent / "catalogue" / "provinces.yml").read_text(encoding="utf-8"))
    shown = same_tone_placement if marked else unmark
    found = {shown(str(name)).lower(): str(code) for code, names in read.items() for name in names}
    return found | {name: str(code) for code, names in _table()["nicknames"].items() for name in names}


@cache
def _pattern(*, marked: bool) -> re.Pattern[str]:
    return _any_of(_names(marked=marked))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, longest_first)) + r")\b")
