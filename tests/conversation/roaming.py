"""A citizen who walks through a filing by chance, and what must hold after every single turn. Seeded; no store."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import yaml

from bot.asking import answered, open_question
from bot.conversation import respond
from bot.messages import OUTCOMES, IncomingMessage, LookUp, Reply, Submit
from bot.moment import Resources
from bot.plain.lint import Message, label_problems, problems
from bot.session import Session
from bot.turn import Turn
from flows.answers import to_plain
from flows.flow import Field, Flow
from flows.journey import journey
from flows.judging import stopped

WORDS = yaml.safe_load((Path(__file__).parent / "roaming.yml").read_text(encoding="utf-8"))
MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
CITIZEN = "console:roamer"
PLAIN_RULES = ("L1:", "L2:", "L7:", "L9:", "L13:", "L15:", "L22:", "C1:")
MOST_BUTTONS, MOST_BYTES = 5, 64
QUICK = 20


def quick(resources: Resources) -> Resources:
    """The same resources, with what is worked out from words alone worked out once."""
    return replace(
        resources,
        find=lru_cache(maxsize=None)(resources.find),
        understand=lru_cache(maxsize=None)(resources.understand),
        correction=lru_cache(maxsize=None)(resources.correction),
    )


@dataclass
class Roamer:
    """One conversation in memory. `hear` takes a message and goes on; `probe` only looks what would be said."""

    resources: Resources
    random: Random
    session: Session = field(default_factory=lambda: Session(CITIZEN))
    now: datetime = MONDAY
    shown: set[str] = field(default_factory=set)
    sent: list[Submit] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ids = count(1)
        # Names of papers and of laws are quoted: their length is not ours.
        self._quoted = tuple(name for each in self.resources.library for name in (each.official_title, each.title))
        self._quoted += tuple(source.title for each in self.resources.library for source in each.sources.values())

    def hear(self, text: str | None = None, **rest: Any) -> Turn:
        """Take a message, check everything that must hold, and go on from there."""
        turn = self.probe(text, **rest)
        self.session = turn.session
        self.now += timedelta(seconds=QUICK)
        for reply in turn.replies:
            self.shown.update(re.sub(r"^\d+\. ", "", line) for line in reply.text.splitlines())
        self.sent += [effect for effect in turn.effects if isinstance(effect, Submit)]
        return turn

    def probe(self, text: str | None = None, **rest: Any) -> Turn:
        """What this message would bring, with the checks but without going on."""
        message = IncomingMessage(CITIZEN, str(next(self._ids)), self.now, text=text, **rest)
        before = self.session
        turn = respond(
            before,
            message,
            self.resources,
            now=self.now,
            new_reference=lambda: f"MC-TEST-{len(self.sent) + 1}",
        )
        where = f"{(text or '')[:60]!r} {rest} at {self.place()}"
        self._check_form(turn, where)
        self._check_answers(before, turn, where)
        return replace(turn, session=self._through_json(turn.session))

    def _through_json(self, session: Session) -> Session:
        """As the store does it between two turns."""
        again = Session.from_plain(CITIZEN, json.loads(json.dumps(session.to_plain())))
        assert again == session, "the session survives JSON"
        return again

    def _check_form(self, turn: Turn, where: str) -> None:
        assert turn.outcome in OUTCOMES, where
        assert turn.replies or any(isinstance(each, LookUp) for each in turn.effects), f"silence: {where}"
        assert len(turn.replies) <= 3, f"C30, {where}"
        for reply in turn.replies:
            self._check_reply(reply, where)
        if turn.replies:
            assert turn.replies[-1].text.count("?") <= 1, f"C1, {where}: {turn.replies[-1].text}"
            assert turn.session.offered == turn.replies[-1].buttons, where
        asked = any(button.value.startswith(("yes:", "new:")) for button in turn.session.offered)
        assert asked or not turn.session.doubt, f"a yes to anything would now settle {turn.session.doubt}: {where}"

    def _check_reply(self, reply: Reply, where: str) -> None:
        assert reply.text.strip(), where
        assert len(reply.buttons) <= MOST_BUTTONS, f"C3, {where}"
        assert len({button.value for button in reply.buttons}) == len(reply.buttons), where
        for button in reply.buttons:
            assert not list(label_problems(button.label)), f"C6, {where}: {button}"
            assert 0 < len(button.value.encode()) <= MOST_BYTES, f"C6, {where}: {button}"
        found = [
            each for each in problems(Message(reply.text, quoted=self._quoted)) if each.startswith(PLAIN_RULES)
        ]
        assert not found, f"{found}, {where}: {reply.text}"

    def _check_answers(self, before: Session, turn: Turn, where: str) -> None:
        """No answer is lost, and only the open question's may change, until a yes or the sending ends the filing."""
        for submit in (effect for effect in turn.effects if isinstance(effect, Submit)):
            self._check_submission(before, submit, where)
        if not before.filing or turn.outcome == "filed" or self._may_let_go(before):
            return
        assert turn.session.filing is not None, f"the filing is gone: {where}"
        open_ = open_question(self.resources.flows[before.filing.flow], before.filing)
        spared = {open_.field.id} if open_ else set()
        kept, now = dict(before.filing.answers), dict(turn.session.filing.answers)
        assert {key: kept[key] for key in kept.keys() - spared} == {
            key: now[key] for key in now.keys() - spared
        }, where
        assert kept.keys() <= now.keys(), f"an answer is lost: {where}"

    def _may_let_go(self, before: Session) -> bool:
        """A yes to a question about the conversation, or a filing that had come to its end and was laid aside."""
        if before.doubt or not before.filing:
            return True
        flow = self.resources.flows[before.filing.flow]
        return before.paused and stopped(flow, before.filing.answers, self.now.date()) is not None

    def _check_submission(self, before: Session, submit: Submit, where: str) -> None:
        assert before.filing is not None, where
        flow = self.resources.flows[submit.flow_id]
        done = journey(flow, before.filing.answers).done
        assert submit.answers == to_plain({each.id: before.filing.answers[each.id] for each in done}), where
        for each, text in answered(self.resources, flow, before.filing.answers):
            assert f"{each.label}: {text}" in self.shown, f"{each.id} was sent without having been shown"

    def place(self) -> str:
        """Where the conversation stands, for a failing test's message."""
        session = self.session
        if not session.filing:
            return "no filing"
        open_ = self.open()
        state = f"{session.filing.flow}:{open_.id if open_ else f'card {session.filing.card}'}"
        marks = {
            "pending": session.filing.pending,
            "changing": session.filing.changing,
            "which line": any(button.value.startswith("fix:") for button in session.offered),
            "paused": session.paused,
            "doubt": session.doubt,
            "failures": session.filing.failures,
        }
        return state + "".join(f" {name}={mark}" for name, mark in marks.items() if mark)

    def flow(self) -> Flow | None:
        filing = self.session.filing
        return self.resources.flows[filing.flow] if filing else None

    def open(self) -> Field | None:
        flow = self.flow()
        open_ = open_question(flow, self.session.filing) if flow and self.session.filing else None
        return open_.field if open_ else None

    def answers(self) -> Mapping[str, Any]:
        return self.session.filing.answers if self.session.filing else {}

    def offered(self, *verbs: str) -> list[str]:
        return [button.value for button in self.session.offered if button.value.startswith(verbs)]

    def begin(self, flow: Flow) -> Turn:
        procedure = self.resources.of_code(flow.procedure)
        assert procedure is not None
        return self.hear(choice=f"file:{procedure.slug}")

    def go_on(self, *, wild: bool = False) -> Turn:
        """One plausible step: a yes, a button, or words that fit the open question."""
        for verbs in (("ok:", "opt:"), ("card:", "send:")):
            if pressed := self.offered(*verbs):
                return self.hear(choice=self.random.choice(pressed))
        if self.session.filing and self.session.paused:
            return self.hear(choice="nav:RESUME")
        open_ = self.open()
        return self._answer(open_, wild=wild) if open_ else self.hear("đúng")

    def _answer(self, open_: Field, *, wild: bool) -> Turn:
        ways = self.offered("set:")
        ways += self.offered("unknown:", "skip:") if wild or self.random.random() < 0.25 else []
        if ways and (open_.choices or self.random.random() < 0.5):
            return self.hear(choice=self._passable(open_, ways, wild=wild))
        said = WORDS["fields"].get(open_.id) or WORDS["kinds"][open_.kind]
        return self.hear(self.random.choice(said))

    def _passable(self, open_: Field, ways: list[str], *, wild: bool) -> str:
        """A button at random; those that end a filing only now and then."""
        ends = set(WORDS["ends"])
        going_on = [way for way in ways if way not in {f"set:{end}" for end in ends}]
        return self.random.choice(ways if wild and self.random.random() < 0.1 else going_on or ways)
