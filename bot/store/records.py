"""What the store takes and gives back: rows as values. Nothing here touches a database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from bot.config import Adapter
from bot.messages import Effect, IncomingMessage, Reply
from bot.session import Session
from bot.turn import Turn

Kind = TypeVar("Kind", bound=Effect)
Arrival = Literal["new", "known", "conflict"]
"""What became of a message: kept, seen before, or a known id with other words."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An unhandled message with the session as it stood when it was read. `version` 0: no session yet."""

    seq: int
    message: IncomingMessage
    session: Session
    version: int
    held: bool


@dataclass(frozen=True, slots=True)
class Attached:
    """A file for a citizen, ready to be kept."""

    id: str
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class NewSubmission:
    """A confirmed filing ready to be kept: `body` is the dossier and the whole flow as JSON."""

    reference: str
    procedure: str
    flow: str
    flow_version: int
    adapter: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Decided:
    """A turn to be kept together with what its effects need."""

    waiting: Waiting
    turn: Turn
    submissions: tuple[NewSubmission, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What a citizen was told: a row of the outbox."""

    seq: int
    citizen: str
    author: str
    reply: Reply
    created_at: float
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class TurnKept:
    """A handled message with its outcome and the replies that it produced."""

    outcome: str
    reference: str | None
    replies: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """A submission that this worker has leased."""

    reference: str
    citizen: str
    adapter: Adapter
    body: bytes
    attempts: int


@dataclass(frozen=True, slots=True)
class SubmissionKept:
    """Where one submission stands."""

    reference: str
    procedure: str
    adapter: Adapter
    created_at: float
    accepted_at: float | None
    rejected_at: float | None
    portal_code: str | None
    portal_state: int | None


@dataclass(frozen=True, slots=True)
class HandoverKept:
    """One conversation on the officers' list."""

    id: int
    citizen: str
    procedure: str | None
    asked_at: float
    officer: str | None
    taken_at: float | None
    closed_at: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said in a conversation, by the citizen, the bot or an officer."""

    author: str
    text: str
    at: float
    seq: int
    extra: Mapping[str, Any] = field(default_factory=dict)


def dumps(plain: Any) -> bytes:
    """Compact JSON bytes."""
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def of_kind(effects: tuple[Effect, ...], kind: type[Kind]) -> tuple[Kind, ...]:
    """The effects of one kind."""
    return tuple(effect for effect in effects if isinstance(effect, kind))
