"""Every sentence that a citizen can be shown, with where it is written: phrases, flows, procedures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.plain.lint import Message, label_problems, problems
from bot.wording import Wording
from flows.flow import Field, Flow
from knowledge.content import Record
from knowledge.fact import Fact
from knowledge.procedure import Procedure

WARNINGS = ("safety.", "filing.safety")


def check(wording: Wording, flows: Iterable[Flow], records: Iterable[Record]) -> list[str]:
    """Every broken rule, with the place it is broken at."""
    found = [*_phrases(wording), *_labels(wording, flows)]
    for flow in flows:
        found += [
            f"{place}: {wrong}" for place, text in _flow_texts(flow, wording) for wrong in problems(Message(text))
        ]
    for record in records:
        found += [f"{record.slug}, {place}: {wrong}" for place, wrong in _in_record(record, wording)]
    return found


def _in_record(record: Record, wording: Wording) -> Iterator[tuple[str, str]]:
    quoted = (record.official_title,) if isinstance(record, Procedure) else ()
    texts = {f"fact {number}": _with_condition(fact) for number, fact in enumerate(record.facts, 1)}
    if isinstance(record, Procedure):
        texts |= {f"checklist {question.id}": question.ask for question in record.checklist}
    for place, text in texts.items():
        yield from ((place, wrong) for wrong in problems(Message(wording.fill(text), quoted=quoted)))
    if isinstance(record, Procedure):
        labels = [choice.label for question in record.checklist for choice in question.choices]
        yield from ((f"label {label!r}", wrong) for label in labels for wrong in label_problems(label))


def _with_condition(fact: Fact) -> str:
    """As it is told: a paper's condition stands behind it in brackets."""
    condition = getattr(fact, "condition", None)
    return f"{fact.text} ({condition})" if condition else fact.text


def _phrases(wording: Wording) -> Iterator[str]:
    for name, template in wording.phrases.items():
        if not name.startswith(("words.", "buttons.")):
            message = Message(wording.half_fill(template), warns=name.startswith(WARNINGS))
            yield from (f"phrase {name}: {wrong}" for wrong in problems(message))


def _labels(wording: Wording, flows: Iterable[Flow]) -> Iterator[str]:
    labels = {f"phrase {name}": text for name, text in wording.phrases.items() if name.startswith("buttons.")}
    for flow in flows:
        for field in flow.fields:
            labels |= {f"{flow.id}.{field.id}.{choice.value}": choice.label for choice in field.choices}
    for place, label in labels.items():
        yield from (f"{place}: {wrong}" for wrong in label_problems(label))


def _flow_texts(flow: Flow, wording: Wording) -> Iterator[tuple[str, str]]:
    yield f"{flow.id}.opening", wording.half_fill(flow.opening)
    for _, stop in flow.stops():
        yield f"{flow.id} stop {stop.rule}", wording.half_fill(stop.say)
    for field in flow.fields:
        for name, text in _field_texts(field):
            yield f"{flow.id}.{field.id}.{name}", wording.half_fill(text)


def _field_texts(field: Field) -> Iterator[tuple[str, str]]:
    texts = {"ask": field.ask, "ask_helping": field.ask_helping, "why": field.why}
    texts |= {"simpler": field.simpler, "simplest": field.simplest}
    return ((name, text) for name, text in texts.items() if text)
