"""What is different in one province or commune: its offices, and facts that replace or join those of a procedure.

Written by whoever runs the assistant there; the product ships none. Pure: files are read by `overlay_files`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import Field, StringConstraints, ValidationError, model_validator

from knowledge.fact import Fact, Model, Source, Text, unlisted
from knowledge.places.place import Place
from knowledge.procedure import Duration, Fee, Paper, Procedure, Slug

PlaceCode = Annotated[str, StringConstraints(pattern=r"^\d{2}$|^\d{5}$")]
Purpose = Literal["one_stop", "police", "court", "land", "tax", "social_insurance", "health", "other"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
F = TypeVar("F", bound=Fact)


class LocalOffice(Model):
    """An office that people go to. `hours` are [from, to] by day; a day that is not listed is closed.

    Without `hours` nothing is known about them.
    """

    name: Text
    serves: Annotated[tuple[Purpose, ...], Field(min_length=1)]
    address: Text | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^\d{3,11}$")] | None = None
    hours: dict[Day, tuple[tuple[Clock, Clock], ...]] = Field(default_factory=dict)
    note: Text | None = None
    source: Text
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether it is this office's time on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    @model_validator(mode="after")
    def _hours_in_order(self) -> LocalOffice:
        for day, spans in self.hours.items():
            ends = [clock for span in spans for clock in span]
            if ends != sorted(set(ends)):
                raise ValueError(f"hours.{day}: must go forward through the day")
        return self


class Change(Model, Generic[F]):
    """Facts in the place of the national ones (`replace`), or beside them (`add`); never both."""

    replace: tuple[F, ...] | None = None
    add: tuple[F, ...] = ()

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Change[F]:
        if (self.replace is None) == (not self.add):
            raise ValueError("give either replace or add")
        return self

    def facts(self) -> tuple[F, ...]:
        """The facts it brings."""
        return self.add or self.replace or ()


class LocalFacts(Model):
    """What a place changes in one procedure."""

    papers: Change[Paper] | None = None
    fees: Change[Fee] | None = None
    durations: Change[Duration] | None = None
    where: Change[Fact] | None = None
    notes: Change[Fact] | None = None

    def changes(self) -> dict[str, Change[Any]]:
        """Each change by the name of the procedure's list."""
        named = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: change for name, change in named.items() if change is not None}

    def cited(self) -> set[str]:
        """The keys of the sources of all its facts."""
        return {fact.source for change in self.changes().values() for fact in change.facts()}


class Overlay(Model):
    """Everything that one place says for itself; `place` is its code of two or five digits."""

    place: PlaceCode
    name: Text
    checked: dt.date
    offices: tuple[LocalOffice, ...] = ()
    procedures: dict[Slug, LocalFacts] = Field(default_factory=dict)
    sources: dict[str, Source]

    @model_validator(mode="after")
    def _cites_its_sources(self) -> Overlay:
        facts = (
            fact
            for local in self.procedures.values()
            for change in local.changes().values()
            for fact in change.facts()
        )
        unlisted({fact.source for fact in facts} | {office.source for office in self.offices}, self.sources)
        return self


@dataclass(frozen=True, slots=True)
class Overlays:
    """All overlays by the code of their place."""

    by_place: Mapping[str, Overlay] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, place: Place | None) -> tuple[Overlay, ...]:
        """Those that hold at a place, the province's before the commune's."""
        codes = (place.province_code, place.commune_code) if place else ()
        return tuple(self.by_place[code] for code in codes if code and code in self.by_place)

    def localised(self, procedure: Procedure, place: Place | None) -> Procedure:
        """The procedure as it is at this place: national facts, then the province's, then the commune's."""
        for overlay in self.of(place):
            procedure = localised(procedure, overlay)
        return procedure

    def office(self, place: Place | None, purpose: Purpose, today: dt.date) -> LocalOffice | None:
        """Where people of this place go for this purpose; the commune's own office before the province's."""
        found = (
            office
            for overlay in reversed(self.of(place))
            for office in overlay.offices
            if purpose in office.serves and office.holds_on(today)
        )
        return next(found, None)


def localised(procedure: Procedure, overlay: Overlay) -> Procedure:
    """A procedure with the facts of one overlay, each with its source and the day it was checked."""
    local = overlay.procedures.get(procedure.slug)
    if local is None:
        return procedure
    changed: dict[str, Any] = {
        name: _changed(procedure, name, change, overlay) for name, change in local.changes().items()
    }
    if changed.get("papers"):
        changed["nothing_to_bring"] = None
    sources = {_key(overlay, key): overlay.sources[key] for key in sorted(local.cited())}
    return procedure.model_copy(update={**changed, "sources": {**procedure.sources, **sources}})


def _changed(procedure: Procedure, name: str, change: Change[Any], overlay: Overlay) -> tuple[Fact, ...]:
    own = tuple(_local(fact, overlay) for fact in change.facts())
    return own if change.replace is not None else (*getattr(procedure, name), *own)


def _local(fact: Fact, overlay: Overlay) -> Fact:
    return fact.model_copy(
        update={"source": _key(overlay, fact.source), "checked": fact.checked or overlay.checked}
    )


def _key(overlay: Overlay, source: str) -> str:
    """A source's key that no other record uses."""
    return f"{overlay.place}:{source}"


def misfits(overlay: Overlay, procedures: Iterable[Procedure]) -> list[str]:
    """What does not go together with the procedures: unknown slugs, and records that would be wrong afterwards."""
    known = {procedure.slug: procedure for procedure in procedures}
    problems = [f"procedures.{slug}: no such procedure" for slug in overlay.procedures if slug not in known]
    for slug in overlay.procedures.keys() & known.keys():
        try:
            Procedure.model_validate(localised(known[slug], overlay).model_dump())
        except ValidationError as error:
            said = (each["msg"].removeprefix("Value error, ") for each in error.errors())
            problems += [f"procedures.{slug}: {reason}" for reason in said]
    return sorted(problems)
