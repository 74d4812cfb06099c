"""A procedure told in plain words: what to bring, where, how much, how long, and the rest page by page. Pure."""

from __future__ import annotations

from bot import filing
from bot.asking import in_sentence
from bot.dates import in_words, working_days_from
from bot.facts import fill, in_force, joined, packed, source, told
from bot.hours import is_open, next_opening
from bot.messages import Button, Reply
from bot.moment import Moment
from bot.turn import Turn
from knowledge.procedure import Paper, Procedure
from nlu.meaning import Aspect
from nlu.text import fold, syllables

MOST_LINES = 5
LONGEST_OFFICIAL = 40


def tell(moment: Moment, procedure: Procedure, aspect: Aspect | None = None) -> Turn:
    """What a procedure takes; only the side that was asked for when the question named one."""
    moment = moment.with_session(topic=procedure.slug, misses=0)
    procedure = moment.resources.here(procedure, moment.session.place)
    if procedure.status == "known":
        return _tell_known(moment, procedure)
    if aspect == "more":
        return tell_more(moment, procedure)
    if aspect and aspect != "papers":
        return _tell_side(moment, procedure, aspect)
    first_of_all = procedure.tone == "condolence" and aspect in (None, "papers")
    lead = moment.say("answer.condolence") if first_of_all else ""
    said, lines = source(moment, procedure), _in_short(moment, procedure)
    first = [lead, _head(moment, procedure), *_shown_papers(moment, procedure)]
    while len(list(packed(lines, beside=said))) > 1:  # two messages, not three: where it is done goes up
        first.append(lines.pop(0))
    second = Reply(joined(lines, said), ways(moment, procedure))
    return moment.turn("answered", Reply(joined(first)), second)


def tell_more(moment: Moment, procedure: Procedure, page: int = 0) -> Turn:
    """The rest, a page at a time: further papers, who may ask, every fee and day, how to file, what one gets."""
    moment = moment.with_session(topic=procedure.slug)
    procedure = moment.resources.here(procedure, moment.session.place)
    sides = (procedure.where, procedure.fees, procedure.durations)
    lines = [line for side in sides for line in told(moment, side)[1:]]
    lines += told(moment, (*procedure.who, *procedure.notes, *procedure.ways, *procedure.result))
    lines = papers(moment, procedure)[MOST_LINES:] + lines
    said = source(moment, procedure)
    pages = list(packed(lines, beside=said)) or [moment.say("answer.no_more")]
    page = min(page, len(pages) - 1)
    following = page + 1 if page + 1 < len(pages) else None
    text = joined([pages[page]], "" if following else said)
    return moment.turn("answered", Reply(text, ways(moment, procedure, page=following)))


def papers(moment: Moment, procedure: Procedure) -> list[str]:
    """Numbered lines; what everybody needs comes first, as the record has it."""
    shown = in_force(moment, procedure.papers)
    return [numbered(number, paper) for number, paper in enumerate(shown, 1) if isinstance(paper, Paper)]


def numbered(number: int, paper: Paper) -> str:
    """One line of a list of papers."""
    text = f"{paper.text} ({paper.condition})" if paper.condition else paper.text
    return f"{number}. {text}."


def ways(moment: Moment, procedure: Procedure, *, page: int | None = 0) -> tuple[Button, ...]:
    """What can be done next: file it, one's own list of papers, the next page, or a person."""
    found = [filing.way_in(moment, procedure.slug)] if procedure.code in moment.resources.flow_of else []
    if procedure.checklist:
        found.append(moment.button("my_papers", f"list:{procedure.slug}"))
    if page is not None:
        found.append(moment.button("more", f"more:{procedure.slug}:{page}"))
    return (*found, moment.button("human", "nav:HUMAN"))


