"""What can be wrong with a flow that parses: names that lead nowhere, texts too long for a button, doubled keys.

Finds problems and words them for an editor; reads no files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import combinations
from typing import TypeAlias

from flows.answers import SKIPPED, UNKNOWN
from flows.describing import named_in
from flows.flow import Field, Flow, When
from flows.form import PARTS_OF_AN_ADDRESS
from flows.judging import DOUBTS, REASONS
from flows.lists import Lists
from flows.rules import RULES, STOP_RULES

ADDRESS_WORDS = frozenset({"goi", "Goi", "xung", "Xung"})
CALLBACK_BYTES = 64
"""Telegram's limit for what a button sends back."""
LABEL_SYLLABLES = 4
SHOWN_CHOICES = 5
_SYLLABLE = re.compile(r"[^\W_]+")
_WITH_BUTTONS = frozenset({"choice", "yes_no", "sex"})
_FIXED_VALUES: Mapping[str, frozenset[str]] = {"yes_no": frozenset({"yes", "no"})}

_Writer: TypeAlias = tuple[str, Mapping[str, frozenset[str]]]


def problems_of(flows: Mapping[str, Flow], lists: Lists, reasons: Mapping[str, str]) -> list[str]:
    """Every mistake of these flows (by file name), each with file and path."""
    problems = [f"{name}: {problem}" for name, flow in flows.items() for problem in _of_flow(flow, lists)]
    problems += _doubled_flows(flows)
    needed = {*RULES, *REASONS, *DOUBTS} if flows else set()
    problems += [f"reasons.yml: no text for {reason}" for reason in sorted(needed - set(reasons))]
    texts = ((reason, text) for reason, text in reasons.items())
    problems += [f"reasons.yml: {where}: {found}" for where, text in texts for found in _strange(text, set())]
    return problems


def _doubled_flows(flows: Mapping[str, Flow]) -> Iterator[str]:
    for (name, flow), (other_name, other) in combinations(flows.items(), 2):
        if flow.id == other.id:
            yield f"{other_name}: id: {other.id} is also in {name}"


def _of_flow(flow: Flow, lists: Lists) -> Iterator[str]:
    yield from _doubled("id", [field.id for field in flow.fields])
    yield from _doubled("id", [step.id for step in flow.steps])
    yield from (f"steps.{step.id}: no fields" for step in flow.steps if not step.fields)
    yield from _first_question(flow)
    earlier: dict[str, Field] = {}
    for field in flow.fields:
        for problem in _of_field(field, earlier, lists, {other.id for other in flow.fields}):
            yield f"fields.{field.id}.{problem}"
        earlier[field.id] = field
    yield from _of_stops(flow)
    yield from (f"opening: {problem}" for problem in _strange(flow.opening, set()))
    yield from _doubled_portal_names(flow)


def _first_question(flow: Flow) -> Iterator[str]:
    first = flow.fields[0] if flow.fields else None
    if first is None or {"minh", "giup"} - {choice.value for choice in first.choices}:
        yield "the first question must offer minh (for oneself) and giup (for somebody else)"


def _of_field(field: Field, earlier: Mapping[str, Field], lists: Lists, ids: AbstractSet[str]) -> Iterator[str]:
    for when in field.when:
        yield from _of_condition("when", when, earlier, ids, lists)
    for also in field.also:
        for when in also.when:
            if when.field not in ids:
                yield f"also.{also.portal}: unknown field {when.field}"
    for name in (field.sex_from, field.birth_from):
        if name and name not in earlier:
            yield f"{name} is not an earlier field"
    if field.at_most is not None and field.kind != "number":
        yield "kind: only a number can say how often questions are repeated"
    for also in field.also:
        if also.written in PARTS_OF_AN_ADDRESS and field.kind != "address":
            yield f"also.{also.portal}: {also.written} is part of an address only"
    yield from _of_rules(field, ids)
    yield from _of_choices(field, lists)
    yield from _of_texts(field, set(earlier))


def _of_condition(
    where: str, when: When, earlier: Mapping[str, Field], ids: AbstractSet[str], lists: Lists
) -> Iterator[str]:
    if when.field not in earlier:
        yield f"{where}: {'looks forward to' if when.field in ids else 'unknown field'} {when.field}"
        return
    field = earlier[when.field]
    possible = {choice.value for choice in field.choices}
    possible |= {entry.name for entry in lists.get(field.more or "", ())}
    possible |= {str(UNKNOWN)} if field.may_be_unknown else set()
    possible |= {str(SKIPPED)} if field.optional else set()
    possible |= {str(number) for number in range((field.at_most or 0) + 1)} if field.kind == "number" else set()
    for value in when.one_of:
        if value not in possible:
            yield f"{where}: {when.field} is never {value}"


def _of_rules(field: Field, ids: AbstractSet[str]) -> Iterator[str]:
    for name in field.rules:
        if name not in RULES:
            yield f"rules: unknown rule {name}"
        else:
            yield from (f"rules: {name} needs field {need}" for need in RULES[name].reads if need not in ids)


