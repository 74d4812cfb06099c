"""Whether what was kept is what is true. Judges values; never words of the assistant."""

from __future__ import annotations

from typing import Literal

from flows.answers import Answer, is_given
from flows.flow import Field
from nlu.text import fold, unmark

Verdict = Literal["right", "bare", "wrong"]
"""`bare`: a name right but for its marks, which its owner left off and said yes to."""


def compare(asked: Field, truth: Answer, kept: Answer | None) -> Verdict:
    """Judge one kept answer."""
    if not is_given(truth) or not is_given(kept):
        return "right" if is_given(truth) == is_given(kept) else "wrong"
    if asked.kind in ("address", "text"):
        said = set(fold(str(kept)).split())
        return "right" if set(fold(str(truth)).split()) <= said else "wrong"
    if asked.kind == "person_name" and kept != truth:
        return "bare" if unmark(str(kept)).lower() == unmark(str(truth)).lower() else "wrong"
    return "right" if kept == truth else "wrong"
