"""Plays personas against flows by seed, and counts what came of it. Reproducible: the same seed, the same words."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from math import ceil
from random import Random
from typing import Any

from bot.filing import READ_BACK_KINDS
from bot.moment import Resources
from bot.reviewing import FACTS_A_CARD
from flows.answers import Answer, answer_from_plain, is_given
from flows.flow import Field, Flow
from simulation.citizen import Citizen
from simulation.comparing import compare
from simulation.lives import STOPS_IN, Life, NoLife
from simulation.personas import Persona
from simulation.saying import Sayings
from simulation.talk import START, Talk

TO_BEGIN = 2
"""Asking for the paper, and pressing the button that starts filing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one conversation."""

    persona: str
    flow: str
    seed: int
    ending: str
    turns: int
    fields: int
    least: int
    unclear: int
    handed_over: int
    mis_stops: int
    loops: int
    found_alone: bool
    bare: tuple[str, ...]
    wrong: tuple[str, ...]
    unsafe: tuple[str, ...]

    def to_plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def play(resources: Resources, persona: Persona, flow: Flow, seed: int) -> tuple[Outcome, list[str]]:
    """One conversation and its log; a crash is an ending too."""
    random = Random(f"{persona.id}/{flow.id}/{seed}")
    life = Life(flow, persona, random, START.date())
    try:
        life.plan(may_stop=seed % STOPS_IN == STOPS_IN - 1)
    except NoLife:
        return _outcome(None, life, seed, "no_life"), []
    talk = Talk(resources, spoken=persona.spoken)
    citizen = Citizen(persona, life, talk, random, Sayings(persona, random))
    try:
        ending: str = citizen.file()
    except Exception:  # noqa: BLE001 - whatever breaks is a finding, told with its log
        talk.log.append(traceback.format_exc())
        ending = "crashed"
    return _outcome(citizen, life, seed, ending), talk.log


def _outcome(citizen: Citizen | None, life: Life, seed: int, ending: str) -> Outcome:
    told = list(_judged(citizen)) if citizen else []
    talk = citizen.talk if citizen else None
    return Outcome(
        life.persona.id,
        life.flow.id,
        seed,
        ending,
        turns=talk.turns if talk else 0,
        fields=len(talk.sent.answers) if talk and talk.sent else 0,
        least=_least(citizen) if citizen else 0,
        unclear=citizen.unclear if citizen else 0,
        handed_over=talk.handed_over if talk else 0,
        mis_stops=citizen.mis_stops if citizen else 0,
        loops=talk.loops if talk else 0,
        found_alone=bool(citizen and citizen.found_alone),
        bare=tuple(field for field, verdict in told if verdict == "bare"),
        wrong=tuple(field for field, verdict in told if verdict == "wrong"),
        unsafe=tuple(talk.unsafe) if talk else (),
    )


def _least(citizen: Citizen) -> int:
    """Turns of somebody who never slips: each answer, each read-back that the rules ask for, each card, the start."""
    sent = citizen.talk.sent.answers if citizen.talk.sent else {}
    given = [citizen.life.flow.field(each) for each, plain in sent.items() if is_given(answer_from_plain(plain))]
    aloud = [each for each in given if (each.confirm or _usual(each)) == "explicit"]
    return TO_BEGIN + len(sent) + len(aloud) + ceil(len(sent) / FACTS_A_CARD)


def _usual(asked: Field) -> str:
    return "explicit" if asked.kind in READ_BACK_KINDS else "none"


def _judged(citizen: Citizen) -> Iterator[tuple[str, str]]:
    """Every answer that was sent, judged against the truth."""
    sent = citizen.talk.sent
    for field_id, plain in sent.answers.items() if sent else ():
        asked = citizen.life.flow.field(field_id)
        kept: Answer = answer_from_plain(plain)
        truth = citizen.life.of(asked, dict(citizen.life.answers))
        verdict = compare(asked, truth, kept)
        yield field_id if verdict != "wrong" else f"{field_id}: {truth} -> {kept}", verdict


def jobs(personas: Iterable[Persona], flows: Iterable[Flow], seeds: Iterable[int]) -> list[tuple[str, str, int]]:
    """Every conversation that is to be played, in a fixed order."""
    flows, seeds = list(flows), list(seeds)
    return [(persona.id, flow.id, seed) for persona in personas for flow in flows for seed in seeds]
