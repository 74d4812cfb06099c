"""An address as it was said, with the province and commune that it names today.

Old and new names are read alike by the list of places in the context; without one, no code is given.
It never drops a word of the text and never chooses between places that are equally likely.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from nlu.reading.nav import is_command
from nlu.reading.places import Located, Place
from nlu.reading.result import UNKNOWN, Context, Reading, ask, invalid, value
from nlu.reading.unknown import says_unknown
from nlu.reading.yes_no import read_yes_no
from nlu.words import Phrases, lexicon, words

_OFFERED = 3
"""Places among which a person can choose at once."""
_EDGES = " ,.;:-–"


def read_address(text: str, context: Context) -> Reading:
    """`{text, province_code, commune_code, detail}`; `which_place` where a ward was divided or a name is unclear.

    `detail` is what the text says besides the commune: house, street, hamlet. Source: plain-language rule I20.
    """
    found = words(text)
    if says_unknown(found):
        return UNKNOWN
    tells_nothing = is_command(found) or read_yes_no(text, context).result == "value"
    if not found or not any(char.isalpha() for char in text) or tells_nothing:
        return invalid("not_understood")
    if context.places is None:
        return value(_address(text, None, _detail(text, ())))
    known = context.extra.get("province_code")
    return _placed(text, context.places.locate(text, known if isinstance(known, str) else None))


def _placed(text: str, located: Located) -> Reading:
    detail = _detail(text, located.spans)
    found = [_address(text, place, detail) for place in located.places]
    others = [_address(text, place, detail) for place in located.others]
    if not found:
        return value(_address(text, None, detail))
    if len(found) > _OFFERED:
        return _too_many(found)
    if len(found) == 1 and located.places[0].sure and not others:
        return value(found[0])
    best, *rest = (*found, *others)
    return ask("which_place", best, *rest[: _OFFERED - 1])


def _too_many(found: Sequence[dict[str, Any]]) -> Reading:
    """More places than can be offered: of one province the likeliest three, else none; the best has no commune."""
    provinces = {each["province_code"] for each in found}
    if len(provinces) == 1:
        return ask("which_place", {**found[0], "commune_code": None}, *found[:_OFFERED])
    return ask("which_place", {**found[0], "province_code": None, "commune_code": None})


def _address(text: str, place: Place | None, detail: str | None) -> dict[str, Any]:
    return {
        "text": text,
        "province_code": place.province_code if place else None,
        "commune_code": place.commune_code if place else None,
        "detail": detail,
    }


@lru_cache(maxsize=2)
def _around(group: str) -> Phrases:
    return Phrases({group: lexicon("address")[group]})


def _detail(text: str, spans: Sequence[tuple[int, int]]) -> str | None:
    """What is left of the text without its places, piece by piece."""
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    pieces = (_trimmed(text[end:start]) for end, start in zip(ends, starts, strict=True))
    return ", ".join(piece for piece in pieces if piece) or None


def _trimmed(piece: str) -> str:
    """A piece without what people say before and after an address."""
    shown = piece.strip(_EDGES)
    while shown:
        found = words(shown)
        lead = _around("lead_ins").at(found, 0)
        if length := _ending(shown):
            shown = shown[: found[-length].start].strip(_EDGES)
        elif lead is not None:
            shown = shown[found[lead.length].start :] if lead.length < len(found) else ""
        else:
            return shown
    return ""


def _ending(shown: str) -> int:
    """How many words at the end are no part of an address."""
    found = words(shown)
    lengths = (length for length in range(min(4, len(found)), 0, -1) if _around("endings").whole(found[-length:]))
    return next(lengths, 0)
