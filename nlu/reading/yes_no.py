"""Agreement or refusal. A refusal beside a polite opening ("dạ không") is a refusal.

The whole message must be an answer: a question or a story is `not_understood`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from nlu.reading.result import UNKNOWN, Context, Reading, invalid, value
from nlu.reading.unknown import says_unknown
from nlu.words import Phrases, Word, lexicon, words

_NOT_UNDERSTOOD = invalid("not_understood")
_GROUPS = ("yes", "polite", "no", "lean", "question", "beside")


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    return Phrases({group: lexicon("yes_no")[group] for group in _GROUPS})


def read_yes_no(text: str, _context: Context) -> Reading:
    """`yes` or `no`."""
    found = words(text)
    shown = _shown(text)
    if not found:
        return value(shown.pop()) if len(shown) == 1 else _NOT_UNDERSTOOD
    if says_unknown(found):
        return UNKNOWN
    said = None if "?" in text else _said(found)
    agrees = said is not None and shown <= {said}
    return value(said) if agrees else _NOT_UNDERSTOOD


def _shown(text: str) -> set[str]:
    emoji: Mapping[str, str] = lexicon("yes_no")["emoji"]
    return {answer for answer, shown in emoji.items() if set(shown) & set(text)}


def _said(found: list[Word]) -> str | None:
    covered = _phrases().cover(found)
    labels = set(covered or ())
    if "question" in labels or labels >= {"yes", "no"}:
        return None
    if "no" in labels:
        return "no"
    return "yes" if labels & {"yes", "polite", "lean"} else None
