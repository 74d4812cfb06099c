"""Questions of their own, and events that take several procedures, put into words. Pure."""

from __future__ import annotations

from bot.facts import fill, in_force, joined, source, spread, told
from bot.messages import Button, Reply
from bot.moment import Moment
from bot.turn import Turn
from knowledge.faq import Faq
from knowledge.life_event import EventStep, LifeEvent

STEPS_SHOWN = 3
"""One button each, and two more for the next page and a person."""


def tell_faq(moment: Moment, faq: Faq) -> Turn:
    """The answer as it was written, with its source, and the way to the procedure that it belongs to."""
    topic = faq.procedures[0] if faq.procedures else None
    moment = moment.with_session(topic=topic or moment.session.topic, misses=0)
    lines = told(moment, faq.answer) or [moment.say("answer.not_known_here")]
    ways = (moment.button("papers_of", f"ask:{topic}"),) if topic else ()
    buttons = (*ways, moment.button("human", "nav:HUMAN"))
    return moment.turn("answered", *spread(lines, source(moment, faq), buttons))


def tell_event(moment: Moment, event: LifeEvent, page: int = 0) -> Turn:
    """What there is to do, in order, three things at a time, each with a button."""
    moment = moment.with_session(misses=0)
    steps = [step for step in in_force(moment, event.steps) if isinstance(step, EventStep)]
    first = min(page * STEPS_SHOWN, (len(steps) - 1) // STEPS_SHOWN * STEPS_SHOWN)
    shown = list(enumerate(steps, 1))[first : first + STEPS_SHOWN]
    lines = [_line(moment, number, step) for number, step in shown]
    ways = [Button(moment.say("buttons.matter", number=number), f"ask:{step.procedure}") for number, step in shown]
    if len(steps) > first + STEPS_SHOWN:
        ways.append(moment.button("more", f"event:{event.slug}:{page + 1}"))
    ways.append(moment.button("human", "nav:HUMAN"))
    listed = Reply(joined(lines, source(moment, event)), tuple(ways))
    return moment.turn("answered", *(() if page else _opening(moment, event)), listed)


def _opening(moment: Moment, event: LifeEvent) -> tuple[Reply, ...]:
    lead = moment.say("answer.condolence") if event.tone == "condolence" else ""
    return (Reply(joined([lead, *told(moment, event.opening), moment.say("answer.to_do", title=event.title)])),)


def _line(moment: Moment, number: int, step: EventStep) -> str:
    title = moment.resources.library.by_slug(step.procedure).title
    text = fill(moment, step)
    return f"{number}. {title}. {text}" if not step.condition else f"{number}. {title} ({step.condition}). {text}"
