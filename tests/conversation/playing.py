"""Plays a conversation through the real conversation and the real store, with time and chance given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from bot.app import Deciding
from bot.inbox import Inbox
from bot.messages import IncomingMessage
from bot.moment import Resources
from bot.store.records import Kept, TurnKept
from bot.store.store import Store
from connectors.choosing import Routing


@dataclass
class Play:
    """One citizen talking. Every message is delivered twice; the second time must change nothing."""

    resources: Resources
    store: Store
    now: datetime
    citizen: str = "console:play"
    numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        references = count(1)
        deciding = Deciding(
            lambda: self.resources,
            Routing(default="sandbox"),
            self.store,
            clock=lambda: self.now,
            new_reference=lambda: f"MC-TEST-{next(references):04}",
        )
        self.inbox = Inbox(
            self.store.turns,
            deciding,
            self.resources.wording.say("chat.error"),
            lambda: self.now.timestamp(),  # noqa: PLW0108 - later, not now
        )

    def say(self, text: str | None = None, *, press: str | None = None, attached: str | None = None) -> TurnKept:
        """Words, a pressed button (by its value or its label) or something attached."""
        choice = self._button(press) if press else None
        message = IncomingMessage(
            self.citizen,
            str(next(self.numbers)),
            self.now,
            text=text,
            choice=choice,
            attached=attached,  # type: ignore[arg-type]
        )
        assert self.store.turns.receive([message]) == ["new"]
        self.inbox.take_turns()
        turn = self.store.outbox.turn(self.citizen, message.id)
        assert turn is not None, "every message gets a turn"
        told = len(self.store.outbox.after(self.citizen, 0))
        assert self.store.turns.receive([message]) == ["known"]
        assert self.inbox.take_turns() == 0, "a duplicate is not answered again"
        assert len(self.store.outbox.after(self.citizen, 0)) == told
        self.now += timedelta(seconds=20)
        return turn

    def last(self) -> Kept:
        """The newest thing the citizen was told."""
        seq, newest = 0, None
        while told := self.store.outbox.after(self.citizen, seq):
            newest = told[-1]
            seq = newest.seq
        assert newest is not None
        return newest

    def _button(self, press: str) -> str:
        for button in self.last().reply.buttons:
            if press in (button.label, button.value):
                return button.value
        assert ":" in press, f"no button {press!r} under: {self.last().reply.text}"
        return press
