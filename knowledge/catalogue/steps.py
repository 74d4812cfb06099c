"""Leaves out steps that stand out of order. It must not try to put them right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from knowledge.catalogue.entry import Entry, Step
from knowledge.catalogue.words import words

_ITEM = re.compile(r"^\(?(?:[a-z\u0111]\d?|[ivx]+|\d+(?:\.\d+)*)[).]")
_ENDS = frozenset(".;:,!?)”\"'…/-–")


def checked(entry: Entry) -> Entry:
    """The entry, without its steps when their lines or numbers are out of order."""
    if not scrambled(entry.steps):
        return entry
    return entry.model_copy(
        update={"steps": (), "doubts": tuple(dict.fromkeys([*entry.doubts, "steps_scrambled"]))}
    )


def scrambled(steps: Sequence[Step]) -> bool:
    """Whether a sentence is torn between two lines, or a numbered step comes after a later one."""
    return any(_torn(step.lines) for step in steps) or _misnumbered(steps)


def _torn(lines: Sequence[str]) -> bool:
    return any(
        after[0].islower() and not _ITEM.match(after) and before[-1] not in _ENDS
        for before, after in pairwise(lines)
    )


def _misnumbered(steps: Sequence[Step]) -> bool:
    """Numbers that fall to anything but 1, where another case begins."""
    pattern = re.compile(rf"^[-–*+• ]*{words().step_word} (\d+)", re.IGNORECASE)
    lines = [line for step in steps for line in (step.name, *step.lines)]
    numbers = [int(hit[1]) for line in lines if (hit := pattern.match(line))]
    return any(after < before and after != 1 for before, after in pairwise(numbers))
