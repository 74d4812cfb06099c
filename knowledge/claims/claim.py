"""One thing that a text claims, and what is recognised in a text before its words are read. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """Something that may be said only when the source says it; `value` is the same however it was written."""

    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A recognised piece: a claim with the weaker claims that it bears out, or an amount."""

    claim: Claim
    weaker: tuple[Claim, ...] = ()
    amount: tuple[Decimal, str] | None = None
    bounded: bool = False


def number(value: Decimal) -> str:
    """A figure in one way: 15, 0.5, 15000."""
    whole = value.normalize()
    return f"{whole:f}"
