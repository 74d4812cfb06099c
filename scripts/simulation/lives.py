"""A person's true answers to a form, made up before the conversation begins. Uses the form's rules to stay possible.

It must not look at how answers are read: what is said and what is understood are measured against it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from flows.answers import SKIPPED, UNKNOWN, Answer
from flows.flow import Field, Flow, Stop
from flows.journey import journey
from flows.judging import Accepted, amiss, judge, stopped
from flows.rules import STOP_RULES
from simulation.drawing import Draw
from simulation.personas import Persona

TRIES = 40
STEPS = 4000
STOPS_IN = 6
"""One life in this many may be one that the form is not for."""


class NoLife(Exception):
    """No possible answers to this form were found."""


@dataclass
class Life:
    """The truth: answers on the way, drawn on demand for a question that only a slip leads to."""

    flow: Flow
    persona: Persona
    random: Random
    today: date
    answers: dict[str, Answer] = field(default_factory=dict)
    stop: Stop | None = None

    def of(self, asked: Field, beside: dict[str, Answer]) -> Answer:
        """The true answer to this question."""
        if asked.id not in self.answers:
            found = self._drawn(asked, beside, set())
            self.answers[asked.id] = UNKNOWN if found is None else found
        return self.answers[asked.id]

    def plan(self, *, may_stop: bool) -> Life:
        """Live through the whole form; NoLife when no way through it was found."""
        banned: set[tuple[str, str]] = set()
        for _ in range(STEPS):
            asked = self._next()
            if asked is None:
                return self
            value = self._drawn(asked, self.answers, banned)
            if value is None:
                self._forget(
                    self.random.choice([each.id for each in journey(self.flow, self.answers).done] or [""])
                )
                continue
            self.answers[asked.id] = value
            self.stop = stopped(self.flow, self.answers, self.today)
            if self.stop and may_stop:
                return self
            if self.stop:
                self._avoid(self.stop, banned)
        raise NoLife(self.flow.id)

    def _next(self) -> Field | None:
        asked = journey(self.flow, self.answers).next
        if asked is None and (wrong := amiss(self.flow, self.answers, self.today)):
            self._forget(wrong[0][0].id)
            return journey(self.flow, self.answers).next
        return asked

    def _forget(self, field_id: str) -> None:
        """Live again from this answer on."""
        ids = list(self.answers)
        for each in ids[ids.index(field_id) :] if field_id in ids else []:
            del self.answers[each]

    def _avoid(self, stop: Stop, banned: set[tuple[str, str]]) -> None:
        done = {each.id for each in journey(self.flow, self.answers).done}
        slip = next(each for each in reversed(STOP_RULES[stop.rule].reads) if each in done)
        if self.flow.field(slip).choices:
            banned.add((slip, str(self.answers[slip])))
        self._forget(slip)
        self.stop = None

    def _drawn(self, asked: Field, beside: dict[str, Answer], banned: set[tuple[str, str]]) -> Answer | None:
        if self._leaves_out(asked) and not banned & {(asked.id, "SKIPPED"), (asked.id, "UNKNOWN")}:
            return UNKNOWN if asked.may_be_unknown else SKIPPED
        draw = Draw(asked, beside, self.random, self.today, self.persona)
        for trial in range(TRIES):
            value = draw.value(trial)
            verdict = judge(self.flow, asked, value, beside, self.today)
            fits = isinstance(verdict, Accepted) and (not verdict.doubt or trial > TRIES // 2)
            if fits and (asked.id, str(value)) not in banned:
                return value
        return UNKNOWN if asked.may_be_unknown else SKIPPED if asked.optional else None

    def _leaves_out(self, asked: Field) -> bool:
        may = asked.optional or (asked.may_be_unknown and not asked.choices)
        return may and self.random.random() < self.persona.leaves_out
