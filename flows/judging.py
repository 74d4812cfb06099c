"""Judges what was read: is this value a possible answer here, and does the flow go on? Says nothing in words.

Reasons are ids of `reasons.yml`. A citizen's slip is a value, never an exception.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flows.answers import SKIPPED, UNKNOWN, Address, Answer, Answers, Skipped, Unknown
from flows.dates import parts, span
from flows.flow import Field, Flow, Stop
from flows.journey import journey, on_path
from flows.rules import RULES, STOP_RULES

REASONS = ("answer_needed", "not_a_choice", "not_a_date", "whole_date_needed", "not_a_number", "too_many")
"""What is wrong with a value whatever the field's rules; beside these every rule is a reason."""
DOUBTS = ("number_and_sex_differ", "number_and_birth_differ")


@dataclass(frozen=True, slots=True)
class Invalid:
    """Not a possible answer."""

    reason: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """May be kept. With a `doubt` it should first be read back: the person's yes outweighs it."""

    value: Answer
    doubt: str | None = None


def judge(flow: Flow, field: Field, value: Answer, answers: Answers, today: date) -> Invalid | Accepted:
    """Judge a plain value for a field against its kind, its rules and the other answers that count."""
    if isinstance(value, Skipped | Unknown):
        return _judge_no_value(field, value)
    if reason := _unfit(field, value):
        return Invalid(reason)
    others = on_path(flow, answers)
    others.pop(field.id, None)
    found = [(RULES[name].soft, RULES[name].judge(value, others, today)) for name in field.rules]
    hard = [reason for soft, reason in found if reason and not soft]
    if hard:
        return Invalid(hard[0])
    doubts = [reason for soft, reason in found if reason and soft]
    return Accepted(value, doubts[0] if doubts else _doubt_of_number(field, value, others))


def stopped(flow: Flow, answers: Answers, today: date) -> Stop | None:
    """The first stop whose rule holds on the answers that count so far."""
    counting = on_path(flow, answers)
    for _, stop in flow.stops():
        if STOP_RULES[stop.rule].holds(counting, today):
            return stop
    return None


def amiss(flow: Flow, answers: Answers, today: date) -> tuple[tuple[Field, Invalid], ...]:
    """Kept answers that no longer fit, for instance after an earlier one was changed."""
    judged = (
        (field, judge(flow, field, answers[field.id], answers, today)) for field in journey(flow, answers).done
    )
    return tuple((field, verdict) for field, verdict in judged if isinstance(verdict, Invalid))


def _judge_no_value(field: Field, value: Skipped | Unknown) -> Invalid | Accepted:
    allowed = field.optional or (value == UNKNOWN and field.may_be_unknown)
    return Accepted(value if value == UNKNOWN else SKIPPED) if allowed else Invalid("answer_needed")


def _unfit(field: Field, value: str | int | Address) -> str | None:
    if isinstance(value, Address):
        return None if field.kind == "address" else "answer_needed"
    if field.kind == "number":
        return _unfit_number(field, value)
    if not isinstance(value, str) or not value.strip():
        return "answer_needed"
    if field.choices and field.more is None and value not in {choice.value for choice in field.choices}:
        return "not_a_choice"
    return _unfit_date(field, value) if field.kind == "date" else None


def _unfit_number(field: Field, value: str | int) -> str | None:
    if not isinstance(value, int) or value < 0:
        return "not_a_number"
    return "too_many" if field.at_most is not None and value > field.at_most else None


def _unfit_date(field: Field, value: str) -> str | None:
    if span(value) is None:
        return "not_a_date"
    found = parts(value)
    is_whole = found is not None and found[2] is not None
    return None if is_whole or field.accepts_partial else "whole_date_needed"


def _doubt_of_number(field: Field, value: str | int | Address, others: Answers) -> str | None:
    """The 12 digits carry sex, century and birth year (Decree 137/2015/NĐ-CP, art. 13)."""
    text = str(value)
    if len(text) != 12 or not text.isdecimal() or field.kind not in {"citizen_id", "identity_number"}:
        return None
    sex = others.get(field.sex_from or "")
    if isinstance(sex, str) and (int(text[3]) % 2 == 0) != (sex == "nam"):
        return "number_and_sex_differ"
    born = span(others.get(field.birth_from or ""))
    if born and born.first.year != 1900 + 100 * (int(text[3]) // 2) + int(text[4:6]):
        return "number_and_birth_differ"
    return None
