"""Answers from knowledge, in plain words and always with where they come from. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot import filing
from bot.asking import in_sentence
from bot.dates import in_words, working_days_from
from bot.hours import is_open, next_opening
from bot.messages import Button, Outcome, Reply
from bot.moment import Moment
from bot.turn import Turn
from knowledge.fact import Fact
from knowledge.procedure import Paper, Procedure
from nlu.meaning import Aspect
from nlu.text import syllables

MOST_LINES = 5
HEDGE_AFTER_DAYS = 180
MOST_CHOICES = 3
LONGEST_MESSAGE = 60
SHORT_QUESTION = 5


def inform(moment: Moment) -> Turn:
    """Answer a question, ask which of several is meant, or say honestly that nothing fits."""
    found, aspect = moment.found, moment.meaning.aspect
    if aspect and moment.topic and (found.verdict != "certain" or _is_a_follow_up(moment)):
        return tell(moment, moment.topic, aspect)
    if found.verdict == "certain":
        return tell(moment, moment.resources.library.by_slug(found.hits[0].slug), aspect)
    if found.verdict == "close":
        return ask_which(moment, found.choices)
    return give_up(moment, "out_of_scope" if found.verdict == "out_of_scope" else "no_answer")


def _is_a_follow_up(moment: Moment) -> bool:
    """A few words in mid-form name no procedure of their own: "bao nhiêu tiền một bản" is about this form."""
    return moment.flow is not None and len(syllables(moment.text)) <= SHORT_QUESTION


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


def tell(moment: Moment, procedure: Procedure, aspect: Aspect | None = None) -> Turn:
    """What a procedure takes; only the side that was asked for when the question named one."""
    moment = moment.with_session(topic=procedure.slug, misses=0)
    if procedure.status == "known":
        return _tell_known(moment, procedure)
    first_of_all = procedure.tone == "condolence" and aspect in (None, "papers")
    lead = moment.say("answer.condolence") if first_of_all else ""
    if aspect == "more":
        return tell_more(moment, procedure)
    if aspect and aspect != "papers":
        lines = _sides(moment, procedure)[aspect] or [moment.say("answer.not_known_here")]
        source = _source(moment, procedure)
        text = _joined([next(iter(_packed(lines, beside=source)))], source)
        return moment.turn("answered", Reply(text, _ways(moment, procedure)))
    papers = _papers(procedure)
    head = moment.say("answer.papers", title=in_sentence(procedure.title), official=procedure.official_title)
    first = Reply(_joined([lead, head, *papers[:MOST_LINES]]))
    second = Reply(_joined(_in_short(moment, procedure), _source(moment, procedure)), _ways(moment, procedure))
    return moment.turn("answered", first, second)


def tell_more(moment: Moment, procedure: Procedure, page: int = 0) -> Turn:
    """The rest, a page at a time: further papers, who may ask, every fee and day, how to file, what one gets."""
    moment = moment.with_session(topic=procedure.slug)
    sides = (procedure.where, procedure.fees, procedure.durations)
    facts = [fact for side in sides for fact in _in_force(moment, side)[1:]]
    facts += _in_force(moment, (*procedure.who, *procedure.notes, *procedure.ways, *procedure.result))
    lines = [*_papers(procedure)[MOST_LINES:], *(_fill(moment, fact.text) for fact in facts)]
    source = _source(moment, procedure)
    pages = list(_packed(lines, beside=source)) or [moment.say("answer.no_more")]
    page = min(page, len(pages) - 1)
    following = page + 1 if page + 1 < len(pages) else None
    text = _joined([pages[page]], "" if following else source)
    return moment.turn("answered", Reply(text, _ways(moment, procedure, page=following)))


def ask_which(moment: Moment, slugs: Iterable[str]) -> Turn:
    """One question that tells the candidates apart, each with the office that handles it."""
    chosen = [moment.resources.library.by_slug(slug) for slug in slugs][:MOST_CHOICES]
    listed = "\n".join(f"{n}. {_with_office(moment, each)}" for n, each in enumerate(chosen, 1))
    pressed = [
        Button(moment.say("buttons.matter", number=n), f"ask:{each.slug}") for n, each in enumerate(chosen, 1)
    ]
    pressed.append(moment.button("none_of_these", "none:"))
    return moment.turn("clarified", Reply(moment.say("answer.which", listed=listed), tuple(pressed)))


def give_up(moment: Moment, outcome: Outcome) -> Turn:
    """Nothing fits: say so, offer the nearest or a person; after two in a row offer the person first."""
    misses = moment.session.misses + 1
    moment = moment.with_session(misses=misses)
    near = [moment.resources.library.by_slug(slug) for slug in moment.found.choices[:2]]
    pressed = [moment.button("human", "nav:HUMAN")]
    if outcome == "out_of_scope":
        return moment.turn(outcome, Reply(moment.say("answer.out_of_scope"), tuple(pressed)))
    if misses > 1 or not near:
        name = "still_not_understood" if misses > 1 else "tell_briefly"
        return moment.turn(outcome, Reply(moment.say(f"answer.{name}"), tuple(pressed)))
    listed = "\n".join(f"{n}. {_with_office(moment, each)}" for n, each in enumerate(near, 1))
    pressed = [
        Button(moment.say("buttons.matter", number=n), f"ask:{each.slug}") for n, each in enumerate(near, 1)
    ] + pressed
    return moment.turn(outcome, Reply(moment.say("answer.not_understood", listed=listed), tuple(pressed)))


def _tell_known(moment: Moment, procedure: Procedure) -> Turn:
    text = moment.say(
        "answer.being_written",
        title=procedure.title,
        official=procedure.official_title,
        page=procedure.portal_page or moment.say("answer.portal"),
    )
    return moment.turn("no_answer", Reply(text, (moment.button("human", "nav:HUMAN"),)))


def _papers(procedure: Procedure) -> list[str]:
    """Numbered lines; what everybody needs comes first, as the record has it."""
    return [f"{number}. {_paper(paper)}." for number, paper in enumerate(procedure.papers, 1)]


def _paper(paper: Paper) -> str:
    return f"{paper.text} ({paper.condition})" if paper.condition else paper.text


def _in_short(moment: Moment, procedure: Procedure) -> list[str]:
    """Where, how much, how long: the first line of each side, which the record keeps for the usual case."""
    sides = _sides(moment, procedure)
    return [sides[side][0] for side in ("where", "fee", "days") if sides[side]]


def _sides(moment: Moment, procedure: Procedure) -> dict[str, list[str]]:
    """Each side of a procedure in lines; a fact that no source states is told as not known."""
    fees = _in_force(moment, procedure.fees)
    days = [each for each in procedure.durations if each.holds_on(moment.today)]
    sides = {
        "where": [_fill(moment, fact.text) for fact in _in_force(moment, procedure.where)],
        "fee": [_fill(moment, fact.text) for fact in fees] or [moment.say("answer.fee_unknown")],
        "days": [_fill(moment, fact.text) for fact in days] or [moment.say("answer.days_unknown")],
        "who": [_fill(moment, fact.text) for fact in _in_force(moment, procedure.who)],
        "result": [_fill(moment, fact.text) for fact in _in_force(moment, procedure.result)],
        "deadline": [_fill(moment, fact.text) for fact in _in_force(moment, procedure.notes)],
        "online": [
            _fill(moment, way.text)
            for way in procedure.ways
            if way.holds_on(moment.today) and way.channel == "online"
        ],
        "source": [moment.say("answer.code", code=procedure.code), *procedure.legal_basis],
    }
    longest = max((fact.working_days or 0 for fact in days), default=0)
    if longest:
        sides["days"].insert(1, _done_by(moment, longest))
    return sides


def _done_by(moment: Moment, days: int) -> str:
    """The day it is done when handed in at the next moment that the counter is open."""
    office = moment.resources.office
    opening = moment.now if is_open(office, moment.now) else next_opening(office, moment.now) or moment.now
    start = opening.astimezone(moment.resources.zone).date()
    done = in_words(working_days_from(start, days, office.holidays), moment.resources.words)
    if start == moment.today:
        return moment.say("answer.done_by", day=done)
    return moment.say("answer.done_by_later", start=in_words(start, moment.resources.words), day=done)


def _source(moment: Moment, procedure: Procedure) -> str:
    source = next(iter(procedure.sources.values()))
    checked = procedure.checked or date.min
    stale = (moment.today - checked).days > HEDGE_AFTER_DAYS
    name = "answer.source_stale" if stale or procedure.needs_review else "answer.source"
    return moment.say(name, source=source.title, day=in_words(checked, moment.resources.words))


def _ways(moment: Moment, procedure: Procedure, *, page: int | None = 0) -> tuple[Button, ...]:
    """What can be done next: file it, hear the next page, or speak to a person."""
    ways = [filing.way_in(moment, procedure.slug)] if procedure.code in moment.resources.flow_of else []
    if page is not None:
        ways.append(moment.button("more", f"more:{procedure.slug}:{page}"))
    return (*ways, moment.button("human", "nav:HUMAN"))


def _with_office(moment: Moment, procedure: Procedure) -> str:
    if not procedure.office:
        return procedure.title
    return moment.say("answer.choice", title=procedure.title, office=procedure.office)


def _in_force(moment: Moment, facts: Iterable[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.holds_on(moment.today)]


def _fill(moment: Moment, text: str) -> str:
    return moment.resources.wording.fill(text)


def _joined(lines: Iterable[str], *more: str) -> str:
    return "\n".join(line for line in (*lines, *more) if line)


def _packed(lines: list[str], *, beside: str) -> Iterable[str]:
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
