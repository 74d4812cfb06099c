"""Steps that are asked once for each person: written once, copied here before the flow is parsed. Pure.

A copy is made of ordinary fields with ordinary conditions, so nothing else knows that there was a group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from pydantic import PositiveInt

from flows.flow import Identifier, Model

_NAMING = frozenset({"field", "sex_from", "birth_from"})
"""Keys whose value is the id of a field."""
_PLACE = re.compile(r"\{(\w+)\}")


class Repeat(Model):
    """How often a step is asked: as many times as the earlier number `count` says, `at_most` times."""

    count: Identifier
    at_most: PositiveInt


def expanded(flow: Any) -> Any:
    """A parsed flow file whose steps with `repeat` are replaced by their copies. Raises ValidationError."""
    steps = flow.get("steps") if isinstance(flow, dict) else None
    if not isinstance(steps, list) or not any(_repeats(step) for step in steps):
        return flow
    most: dict[str, int] = {}
    copies: list[Any] = []
    for step in steps:
        if not _repeats(step):
            copies.append(step)
            continue
        repeat = Repeat.model_validate(step["repeat"])
        most[repeat.count] = min(repeat.at_most, most.get(repeat.count, repeat.at_most))
        copies += _copies(step, repeat)
    return {**flow, "steps": [_bounded(step, most) for step in copies]}


def _repeats(step: Any) -> bool:
    return isinstance(step, dict) and "repeat" in step


def _copies(step: Mapping[str, Any], repeat: Repeat) -> Iterator[dict[str, Any]]:
    fields = _fields(step)
    own = {field["id"] for field in fields if isinstance(field.get("id"), str)}
    once = {key: value for key, value in step.items() if key != "repeat"}
    for number in range(1, repeat.at_most + 1):
        often_enough = [str(count) for count in range(number, repeat.at_most + 1)]
        asked = {"field": repeat.count, "one_of": often_enough}
        copy = _numbered(once, own, number)
        for field in _fields(copy):
            field["id"] = f"{field.get('id')}_{number}"
            field["when"] = [asked, *(field.get("when") or ())]
        yield {**copy, "id": f"{copy.get('id')}_{number}"}


def _numbered(content: Any, own: AbstractSet[str], number: int, *, names: bool = False) -> Any:
    """The same content for one person: `{n}` is the number, what names a field of the group names its copy."""
    if isinstance(content, dict):
        return {key: _numbered(value, own, number, names=key in _NAMING) for key, value in content.items()}
    if isinstance(content, list):
        return [_numbered(each, own, number) for each in content]
    if not isinstance(content, str):
        return content
    if names:
        return f"{content}_{number}" if content in own else content
    return _PLACE.sub(lambda found: _filled(found[1], own, number), content)


def _filled(name: str, own: AbstractSet[str], number: int) -> str:
    return str(number) if name == "n" else f"{{{name}_{number}}}" if name in own else f"{{{name}}}"


def _bounded(step: Any, most: Mapping[str, int]) -> Any:
    """The step with the highest number that its counting fields may be answered with."""
    if not isinstance(step, dict) or not any(field.get("id") in most for field in _fields(step)):
        return step
    fields = [
        {**field, "at_most": most[field["id"]]} if field.get("id") in most else field for field in _fields(step)
    ]
    return {**step, "fields": fields}


def _fields(step: Mapping[str, Any]) -> list[dict[str, Any]]:
    fields = step.get("fields")
    return [field for field in fields if isinstance(field, dict)] if isinstance(fields, list) else []
