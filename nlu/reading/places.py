"""What reading an address needs of a list of places. A protocol: who keeps the list is not known here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Place(Protocol):
    """A province, or a commune in it; not `sure` means that it should be read back."""

    @property
    def province_code(self) -> str:
        """Two digits."""

    @property
    def commune_code(self) -> str | None:
        """Five digits; None when only the province is known."""

    @property
    def sure(self) -> bool:
        """Whether it needs no asking."""


class Located(Protocol):
    """The places that a text fits, likeliest first, and the pieces of the text (from, to) that say so."""

    @property
    def places(self) -> Sequence[Place]:
        """Equally likely ones."""

    @property
    def others(self) -> Sequence[Place]:
        """Nearly as likely ones."""

    @property
    def spans(self) -> Sequence[tuple[int, int]]:
        """From left to right, not overlapping."""


class Places(Protocol):
    """A list of places."""

    def locate(self, text: str, province: str | None = None) -> Located:
        """What a text in NFC says about a place; `province` is the code of one known already."""
