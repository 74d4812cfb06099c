"""All that one message produced. Nothing has happened yet: the store keeps it whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from bot.messages import Effect, Outcome, Reply
from bot.session import Session


@dataclass(frozen=True, slots=True)
class Turn:
    """The new session, what is said, what is to be done outside, and what kind of turn it was."""

    session: Session
    outcome: Outcome
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    reference: str | None = None
