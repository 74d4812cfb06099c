"""Draws one invented value for one question. It knows kinds of fields, never how anything is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from flows.answers import Answer
from flows.flow import Field
from simulation.personas import Persona, read_yaml

HELPING = "giup"
AGES = ((24, 60), (24, 60), (50, 88))
DAYS_BACK = (60, 400, 2500, 9000, 30000)


@dataclass(frozen=True, slots=True)
class Draw:
    """One question with what was answered beside it."""

    asked: Field
    beside: Mapping[str, Answer]
    random: Random
    today: date
    persona: Persona

    def value(self, trial: int) -> Answer:
        """A value of the field's kind; later trials look further afield."""
        kinds: dict[str, Callable[[int], Answer]] = {
            "choice": self._choice,
            "yes_no": lambda _: self.random.choice(("yes", "no")),
            "sex": lambda _: self.random.choice(("nam", "nữ")),
            "date": self._date,
            "person_name": self._name,
            "number": self._number,
            "citizen_id": self._citizen_id,
            "identity_number": self._citizen_id,
            "phone": lambda _: self._one("phones") + self._digits(6),
            "email": lambda _: self._one("emails"),
            "address": lambda _: self._one("places"),
            "text": self._text,
        }
        return kinds["choice" if self.asked.choices else self.asked.kind](trial)

    def _one(self, name: str) -> str:
        return str(self.random.choice(read_yaml("sayings.yml")[name]))

    def _digits(self, count: int) -> str:
        return "".join(str(self.random.randrange(10)) for _ in range(count))

    def _choice(self, _trial: int) -> Answer:
        values = [each.value for each in self.asked.choices]
        if HELPING in values and len(values) > 1:
            others = [each for each in values if each != HELPING]
            return HELPING if self.persona.helping else self.random.choice(others)
        return self.random.choice(values)

    def _date(self, trial: int) -> Answer:
        day = self._day(trial)
        if self.asked.accepts_partial and self.random.random() < self.persona.partial:
            return f"{day.year}"
        return day.isoformat()

    def _day(self, trial: int) -> date:
        if self.asked.role == "newborn" and trial < 20:
            return self.today - timedelta(days=self.random.randint(1, 50))
        if "ngay_sinh" in self.asked.id and trial < 25:
            youngest, oldest = self.random.choice(AGES)
            return self.today - timedelta(days=self.random.randint(youngest * 366, oldest * 365))
        if "in_future" not in self.asked.rules and trial < 20:
            return self.today + timedelta(days=self.random.randint(1, 25))
        return self.today - timedelta(days=self.random.randint(0, DAYS_BACK[trial % len(DAYS_BACK)]))

    def _name(self, _trial: int) -> Answer:
        people = read_yaml("sayings.yml")["people"]
        if self.random.random() < 0.06:
            return str(self.random.choice(people["whole"]))
        return " ".join(self.random.choice(people[part]) for part in ("family", "middle", "given"))

    def _number(self, trial: int) -> Answer:
        return self.random.choice((1, 2, 2, 3) if trial < 10 else (0, 1, 2, 3, 6, 12, 18, 24))

    def _citizen_id(self, _trial: int) -> Answer:
        if self.asked.kind == "identity_number" and self.random.random() < 0.08:
            return self.random.choice("123") + self._digits(8)
        sex = self.beside.get(self.asked.sex_from or "")
        born = str(self.beside.get(self.asked.birth_from or "", ""))[:4]
        year = int(born) if born.isdecimal() else self.random.randint(1950, 2000)
        odd = self.random.randrange(2) if sex not in ("nam", "nữ") else int(sex == "nữ")
        return f"{self._one('provinces')}{2 * (year // 100 - 19) + odd}{year % 100:02}{self._digits(6)}"

    def _text(self, _trial: int) -> Answer:
        pools = read_yaml("sayings.yml")["texts"]
        fitting = [key for key in pools if key in self.asked.id]
        return str(self.random.choice(pools[max(fitting, key=len, default="any")]))
