"""The fees of an entry in the plain format. A nought or an empty fee is not told at all: it is not "free"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from knowledge.catalogue import entry as catalogue
from knowledge.catalogue.entry import Entry
from knowledge.catalogue.shortening import is_cut, is_one_sentence, short, written_out
from knowledge.catalogue.words import words
from knowledge.procedure import Channel, Fee

_MONEY = re.compile(r"(?<![\d.,/])\d{1,3}(?:[.,]\d{3})+(?![\d/])")


def fees_of(entry: Entry, source: str) -> Iterator[Fee]:
    """Each fee once; the channel is named where only one of several has it."""
    channels = {way.channel for way in entry.ways}
    told: dict[tuple[str, int | None], set[Channel]] = {}
    for way in entry.ways:
        for fee in way.fees:
            if (said := _told(fee))[0]:
                told.setdefault(said, set()).add(way.channel)
    for (text, amount), where in told.items():
        only = next(iter(where)) if len(where) == 1 < len(channels) else None
        yield Fee(text=text, source=source, amount=amount, channel=only)


def _told(fee: catalogue.Fee) -> tuple[str, int | None]:
    """The sentence and the figure in đồng; no sentence when the portal says neither a figure nor who sets it."""
    note = _without_laws(fee.text)
    if fee.amount is None:
        return _in_words(note), None
    if fee.currency != "VND":
        return words().plain.fee_foreign.format(amount=_dotted(fee.amount), currency=fee.currency), None
    return _with_figure(fee.amount, note)


def _in_words(note: str) -> str:
    """Words without a figure. Half a rule on money is worse than none, so nothing is cut."""
    if words().plain.council in written_out(note).lower():
        return words().plain.fee_council
    said = short(note)
    tells = said and len(said.split()) > 1 and not note.lower().startswith(words().plain.fee_empty)
    return said if tells and is_one_sentence(note) and not is_cut(said) else ""


def _with_figure(amount: int, note: str) -> tuple[str, int | None]:
    """The figure with its note. A note that names other sums only leaves the figure in doubt."""
    figure = _dotted(amount)
    sums = {found.replace(",", ".") for found in _MONEY.findall(note)}
    said = short(note)
    if sums and figure not in sums:
        return (said if is_one_sentence(note) and not is_cut(said) else words().plain.fee_unclear), None
    if note.startswith(figure) and said:
        return said, amount
    return _noted(figure, note, said), amount


def _noted(figure: str, note: str, said: str) -> str:
    plain = words().plain.fee.format(amount=figure)
    if note.startswith("/") and said:
        return plain.rstrip(".") + "/" + said.lstrip("/").lower()
    if not said or note.lower().startswith(words().plain.fee_empty):
        return plain
    return words().plain.fee_noted.format(amount=figure, note=said[:1].lower() + said[1:])


def _dotted(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def _without_laws(text: str) -> str:
    """The text without the clauses that only cite a law, and without the brackets around the whole."""
    left = _citation().sub("", text).strip(" *+-–;,:")
    if left.startswith("(") and left.endswith(")"):
        left = left[1:-1]
    return left.strip(" *+-–;,:") if re.search(r"\w", left) else ""


@cache
def _citation() -> re.Pattern[str]:
    openings = "|".join(map(re.escape, sorted(words().plain.citing, key=len, reverse=True)))
    law = r"\d/(?:\d{4}/)?[^\W\d_]{2,}"
    return re.compile(rf"[(,]?\s*\b(?i:{openings})\b[^.;()]*?{law}[^;():]*?(?=[;():]|\.\s|\.?$)\)?")
