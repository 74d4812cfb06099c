"""Ages and the twelve animals: only ever a guess at a year of birth, always asked about.

"76 tuổi" may count the year in the womb, so no date is made from it.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlu.reading import numerals
from nlu.reading.century import oldest_year
from nlu.reading.date_tokens import Token
from nlu.reading.result import Context, Reading, ask

_OLDEST_AGE = 120
_LIKELY_AGE = 70
"""Where an adult gives the animal alone, the turn nearest to this age is offered first."""


def read_age(tokens: Sequence[Token], context: Context) -> Reading | None:
    """A `zodiac_guess` from an animal, an age, or both; None when there is neither."""
    signs, age = _signs(tokens), _age(tokens)
    if signs:
        return _by_sign(signs, age, context)
    if age is None:
        return None
    year = context.today.year - age
    return ask("zodiac_guess", str(year), str(year - 1), str(year + 1))


def _signs(tokens: Sequence[Token]) -> tuple[int, ...]:
    named = [token.text for token in tokens if token.text.startswith("#sign:")]
    return tuple(int(each) for each in named[0].removeprefix("#sign:").split(",")) if named else ()


def _by_sign(signs: tuple[int, ...], age: int | None, context: Context) -> Reading:
    today = context.today.year
    likely = _LIKELY_AGE if context.role == "adult" else 0
    wanted = today - (likely if age is None else age)
    youngest = 18 if context.role == "adult" else 0
    span = range(oldest_year(context.today), today - youngest + 1)
    turns = sorted(
        (year for year in span if (year - 4) % 12 in signs), key=lambda year: (abs(year - wanted), year)
    )
    nearest = turns[: 1 + 2 * len(signs)]
    return ask("zodiac_guess", str(nearest[0]), *map(str, sorted(nearest[1:])))


def _age(tokens: Sequence[Token]) -> int | None:
    """The number at "tuổi" or "thọ", or behind "năm nay"."""
    for place, token in enumerate(tokens):
        if token.text in {"#old", "#lived"}:
            age = _number_before(tokens, place) or _number_after(tokens, place + 1)
            if age is not None:
                return age
    for place, token in enumerate(tokens):
        start = next((at for at in range(place + 1, len(tokens)) if numerals.is_number(tokens[at].text)), place)
        age = _number_after(tokens, start) if token.text == "#this_year" and start > place else None
        if age is not None:
            return age
    return None


def _number_before(tokens: Sequence[Token], end: int) -> int | None:
    runs = ([token.text for token in tokens[start:end]] for start in range(max(0, end - 4), end))
    return next((age for run in runs if (age := _as_age(run)) is not None), None)


def _number_after(tokens: Sequence[Token], start: int) -> int | None:
    runs = ([token.text for token in tokens[start:end]] for end in range(start + 4, start, -1))
    return next((age for run in runs if (age := _as_age(run)) is not None), None)


def _as_age(run: list[str]) -> int | None:
    age = numerals.parse(run)
    return age if age is not None and 0 <= age <= _OLDEST_AGE else None
