"""Puts a true answer into one person's words. It knows how people talk, never how the assistant reads."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from lunar_vn import solar_to_lunar

from flows.answers import SKIPPED, UNKNOWN, Answer
from flows.flow import Field
from nlu.text import unmark
from simulation.noise import misheard, mistyped, worded
from simulation.personas import Persona, read_yaml

LUNAR = "lunar"
MUNG = ("mung", "spoken_mung")


class Sayings:
    """One person's way of saying things in one conversation."""

    def __init__(self, persona: Persona, random: Random) -> None:
        self.persona, self.random = persona, random
        self.words: dict[str, Any] = read_yaml("sayings.yml")
        self.errors = random.choice(persona.errors) if persona.errors else 0.0
        self.calendar = "solar"

    def phrase(self, name: str, **values: object) -> str:
        """One of the ready phrases, in this person's spelling."""
        return self._out(worded(self._one(self.words[name]).format(**values), self.persona, self.random))

    def answer(self, asked: Field, truth: Answer, *, clear: bool = False, label: str = "") -> str:
        """The true answer in words; `clear` once it was not understood before, `label` of a choice."""
        if truth in (SKIPPED, UNKNOWN):
            return self.phrase("skipped" if truth == SKIPPED else "unknown")
        if label:
            said = self._as_read(label) if clear else worded(self._loosely(label), self.persona, self.random)
        else:
            said = self._value(asked.kind, truth, clear=clear, newborn=asked.role == "newborn")
            said = said if self.persona.marks else unmark(said)
        return self._out(said if clear else self._framed(asked.kind, said), clear=clear)

    def ready(self, text: str) -> str:
        """Words of one's own choosing, in this person's spelling."""
        return self._out(worded(text, self.persona, self.random))

    def opening(self, wanted: str) -> str:
        """The first words, from some people with a story around them."""
        tells = self.random.random() < self.persona.stories
        return self.ready(self._one(self.words["opening_stories"]).format(x=wanted) if tells else wanted)

    def calendar_meant(self) -> str:
        """Which calendar the last date was told by."""
        return self.ready(self._one(self.words["calendars"][self.calendar]))

    def with_marks(self, truth: Answer) -> str:
        """A name copied out with all its marks."""
        return str(truth)

    def _one(self, several: list[str]) -> str:
        return str(self.random.choice(several))

    def _as_read(self, label: str) -> str:
        return label if self.persona.marks else unmark(label)

    def _loosely(self, label: str) -> str:
        return label.lower() if self.random.random() < 0.6 else label

    def _out(self, said: str, *, clear: bool = False) -> str:
        if self.errors:
            return misheard(said, self.errors / (2 if clear else 1), self.random)
        return mistyped(said, self.random) if not clear and self.random.random() < self.persona.typos else said

    def _framed(self, kind: str, said: str) -> str:
        name = "stories" if self.random.random() < self.persona.stories else "frames"
        if name == "frames" and self.random.random() >= self.persona.frames:
            return said
        frames = self.words[name].get(kind) or self.words[name]["any"]
        frame = worded(self._one(frames), self.persona, self.random)
        return frame.format(x=said, year=self.random.randint(1940, 1975))

    def _value(self, kind: str, truth: Answer, *, clear: bool, newborn: bool) -> str:
        if kind == "date":
            return self._date(str(truth), clear=clear, newborn=newborn)
        if kind in ("citizen_id", "identity_number", "phone"):
            return self._number(str(truth), phone=kind == "phone", clear=clear)
        if kind == "number":
            return self._words_of(int(str(truth))) if self.persona.spoken else str(truth)
        if kind == "email" and self.persona.spoken:
            return str(truth).replace("@", self.words["at"][0]).replace(".", self.words["dot"])
        return str(truth)

    def _date(self, truth: str, *, clear: bool, newborn: bool) -> str:
        """Which calendar was meant is remembered for the question that follows."""
        self.calendar = "solar"
        parts = [int(part) for part in truth.split("-")]
        if len(parts) < 3:
            shape = "year" if len(parts) == 1 else "month"
            return self._one(self.words["dates"][shape]).format(y=parts[0], m=parts[-1])
        style = "words" if clear and not self.persona.spoken else self.random.choice(self.persona.dates)
        day = date(*parts)
        if style == LUNAR:
            return self._lunar(day)
        if (style == "short_year" and newborn) or (style in MUNG and day.day > 10):
            style = "spoken" if self.persona.spoken else "words"
        return self._dated(style, day.day, day.month, day.year)

    def _lunar(self, day: date) -> str:
        told = solar_to_lunar(day)
        if told.leap:
            return self._dated("words", day.day, day.month, day.year)
        self.calendar = LUNAR
        style = "lunar_ram" if told.day == 15 else "lunar_mung" if told.day <= 10 else LUNAR
        return self._dated(style, told.day, told.month, told.year)

    def _dated(self, style: str, day: int, month: int, year: int) -> str:
        return self._one(self.words["dates"][style]).format(
            d=day,
            m=month,
            y=year,
            yy=year % 100,
            dw=self._words_of(day),
            mw=self._words_of(month),
            yw=self._words_of(year),
            mn=self.words["lunar_months"].get(month, month),
        )

    def _number(self, truth: str, *, phone: bool, clear: bool) -> str:
        style = "grouped" if clear and not self.persona.spoken else self.random.choice(self.persona.digits)
        if style == "spoken":
            return " ".join(self.words["digits"][int(digit)] for digit in truth)
        if style == "plus84" and phone:
            return "+84" + truth[1:]
        if style == "letter_o" and not phone:
            return truth.replace("0", "O", 1)
        size = 4 if phone else 3
        groups = [truth[:size]] + [truth[at : at + 3] for at in range(size, len(truth), 3)]
        return {"grouped": " ", "dotted": "."}.get(style, "").join(groups)

    def _words_of(self, number: int) -> str:
        digits, names = self.words["digits"], self.words["numbers"]
        if number < 10:
            return str(digits[number])
        if number >= 100:
            return self._year(number)
        tens, ones = divmod(number, 10)
        if tens == 1:
            tail = names["five"] if ones == 5 else digits[ones]
            return names["ten"] if ones == 0 else f"{names['ten']} {tail}"
        tail = {0: "", 1: names["one"], 5: names["five"]}.get(ones, digits[ones])
        return f"{digits[tens]} {names['tens']} {tail}".strip()

    def _year(self, year: int) -> str:
        digits, names = self.words["digits"], self.words["numbers"]
        century, rest = divmod(year % 1000, 100)
        tail = f"{names['zero']} {digits[rest]}" if 0 < rest < 10 else self._words_of(rest) if rest else ""
        head = f"{digits[year // 1000]} {names['thousand']} {digits[century]} {names['hundred']}"
        return f"{head} {tail}".strip()
