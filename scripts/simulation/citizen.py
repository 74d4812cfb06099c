"""One simulated person filling in one form: reads what stands there, and says or presses what this person would."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from bot.asking import Open, choices
from bot.reviewing import FACTS_A_CARD
from bot.session import Pending
from flows.answers import Answer
from flows.flow import Field
from flows.journey import journey
from simulation.comparing import compare
from simulation.lives import Life
from simulation.personas import Persona
from simulation.saying import Sayings
from simulation.talk import Talk

Ending = Literal["filed", "told", "mis_stopped", "stuck", "endless"]
ENDED = ("stopped", "nothing_to_do")
MOST_TRIES = 9
"""Times that a person answers one question before giving up."""
PATIENCE = 6
"""Turns a question may take on average, before the conversation counts as endless."""
DAYS_AWAY = 3
PRESSES_AFTER = 2
"""Times that words were not understood before even those who never press a button do."""
COUNTS = 0.15
"""How often the number of a button is said in place of its words."""


@dataclass
class Citizen:
    """Decides the next message from the persona, the truth and what is open."""

    persona: Persona
    life: Life
    talk: Talk
    random: Random
    says: Sayings
    tries: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)
    unnoticed: set[tuple[str, str]] = field(default_factory=set)
    regrets: str | None = None
    going_back: int = 0
    unclear: int = 0
    mis_stops: int = 0
    found_alone: bool = True

    def file(self) -> Ending:
        """From the first words to the end."""
        self._find_the_form()
        most = PATIENCE * (len(self.life.answers) + 10)
        while self.talk.turns < most:
            if ending := self._ending():
                return ending
            failures = self.talk.session.filing.failures if self.talk.session.filing else 0
            self._step()
            now = self.talk.session.filing.failures if self.talk.session.filing else 0
            self.unclear += now > failures
        return "endless"

    def _ending(self) -> Ending | None:
        if self.talk.sent:
            return "filed"
        if self._has_stopped() and self.life.stop:
            return "told"
        if self._has_stopped() and self.mis_stops >= 3:
            return "mis_stopped"
        return "stuck" if max(self.tries.values(), default=0) >= MOST_TRIES else None

    def _has_stopped(self) -> bool:
        return self.talk.last is not None and self.talk.last.outcome in ENDED

    def _find_the_form(self) -> None:
        """By asking for the paper; by the button of the list where that does not lead there in two steps."""
        procedure = self.talk.resources.of_code(self.life.flow.procedure)
        assert procedure is not None, "checked at start: every flow's procedure is in the library"
        openings = self.says.words["openings"].get(self.life.flow.id)
        if openings:
            self.talk.hear(self.says.opening(self.random.choice(openings)))
        for verb in ("file", "ask", "file"):
            if not self.talk.session.filing and f"{verb}:{procedure.slug}" in self.talk.offered(verb):
                self.talk.hear(choice=f"{verb}:{procedure.slug}")
        filing = self.talk.session.filing
        if not filing or filing.flow != self.life.flow.id:
            self.found_alone = False
            self.talk.hear(choice=f"file:{procedure.slug}")
            self._insist_on(procedure.slug)

    def _insist_on(self, slug: str) -> None:
        if f"new:{slug}" in self.talk.offered("new:"):
            self.talk.hear(choice=f"new:{slug}")

    def _step(self) -> None:
        session = self.talk.session
        if session.filing is None:
            self._find_the_form()
        elif session.doubt:
            self._press_or_say(("no:", "old:"), self.says.words["no"][0])
        elif session.paused:
            self._resume()
        elif not self._stray():
            self._answer_what_is_open()

    def _answer_what_is_open(self) -> None:
        open_, pending = self.talk.open(), self.talk.filing.pending
        if self._goes_back(open_):
            return
        if open_ is None:
            self._review()
        elif pending:
            self._answer_read_back(open_.field, pending)
        else:
            self._answer(open_)

    def _resume(self) -> None:
        if self._has_stopped():
            self.mis_stops += 1
        if self.talk.offered("nav:RESUME"):
            self.talk.hear(choice="nav:RESUME")
        else:
            self.talk.hear(self.says.words["resume"][0])

    def _stray(self) -> bool:
        """Something other than an answer, now and then."""
        persona = self.persona
        for name in ("asks", "doubts", "chats", "person"):
            if self.random.random() < getattr(persona, name):
                self.talk.hear(self.says.phrase(name))
                return True
        if self.random.random() < persona.attaches:
            self.talk.hear(attached=self.random.choice(self.says.words["attached"]))
            return True
        if self.random.random() < persona.leaves:
            self.talk.wait(DAYS_AWAY)
            self.talk.hear(self.says.phrase("resume"))
            return True
        return False

    def _goes_back(self, open_: Open | None) -> bool:
        """Take a slip back, in two tries; what is not caught then is left to the review."""
        if self.regrets is None or (open_ and open_.field.id == self.regrets) or self.going_back >= 2:
            self.regrets, self.going_back = None, 0
            return False
        self.going_back += 1
        self.talk.hear(self.says.phrase("back"))
        return True

    def _answer(self, open_: Open) -> None:
        asked = open_.field
        truth = self._truth(asked)
        self.tries[asked.id] += 1
        options = {each.value: each.label for each in choices(self.talk.resources, asked)}
        if options and self.random.random() < self.persona.slips and len(options) > 1:
            truth = self.random.choice([each for each in options if each != truth])
            self.regrets = asked.id
        button = f"set:{asked.id}={truth}"
        presses = self.random.random() < self.persona.taps or self.tries[asked.id] > PRESSES_AFTER
        if button in self.talk.offered("set:") and presses:
            self._press(button)
            return
        if button in self.talk.offered() and self.random.random() < COUNTS:
            self.talk.hear(self.says.phrase("numbered", n=self.talk.offered().index(button) + 1))
            return
        clear = self.talk.filing.failures > 0 or self.tries[asked.id] > 2
        self.talk.hear(self.says.answer(asked, truth, clear=clear, label=options.get(str(truth), "")))

    def _truth(self, asked: Field) -> Answer:
        return self.life.of(self.life.flow.field(asked.id), dict(self.talk.filing.answers))

    def _press(self, button: str) -> None:
        self.talk.hear(choice=button)
        if self.random.random() < self.persona.doubles:
            self.talk.hear(choice=button)

    def _press_or_say(self, verbs: tuple[str, ...], said: str) -> None:
        button = next(iter(self.talk.offered(*verbs)), None)
        if button and self.random.random() < self.persona.taps:
            self._press(button)
        else:
            self.talk.hear(said)

    def _answer_read_back(self, asked: Field, pending: Pending) -> None:
        truth = self._truth(asked)
        if pending.reason == "diacritics" and self._writes_marks(asked):
            self.talk.hear(self.says.with_marks(truth))
            return
        if options := self.talk.offered("opt:"):
            self._choose_reading(asked, pending, options)
        elif self._sees_wrong(asked, pending.value):
            self._press_or_say(("no:",), self._word("no"))
        else:
            self._press_or_say(("ok:",), self._word("yes"))

    def _writes_marks(self, asked: Field) -> bool:
        """Twice at most: who is asked for marks a third time says yes to the name as it stands."""
        self.marked[asked.id] += 1
        return self.marked[asked.id] <= 2 and self.random.random() < self.persona.marks_when_asked

    def _word(self, name: str) -> str:
        """A yes or a no; the plainest one once it was not understood."""
        return str(self.says.words[f"plain_{name}"]) if self.talk.filing.failures else self.says.phrase(name)

    def _choose_reading(self, asked: Field, pending: Pending, options: list[str]) -> None:
        readings = (pending.value, *pending.options)
        right = [n for n, value in enumerate(readings) if compare(asked, self._truth(asked), value) != "wrong"]
        if not right:
            self._press_or_say(("no:",), self._word("no"))
        elif pending.reason == "lunar_or_solar" and self.random.random() > self.persona.taps:
            self.talk.hear(self.says.calendar_meant())
        elif right[0] < len(options):
            self._press(options[right[0]])
        else:
            self.talk.hear(self._word("no"))

    def _sees_wrong(self, asked: Field, kept: Answer | None) -> bool:
        """Whether it is wrong and this person notices; what once was not noticed never is."""
        if compare(asked, self._truth(asked), kept) != "wrong" or (asked.id, str(kept)) in self.unnoticed:
            return False
        if self.random.random() < self.persona.notices:
            return True
        self.unnoticed.add((asked.id, str(kept)))
        return False

    def _review(self) -> None:
        if which := self.talk.offered("fix:"):
            self._name_the_line(which)
            return
        at = self.talk.filing.card * FACTS_A_CARD
        card = journey(self.talk.flow, self.talk.filing.answers).done[at : at + FACTS_A_CARD]
        wrong = [each for each in card if self._sees_wrong(each, self.talk.filing.answers[each.id])]
        if wrong:
            self._change(card.index(wrong[0]) + 1)
        elif sends := self.talk.offered("send:"):
            self._press(sends[0])
        else:
            self._press_or_say(("card:",), self.says.phrase("on"))

    def _change(self, line: int) -> None:
        self.tries.clear()
        self._press_or_say(("edit:",), self.says.phrase("fix", n=line))

    def _name_the_line(self, which: list[str]) -> None:
        kept = self.talk.filing.answers
        fields = [self.life.flow.field(each.removeprefix("fix:")) for each in which]
        wrong = [
            n for n, each in enumerate(fields) if compare(each, self._truth(each), kept.get(each.id)) == "wrong"
        ]
        if not wrong:
            self.talk.hear(choice=which[0])
            return
        self._press_or_say((which[wrong[0]],), self.says.phrase("which", n=wrong[0] + 1))
