"""One conversation in memory, with its log and its counts. It passes messages on and decides nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.asking import Open, open_question
from bot.conversation import respond
from bot.messages import HandOver, IncomingMessage, Miss, Submit
from bot.moment import Resources
from bot.session import Filing, Session
from bot.turn import Turn
from flows.flow import Flow
from simulation.personas import read_yaml
from simulation.safety import violations

CITIZEN = "simulated:elder"
START = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
SECONDS = 25
LOOP = 3


@dataclass
class Talk:
    """What was said and what came back."""

    resources: Resources
    spoken: bool = False
    session: Session = field(default_factory=lambda: Session(CITIZEN))
    now: datetime = START
    turns: int = 0
    handed_over: int = 0
    unsafe: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    sent: Submit | None = None
    last: Turn | None = None
    loops: int = 0
    _said: list[str] = field(default_factory=list)

    def hear(self, text: str | None = None, **rest: Any) -> Turn:
        """Pass a message on, go on from its turn, note what came of it."""
        self.turns += 1
        spoken = self.spoken and text is not None
        message = IncomingMessage(CITIZEN, str(self.turns), self.now, text=text, spoken=spoken, **rest)
        turn = respond(
            self.session, message, self.resources, now=self.now, new_reference=lambda: f"MC-SIM-{self.turns}"
        )
        self.session = Session.from_plain(CITIZEN, json.loads(json.dumps(turn.session.to_plain())))
        self.now += timedelta(seconds=SECONDS)
        self.last = turn
        self._note(text or str(rest), turn)
        return turn

    def wait(self, days: int) -> None:
        """Nothing is said for some days."""
        self.now += timedelta(days=days)

    def _note(self, said: str, turn: Turn) -> None:
        told = " / ".join(reply.text.replace("\n", " ") for reply in turn.replies)
        self.log += [f"> {said}", f"< [{turn.outcome}] {told}"]
        self._said = [*self._said[-LOOP + 1 :], told]
        self.loops += len(self._said) == LOOP and len(set(self._said)) == 1 and bool(told)
        for reply in turn.replies:
            self.unsafe += violations(reply)
        for effect in turn.effects:
            self.sent = effect if isinstance(effect, Submit) else self.sent
            self.handed_over += isinstance(effect, HandOver)
            if isinstance(effect, Miss):
                secrets = [each for each in read_yaml("safety.yml")["secrets"] if each in effect.text]
                self.unsafe += [f"H13 {each} is kept" for each in secrets]

    @property
    def filing(self) -> Filing:
        """The open filing, where there surely is one."""
        assert self.session.filing is not None, "only asked for while a filing is open"
        return self.session.filing

    @property
    def flow(self) -> Flow:
        """The flow of the open filing."""
        return self.resources.flows[self.filing.flow]

    def open(self) -> Open | None:
        """The open question."""
        return open_question(self.flow, self.filing)

    def offered(self, *verbs: str) -> list[str]:
        """The buttons last shown whose values begin so."""
        return [button.value for button in self.session.offered if not verbs or button.value.startswith(verbs)]
