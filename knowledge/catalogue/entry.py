"""One procedure as the portal states it, whatever file it came from: the normalised form of the catalogue.

It keeps the portal's own words and figures; it must not decide what a citizen is told.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import StringConstraints

from knowledge.catalogue.heading import Level, Subject
from knowledge.fact import Model
from knowledge.procedure import Channel, Code

Shape = Literal["api", "text", "page", "list"]
Kind = Literal["standard", "provincial", "internal"]
TimeUnit = Literal["hour", "day", "working_day", "month", "other"]
Doubt = Literal["old_levels", "steps_scrambled", "glued_cells"]
"""Why a record is hedged: it speaks of the abolished districts, its steps were out of order and are left out,
or its table cells were glued together and could not all be told apart."""
Province = Annotated[str, StringConstraints(pattern=r"^\d{2}$")]


class Snapshot(Model):
    """Where a record was read and the day that the file speaks for."""

    file: str
    as_of: dt.date
    shape: Shape


class Step(Model):
    """A step or a case of the portal's description, with its lines."""

    name: str = ""
    lines: tuple[str, ...] = ()


class Fee(Model):
    """A fee row. `amount` None means that no figure above nought is given: that is "not known", never "free"."""

    text: str = ""
    amount: int | None = None
    currency: str = "VND"


class Time(Model):
    """How long: a figure with its unit, and whatever words stand beside it."""

    quantity: float | None = None
    unit: TimeUnit = "other"
    text: str = ""


class Way(Model):
    """One way to file, with its time and fees."""

    channel: Channel
    time: Time | None = None
    fees: tuple[Fee, ...] = ()
    note: str = ""


class Paper(Model):
    """A row of the list of papers. `forms` are the names of the files attached."""

    name: str
    originals: int = 0
    copies: int = 0
    forms: tuple[str, ...] = ()
    code: str = ""


class Case(Model):
    """The papers of one case; the name is empty where there is only one."""

    name: str = ""
    papers: tuple[Paper, ...] = ()


class Agencies(Model):
    """Who carries it out, decides, was authorised, takes part; and where papers are received."""

    executing: tuple[str, ...] = ()
    deciding: tuple[str, ...] = ()
    authorised: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    address: str = ""


class Law(Model):
    """A line of the legal basis."""

    number: str = ""
    title: str = ""


class Online(Model):
    """The portal's flags: `whole` is filed online from end to end, `anywhere` at any office of the province."""

    whole: bool
    offline_only: bool = False
    anywhere: bool = False


class Entry(Model):
    """One procedure of the catalogue. An empty field means that no file says it."""

    code: Code
    title: Annotated[str, StringConstraints(min_length=1)]
    decision: str = ""
    levels: tuple[Level, ...] = ()
    kind: Kind = "standard"
    province: Province | None = None
    promulgated_by: str = ""
    field: str = ""
    subjects: tuple[Subject, ...] = ()
    steps: tuple[Step, ...] = ()
    ways: tuple[Way, ...] = ()
    cases: tuple[Case, ...] = ()
    agencies: Agencies = Agencies()
    results: tuple[str, ...] = ()
    legal_basis: tuple[Law, ...] = ()
    requirements: tuple[str, ...] = ()
    keywords: str = ""
    related: tuple[str, ...] = ()
    page_id: str = ""
    online: Online | None = None
    updated: dt.date | None = None
    doubts: tuple[Doubt, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
