"""Cuts an entry to the plain format: the portal's own words, short, with the source beside each fact.

It must not add a fact, call a missing fee free, or keep a sentence that its cut would turn round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from knowledge.catalogue import entry as catalogue
from knowledge.catalogue.entry import Entry
from knowledge.catalogue.plain_fees import fees_of
from knowledge.catalogue.plain_papers import papers_of
from knowledge.catalogue.shortening import is_cut, short
from knowledge.catalogue.tidying import known, speaks_of_old_levels
from knowledge.catalogue.words import words
from knowledge.fact import Fact, Names, Source
from knowledge.procedure import Duration, Procedure, Way

SOURCE = "catalogue"
MOST_PAPERS = 8
_MOST_FEES = 6
_MOST_DURATIONS = 4


def plain(entry: Entry) -> Procedure:
    """The record as the assistant tells it, with status "imported", the code as slug and nothing checked."""
    office = _office(entry)
    return Procedure(
        code=entry.code,
        slug=entry.code,
        status="imported",
        group=entry.field or SOURCE,
        title=_title(entry),
        official_title=entry.title,
        names=Names(everyday=()),
        office=office,
        who=_facts(_who(entry)),
        papers=papers_of(entry, SOURCE)[:MOST_PAPERS],
        fees=tuple(fees_of(entry, SOURCE))[:_MOST_FEES],
        durations=tuple(_durations(entry))[:_MOST_DURATIONS],
        where=_facts(_where(entry, office)),
        ways=_ways(entry),
        result=_facts(short(result) for result in entry.results),
        notes=_facts(_notes(entry)),
        legal_basis=_legal_basis(entry),
        sources={SOURCE: source_of(entry)},
        portal_page=words().page_url.format(id=entry.page_id) if entry.page_id else None,
        needs_review=", ".join(entry.doubts) or None,
    )


def has_more_papers(entry: Entry) -> bool:
    """Whether the plain record leaves papers of the list out for want of room."""
    return len(papers_of(entry, SOURCE)) > MOST_PAPERS


def source_of(entry: Entry) -> Source:
    """The portal's page of this procedure, by its code and decision, as of the snapshot's day."""
    shape = words().plain.source_decision if entry.decision else words().plain.source
    return Source(
        title=shape.format(code=entry.code, decision=entry.decision),
        date=max((snapshot.as_of for snapshot in entry.snapshots), default=None),
        url=words().page_url.format(id=entry.page_id) if entry.page_id else None,
    )


def _facts(texts: Iterable[str]) -> tuple[Fact, ...]:
    return tuple(Fact(text=text, source=SOURCE) for text in dict.fromkeys(texts) if text)


def _title(entry: Entry) -> str:
    opening = words().plain.title_opening
    title = short(entry.title).rstrip(".")
    if title.lower().startswith(opening.lower() + " "):
        title = title[len(opening) :].strip()
    return title[:1].upper() + title[1:]


def _office(entry: Entry) -> str | None:
    """A body that carries it out, in everyday words where it has some; None when none of today's is named."""
    named = [
        name for name in entry.agencies.executing or entry.agencies.deciding if not speaks_of_old_levels([name])
    ]
    everyday = (known(words().plain.offices, name) for name in named)
    first = next((name for name in everyday if name), None)
    return first or (short(named[0]).rstrip(".") if named else None)


def _who(entry: Entry) -> Iterator[str]:
    told = words().plain.subjects
    if names := [name for subject, name in told.items() if subject in entry.subjects]:
        yield words().plain.who.format(names=", ".join(names))


def _where(entry: Entry, office: str | None) -> Iterator[str]:
    """The office, and the receiving address when the portal gives a short one of today."""
    if office:
        yield words().plain.where.format(office=office)
    address = entry.agencies.address
    if address and not speaks_of_old_levels([address]) and (said := short(address)) and not is_cut(said):
        yield said


def _ways(entry: Entry) -> tuple[Way, ...]:
    channels = dict.fromkeys(way.channel for way in entry.ways)
    return tuple(Way(text=words().plain.ways[channel], source=SOURCE, channel=channel) for channel in channels)


def _durations(entry: Entry) -> Iterator[Duration]:
    """Each length of time once, in words; working days as a figure only where the portal counts in them."""
    seen: set[str] = set()
    for way in entry.ways:
        text, days = _duration(way.time)
        if text and text not in seen:
            seen.add(text)
            yield Duration(text=text, source=SOURCE, working_days=days)


def _duration(time: catalogue.Time | None) -> tuple[str, int | None]:
    if time is None:
        return "", None
    if time.quantity is None or time.unit == "other":
        said = short(time.text)
        return ("" if is_cut(said) else said), None
    quantity = f"{time.quantity:g}".replace(".", ",")
    whole = time.unit == "working_day" and time.quantity.is_integer()
    return words().plain.duration[time.unit].format(quantity=quantity), int(time.quantity) if whole else None


def _notes(entry: Entry) -> Iterator[str]:
    said = words().plain
    if entry.online and entry.online.whole:
        yield said.whole_online
    if "old_levels" in entry.doubts:
        yield said.old_levels
    if "glued_cells" in entry.doubts:
        yield said.glued_cells


def _legal_basis(entry: Entry) -> tuple[str, ...]:
    named = (" – ".join(part for part in (law.number, law.title) if part) for law in entry.legal_basis)
    return tuple(dict.fromkeys(name for name in named if name))
