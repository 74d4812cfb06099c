"""Records as the look-up shows them: one row in a list, or everything there is. Plain values only."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypedDict

from bot.moment import Resources
from knowledge.catalogue.heading import Level
from knowledge.content import Record
from knowledge.library import Library
from knowledge.life_event import LifeEvent
from knowledge.procedure import Procedure


class Row(TypedDict):
    """One line of the list; `code` is None for what is no procedure."""

    slug: str
    kind: str
    code: str | None
    title: str
    official_title: str | None
    office: str | None
    levels: list[Level]
    field: str | None
    status: str | None
    score: float


def row(library: Library, slug: str, score: float) -> Row:
    """A hit as a line."""
    record = library.by_slug(slug)
    if not isinstance(record, Procedure):
        kind = "event" if isinstance(record, LifeEvent) else "faq"
        return Row(
            slug=slug,
            kind=kind,
            code=None,
            title=record.title,
            official_title=None,
            office=None,
            levels=[],
            field=None,
            status=None,
            score=round(score, 4),
        )
    entry = _entry(library, record)
    return Row(
        slug=slug,
        kind="procedure",
        code=record.code,
        title=record.title,
        official_title=record.official_title,
        office=record.office,
        levels=list(entry.levels) if entry else [],
        field=entry.field if entry else None,
        status=record.status,
        score=round(score, 4),
    )


def whole(resources: Resources, record: Record) -> dict[str, Any]:
    """The record, what the portal says of it, the questions about it, and whether it can be filed here."""
    found: dict[str, Any] = {"kind": _kind(record), "record": record.model_dump(mode="json"), "portal": None}
    if isinstance(record, Procedure):
        entry = _entry(resources.library, record)
        found["portal"] = entry.model_dump(mode="json") if entry else None
        found["faqs"] = [
            {"slug": faq.slug, "title": faq.title}
            for faq in resources.library.faqs
            if record.slug in faq.procedures
        ]
        found["can_be_filed"] = record.code in resources.flow_of
    if isinstance(record, LifeEvent):
        titles = {step.procedure: resources.library.by_slug(step.procedure).title for step in record.steps}
        found["titles"] = titles
    return found


@lru_cache(maxsize=2)
def fields(library: Library) -> tuple[str, ...]:
    """Every field of the catalogue, in order of the alphabet."""
    return tuple(sorted({heading.field for heading in library.headings if heading.field}))


def _kind(record: Record) -> str:
    return type(record).__name__.lower()


def _entry(library: Library, procedure: Procedure) -> Any:
    catalogue = library.catalogue
    return catalogue.entry(procedure.code) if catalogue and procedure.code in catalogue else None
