"""Fees and times written as text, as the labelled files and the pages give them."""

from __future__ import annotations

import re

from knowledge.catalogue.entry import Fee, Time
from knowledge.catalogue.tidying import amount, believed, known, tidy
from knowledge.catalogue.words import words
from nlu.text import clean

_FEE = re.compile(
    r"^(?P<figure>\d[\d.,]*)\s+(?P<currency>[^\d\s(][^\d(]*?)\s*(?:\((?P<text>.*)\))?$", re.IGNORECASE
)
_TIME = re.compile(r"^(?P<figure>\d+(?:[.,]\d+)?)\s*(?P<unit>\D*)$")


def fees(text: str) -> tuple[Fee, ...]:
    """Rows between bars: a figure with its currency and a note, or words alone."""
    rows = (each.strip() for each in clean(text).split(" | "))
    return tuple(dict.fromkeys(fee for row in rows if (fee := _fee(row)) is not None))


def _fee(row: str) -> Fee | None:
    hit = _FEE.match(row)
    currency = known(words().currencies, hit["currency"].strip()) if hit else None
    if hit is None or currency is None:
        return Fee(text=said) if (said := tidy(row.strip("| "))) else None
    figure = hit["figure"].replace(",", "")
    return Fee(text=tidy(hit["text"]), amount=believed(amount(figure), currency), currency=currency)


def time_of(text: str) -> Time | None:
    """A figure with its unit, or words; a figure whose unit is OTHER or missing says nothing."""
    found = clean(text)
    hit = _TIME.match(found)
    if hit is None:
        return Time(text=said) if (said := tidy(found)) else None
    unit = known(words().units, hit["unit"]) or "other"
    quantity = float(hit["figure"].replace(",", "."))
    return Time(quantity=quantity, unit=unit) if unit != "other" and quantity > 0 else None
