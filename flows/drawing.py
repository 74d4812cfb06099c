"""A flow as a Mermaid flowchart, for people who check it: conditions on the arrows, stops as ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.answers import SKIPPED, UNKNOWN
from flows.checking import conditions, exclude
from flows.flow import Field, Flow, Step, When
from flows.rules import STOP_RULES

_START, _FINISH = "start_", "finish_"
_NO_VALUE = {str(SKIPPED): "–", str(UNKNOWN): "?"}


def mermaid(flow: Flow) -> str:
    """The flow's questions by step, every possible next question, and where it ends early."""
    lines = [
        "flowchart TD",
        f'  {_START}(["{_safe(flow.title)}"])',
        f'  {_FINISH}(["{_safe(flow.official_form)}"])',
    ]
    for step in flow.steps:
        lines += [f'  subgraph step_{step.id}["{_safe(step.title)}"]']
        lines += [f'    {field.id}["{_safe(field.label)}"]' for field in step.fields]
        lines += ["  end"]
    lines += _ways(flow)
    lines += [line for step in flow.steps for line in _ends(flow, step)]
    return "\n".join(lines) + "\n"


def _ways(flow: Flow) -> Iterator[str]:
    yield from _ways_from(flow, _START, 0, {})
    for at, field in enumerate(flow.fields):
        yield from _ways_from(flow, field.id, at + 1, conditions(flow, field.when, before=at))


def _ways_from(flow: Flow, origin: str, start: int, known: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Arrows to every question that can come next, up to the first that surely does."""
    for at, field in enumerate(flow.fields[start:], start):
        needed = conditions(flow, field.when, before=at)
        if exclude(known, needed):
            continue
        open_ones = tuple(when for when in field.when if not _is_sure(when, known))
        yield f"  {origin} -->{_label(flow, open_ones)} {field.id}"
        if not open_ones:
            return
    yield f"  {origin} --> {_FINISH}"


def _is_sure(when: When, known: Mapping[str, frozenset[str]]) -> bool:
    return when.field in known and known[when.field] <= set(when.one_of)


def _label(flow: Flow, whens: tuple[When, ...]) -> str:
    if not whens:
        return ""
    said = " + ".join(_condition(flow.field(when.field), when) for when in whens)
    return f'|"{_safe(said)}"|'


def _condition(field: Field, when: When) -> str:
    labels = {choice.value: choice.label for choice in field.choices} | _NO_VALUE
    return f"{field.label}: {' / '.join(labels.get(value, value) for value in when.one_of)}"


def _ends(flow: Flow, step: Step) -> Iterator[str]:
    for stop in step.stop_if:
        reads = set(STOP_RULES[stop.rule].reads)
        origin = [field.id for field in flow.fields if field.id in reads][-1]
        yield f'  stop_{stop.rule}[/"{_safe(stop.say)}"/]'
        yield f'  {origin} -.->|"{_safe(stop.rule)}"| stop_{stop.rule}'


def _safe(text: str) -> str:
    return " ".join(text.replace('"', "#quot;").split())
