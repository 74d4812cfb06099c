"""Reads amounts: a figure in digits or words, its scale, its unit and what bounds it. It must not guess a unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from knowledge.claims.words import phrases, table, token, words

_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_DASHES = frozenset("-–—")
MONEY = "money"
"""The unit of a figure with a scale and nothing behind it: 15 thousand."""


class Read(NamedTuple):
    """A figure and the place behind it; `scaled` when a word such as thousand was part of it."""

    value: Decimal
    end: int
    scaled: bool = False


class Bound(NamedTuple):
    """What bounds a figure, and from where to where figure and bound reach."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure at its place. `unit` is "" when none is known; `near` are the words right behind it then."""

    start: int
    end: int
    value: Decimal
    unit: str = ""
    near: tuple[str, ...] = ()
    ends_range: bool = False


def amounts(row: Sequence[str]) -> list[Amount]:
    """Every figure in a row of tokens; the first of "3 to 5 days" is in days too."""
    found: list[Amount] = []
    place = 0
    while place < len(row):
        amount = _amount(row, place)
        if amount is None:
            place += 1
            continue
        found.append(amount)
        place = amount.end
    return _with_ranges(row, found)


def bound(row: Sequence[str], start: int, end: int) -> Bound:
    """What bounds the figure between these places: "under", "at_most" …; "" when nothing does."""
    first = start
    while first and row[first - 1] in words("between"):
        first -= 1
    before = phrases("bounds").until(row, first)
    behind = phrases("bounds_behind").at(row, end)
    names = sorted({name[0] for name in (before, behind) if name})
    return Bound("+".join(names), first - before[1] if before else start, end + (behind[1] if behind else 0))


def _amount(row: Sequence[str], start: int) -> Amount | None:
    read = _digits(row, start) or _words(row, start)
    if read is None:
        return None
    unit = phrases("units").at(row, read.end)
    if unit is None:
        near = tuple(row[read.end : read.end + 3])
        return Amount(start, read.end, read.value, MONEY if read.scaled else "", near)
    end = read.end + unit[1]
    half = end < len(row) and row[end] == token(table()["half"])
    return Amount(start, end + half, read.value + (Decimal("0.5") if half else 0), unit[0])


def _digits(row: Sequence[str], start: int) -> Read | None:
    if not _DIGITS.fullmatch(row[start]):
        return None
    value, end = _value(row[start]), start + 1
    while end < len(row) and re.fullmatch(r"\d{3}", row[end]) and value < 10**6 and "," not in row[start]:
        value, end = value * 1000 + int(row[end]), end + 1
    return _scaled(row, value, end)


def _value(figure: str) -> Decimal:
    if _GROUPED.fullmatch(figure):
        return Decimal(re.sub(r"[.,]", "", figure))
    parts = re.split(r"[.,]", figure)
    return Decimal(parts[0] if len(parts) == 1 else "".join(parts[:-1]) + "." + parts[-1])


def _scaled(row: Sequence[str], value: Decimal, end: int) -> Read:
    """The scale behind a figure, and smaller scaled figures behind that: 1 million 200 thousand."""
    scales, half = _scales(), token(table()["half"])
    factor = scales.get(row[end]) if end < len(row) else None
    if factor is None:
        return Read(value, end)
    total, end = value * factor, end + 1
    if end < len(row) and row[end] == half:
        return Read(total + Decimal(factor) / 2, end + 1, scaled=True)
    more = _digits(row, end) if end < len(row) else None
    if more and more.scaled and more.value < factor:
        return Read(total + more.value, more.end, scaled=True)
    return Read(total, end, scaled=True)


def _words(row: Sequence[str], start: int) -> Read | None:
    """A figure in words counts only before a unit or with a scale: the words mean other things as well."""
    end = start
    while end < len(row) and row[end] in _numerals():
        end += 1
    for stop in range(end, start, -1):
        run = row[start:stop]
        scaled = any(word in _scales() for word in run)
        if (value := _spelled(run)) is not None and (scaled or phrases("units").at(row, stop)):
            return Read(value, stop, scaled)
    return None


def _spelled(run: Sequence[str]) -> Decimal | None:
    """The value of "mười lăm nghìn"; None when the words make no figure."""
    ones, tens, scales = _ones(), _tens(), _scales()
    total = part = Decimal()
    last = Decimal(1)
    if run[0] in scales or run[0] in words("zero_words") or run[0] in words("hundred"):
        return None
    for word in run:
        if word in ones:
            part += Decimal(ones[word])
        elif word in tens:
            part = part - part % 10 + (part % 10 or 1) * 10
            last = Decimal(10)
        elif word in words("hundred"):
            part, last = (part or Decimal(1)) * 100, Decimal(100)
        elif word in scales:
            total, part, last = total + (part or 1) * scales[word], Decimal(), Decimal(scales[word])
        elif word == token(table()["half"]):
            part += last / 2
    return total + part


def _with_ranges(row: Sequence[str], found: list[Amount]) -> list[Amount]:
    """A figure without a unit takes that of the figure it is joined to."""
    joins = _DASHES | words("range_joins")
    out = list(found)
    for place in range(len(out) - 1, 0, -1):
        first, last = out[place - 1], out[place]
        if last.start - first.end == 1 and row[first.end] in joins and first.unit in ("", last.unit):
            out[place - 1] = replace(first, unit=last.unit, near=first.near)
            out[place] = replace(last, ends_range=True)
    return out


@cache
def _ones() -> dict[str, int]:
    return {token(word): value for word, value in table()["digits"].items()}


@cache
def _tens() -> frozenset[str]:
    return frozenset(token(word) for word in table()["tens"])


@cache
def _scales() -> dict[str, int]:
    return {token(word): value for word, value in table()["scales"].items()}


@cache
def _numerals() -> frozenset[str]:
    half = {token(table()["half"])}
    return frozenset({*_ones(), *_tens(), *_scales(), *words("hundred"), *words("zero_words"), *half})