def _head(moment: Moment, procedure: Procedure) -> str:
    name = "answer.papers" if procedure.papers else "answer.no_papers"
    title, official = in_sentence(procedure.title), procedure.official_title
    if len(syllables(official)) > LONGEST_OFFICIAL:  # nobody can take in a name of a hundred syllables
        title = moment.say("answer.coded", title=title, code=procedure.code)
    elif fold(official) != fold(title):  # the portal's own title is its official one
        title = moment.say("answer.named", title=title, official=official)
    return moment.say(name, title=title)


def _shown_papers(moment: Moment, procedure: Procedure) -> list[str]:
    if not procedure.papers:
        nothing = procedure.nothing_to_bring
        return [fill(moment, nothing)] if nothing else []
    return papers(moment, procedure)[:MOST_LINES]


def _tell_side(moment: Moment, procedure: Procedure, aspect: Aspect) -> Turn:
    lines = _sides(moment, procedure)[aspect] or [moment.say("answer.not_known_here")]
    if aspect == "where":
        lines = [*_office(moment, procedure), *lines]
    said = source(moment, procedure)
    text = joined([next(packed(lines, beside=said))], said)
    found = ways(moment, procedure)
    if aspect == "where" and not moment.session.place and moment.resources.places.known:
        found = (moment.button("my_place", f"where:{procedure.slug}"), found[-1])
    return moment.turn("answered", Reply(text, found))


def _office(moment: Moment, procedure: Procedure) -> list[str]:
    """The office of the citizen's own place, where somebody wrote it down."""
    place = moment.session.place
    office = moment.resources.places.office(procedure, place, moment.today) if place else None
    if not office:
        return []
    lines = [moment.say("place.office", office=office.name)]
    lines += [moment.say("place.address", address=office.address)] if office.address else []
    lines += [moment.say("place.phone", phone=office.phone)] if office.phone else []
    return [" ".join(lines)]


def _tell_known(moment: Moment, procedure: Procedure) -> Turn:
    text = moment.say(
        "answer.being_written",
        title=procedure.title,
        official=procedure.official_title,
        page=procedure.portal_page or moment.say("answer.portal"),
    )
    return moment.turn("no_answer", Reply(text, (moment.button("human", "nav:HUMAN"),)))


def _in_short(moment: Moment, procedure: Procedure) -> list[str]:
    """Where, how much, how long: the first line of each side, which the record keeps for the usual case."""
    sides = _sides(moment, procedure)
    return [sides[side][0] for side in ("where", "fee", "days") if sides[side]]


def _sides(moment: Moment, procedure: Procedure) -> dict[str, list[str]]:
    """Each side of a procedure in lines; a fact that no source states is told as not known."""
    online = [way for way in procedure.ways if way.channel == "online"]
    return {
        "where": told(moment, procedure.where),
        "fee": told(moment, procedure.fees) or [moment.say("answer.fee_unknown")],
        "days": _days(moment, procedure),
        "who": told(moment, procedure.who),
        "result": told(moment, procedure.result),
        "deadline": told(moment, procedure.notes),
        "online": told(moment, online),
        "source": [moment.say("answer.code", code=procedure.code), *procedure.legal_basis],
    }


def _days(moment: Moment, procedure: Procedure) -> list[str]:
    lines = told(moment, procedure.durations) or [moment.say("answer.days_unknown")]
    holding = [each for each in procedure.durations if each.holds_on(moment.today)]
    if longest := max((each.working_days or 0 for each in holding), default=0):
        lines.insert(1, _done_by(moment, longest))
    return lines


def _done_by(moment: Moment, days: int) -> str:
    """The day it is done when handed in at the next moment that the counter is open."""
    office = moment.resources.office
    opening = moment.now if is_open(office, moment.now) else next_opening(office, moment.now) or moment.now
    start = opening.astimezone(moment.resources.zone).date()
    done = in_words(working_days_from(start, days, office.holidays), moment.resources.words)
    if start == moment.today:
        return moment.say("answer.done_by", day=done)
    return moment.say("answer.done_by_later", start=in_words(start, moment.resources.words), day=done)
