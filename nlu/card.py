"""The text of an identity card's QR code, read into one value; both kinds of card, seven parts or more.

The first seven parts are read by their known order; what comes after them is kept as it is and never interpreted.
Text that breaks a rule is refused with its reason: nothing is mended and nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from nlu.reading.identity import encoded
from nlu.text import clean, unmark
from nlu.words import lexicon

Reason = Literal[
    "not_text",  # bytes that are no UTF-8
    "not_a_card",  # some other code: a link, a payment, another card
    "cut",  # begins as a card does and has too few parts
    "too_long",
    "old_number",
    "name",
    "birth_date",
    "sex",
    "address",
    "issue_date",
    "mismatch",  # the twelve digits speak of another year or sex than the parts beside them
]
Generation = Literal["cccd", "can_cuoc"]

_PARTS = 7
_MOST_LETTERS = 2000
"""The largest QR code holds less than 3,000 bytes; a card's text stays under 400 letters."""
_LONGEST_NAME, _LONGEST_ADDRESS = 100, 300
_MOST_EXTRA = 12
_NUMBER = re.compile(r"[0-9]{12}")
_OLD_NUMBER = re.compile(r"[0-9]{9}")
_DIGITS = re.compile(r"[0-9]*")
_DAY = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_YEAR_ALONE = re.compile(r"(?:0000)?([0-9]{4})")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ′ʹ‛", "'"))
_LATIN = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u1e00-\u1eff"
_NAME = re.compile(rf"[{_LATIN}]+(?:['. -]+[{_LATIN}]+)*")
_LETTERS = re.compile(rf"[{_LATIN}]+")
_ADDRESS = re.compile(r"[\w ,.;:/()'\"+&#°–-]*", re.UNICODE)
_FIRST_ISSUED = date(2021, 1, 1)
_FIRST_NEW_KIND = date(2024, 7, 1)
"""Circular 16/2024/TT-BCA: from this day on the card of the new kind, with the code on its back."""
_OLDEST = 130


@dataclass(frozen=True, slots=True)
class Card:
    """What the code says of its owner. `birth_date` is None where the card knows the year alone.

    `extra` holds the parts after the seventh, whose order no source tells.
    """

    number: str
    old_number: str | None
    name: str
    birth_date: date | None
    birth_year: int
    sex: str
    address: str
    issue_date: date | None
    extra: tuple[str, ...] = ()

    @property
    def generation(self) -> Generation | None:
        """The card with a chip of 2021, or the one that replaced it; None without a day of issue."""
        if self.issue_date is None:
            return None
        return "can_cuoc" if self.issue_date >= _FIRST_NEW_KIND else "cccd"

    def __repr__(self) -> str:
        """Never the person: a value that reaches a log or a traceback tells nothing."""
        return "Card(…)"


@dataclass(frozen=True, slots=True)
class Invalid:
    """Why a text is no card; the text itself is not kept."""

    reason: Reason


class _Refused(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


def read_card(text: str | bytes, *, today: date) -> Card | Invalid:
    """The card in a QR code's text, or why it is none. Bytes are taken as UTF-8, whatever the code declares."""
    try:
        return _card(_parts(_decoded(text)), today)
    except _Refused as refused:
        return Invalid(refused.reason)


def _decoded(text: str | bytes) -> str:
    if len(text) > 2 * _MOST_LETTERS:
        raise _Refused("too_long")
    try:
        return text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise _Refused("not_text") from None


def _parts(text: str) -> list[str]:
    parts = [clean(part) for part in text.split("|")]
    if not _NUMBER.fullmatch(parts[0]):
        raise _Refused("not_a_card")
    if len(parts) < _PARTS:
        raise _Refused("cut" if len(parts) > 1 else "not_a_card")
    if len(text) > _MOST_LETTERS or len(parts) > _PARTS + _MOST_EXTRA:
        raise _Refused("too_long")
    return parts


def _card(parts: list[str], today: date) -> Card:
    number, old, name, birth, sex, address, issued = parts[:_PARTS]
    born, year = _birth(birth, today)
    card = Card(
        number=number,
        old_number=_old_number(old),
        name=_name(name),
        birth_date=born,
        birth_year=year,
        sex=_sex(sex),
        address=_address(address),
        issue_date=_issue_date(issued, born, today),
        extra=tuple(parts[_PARTS:]),
    )
    says = encoded(number)
    if (says.sex, says.birth_year) != (card.sex, card.birth_year):
        raise _Refused("mismatch")
    return card


def _old_number(part: str) -> str | None:
    """Nine digits; other digits are left out, since no source says what they would be."""
    if not _DIGITS.fullmatch(part):
        raise _Refused("old_number")
    return part if _OLD_NUMBER.fullmatch(part) else None


def _name(part: str) -> str:
    """In title case with every syllable and mark as printed; after an apostrophe a new capital (H'Hen)."""
    spelled = part.translate(_APOSTROPHES)
    if not _NAME.fullmatch(spelled) or not 2 <= len(spelled) <= _LONGEST_NAME:
        raise _Refused("name")
    return _LETTERS.sub(lambda found: found[0].capitalize(), spelled) if spelled.isupper() else spelled


def _birth(part: str, today: date) -> tuple[date | None, int]:
    """The day and its year, or the year alone."""
    alone = _YEAR_ALONE.fullmatch(part)
    born = None if alone else _day(part)
    year = int(alone[1]) if alone else born.year if born else 0
    if not today.year - _OLDEST <= year <= today.year or (born and born > today):
        raise _Refused("birth_date")
    return born, year


def _day(part: str) -> date | None:
    found = _DAY.fullmatch(part)
    if found is None:
        return None
    day, month, year = (int(group) for group in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _sex(part: str) -> str:
    for known in lexicon("sex")["values"].values():
        if unmark(part) == unmark(known):
            return str(known)
    raise _Refused("sex")


def _address(part: str) -> str:
    """As printed. What no address holds (brackets of markup and templates) is refused."""
    if not _ADDRESS.fullmatch(part) or len(part) > _LONGEST_ADDRESS:
        raise _Refused("address")
    return part


def _issue_date(part: str, born: date | None, today: date) -> date | None:
    if not part:
        return None
    issued = _day(part)
    if issued is None or not max(_FIRST_ISSUED, born or date.min) <= issued <= today:
        raise _Refused("issue_date")
    return issued
