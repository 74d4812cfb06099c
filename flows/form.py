"""The finished form as a portal takes it: portal field names with plain values. Only answers that count go in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.answers import Address, Answer, Answers, is_given
from flows.describing import date_in_words
from flows.flow import Also, Field, Flow
from flows.journey import met, on_path
from flows.lists import Lists

PARTS_OF_AN_ADDRESS = frozenset({"province_code", "commune_code", "unit", "detail"})


def portal_form(flow: Flow, answers: Answers, *, lists: Lists, words: Mapping[str, str]) -> dict[str, str | int]:
    """What the answers on the way put into the portal's fields; skipped and unknown ones are left out."""
    counting = on_path(flow, answers)
    form: dict[str, str | int] = {}
    for field_id, answer in counting.items():
        if is_given(answer):
            field = flow.field(field_id)
            value = coded(field, answer, lists)
            form |= {field.portal: value} if field.portal else {}
            form |= {
                also.portal: text for also, text in _also(field, answer, value, words) if met(also.when, counting)
            }
    return form


def coded(field: Field, answer: Answer, lists: Lists) -> str | int:
    """The portal's code of an answer where it has one, else the words."""
    for choice in field.choices:
        if choice.value == answer:
            return choice.portal or choice.label
    for entry in lists.get(field.more or "", ()):
        if entry.name == answer:
            return entry.portal or entry.name
    return answer if isinstance(answer, int) else str(answer)


def _also(
    field: Field, answer: Answer, value: str | int, words: Mapping[str, str]
) -> Iterator[tuple[Also, str | int]]:
    for also in field.also:
        is_part = also.written in PARTS_OF_AN_ADDRESS
        written = _part(also.written, answer) if is_part else _written(also.written, value, words)
        written = also.value or written
        if written is not None:
            yield also, written


def _part(way: str, answer: Answer) -> str | None:
    """What an address says of its place, where the place is known."""
    found: str | None = getattr(answer, way) if isinstance(answer, Address) else None
    return found


def _written(way: str, value: str | int, words: Mapping[str, str]) -> str | int | None:
    text = str(value)
    is_digits = text.isdecimal()
    if way == "date_in_words":
        return date_in_words(text, words)
    if way == "citizen_id":
        return text if is_digits and len(text) == 12 else None
    if way == "paper_kind":
        return words[{12: "paper_citizen", 9: "paper_old"}.get(len(text) * is_digits, "paper_other")]
    return value
