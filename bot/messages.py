"""What passes between a channel and the conversation, and what a turn may ask to be done. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

Outcome = Literal[
    "answered",
    "clarified",
    "asked",
    "filed",
    "no_answer",
    "out_of_scope",
    "handed_over",
    "refused",
    "nothing_to_do",
    "navigated",
    "stopped",
    "error",
]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

Attached = Literal["sticker", "photo", "voice", "file", "location", "contact", "edited", "unknown"]


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """One message of a citizen: words, a pressed button, or something attached."""

    citizen: str
    id: str
    received_at: datetime
    text: str | None = None
    choice: str | None = None
    attached: Attached | None = None
    spoken: bool = False

    def to_plain(self) -> dict[str, Any]:
        """What has to be kept of it; citizen, id and time have columns of their own."""
        kept = {"text": self.text, "choice": self.choice, "attached": self.attached}
        return {key: value for key, value in kept.items() if value is not None} | (
            {"spoken": True} if self.spoken else {}
        )


@dataclass(frozen=True, slots=True)
class Button:
    """One answer that can be pressed; `value` comes back as `choice` (at most 64 bytes)."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class OpenField:
    """The question that a reply asks, so that a client can show the right control."""

    id: str
    kind: str
    choices: tuple[Button, ...]
    step: int
    of: int


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that goes with a reply; `id` names it in the store."""

    id: str
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to a citizen, the same for every channel."""

    text: str
    buttons: tuple[Button, ...] = ()
    field: OpenField | None = None
    attachments: tuple[AttachedFile, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """As JSON; the shape of the chat API without what the store adds."""
        plain: dict[str, Any] = {"text": self.text, "buttons": _buttons(self.buttons)}
        if self.field:
            field = self.field
            plain["field"] = {
                "id": field.id,
                "kind": field.kind,
                "choices": [{"value": button.value, "label": button.label} for button in field.choices],
                "step": field.step,
                "of": field.of,
            }
        if self.attachments:
            plain["attachments"] = [
                {"id": file.id, "name": file.name, "media_type": file.media_type} for file in self.attachments
            ]
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Reply:
        """The reply that `to_plain` wrote."""
        field = plain.get("field")
        return cls(
            plain["text"],
            tuple(Button(**button) for button in plain["buttons"]),
            field
            and OpenField(
                **{
                    **field,
                    "choices": tuple(Button(each["label"], each["value"]) for each in field["choices"]),
                }
            ),
            tuple(AttachedFile(**file) for file in plain.get("attachments", ())),
        )


def _buttons(buttons: tuple[Button, ...]) -> list[dict[str, str]]:
    return [{"label": button.label, "value": button.value} for button in buttons]


@dataclass(frozen=True, slots=True)
class Submit:
    """Hand this confirmed filing to its portal. `answers` holds `journey.done` alone, as plain values."""

    reference: str
    flow_id: str
    flow_version: int
    procedure: str
    answers: Mapping[str, Any]
    filed_at: datetime


@dataclass(frozen=True, slots=True)
class HandOver:
    """Put the conversation on the officers' waiting list."""

    procedure: str | None = None


@dataclass(frozen=True, slots=True)
class LookUp:
    """Tell where this citizen's submissions stand; the reply is made when the turn is kept."""


@dataclass(frozen=True, slots=True)
class Erase:
    """Forget everything about this citizen that the law lets us forget."""


@dataclass(frozen=True, slots=True)
class Miss:
    """Note for the editors that these words, personal values masked, were not understood."""

    text: str


Effect = Submit | HandOver | LookUp | Erase | Miss
