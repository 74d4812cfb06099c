"""Every button's own words, said with courtesies: those that are taken for something else. Reads; plays nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.moment import Resources
from flows.choosing import chosen
from flows.flow import Choice, Field
from nlu.meaning import without_particles
from nlu.reading.result import Context
from nlu.text import fold, unmark
from simulation.personas import read_yaml

DANGERS = ("emergency", "calamity", "scam", "abuse")


def clashes(resources: Resources, today: date) -> Iterator[str]:
    """One line for each field, button and way of saying it that is not simply the answer."""
    seen: set[tuple[str, str, str]] = set()
    for flow in resources.flows.values():
        for asked in flow.fields:
            for choice in asked.choices:
                for said in _ways(choice.label):
                    wrong = () if _is_pressed(choice, said) else _taken_for(resources, asked, choice, said, today)
                    taken = ", ".join(wrong)
                    key = (asked.id.rstrip("0123456789_"), choice.value, taken)
                    if taken and key not in seen:
                        seen.add(key)
                        yield f"{flow.id} {asked.id}: {said!r} is not {choice.value} but {taken}"


def _ways(label: str) -> Iterator[str]:
    for frame in ("{x}", *read_yaml("sayings.yml")["frames"]["any"]):
        for written in (label, label.lower(), unmark(label.lower())):
            yield frame.format(x=written)


def _is_pressed(choice: Choice, said: str) -> bool:
    """Whether it is the button's label, give or take politeness, which counts as pressing it."""
    return fold(choice.label) in (fold(said), without_particles(fold(said)))


def _taken_for(resources: Resources, asked: Field, choice: Choice, said: str, today: date) -> Iterator[str]:
    command = resources.read("nav", said, Context(today))
    if command.result == "value":
        yield f"the command {command.value}"
    if (intent := resources.understand(said).intent) in DANGERS:
        yield str(intent)
    if (corrected := resources.correction(said)) is not None:
        yield f"a correction: {corrected!r}"
    if (meant := chosen(asked, said, resources.lists)) != choice.value:
        yield f"the choice {meant}"
