"""Answers from knowledge, in plain words and always with where they come from. Pure.

It chooses what to tell; `guide`, `short_answers` and `checklist` put it into words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot import filing, guide, place, short_answers
from bot.messages import Button, Outcome, Reply
from bot.moment import Moment
from bot.turn import Turn
from knowledge.content import Record
from knowledge.faq import Faq
from knowledge.life_event import LifeEvent
from knowledge.procedure import Procedure
from nlu.meaning import Aspect
from nlu.text import syllables

MOST_CHOICES = 3
SHORT_QUESTION = 5


def inform(moment: Moment) -> Turn:
    """Answer a question, ask which of several is meant, or say honestly that nothing fits."""
    found, aspect = moment.found, moment.meaning.aspect
    if aspect and moment.topic and (found.verdict != "certain" or _is_a_follow_up(moment)):
        return guide.tell(moment, moment.topic, aspect)
    if found.verdict == "certain":
        return tell(moment, moment.resources.library.by_slug(found.hits[0].slug), aspect)
    if found.verdict == "which_province":
        return place.ask(moment, then=moment.text)
    if found.verdict == "close":
        return ask_which(moment, found.choices)
    return give_up(moment, "out_of_scope" if found.verdict == "out_of_scope" else "no_answer")


def tell(moment: Moment, record: Record, aspect: Aspect | None = None) -> Turn:
    """Whatever kind of record it is, in its own way."""
    if isinstance(record, Faq):
        return short_answers.tell_faq(moment, record)
    if isinstance(record, LifeEvent):
        return short_answers.tell_event(moment, record)
    return guide.tell(moment, record, aspect)


def at_place(moment: Moment, code: str) -> Turn:
    """Remember where the citizen lives and answer the question that waited for it."""
    then = moment.session.placing
    moment = moment.with_session(place=code, placing=None, misses=0)
    noted = Reply(moment.say("place.noted", place=moment.resources.places.describe(code)))
    if not then:
        return moment.turn("navigated", noted)
    turn = inform(moment.about(then))
    return replace(turn, replies=(noted, *turn.replies))


def in_passing(moment: Moment, turn: Turn) -> Turn:
    """What was answered in mid-form, then the open question; what cannot be answered counts as a try at it."""
    if not moment.flow or turn.outcome == "clarified":
        return turn
    unknown = turn.outcome in ("no_answer", "out_of_scope") and moment.found.verdict in ("none", "out_of_scope")
    if unknown:
        return replace(filing.not_known(moment, moment.flow), outcome=turn.outcome)
    first = replace(turn.replies[0], buttons=())
    after = replace(moment, session=turn.session)
    return after.turn(turn.outcome, first, filing.repeat_question(after, moment.flow))


def ask_which(moment: Moment, slugs: Iterable[str]) -> Turn:
    """One question that tells the candidates apart, each with the office that handles it."""
    chosen = [moment.resources.library.by_slug(slug) for slug in slugs][:MOST_CHOICES]
    pressed = [*_numbered(moment, chosen), moment.button("none_of_these", "none:")]
    return moment.turn(
        "clarified", Reply(moment.say("answer.which", listed=_listed(moment, chosen)), tuple(pressed))
    )


def give_up(moment: Moment, outcome: Outcome) -> Turn:
    """Nothing fits: say so, offer the nearest or a person; after two in a row offer the person first."""
    misses = moment.session.misses + 1
    moment = moment.with_session(misses=misses)
    near = [moment.resources.library.by_slug(slug) for slug in moment.found.choices[:2]]
    person = moment.button("human", "nav:HUMAN")
    if outcome == "out_of_scope":
        return moment.turn(outcome, Reply(moment.say("answer.out_of_scope"), (person,)))
    if misses > 1 or not near:
        name = "still_not_understood" if misses > 1 else "tell_briefly"
        return moment.turn(outcome, Reply(moment.say(f"answer.{name}"), (person,)))
    text = moment.say("answer.not_understood", listed=_listed(moment, near))
    return moment.turn(outcome, Reply(text, (*_numbered(moment, near), person)))


def _is_a_follow_up(moment: Moment) -> bool:
    """A few words about a side name nothing of their own: "bao nhiêu tiền một bản" is about what was spoken of.

    Out of a form, only a question that belongs to another procedure gives way to it.
    """
    if len(syllables(moment.text)) > SHORT_QUESTION:
        return False
    if moment.flow is not None:
        return True
    found = moment.resources.record(moment.found.hits[0].slug)
    topic = moment.topic
    return isinstance(found, Faq) and topic is not None and topic.slug not in found.procedures


def _listed(moment: Moment, records: list[Record]) -> str:
    return "\n".join(f"{number}. {_with_office(moment, each)}" for number, each in enumerate(records, 1))


def _numbered(moment: Moment, records: list[Record]) -> list[Button]:
    return [
        Button(moment.say("buttons.matter", number=number), f"ask:{each.slug}")
        for number, each in enumerate(records, 1)
    ]


def _with_office(moment: Moment, record: Record) -> str:
    if not isinstance(record, Procedure) or not record.office:
        return record.title
    return moment.say("answer.choice", title=record.title, office=record.office)
