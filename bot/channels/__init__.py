"""Channels talk to citizens: payloads in, replies out. They decide nothing.

SendError
├── TryLater(after)   again later
├── Refused           never again: the message itself is at fault
└── CitizenGone       stop writing to this person
"""

from __future__ import annotations


class SendError(Exception):
    """A reply could not be sent."""


class TryLater(SendError):
    """Again in `after` seconds."""

    def __init__(self, after: float) -> None:
        super().__init__(after)
        self.after = after


class Refused(SendError):
    """This reply will never be taken."""


class CitizenGone(SendError):
    """The citizen blocked us or is no more."""
