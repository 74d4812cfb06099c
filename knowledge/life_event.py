"""Something that happens in a family and takes several procedures, in the order that spares most walking."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import StringConstraints, model_validator

from knowledge.fact import Fact, Model, Names, Source, Text, unlisted

EventSlug = Annotated[str, StringConstraints(pattern=r"^viec-[a-z0-9-]{1,44}$")]


class EventStep(Fact):
    """One procedure of the bundle. `text` says why or when; `condition` says for whom ("nếu …")."""

    procedure: Text
    condition: Text | None = None


class LifeEvent(Model):
    """`steps` are in the order to take them; `opening` is said first."""

    slug: EventSlug
    title: Text
    tone: Literal["plain", "condolence"] = "plain"
    names: Names
    opening: tuple[Fact, ...] = ()
    steps: tuple[EventStep, ...]
    sources: dict[str, Source]
    checked: dt.date
    needs_review: Text | None = None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact of the record."""
        return (*self.opening, *self.steps)

    @model_validator(mode="after")
    def _is_complete(self) -> LifeEvent:
        unlisted((fact.source for fact in self.facts), self.sources)
        if not self.steps:
            raise ValueError("an event needs at least one step")
        return self
