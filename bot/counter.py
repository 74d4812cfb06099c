"""The people behind the counter: asking for one of them, and when they are there. Pure."""

from __future__ import annotations

from datetime import datetime

from bot import filing
from bot.dates import in_words
from bot.hours import is_open, next_opening
from bot.messages import HandOver, Reply
from bot.moment import Moment
from bot.turn import Turn

NOON = 12


def person(moment: Moment) -> Turn:
    """Put the conversation on the officers' list and say when someone will answer; go on helping meanwhile."""
    office, wording = moment.resources.office, moment.resources.wording
    where = {
        "office": wording.fill(office.name),
        "phone": office.phone,
        "phone_name": office.phone_name,
    }
    if is_open(office, moment.now):
        text = moment.say("nav.person_now", **where)
    else:
        opening = next_opening(office, moment.now)
        text = moment.say("nav.person_later", when=_opening(moment, opening), **where)
    procedure = moment.flow.procedure if moment.flow else moment.topic.code if moment.topic else None
    return moment.turn("handed_over", *filing.then_again(moment, Reply(text)), effects=(HandOver(procedure),))


def office_hours(moment: Moment) -> Turn:
    """Whether somebody is at the counter now, and when next."""
    office = moment.resources.office
    if is_open(office, moment.now):
        text = moment.say("nav.open_now")
    else:
        text = moment.say("nav.closed_now", when=_opening(moment, next_opening(office, moment.now)))
    return moment.turn("answered", *filing.then_again(moment, Reply(text)))


def _opening(moment: Moment, opening: datetime | None) -> str:
    if opening is None:
        return moment.say("nav.opening_unknown")
    words = moment.resources.words
    part = "morning" if opening.hour < NOON else "afternoon"
    name = "nav.opening_minutes" if opening.minute else "nav.opening"
    return moment.say(
        name,
        hour=opening.hour if opening.hour <= NOON else opening.hour - NOON,
        minute=opening.minute,
        part=words[part],
        day=in_words(opening.date(), words),
    )
