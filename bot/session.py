"""All we remember of a conversation: small, immutable, and JSON in between two turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.messages import Button, Reply
from flows.answers import Answers, answer_from_plain, answer_to_plain, from_plain, to_plain


@dataclass(frozen=True, slots=True)
class Pending:
    """A value that was understood but must not be kept before the citizen has said yes to it.

    `reason` None means a read-back; otherwise it is the reader's reason to ask. `options` are the readings
    to choose from.
    """

    field: str
    value: Any
    reason: str | None = None
    options: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Filing:
    """A citizen's answers to a flow so far. Where it stands is derived from them, never stored.

    `changing` is the field reopened by back or change, `failures` the tries at the open field, `card` the
    page of the review.
    """

    flow: str
    answers: Answers = field(default_factory=dict)
    changing: str | None = None
    pending: Pending | None = None
    failures: int = 0
    card: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """One's own list of papers being put together: the procedure and the answers about this case so far."""

    procedure: str
    answers: Mapping[str, str] = field(default_factory=dict)


Question = Literal["cancel", "restart", "erase", "switch"]


@dataclass(frozen=True, slots=True)
class Session:
    """One citizen's conversation.

    `topic` is the procedure last spoken of, `filed` the one whose papers were sent last; `offered` the buttons
    last shown, so that "2" or a label typed out means the button; `doubt` a yes/no question about the
    conversation itself; `misses` the times in a row that nothing was understood. `place` is the code of the
    commune or province where the citizen lives, `placing` the question that waits for it.
    """

    citizen: str
    filing: Filing | None = None
    paused: bool = False
    topic: str | None = None
    filed: str | None = None
    doubt: Question | None = None
    wanted: str | None = None
    offered: tuple[Button, ...] = ()
    last: tuple[Reply, ...] = ()
    repeats: int = 0
    misses: int = 0
    greeted: bool = False
    listing: Listing | None = None
    place: str | None = None
    placing: str | None = None

    def to_plain(self) -> dict[str, Any]:
        """As JSON, defaults left out: it is written at every turn."""
        plain = {
            "filing": self.filing and _filing_to_plain(self.filing),
            "paused": self.paused,
            "topic": self.topic,
            "filed": self.filed,
            "doubt": self.doubt,
            "wanted": self.wanted,
            "offered": [[button.label, button.value] for button in self.offered],
            "last": [reply.to_plain() for reply in self.last],
            "repeats": self.repeats,
            "misses": self.misses,
            "greeted": self.greeted,
            "listing": self.listing and [self.listing.procedure, dict(self.listing.answers)],
            "place": self.place,
            "placing": self.placing,
        }
        return {key: value for key, value in plain.items() if value}

    @classmethod
    def from_plain(cls, citizen: str, plain: Mapping[str, Any]) -> Session:
        """The session that `to_plain` wrote."""
        kept = dict(plain)
        if filing := kept.get("filing"):
            kept["filing"] = _filing_from_plain(filing)
        kept["offered"] = tuple(Button(*pair) for pair in kept.get("offered", ()))
        kept["last"] = tuple(Reply.from_plain(reply) for reply in kept.get("last", ()))
        if listing := kept.get("listing"):
            kept["listing"] = Listing(*listing)
        return cls(citizen, **kept)


def _filing_to_plain(filing: Filing) -> dict[str, Any]:
    pending = filing.pending
    plain = {
        "flow": filing.flow,
        "answers": to_plain(filing.answers),
        "changing": filing.changing,
        "pending": pending and _pending_to_plain(pending),
        "failures": filing.failures,
        "card": filing.card,
    }
    return {key: value for key, value in plain.items() if value}


def _filing_from_plain(plain: Mapping[str, Any]) -> Filing:
    kept = dict(plain)
    kept["answers"] = from_plain(kept.get("answers", {}))
    if pending := kept.get("pending"):
        field_id, value, reason, options = pending
        read = tuple(map(answer_from_plain, options))
        kept["pending"] = Pending(field_id, answer_from_plain(value), reason, read)
    return Filing(**kept)


def _pending_to_plain(pending: Pending) -> list[Any]:
    value, *options = map(answer_to_plain, (pending.value, *pending.options))
    return [pending.field, value, pending.reason, options]
