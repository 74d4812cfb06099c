"""One's own list of papers: two or three questions, then only what this citizen must bring. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.asking import in_sentence
from bot.facts import in_force, joined, source
from bot.guide import MOST_LINES, numbered, ways
from bot.messages import Button, Reply
from bot.moment import Moment
from bot.session import Listing
from bot.turn import Turn
from flows.journey import met
from knowledge.procedure import ChecklistQuestion, Paper, Procedure


def begin(moment: Moment, procedure: Procedure) -> Turn:
    """Ask the first question about this citizen's case."""
    return _next(moment.with_session(topic=procedure.slug, listing=Listing(procedure.slug)), procedure)


def pick(moment: Moment, question_id: str, value: str) -> Turn | None:
    """Take an answer to the open question; None when this is not its answer."""
    listing, procedure = moment.session.listing, _procedure(moment)
    if not listing or not procedure:
        return None
    open_ = _open(procedure, listing)
    if not open_ or open_.id != question_id or value not in {choice.value for choice in open_.choices}:
        return None
    listing = replace(listing, answers={**listing.answers, question_id: value})
    return _next(moment.with_session(listing=listing), procedure)


def _procedure(moment: Moment) -> Procedure | None:
    listing = moment.session.listing
    found = moment.resources.procedure(listing.procedure) if listing else None
    return moment.resources.here(found, moment.session.place) if found else None


def _open(procedure: Procedure, listing: Listing) -> ChecklistQuestion | None:
    asked = (each for each in procedure.checklist if met(each.when, listing.answers))
    return next((each for each in asked if each.id not in listing.answers), None)


def _next(moment: Moment, procedure: Procedure) -> Turn:
    listing = moment.session.listing
    assert listing is not None, "begun by the caller"
    question = _open(procedure, listing)
    return _ask(moment, question) if question else _list(moment, procedure, listing)


def _ask(moment: Moment, question: ChecklistQuestion) -> Turn:
    buttons = tuple(Button(choice.label, f"pick:{question.id}={choice.value}") for choice in question.choices)
    return moment.turn("clarified", Reply(moment.resources.wording.fill(question.ask), buttons))


def _list(moment: Moment, procedure: Procedure, listing: Listing) -> Turn:
    """Conditions are settled by now, so a line says only the paper."""
    held = [paper for paper in in_force(moment, procedure.papers) if isinstance(paper, Paper)]
    needed = [paper for paper in held if met(paper.when, listing.answers)]
    lines = [
        numbered(number, paper.model_copy(update={"condition": None}) if paper.when else paper)
        for number, paper in enumerate(needed, 1)
    ]
    head = moment.say("answer.your_papers", title=in_sentence(procedure.title))
    moment = moment.with_session(listing=None)
    found = tuple(way for way in ways(moment, procedure) if not way.value.startswith("list:"))
    first, rest = [head, *lines[:MOST_LINES]], lines[MOST_LINES:]
    said = source(moment, procedure)
    if not rest:
        return moment.turn("answered", Reply(joined(first, said), found))
    return moment.turn("answered", Reply(joined(first)), Reply(joined(rest, said), found))
