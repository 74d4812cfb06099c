"""What search needs of an imported procedure without reading it whole. It holds; it does not decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["central", "province", "commune", "other"]
Subject = Literal["citizen", "company", "organisation", "foreigner", "officer"]


@dataclass(frozen=True, slots=True)
class Heading:
    """One imported procedure in short.

    `province` is the two-digit code of the province whose own procedure it is, None for national ones. `forms`
    are the form numbers named in it ("CT01"), `laws` the numbers of the laws ("66.7/2025/NQ-CP"). `keywords` is a
    short text worth indexing beside the title, at most about 60 syllables.
    """

    code: str
    title: str
    field: str
    levels: frozenset[Level]
    subjects: frozenset[Subject]
    province: str | None
    forms: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    keywords: str = ""
