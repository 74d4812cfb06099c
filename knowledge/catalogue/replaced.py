"""Finds the new code of a procedure whose old code is gone, by its title. It must not pair across provinces."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from knowledge.catalogue.heading import Heading
from nlu.text import fold

_ALIKE = 93.0
"""Titles at least so alike, of 100, are one procedure's."""


def replacements(gone: Sequence[Heading], fresh: Sequence[Heading]) -> dict[str, str]:
    """Old code to new code; one new code may take the place of several, for the state merges them."""
    found: dict[str, str] = {}
    for old in sorted(gone, key=lambda heading: heading.code):
        near = [new for new in fresh if new.province == old.province]
        titles = [fold(new.title) for new in near]
        if best := process.extractOne(fold(old.title), titles, scorer=fuzz.ratio, score_cutoff=_ALIKE):
            found[old.code] = near[best[2]].code
    return found
