"""One message being answered: what it meets and what the conversation may consult. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bot.config import Office
from bot.messages import Button, Effect, IncomingMessage, Outcome, Reply
from bot.session import Filing, Session
from bot.turn import Turn
from bot.wording import Wording
from flows.flow import Flow
from flows.lists import Lists
from knowledge.content import Record
from knowledge.library import Library
from knowledge.places.overlay import LocalOffice
from knowledge.procedure import Procedure
from knowledge.search import Found, Hit
from nlu.engines.guess import Guess
from nlu.meaning import Meaning
from nlu.reading.places import Places as AddressPlaces
from nlu.reading.result import Context, Reading


class Places(Protocol):
    """What the conversation asks of the lists of provinces and communes; codes are those of QĐ 19/2025/QĐ-TTg."""

    @property
    def known(self) -> bool:
        """Whether there are any lists at all; without them no place is asked for."""

    def find(self, text: str) -> tuple[str, ...]:
        """Codes of the communes or provinces that the text may name, likeliest first."""

    @property
    def units(self) -> AddressPlaces | None:
        """The lists that addresses are read with, if there are any."""

    def is_sure(self, text: str) -> bool:
        """Whether the text names one of them beyond doubt."""

    def province_of(self, code: str) -> str | None:
        """The province's code."""

    def describe(self, code: str) -> str:
        """The name as it is said."""

    def localised(self, procedure: Procedure, code: str) -> Procedure:
        """The procedure with what its province and commune change in it."""

    def office(self, procedure: Procedure, code: str, today: date) -> LocalOffice | None:
        """The office there that this procedure is taken to."""


@dataclass(frozen=True)
class Resources:
    """What the conversation knows of the world; the composition root puts it together."""

    flows: Mapping[str, Flow]
    library: Library
    lists: Lists
    find: Callable[[str, str | None], Found]
    search: Callable[[str, int], tuple[Hit, ...]]
    places: Places
    read: Callable[[str, str, Context], Reading]
    understand: Callable[[str], Meaning]
    guess: Callable[[str], Guess]
    correction: Callable[[str], str | None]
    wording: Wording
    words: Mapping[str, str]
    office: Office

    def procedure(self, slug: str) -> Procedure | None:
        """The procedure with this slug, if there is one."""
        found = self.record(slug)
        return found if isinstance(found, Procedure) else None

    def record(self, slug: str) -> Record | None:
        """The record of any kind with this slug, if there is one."""
        try:
            return self.library.by_slug(slug)
        except KeyError:
            return None

    def here(self, procedure: Procedure, place: str | None) -> Procedure:
        """The procedure with what its province and commune add to it."""
        return self.places.localised(procedure, place) if place else procedure

    def of_code(self, code: str) -> Procedure | None:
        """The procedure that this national code means, if there is one."""
        return next(iter(self.library.by_code(code)), None)

    @cached_property
    def flow_of(self) -> dict[str, Flow]:
        """Flows by the national code of their procedure."""
        return {flow.procedure: flow for flow in self.flows.values()}

    @cached_property
    def zone(self) -> ZoneInfo:
        """Where the office's clocks are set."""
        return ZoneInfo(self.office.timezone)


@dataclass(frozen=True)
class Moment:
    """A message, the session that it meets, and the time; what a turn is decided from."""

    session: Session
    message: IncomingMessage
    resources: Resources
    now: datetime
    new_reference: Callable[[], str]
    text: str
    held: bool = False

    @property
    def today(self) -> date:
        """The day at the office."""
        return self.now.astimezone(self.resources.zone).date()

    @property
    def flow(self) -> Flow | None:
        """The flow of the open filing, unless it is laid aside or no longer offered."""
        filing = self.session.filing
        return self.resources.flows.get(filing.flow) if filing and not self.session.paused else None

    @property
    def filing(self) -> Filing:
        """The filing, where there surely is one."""
        assert self.session.filing is not None, "only asked for while a filing is open"
        return self.session.filing

    @property
    def topic(self) -> Procedure | None:
        """The procedure last spoken of."""
        return self.resources.procedure(self.session.topic) if self.session.topic else None

    @cached_property
    def command(self) -> str | None:
        """The command that the whole message is, such as BACK."""
        if self.message.choice and self.message.choice.startswith("nav:"):
            return self.message.choice.removeprefix("nav:")
        if not self.text:
            return None
        reading = self.resources.read("nav", self.text, Context(self.today, accepts_zero=self._accepts_zero()))
        return reading.value if reading.result == "value" else None

    @cached_property
    def meaning(self) -> Meaning:
        """What the message is about."""
        return self.resources.understand(self.text)

    @cached_property
    def guess(self) -> Guess:
        """What the message is about by the examples, when no word says it outright."""
        return self.resources.guess(self.text)

    @cached_property
    def found(self) -> Found:
        """The procedures that the message may be about."""
        place = self.session.place
        return self.resources.find(self.text, self.resources.places.province_of(place) if place else None)

    def say(self, name: str, **values: object) -> str:
        """A phrase in this conversation's address words."""
        return self.resources.wording.say(name, **values)

    def button(self, name: str, value: str) -> Button:
        """A button with the label of this name."""
        return Button(self.resources.wording.say(f"buttons.{name}"), value)

    def with_session(self, **changes: Any) -> Moment:
        """The same moment with the session changed; what the words mean stays known."""
        changed = replace(self, session=replace(self.session, **changes))
        for name in ("meaning", "guess", "found"):
            if name in self.__dict__:
                changed.__dict__[name] = self.__dict__[name]
        return changed

    def about(self, text: str) -> Moment:
        """The same moment as if these had been its words."""
        return replace(self, text=text)

    def with_filing(self, **changes: Any) -> Moment:
        """The same moment with the open filing changed."""
        return self.with_session(filing=replace(self.filing, **changes))

    def turn(
        self,
        outcome: Outcome,
        *replies: Reply,
        effects: tuple[Effect, ...] = (),
        reference: str | None = None,
    ) -> Turn:
        """The turn that says these replies; the buttons of the last one become what "1" or "2" mean."""
        session = self.session
        if replies:
            session = replace(session, last=replies, offered=replies[-1].buttons, repeats=0, greeted=True)
        return Turn(session, outcome, replies, effects, reference)

    def _accepts_zero(self) -> bool:
        last = self.session.last
        return bool(last and last[-1].field and last[-1].field.kind == "number")
