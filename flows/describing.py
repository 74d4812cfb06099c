"""How questions and answers read for a person. The words themselves come from `wording.yml`; decides nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from flows.answers import Address, Answer, Answers
from flows.dates import parts
from flows.flow import Field, Flow
from nlu.text import fold

_GROUPS: Mapping[str, Mapping[int, tuple[int, ...]]] = {
    "citizen_id": {12: (3, 3, 3, 3), 9: (3, 3, 3)},
    "identity_number": {12: (3, 3, 3, 3), 9: (3, 3, 3)},
    "phone": {10: (4, 3, 3), 11: (3, 4, 4)},
}
_CODE = re.compile(r"\{(\w+)\}")


def is_helping(flow: Flow, answers: Answers) -> bool:
    """Whether the citizen fills the form in for somebody else (the first question of every flow)."""
    return answers.get(flow.fields[0].id) == "giup"


def question(flow: Flow, field: Field, answers: Answers) -> str:
    """The field's question in the wording that fits who is being asked; placeholders are left in."""
    return field.ask_helping or field.ask if is_helping(flow, answers) else field.ask


def called(field: Field, answers: Answers) -> Field:
    """The field with the answers that its label names: "Ngày sinh của Trần Thị Lan"."""
    if "{" not in field.label:
        return field
    label = _CODE.sub(lambda found: str(answers.get(found[1], found[0])), field.label)
    return field.model_copy(update={"label": label})


def named_in(text: str) -> tuple[str, ...]:
    """The placeholders of a sentence."""
    return tuple(_CODE.findall(text))


def spoken(field: Field, answer: Answer, words: Mapping[str, str]) -> str:
    """An answer in words: "27 tháng 3 năm 1950", "001 150 012 345", a button's label, the person's own words.

    `words` holds: skipped, unknown, date, month, year, old_address.
    """
    if isinstance(answer, Address):
        return _spoken_address(answer, words)
    if not isinstance(answer, str | int):
        return words[str(answer).lower()]
    for choice in field.choices:
        if choice.value == answer:
            return choice.label
    text = str(answer)
    return spoken_date(text, words) if field.kind == "date" else _grouped(field.kind, text)


def says_unit(address: Address) -> bool:
    """Whether the words of an address already name the place as it is called today, its kind included.

    A bare name says it too when nothing but house and street stands beside it ("ấp 4, Tân Biên").
    """
    names = (address.unit or "").split(", ")
    said = f" {fold(address.text)} ".replace(f" {fold(address.detail)} " if address.detail else "  ", " ")
    bare = [fold(_without_kind(name)) for name in names]
    return f" {fold(names[0])} " in said or said.strip() in {bare[0], " ".join(bare)}


def _without_kind(name: str) -> str:
    """The name of a place alone ("xã Tân Biên" → "Tân Biên"): its kind is what stands in small letters."""
    words = name.split()
    return " ".join(words[next((at for at, word in enumerate(words) if not word.islower()), 0) :])


def _spoken_address(address: Address, words: Mapping[str, str]) -> str:
    """House and place of today; the words of before after them where those named the place otherwise."""
    if address.unit is None:
        return address.text
    now = ", ".join(part for part in (address.detail, address.unit) if part)
    return now if says_unit(address) else words["old_address"].format(now=now, text=address.text)


def spoken_date(written: str, words: Mapping[str, str]) -> str:
    """A kept date in digits and words; what is no date comes back unchanged."""
    found = parts(written)
    if found is None:
        return written
    year, month, day = found
    pattern = words["year"] if month is None else words["month"] if day is None else words["date"]
    return pattern.format(year=year, month=month, day=day)


def date_in_words(written: str, words: Mapping[str, str]) -> str | None:
    """A kept date without digits, as the birth form wants it once more; None when it is not a whole date."""
    found = parts(written)
    if found is None or None in found:
        return None
    year, month, day = (number_in_words(number or 0, words) for number in found)
    return words["date_in_words"].format(year=year, month=words.get("month_" + str(found[1]), month), day=day)


def number_in_words(number: int, words: Mapping[str, str]) -> str:
    """0 to 9999 in Northern standard spelling: 1950 → "một nghìn chín trăm năm mươi"."""
    thousands, rest = divmod(number, 1000)
    hundreds, last = divmod(rest, 100)
    said = [words[str(thousands)], words["thousand"]] if thousands else []
    if hundreds or (thousands and last):
        said += [words[str(hundreds)], words["hundred"]]
    said += _below_hundred(last, words, after_more=bool(said))
    return " ".join(said)


def _below_hundred(number: int, words: Mapping[str, str], *, after_more: bool) -> list[str]:
    tens, ones = divmod(number, 10)
    if number == 0:
        return [] if after_more else [words["0"]]
    if tens == 0:
        return [words["odd"], words[str(ones)]] if after_more else [words[str(ones)]]
    said = [words["ten"]] if tens == 1 else [words[str(tens)], words["tens"]]
    if ones:
        special = "five_after_ten" if ones == 5 else "one_after_tens" if ones == 1 and tens > 1 else str(ones)
        said.append(words[special])
    return said


def _grouped(kind: str, text: str) -> str:
    sizes = _GROUPS.get(kind, {}).get(len(text))
    if sizes is None or not text.isdecimal():
        return text
    ends = [0]
    for size in sizes:
        ends.append(ends[-1] + size)
    return " ".join(text[start:end] for start, end in pairwise(ends))