def _of_choices(field: Field, lists: Lists) -> Iterator[str]:
    values = [choice.value for choice in field.choices]
    yield from (f"choices: {problem}" for problem in _doubled("value", values))
    yield from (f"choices: {problem}" for problem in _doubled("label", [c.label for c in field.choices]))
    if field.kind in _WITH_BUTTONS and not values:
        yield f"choices: kind {field.kind} needs some"
    if field.kind not in _WITH_BUTTONS and values:
        yield f"choices: kind {field.kind} takes none"
    if len(values) > SHOWN_CHOICES:
        yield f"choices: {len(values)} are too many to show, at most {SHOWN_CHOICES}"
    if field.kind in _FIXED_VALUES and set(values) - _FIXED_VALUES[field.kind]:
        yield f"choices: values of {field.kind} are {', '.join(sorted(_FIXED_VALUES[field.kind]))}"
    if field.more and field.more not in lists:
        yield f"more: unknown list {field.more}"
    for choice in field.choices:
        if len(_SYLLABLE.findall(choice.label)) > LABEL_SYLLABLES:
            yield f"choices.{choice.value}: label has more than {LABEL_SYLLABLES} syllables: {choice.label}"
    yield from _too_long_to_press(field, lists)


def _too_long_to_press(field: Field, lists: Lists) -> Iterator[str]:
    names = [entry.name for entry in lists.get(field.more or "", ())]
    for value in [*(choice.value for choice in field.choices), *names]:
        if len(f"set:{field.id}={value}".encode()) > CALLBACK_BYTES:
            yield f"choices.{value}: more than {CALLBACK_BYTES} bytes as a button"


def _of_texts(field: Field, earlier: AbstractSet[str]) -> Iterator[str]:
    texts = {"ask": field.ask, "ask_helping": field.ask_helping, "example": field.example, "why": field.why}
    texts |= {"label": field.label, "simpler": field.simpler, "simplest": field.simplest}
    for name, text in texts.items():
        yield from (f"{name}: {problem}" for problem in _strange(text or "", earlier))
    for name in ("ask", "ask_helping"):
        if texts[name] and (texts[name] or "").count("?") != 1:
            yield f"{name}: must hold exactly one question mark"
    if len({field.ask, field.simpler, field.simplest}) < 3:
        yield "ask, simpler and simplest must differ"


def _strange(text: str, fields: AbstractSet[str]) -> Iterator[str]:
    for name in named_in(text):
        if name not in ADDRESS_WORDS and name not in fields:
            yield f"no such placeholder {{{name}}}"


def _of_stops(flow: Flow) -> Iterator[str]:
    asked: set[str] = set()
    for step in flow.steps:
        asked |= {field.id for field in step.fields}
        for stop in step.stop_if:
            where = f"steps.{step.id}.stop_if.{stop.rule}"
            if stop.rule not in STOP_RULES:
                yield f"{where}: unknown rule"
            else:
                reads = STOP_RULES[stop.rule].reads
                yield from (f"{where}: {need} is not asked before" for need in reads if need not in asked)
            yield from (f"{where}: {problem}" for problem in _strange(stop.say, asked))


def _doubled_portal_names(flow: Flow) -> Iterator[str]:
    """Two answers may fill the same portal field only where they can never both count."""
    writers: dict[str, list[_Writer]] = {}
    for at, field in enumerate(flow.fields):
        own = conditions(flow, field.when, before=at)
        if field.portal:
            writers.setdefault(field.portal, []).append((field.id, own))
        for also in field.also:
            both = _merged(own, conditions(flow, also.when, before=len(flow.fields)))
            writers.setdefault(also.portal, []).append((field.id, both))
    for portal, found in writers.items():
        for (one, its), (other, theirs) in combinations(found, 2):
            if not exclude(its, theirs):
                yield f"fields.{other}.portal: {portal} is also filled by {one}"


def conditions(flow: Flow, whens: tuple[When, ...], *, before: int) -> Mapping[str, frozenset[str]]:
    """What must hold for these conditions, those of the fields that they look at included."""
    places = {field.id: at for at, field in enumerate(flow.fields)}
    found: Mapping[str, frozenset[str]] = {}
    for when in whens:
        found = _merged(found, {when.field: frozenset(when.one_of)})
        at = places.get(when.field, before)
        if at < before:  # a condition that looks forward is reported elsewhere and would never end here
            found = _merged(found, conditions(flow, flow.fields[at].when, before=at))
    return found


def _merged(one: Mapping[str, frozenset[str]], two: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    return {field: one.get(field, values) & two.get(field, values) for field, values in {**two, **one}.items()}


def exclude(one: Mapping[str, frozenset[str]], two: Mapping[str, frozenset[str]]) -> bool:
    return any(not (values & two[field]) for field, values in one.items() if field in two)


def _doubled(what: str, names: list[str]) -> Iterator[str]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{what} {name} is there twice"
