"""One administrative procedure in plain words, each fact with the place it comes from.

A missing fact is None or an empty list and is told as "not known"; it is never read as "free" or "none".
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from knowledge.fact import Fact, Identifier, Model, Names, Source, Text, When, unlisted

Code = Annotated[str, StringConstraints(pattern=r"^\d\.\d{6}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,40}$|^\d\.\d{6}$")]
Channel = Literal["counter", "online", "post"]
CounterPlace = Literal[
    "permanent", "present", "any_in_province", "any_in_country", "event", "property", "workplace"
]
"""Where a counter takes the papers: of the registered or the present home, any in the province or the country,
where the thing happened, where the land or house lies, where the person works or draws money."""


class Paper(Fact):
    """A paper to bring. `text` is its plain name, `condition` says when it is needed ("nếu …").

    `shown` papers are looked at and given back, the others are kept. `when` says the same as `condition` by the
    answers to the record's `checklist`: all of them must hold. Without it the paper stays on every checklist.
    """

    originals: int = 0
    copies: int = 0
    shown: bool = False
    condition: Text | None = None
    when: tuple[When, ...] = ()


class ChecklistChoice(Model):
    """One answer to a checklist question."""

    value: Identifier
    label: Annotated[str, StringConstraints(min_length=1, max_length=20)]


class ChecklistQuestion(Model):
    """A question whose answer decides which papers are needed."""

    id: Identifier
    ask: Text
    choices: Annotated[tuple[ChecklistChoice, ...], Field(min_length=2, max_length=3)]
    when: tuple[When, ...] = ()


class Filing(Model):
    """How far it can be filed online, at which counters, and whether somebody must come in person."""

    online: Literal["whole", "part", "none"]
    counters: tuple[CounterPlace, ...]
    in_person: Literal["always", "sometimes", "never"]
    source: Text


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


class Procedure(Model):
    """A procedure. `status` "known" has names only; "imported" is the portal's own wording, cut short."""

    code: Code
    slug: Slug
    status: Literal["written", "known", "imported"]
    group: Text
    title: Text
    official_title: Text
    tone: Literal["plain", "condolence"] = "plain"
    names: Names
    aliases: tuple[CodeAlias, ...] = ()
    office: Text | None = None
    who: tuple[Fact, ...] = ()
    checklist: tuple[ChecklistQuestion, ...] = Field(default=(), max_length=3)
    papers: tuple[Paper, ...] = ()
    nothing_to_bring: Fact | None = None
    fees: tuple[Fee, ...] = ()
    durations: tuple[Duration, ...] = ()
    where: tuple[Fact, ...] = ()
    ways: tuple[Way, ...] = ()
    filing: Filing | None = None
    counter_mode: Literal["paper", "assisted-online", "both"] | None = None
    result: tuple[Fact, ...] = ()
    notes: tuple[Fact, ...] = ()
    legal_basis: tuple[Text, ...] = ()
    sources: dict[str, Source] = Field(default_factory=dict)
    portal_page: str | None = None
    checked: dt.date | None = None
    needs_review: Text | None = None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact of the record, whatever it is about."""
        return (
            *self.who,
            *self.papers,
            *((self.nothing_to_bring,) if self.nothing_to_bring else ()),
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
        unlisted(cited | ({self.filing.source} if self.filing else set()), self.sources)
        if self.status == "written":
            needed = ("who", "where", "ways", "result", "checked", "counter_mode", "office")
            gaps = [name for name in needed if not getattr(self, name)]
            if not self.papers and not self.nothing_to_bring:
                gaps.append("papers or nothing_to_bring")
            if gaps:
                raise ValueError(f"a written procedure needs: {', '.join(gaps)}")
        return self

    @model_validator(mode="after")
    def _checklist_is_answerable(self) -> Procedure:
        """A `when` looks only backwards, at a question of this record and at answers that it offers."""
        offered: dict[str, set[str]] = {}
        for question in self.checklist:
            _look_up(question.when, offered)
            offered[question.id] = {choice.value for choice in question.choices}
        for paper in self.papers:
            _look_up(paper.when, offered)
        return self


def _look_up(conditions: tuple[When, ...], offered: dict[str, set[str]]) -> None:
    for when in conditions:
        if unknown := set(when.one_of) - offered.get(when.field, set()):
            raise ValueError(f"when: {when.field} is not answered with {', '.join(sorted(unknown))} before")
