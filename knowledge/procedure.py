"""One administrative procedure in plain words, each fact with the place it comes from.

A missing fact is None or an empty list and is told as "not known"; it is never read as "free" or "none".
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

Code = Annotated[str, StringConstraints(pattern=r"^\d\.\d{6}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,40}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Channel = Literal["counter", "online", "post"]


class Model(BaseModel):
    """Parsed from YAML: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Model):
    """A document or page that a fact was read in; `date` is the document's own date."""

    title: Text
    date: dt.date | None = None
    url: str | None = None


class Fact(Model):
    """A plain sentence that is true between two dates, by the source with this key."""

    text: Text
    source: Text
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether the fact is in force on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Paper(Fact):
    """A paper to bring. `text` is its plain name, `condition` says when it is needed ("nếu …").

    `shown` papers are looked at and given back, the others are kept.
    """

    originals: int = 0
    copies: int = 0
    shown: bool = False
    condition: Text | None = None


class Fee(Fact):
    """Money to pay in đồng. `amount` None means that the source gives words, not a figure."""

    amount: int | None = None
    channel: Channel | None = None


class Duration(Fact):
    """How long it takes. `working_days` 0 means the same day; None means words only."""

    working_days: int | None = None


class Way(Fact):
    """One way to file."""

    channel: Channel


class CodeAlias(Model):
    """Another national code that meant or means the same procedure, from a date."""

    code: Code
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    source: Text


class Names(Model):
    """What people call it and ask about it; used to find the procedure, never shown."""

    everyday: tuple[Text, ...]
    situations: tuple[Text, ...] = ()


class Procedure(Model):
    """A procedure; `status` "known" has names only and its guide is still to be written."""

    code: Code
    slug: Slug
    status: Literal["written", "known"]
    group: Text
    title: Text
    official_title: Text
    tone: Literal["plain", "condolence"] = "plain"
    names: Names
    aliases: tuple[CodeAlias, ...] = ()
    office: Text | None = None
    who: tuple[Fact, ...] = ()
    papers: tuple[Paper, ...] = ()
    fees: tuple[Fee, ...] = ()
    durations: tuple[Duration, ...] = ()
    where: tuple[Fact, ...] = ()
    ways: tuple[Way, ...] = ()
    counter_mode: Literal["paper", "assisted-online", "both"] | None = None
    result: tuple[Fact, ...] = ()
    notes: tuple[Fact, ...] = ()
    legal_basis: tuple[Text, ...] = ()
    sources: dict[str, Source] = {}
    portal_page: str | None = None
    checked: dt.date | None = None
    needs_review: Text | None = None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact of the record, whatever it is about."""
        return (
            *self.who,
            *self.papers,
            *self.fees,
            *self.durations,
            *self.where,
            *self.ways,
            *self.result,
            *self.notes,
        )

    @model_validator(mode="after")
    def _written_is_complete(self) -> Procedure:
        cited = {fact.source for fact in self.facts} | {alias.source for alias in self.aliases}
        if missing := cited - set(self.sources):
            raise ValueError(f"sources not listed: {', '.join(sorted(missing))}")
        if self.status == "written":
            needed = ("who", "papers", "where", "ways", "result", "checked", "counter_mode", "office")
            if gaps := [name for name in needed if not getattr(self, name)]:
                raise ValueError(f"a written procedure needs: {', '.join(gaps)}")
        return self
