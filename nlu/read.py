"""Reads one answer of a known kind: `read(kind, text, context)`.

Never raises for what a citizen writes; judges no field and remembers nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from nlu.corrections import correction
from nlu.reading.address import read_address
from nlu.reading.dates import read_date
from nlu.reading.emails import read_email
from nlu.reading.identity import read_citizen_id, read_identity_number, read_old_id
from nlu.reading.names import read_person_name
from nlu.reading.nav import read_nav
from nlu.reading.numbers import read_money, read_number
from nlu.reading.phones import read_phone
from nlu.reading.result import Context, Reading, invalid
from nlu.reading.sex import read_sex
from nlu.reading.yes_no import read_yes_no
from nlu.text import clean

Reader = Callable[[str, Context], Reading]

_READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "date": read_date,
        "citizen_id": read_citizen_id,
        "old_id": read_old_id,
        "identity_number": read_identity_number,
        "phone": read_phone,
        "person_name": read_person_name,
        "sex": read_sex,
        "yes_no": read_yes_no,
        "money": read_money,
        "number": read_number,
        "email": read_email,
        "address": read_address,
        "nav": read_nav,
    }
)
KINDS: Final = tuple(_READERS)

_LONGEST = 1000
"""Characters that are looked at; an answer longer than this is a story."""
_NEVER_CORRECTIONS: Final = frozenset({"sex", "nav", "yes_no"})


def read(kind: str, text: str, context: Context) -> Reading:
    """What a text says as an answer of this kind.

    Types of value, results and reasons are in `nlu.reading.result`. KeyError for a kind not in `KINDS`.
    """
    reader = _READERS[kind]
    shown = clean(text[: 2 * _LONGEST])[:_LONGEST]
    if not shown:
        return invalid(_EMPTY.get(kind, "not_understood"))
    corrected = None if kind in _NEVER_CORRECTIONS else correction(shown)
    try:
        reading = reader(corrected, context) if corrected is not None else None
        return reading if reading and reading.result != "invalid" else reader(shown, context)
    except OverflowError:  # a day beyond the calendar's ends
        return invalid("no_such_date")


_EMPTY: Final[Mapping[str, str]] = MappingProxyType({"person_name": "not_a_name", "email": "not_an_email"})
