"""Cuts a message about a date into tokens: numbers, number words, and "#roles" such as "#month".

Roles come from `nlu/data/dates.yml`. What the tokens add up to is found in `date_parts`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from nlu.reading import lunar, numerals
from nlu.words import Phrases, Word, lexicon, words


class Token(NamedTuple):
    """`text` is a role ("#day", "#cycle:26"), digits, or a bare word; `raw` is the word with its marks."""

    text: str
    raw: str


_SEP = r"\s*[/.\-–,]\s*"
_YMD = re.compile(r"(?<![\d/.-])([12]\d{3})[/.\-](\d{1,2})[/.\-](\d{1,2})(?!\d)")
_DMY = re.compile(rf"(?<!\d)(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}(\d{{4}}|\d{{2}})(?!\d)")
_SPACED = re.compile(r"(?<![\d/.-])(\d{1,2})\s+(\d{1,2})\s+(\d{4}|\d{2})(?![\d/.-]|\s+\d)")
_SOLID = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{4}|\d{2})(?!\d)")
_SOLID_MONTH = re.compile(r"(?<!\d)(0[1-9]|1[0-2])(19\d{2}|20\d{2})(?!\d)")
_SOLID_YMD = re.compile(r"(?<!\d)(19\d{2}|20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH_YEAR = re.compile(r"(?<![\d/.-])(\d{1,2})\s*[/.\-–]\s*(\d{4})(?!\d)")
_DAY_MONTH = re.compile(r"(?<![\d/.-])(\d{1,2})[/.\-](\d{1,2})(?![\d/.-]\d|\d)")


def tokens(text: str) -> list[Token]:
    """The tokens of a message, hours and weekdays left out."""
    found = words(_spelled_out(_without_around(text.lower())))
    out: list[Token] = []
    at = 0
    while at < len(found):
        token, length = _token(found, at)
        out.append(token)
        at += length
    return [_calendar(out, place) for place in range(len(out))]


def _without_around(text: str) -> str:
    for pattern in lexicon("dates")["around"]:
        text = re.sub(pattern, " ", text)
    return re.sub(lexicon("dates")["month_digit"], f" {_word('month')} ", text)


@lru_cache(maxsize=8)
def _word(role: str) -> str:
    first: str = lexicon("dates")["roles"][role][0]
    return first


def _date(day: str, month: str, year: str) -> str:
    return f" {_word('day')} {day} {_word('month')} {month} {_word('year')} {year} "


def _spelled_out(text: str) -> str:
    """Numeric dates in words, so that one grammar reads them all."""
    if not any(char.isdecimal() for char in text):
        return text
    text = _YMD.sub(lambda m: _date(m[3], m[2], m[1]), text)
    text = _DMY.sub(lambda m: _date(m[1], m[2], m[3]), text)
    text = _SPACED.sub(lambda m: _date(m[1], m[2], m[3]), text)
    text = _solid(text)
    text = _MONTH_YEAR.sub(lambda m: f" {_word('month')} {m[1]} {_word('year')} {m[2]} ", text)
    return _DAY_MONTH.sub(_day_and_month, text)


def _solid(text: str) -> str:
    """Eight or six digits in a row."""
    text = _SOLID_YMD.sub(lambda m: _date(m[3], m[2], m[1]) if int(m[1][2:]) > 12 else m[0], text)
    text = _SOLID_MONTH.sub(lambda m: f" {_word('month')} {m[1]} {_word('year')} {m[2]} ", text)
    return _SOLID.sub(lambda m: _date(m[1], m[2], m[3]), text)


def _day_and_month(found: re.Match[str]) -> str:
    """5/3 is a day and a month; 3/50 a month and a year."""
    if int(found[2]) > 31:
        return f" {_word('month')} {found[1]} {_word('year')} {found[2]} "
    return f" {found[1]} {_word('month')} {found[2]} "


@lru_cache(maxsize=1)
def _roles() -> Phrases:
    known = lexicon("dates")
    labelled = {f"#{role}": names for role, names in known["roles"].items()}
    labelled |= {f"#ago:{days}": names for days, names in known["relative_days"].items()}
    labelled |= {f"#feast:{each['day']}:{each['month']}": each["name"] for each in known["feasts"]}
    return Phrases(labelled)


def _token(found: Sequence[Word], at: int) -> tuple[Token, int]:
    cycle = _cycle(found, at)
    if cycle is not None:
        return Token(f"#cycle:{cycle}", found[at].raw), 2
    sign = _sign(found, at)
    if sign is not None:
        return sign
    role = _roles().at(found, at)
    if role is not None:
        return Token(role.label, found[at].raw), role.length
    return Token(numerals.token(found[at]), found[at].raw), 1


@lru_cache(maxsize=4)
def _places(group: str) -> dict[str, tuple[int, ...]]:
    """Marked and bare names of stems, branches or animals with their places."""
    places: dict[str, tuple[int, ...]] = {}
    for place, names in enumerate(lexicon("dates")[group]):
        for name in [names] if isinstance(names, str) else names:
            word = words(name)[0]
            for form in dict.fromkeys((word.raw, word.bare)):
                places[form] = (*places.get(form, ()), place)
    return places


def _cycle(found: Sequence[Word], at: int) -> int | None:
    """The place in the sixty-year cycle of a stem and a branch side by side."""
    if at + 1 >= len(found) or found[at].bare not in _places("stems"):
        return None
    stem = _places("stems")[found[at].bare][0]
    branches = _places("branches").get(found[at + 1].bare, ())
    meets = (lunar.cycle_place(stem, branch) for branch in branches)
    return next((place for place in meets if place is not None), None)


@lru_cache(maxsize=1)
def _sign_leads() -> Phrases:
    return Phrases({"lead": lexicon("dates")["sign_lead"]})


def _sign(found: Sequence[Word], at: int) -> tuple[Token, int] | None:
    """A year of the twelve animals: "tuổi Dần", "năm con heo"."""
    lead = _sign_leads().at(found, at)
    if lead is None or at + lead.length >= len(found):
        return None
    named = found[at + lead.length]
    places = _places("branches").get(named.raw) or _places("animals").get(named.raw)
    if places is None:
        return None
    return Token("#sign:" + ",".join(map(str, dict.fromkeys(places))), named.raw), lead.length + 1


@lru_cache(maxsize=2)
def _alone(role: str) -> Phrases:
    return Phrases({role: lexicon("dates")[f"{role}_alone"]})


def _calendar(out: Sequence[Token], at: int) -> Token:
    """A lone "âm" or "dương" as a role, where it follows a number or closes the message."""
    follows = at > 0 and (numerals.is_number(out[at - 1].text) or out[at - 1].text.startswith("#"))
    if not follows:
        return out[at]
    for role in ("lunar", "solar"):
        if _alone(role).whole(words(out[at].raw)):
            return Token(f"#{role}", out[at].raw)
    return out[at]
