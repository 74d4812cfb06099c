"""The aspects in which two states of a procedure are compared.

Files of two shapes word the same thing differently: only what both say, and say for certain, is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from knowledge.catalogue.entry import Entry
from knowledge.catalogue.headlines import law_numbers, laws_mentioned
from knowledge.catalogue.tidying import unmarked
from nlu.text import fold

Aspect = Literal["decision", "title", "level", "fee", "papers", "days", "agency", "legal_basis"]
_SAME = 90.0
"""Two names of a paper at least so alike, of 100, are one paper worded anew."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What went and what came; a single value is a tuple of one."""

    aspect: Aspect
    before: tuple[str, ...]
    after: tuple[str, ...]


def _decision(old: Entry, new: Entry) -> Difference | None:
    known = old.decision and new.decision
    differs = known and fold(old.decision) != fold(new.decision)
    return Difference("decision", (old.decision,), (new.decision,)) if differs else None


def _title(old: Entry, new: Entry) -> Difference | None:
    differs = fold(old.title) != fold(new.title)
    return Difference("title", (old.title,), (new.title,)) if differs else None


def _level(old: Entry, new: Entry) -> Difference | None:
    """A file that names one level only says less than one that names them all; that is no change."""
    before, after = set(old.levels), set(new.levels)
    if not before or not after or before <= after or after <= before:
        return None
    return Difference("level", tuple(sorted(before)), tuple(sorted(after)))


def _fee(old: Entry, new: Entry) -> Difference | None:
    if _glued(old, new) or not (old.ways and new.ways):
        return None
    return _apart("fee", _figures(old), _figures(new))


def _figures(entry: Entry) -> set[str]:
    """Sums in đồng. The labelled text calls every currency đồng, so no other can be compared."""
    fees = (fee for way in entry.ways for fee in way.fees if fee.amount is not None and fee.currency == "VND")
    return {f"{fee.amount:,} {fee.currency}".replace(",", ".") for fee in fees}


def _days(old: Entry, new: Entry) -> Difference | None:
    if _glued(old, new):
        return None
    before, after = _times(old), _times(new)
    return _apart("days", before, after) if before and after else None


def _times(entry: Entry) -> set[str]:
    times = (way.time for way in entry.ways if way.time and way.time.quantity is not None)
    return {f"{time.quantity:g} {time.unit}" for time in times}


def _papers(old: Entry, new: Entry) -> Difference | None:
    if _glued(old, new):
        return None
    before, after = _names(old), _names(new)
    if not before or not after or before == after:
        return None
    went, came = _unlike(before, after), _unlike(after, before)
    return Difference("papers", tuple(went), tuple(came)) if went or came else None


def _names(entry: Entry) -> list[str]:
    names = (
        unmarked(paper.name) for case in entry.cases for paper in case.papers if paper.originals or paper.copies
    )
    return list(dict.fromkeys(names))


def _unlike(names: Iterable[str], others: Iterable[str]) -> list[str]:
    """Names that are among the others in no wording."""
    folded = [fold(other) for other in others]
    known = set(folded)
    return [
        name
        for name in names
        if (said := fold(name)) not in known
        and not process.extractOne(said, folded, scorer=fuzz.ratio, score_cutoff=_SAME)
    ]


def _agency(old: Entry, new: Entry) -> Difference | None:
    before, after = old.agencies.executing, new.agencies.executing
    if not before or not after or before == after:
        return None
    went, came = _unlike(before, after), _unlike(after, before)
    return Difference("agency", tuple(went), tuple(came)) if went or came else None


def _legal_basis(old: Entry, new: Entry) -> Difference | None:
    """A law that the other state mentions, if only in a title, has neither come nor gone."""
    before, after = set(law_numbers(old)), set(law_numbers(new))
    if not before or not after:
        return None
    went, came = before - laws_mentioned(new), after - laws_mentioned(old)
    return Difference("legal_basis", tuple(sorted(went)), tuple(sorted(came))) if went or came else None


def _apart(aspect: Aspect, before: set[str], after: set[str]) -> Difference | None:
    if before == after:
        return None
    return Difference(aspect, tuple(sorted(before - after)), tuple(sorted(after - before)))


def _glued(*entries: Entry) -> bool:
    return any("glued_cells" in entry.doubts for entry in entries)


ASPECTS: tuple[Callable[[Entry, Entry], Difference | None], ...] = (
    _decision,
    _title,
    _level,
    _fee,
    _papers,
    _days,
    _agency,
    _legal_basis,
)
