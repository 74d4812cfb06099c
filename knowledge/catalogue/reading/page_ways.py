"""The glued table of ways to file: channel, time, fee and note of each row run together without a space."""

from __future__ import annotations

import re
from functools import cache

from knowledge.catalogue.entry import Fee, Way
from knowledge.catalogue.reading.rows import fees, time_of
from knowledge.catalogue.tidying import known, tidy
from knowledge.catalogue.words import words


def ways_of(table: str) -> tuple[tuple[Way, ...], bool]:
    """The rows, and whether the table could not be told apart; then there are none."""
    heading = words().page_headings.ways
    body = table.partition(heading)[2]
    if not body:
        return (), bool(tidy(table)) and heading not in table
    hits = list(_row().finditer(body))
    if not hits or hits[0].start() != 0:
        return (), True
    ends = [*(hit.start() for hit in hits[1:]), len(body)]
    return tuple(_way(hit, body[hit.end() : end]) for hit, end in zip(hits, ends, strict=True)), any(
        map(_unclear, hits)
    )


def _any(names: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, names))


@cache
def _row() -> re.Pattern[str]:
    """A row begins with a channel right before a time or a fee, and not in the middle of a sentence.

    A time without its unit before a fee's figure has no time group: where the one ends cannot be told.
    """
    heading = words().page_headings
    absent, figure = _any(heading.no_figure), rf"\d[\d,.]* (?:{_any(heading.currencies)})"
    return re.compile(
        rf"(?:(?<=^)|(?<=\S))(?P<channel>{_any(heading.channels)})"
        rf"(?:(?P<time>\d+(?:[.,]\d+)? (?:{_any(heading.units)})|{re.escape(heading.no_figure[1])})"
        rf"(?={absent}|{figure})"
        rf"|(?P<bare>\d*)(?={absent})|(?={figure}))"
    )


@cache
def _figure() -> re.Pattern[str]:
    return re.compile(rf"(?P<figure>\d[\d,.]*) (?P<currency>{_any(words().page_headings.currencies)})")


def _unclear(row: re.Match[str]) -> bool:
    return row["time"] is None and row["bare"] is None


def _way(row: re.Match[str], cell: str) -> Way:
    """A fee that stands right behind a bare number is left out: the number may be its first digits."""
    channel = known(words().channels, row["channel"])
    assert channel is not None
    money, note = _money(cell)
    fees_told = () if _unclear(row) else money
    return Way(channel=channel, time=time_of(row["time"] or ""), fees=fees_told, note=tidy(note))


def _money(cell: str) -> tuple[tuple[Fee, ...], str]:
    """The fees that the cell begins with, and what is left: the note. The page calls a nought free there."""
    found: list[Fee] = []
    while cell:
        if absent := next((word for word in words().page_headings.no_figure if cell.startswith(word)), None):
            said, cell = _bracketed(cell[len(absent) :])
            found += fees(said)
        elif hit := _figure().match(cell):
            said, cell = _bracketed(cell[hit.end() :])
            found += fees(f"{hit['figure'].replace('.', '')} {hit['currency']} ({said})")
        else:
            break
    return tuple(dict.fromkeys(found)), cell


def _bracketed(text: str) -> tuple[str, str]:
    """The text of the bracket that this begins with, and the rest; brackets inside are counted."""
    depth = 0
    for place, char in enumerate(text if text.startswith("(") else ""):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return text[1:place], text[place + 1 :]
    return "", text
