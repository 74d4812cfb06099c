"""Facts of knowledge in words: those in force, a change ahead, the source, and the hedge where it is old. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot.dates import date_in_words, in_words
from bot.messages import Button, Reply
from bot.moment import Moment
from knowledge.content import Record
from knowledge.fact import Fact
from knowledge.procedure import Procedure
from nlu.text import syllables

HEDGE_AFTER_DAYS = 180
ANNOUNCE_WITHIN_DAYS = 180
"""A change further ahead than this is not told: it would only confuse today's errand."""
LONGEST_MESSAGE = 60


def in_force(moment: Moment, facts: Iterable[Fact]) -> list[Fact]:
    """The facts that hold today."""
    return [fact for fact in facts if fact.holds_on(moment.today)]


def told(moment: Moment, facts: Iterable[Fact]) -> list[str]:
    """What holds today, each followed by nothing else; then what changes soon ("Từ 1 tháng 3 …")."""
    facts = tuple(facts)
    now = [fill(moment, fact) for fact in facts if fact.holds_on(moment.today)]
    horizon = moment.today + timedelta(days=ANNOUNCE_WITHIN_DAYS)
    soon = [fact for fact in facts if fact.valid_from and moment.today < fact.valid_from <= horizon]
    return now + [_announced(moment, fact, fact.valid_from) for fact in soon if fact.valid_from]


def fill(moment: Moment, fact: Fact) -> str:
    """The fact's text in this conversation's address words."""
    return moment.resources.wording.fill(fact.text)


def source(moment: Moment, record: Record) -> str:
    """Where an answer comes from and as of when; with a word of doubt where it is old or under review."""
    if isinstance(record, Procedure) and record.status == "imported":
        return _portals_own(moment, record)
    checked = min([record.checked or date.min, *(fact.checked for fact in record.facts if fact.checked)])
    stale = (moment.today - checked).days > HEDGE_AFTER_DAYS
    name = "answer.source_stale" if stale or record.needs_review else "answer.source"
    title = next(iter(record.sources.values())).title
    return moment.say(name, source=title, day=in_words(checked, moment.resources.words))


def packed(lines: Iterable[str], *, beside: str = "") -> Iterator[str]:
    """Lines put together into messages that stay short with one more line beside them."""
    most = LONGEST_MESSAGE - len(syllables(beside))
    message: list[str] = []
    for line in lines:
        if message and len(syllables(" ".join([*message, line]))) > most:
            yield "\n".join(message)
            message = []
        message.append(line)
    if message:
        yield "\n".join(message)


def spread(lines: Iterable[str], said: str, buttons: tuple[Button, ...]) -> tuple[Reply, ...]:
    """Short messages with these lines; the last one has the source and the buttons."""
    *first, last = list(packed(lines, beside=said)) or [""]
    return (*map(Reply, first), Reply(joined([last], said), buttons))


def joined(lines: Iterable[str], *more: str) -> str:
    """Lines under one another, empty ones left out."""
    return "\n".join(line for line in (*lines, *more) if line)


def _announced(moment: Moment, fact: Fact, begins: date) -> str:
    day = date_in_words(begins, moment.resources.words)
    return moment.say("answer.from_day", day=day, text=fill(moment, fact))


def _portals_own(moment: Moment, procedure: Procedure) -> str:
    catalogue = moment.resources.library.catalogue
    assert catalogue is not None, "an imported procedure comes out of it"
    as_of = catalogue.as_of
    return moment.say("answer.source_portal", month=as_of.month, year=as_of.year, code=procedure.code)
