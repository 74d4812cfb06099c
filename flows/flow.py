"""A flow is data: steps of fields, one question each. No expressions and no code live in it.

What needs more than `when` is a named rule in `flows/rules.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from flows.answers import SKIPPED, UNKNOWN
from flows.paths import Paths, Question

FieldKind = Literal[
    "choice",
    "yes_no",
    "text",
    "person_name",
    "date",
    "citizen_id",
    "identity_number",
    "phone",
    "number",
    "address",
    "sex",
    "email",
]
Written = Literal[
    "same",
    "date_in_words",
    "paper_kind",
    "citizen_id",
    "province_code",
    "commune_code",
    "unit",
    "detail",
]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
PortalName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][\w.]*$")]


class Model(BaseModel):
    """Parsed from YAML: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class When(Model):
    """The only condition there is: an earlier field has one of these values.

    SKIPPED and UNKNOWN stand for an answer that was passed over or is not known.
    """

    field: Identifier
    one_of: tuple[str, ...]


class Choice(Model):
    """One answer that can be tapped, said or typed.

    `says` are further words that mean it; they are matched on folded text. Those in `alone` mean it only when
    the message says nothing else ("nhà" is not said by "nhà con gái").
    """

    value: Annotated[str, StringConstraints(pattern=r"^[\w-]{1,24}$")]
    label: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    says: tuple[Text, ...] = ()
    alone: tuple[Text, ...] = ()
    portal: str | None = None


class Also(Model):
    """A further portal field that the same answer fills, so that nothing is asked twice.

    `written` says how: "same"; "date_in_words"; "paper_kind" and "citizen_id" (read off an identity number);
    "province_code", "commune_code", "unit" and "detail" (of an address whose place is known). `value` is written
    in place of the answer: what follows from it without another question.
    """

    portal: PortalName
    written: Written = "same"
    value: Text | None = None
    when: tuple[When, ...] = ()


class Field(Model):
    """One question. Sentences may use {goi} {Goi} {xung} {Xung} and the ids of earlier fields as names.

    `ask_helping` replaces `ask` when the citizen fills the form in for somebody else. `more` names a long
    list that also answers; what is on no list is then kept as it was said. `at_most` is the highest number
    that may be answered; where it is given, the number says how often a group of questions is repeated.
    """

    id: Identifier
    kind: FieldKind
    label: Text
    ask: Text
    ask_helping: Text | None = None
    example: Text | None = None
    why: Text
    simpler: Text
    simplest: Text
    choices: tuple[Choice, ...] = ()
    more: Identifier | None = None
    when: tuple[When, ...] = ()
    optional: bool = False
    may_be_unknown: bool = False
    accepts_partial: bool = False
    role: Literal["adult", "newborn", "any"] = "adult"
    sex_from: Identifier | None = None
    birth_from: Identifier | None = None
    rules: tuple[Identifier, ...] = ()
    at_most: int | None = None
    confirm: Literal["explicit", "implicit", "none"] | None = None
    portal: PortalName | None = None
    also: tuple[Also, ...] = ()


class Stop(Model):
    """Why a flow ends before any more is asked, and the way on."""

    rule: Identifier
    outcome: Literal["nothing_to_do", "stopped"] = "stopped"
    say: Text
    procedure: str | None = None


class Step(Model):
    """A screen's worth of fields under one title."""

    id: Identifier
    title: Text
    fields: tuple[Field, ...]
    stop_if: tuple[Stop, ...] = ()


class Source(Model):
    """Where a form's fields come from, and the day someone compared them."""

    title: Text
    checked: date


class Flow(Model):
    """A whole form. `procedure` is the national code; `minutes` is a generous estimate."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,40}$")]
    version: int
    procedure: Annotated[str, StringConstraints(pattern=r"^\d\.\d{6}$")]
    title: Text
    official_form: Text
    minutes: int
    tone: Literal["plain", "condolence"] = "plain"
    opening: Text
    needs_review: bool = False
    sources: tuple[Source, ...]
    steps: tuple[Step, ...]

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every field in the order it is asked."""
        return tuple(field for step in self.steps for field in step.fields)

    @cached_property
    def paths(self) -> Paths:
        """Which fields lead to which, worked out once per flow."""
        named = {value for field in self.fields for when in field.when for value in when.one_of}
        return Paths(tuple(_question(field, named) for field in self.fields))

    def field(self, field_id: str) -> Field:
        """The field with this id; KeyError when there is none."""
        return self._by_id[field_id]

    def step_of(self, field_id: str) -> Step:
        """The step that asks this field; KeyError when there is none."""
        for step in self.steps:
            if any(field.id == field_id for field in step.fields):
                return step
        raise KeyError(field_id)

    def stops(self) -> Iterator[tuple[Step, Stop]]:
        """Every stop with the step after whose fields it is judged."""
        for step in self.steps:
            for stop in step.stop_if:
                yield step, stop

    @cached_property
    def _by_id(self) -> dict[str, Field]:
        return {field.id: field for field in self.fields}


def _question(field: Field, named: AbstractSet[str]) -> Question:
    conditions = tuple((when.field, frozenset(when.one_of)) for when in field.when)
    spoken = {str(UNKNOWN)} if field.may_be_unknown else set()
    passed = {str(SKIPPED)} if field.optional else set()
    counts = {value for value in named if field.kind == "number" and value.isdecimal()}
    values = frozenset({choice.value for choice in field.choices} | counts | spoken | passed)
    return Question(field.id, conditions, values, is_open=not field.choices or field.more is not None)
