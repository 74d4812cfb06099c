"""What an engine makes of a message, and the two engines together. It must not answer anything itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from nlu.engines.examples import Learned
from nlu.masking import mask

DANGERS: Final = frozenset({"emergency", "calamity", "scam", "abuse"})
"""What nobody is told wrongly: it takes more certainty, and two engines must agree on it."""
LONGEST: Final = 400
"""Characters of a message that are looked at; what it is about stands in them."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One engine's best intent; `certainty` from 0 to 1, and whether that is enough to act upon."""

    intent: Learned
    certainty: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Guess:
    """`intent` is None when the examples do not say surely; `disagrees`: two engines were asked and differ."""

    intent: Learned | None
    disagrees: bool = False


NOTHING: Final = Guess(None)


@dataclass(frozen=True)
class Engines:
    """The embedded engine, and another one before it; None from that one means that it cannot be had."""

    embedded: Callable[[str], Scored]
    other: Callable[[str], Scored | None] | None = None

    def __call__(self, text: str) -> Guess:
        """What the text means by the examples. Personal values are taken out first; never raises."""
        masked = mask(text[:LONGEST])
        own = self.embedded(masked)
        other = self.other(masked) if self.other else None
        if other is None:
            return Guess(own.intent if own.sure else None)
        return _together(own, other)


def _together(own: Scored, other: Scored) -> Guess:
    """The other engine decides, unless it alone sees a danger; they disagree where they differ and one is sure."""
    differ = own.intent != other.intent
    alone_with_danger = differ and other.intent in DANGERS
    decided = other.intent if other.sure and not alone_with_danger else None
    return Guess(decided, disagrees=differ and (own.sure or other.sure))
