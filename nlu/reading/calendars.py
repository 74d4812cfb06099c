"""Which calendar a person names ("âm lịch ạ"). Only the whole message counts; a date is for `dates` to read."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, cast

from nlu.words import Phrases, lexicon, words

Calendar = Literal["lunar", "solar"]


def calendar(text: str) -> Calendar | None:
    """The one calendar that is named; None when none is, when both are, or when anything else is said."""
    labels = {label for label in _phrases().cover(words(text)) or () if label}
    return cast("Calendar", labels.pop()) if len(labels) == 1 else None


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    roles = lexicon("dates")["roles"]
    named = {each: [*roles[each], *lexicon("dates")[f"{each}_alone"]] for each in ("lunar", "solar")}
    return Phrases({**named, "": lexicon("yes_no")["beside"]})
