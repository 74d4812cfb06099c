"""Guided filing: one answer in, the next question out. Pure; where it stands follows from the answers alone."""

from __future__ import annotations

from dataclasses import replace

from bot.asking import Open, ask_again, describe, in_sentence, open_question, question, read_back, stuck
from bot.messages import Button, Reply
from bot.moment import Moment
from bot.reading import asks_back, read
from bot.reviewing import card_of, review
from bot.session import Filing, Pending
from bot.turn import Turn
from flows.answers import SKIPPED, UNKNOWN, Answer, Skipped, Unknown
from flows.flow import Field, Flow, Stop
from flows.journey import journey
from flows.judging import Accepted, Invalid, amiss, judge, stopped
from flows.rules import STOP_RULES
from nlu.reading.calendars import calendar
from nlu.reading.result import Context, Reading

READ_BACK_KINDS = frozenset({"person_name", "date", "citizen_id", "identity_number", "phone", "email"})
LAST_TRY = 3
LONGEST_ANSWER = 300
UNHEARD = frozenset({"not_understood", "not_a_name", "not_an_email"})
NEEDS_WORD = frozenset(
    {"lunar_or_solar", "lunar_converted", "leap_month", "old_month_name", "zodiac_guess", "unit", "which_place"}
)


def begin(moment: Moment, flow: Flow) -> Turn:
    """Open a filing: what it takes, that one can stop any time, and the first question."""
    moment = moment.with_session(
        filing=Filing(flow.id), paused=False, doubt=None, wanted=None, topic=_slug(moment, flow)
    )
    opening = moment.resources.wording.fill(flow.opening)
    lines = (opening, moment.say("filing.opening", minutes=flow.minutes), moment.say("filing.safety"))
    lead = Reply("\n".join(lines))
    filing = moment.filing
    open_ = open_question(flow, filing)
    assert open_ is not None, "a flow asks something"
    return moment.turn("asked", lead, question(moment, open_, filing))


def fill(moment: Moment, open_: Open) -> Turn | None:
    """Take the message as an answer to the open question; None when it is no such thing but asks something."""
    filing = moment.filing
    if len(moment.text) > LONGEST_ANSWER:
        return moment.turn("asked", question(moment, open_, filing, lead=moment.say("filing.too_long")))
    if filing.pending and (answered := _answer_read_back(moment, open_, filing.pending)):
        return answered
    reading = read(moment, open_.field)
    if filing.pending and reading.result == "value" and reading.value == filing.pending.value:
        return keep(moment, open_, reading.value)  # said once more is a yes
    if asks_back(moment, open_.field, reading):
        return None
    return hear(moment, open_, reading)


def hear(moment: Moment, open_: Open, reading: Reading) -> Turn:
    """What a reading leads to: keep it, read it back, or ask again more simply."""
    filing, field = moment.filing, open_.field
    if reading.result == "unknown":
        return leave_out(moment, open_, UNKNOWN)
    if reading.result == "invalid":
        return _not_heard(moment, open_, reading)
    if reading.reason in ("year_only", "month_only") and not field.accepts_partial:
        return fail(moment, open_, "reading.whole_date")
    verdict = judge(open_.flow, field, reading.value, filing.answers, moment.today)
    if isinstance(verdict, Invalid) and reading.reason not in NEEDS_WORD:
        return fail(moment, open_, f"reasons.{verdict.reason}")
    partial = reading.reason in ("year_only", "month_only")
    reason = None if partial else reading.reason
    if reason in (None, "mismatch") and isinstance(verdict, Accepted):
        reason = verdict.doubt or reason
    if reason or _confirmed_aloud(field):
        pending = Pending(field.id, reading.value, reason, tuple(reading.alternatives))
        moment = moment.with_filing(pending=pending, failures=0)
        return moment.turn("asked", read_back(moment, open_, pending))
    echo = moment.say(
        "filing.echo", label=in_sentence(field.label), heard=describe(moment.resources, field, reading.value)
    )
    return keep(moment, open_, reading.value, lead=echo if field.kind in ("choice", "sex") else "")


def keep(moment: Moment, open_: Open, value: Answer, *, lead: str = "") -> Turn:
    """Keep an answer and go on: a stop, the next question, or the review."""
    filing = moment.filing
    verdict = None
    if not isinstance(value, Skipped | Unknown):
        verdict = judge(open_.flow, open_.field, value, filing.answers, moment.today)
    if isinstance(verdict, Invalid):
        return fail(moment.with_filing(pending=None), open_, f"reasons.{verdict.reason}")
    answers = {**filing.answers, open_.field.id: verdict.value if verdict else value}
    card = min(filing.card, card_of(open_.flow, answers, open_.field))
    moment = moment.with_filing(answers=answers, changing=None, pending=None, failures=0, card=card)
    moment = moment.with_session(topic=_slug(moment, open_.flow))
    return proceed(moment, open_.flow, lead=lead)


def proceed(moment: Moment, flow: Flow, *, lead: str = "") -> Turn:
    """The next thing after an answer was kept."""
    filing = moment.filing
    if stop := stopped(flow, filing.answers, moment.today):
        return _end(moment, flow, stop)
    open_ = open_question(flow, filing)
    if open_ is None:
        return _before_review(moment, flow)
    return moment.turn("asked", question(moment, open_, filing, lead=lead))


def _end(moment: Moment, flow: Flow, stop: Stop) -> Turn:
    """Why it goes no further, and the way on. In case it was a slip, the filing is laid aside at that question."""
    done = {field.id for field in journey(flow, moment.filing.answers).done}
    slip = next(field for field in reversed(STOP_RULES[stop.rule].reads) if field in done)
    moment = moment.with_filing(changing=slip).with_session(paused=True)
    other = moment.resources.of_code(stop.procedure) if stop.procedure else None
    ways = [moment.button("other", f"ask:{other.slug}")] if other else []
    ways += [moment.button("fix_that", "nav:RESUME"), moment.button("human", "nav:HUMAN")]
    return moment.turn(stop.outcome, Reply(moment.resources.wording.fill(stop.say), tuple(ways)))


def has_ended(moment: Moment) -> bool:
    """Whether the filing laid aside goes no further as it was answered."""
    filing = moment.filing
    flow = moment.resources.flows.get(filing.flow)
    return flow is None or stopped(flow, filing.answers, moment.today) is not None


def _before_review(moment: Moment, flow: Flow) -> Turn:
    """The review; unless a changed answer has made another one impossible, which is then asked again."""
    wrong = amiss(flow, moment.filing.answers, moment.today)
    if not wrong:
        return review(moment, flow)
    field, verdict = wrong[0]
    turn = reopen(moment, flow, field.id)
    reason = Reply(moment.say(f"reasons.{verdict.reason}"))
    return replace(turn, replies=(reason, *turn.replies))


def leave_out(moment: Moment, open_: Open, how: Answer) -> Turn:
    """Go on without an answer where the form allows it; say why not where it does not."""
    field = open_.field
    if field.may_be_unknown and how is UNKNOWN:
        return keep(moment, open_, UNKNOWN)
    if field.optional:
        return keep(moment, open_, SKIPPED)
    if field.may_be_unknown:
        return keep(moment, open_, UNKNOWN)
    return fail(moment, open_, "filing.needed")


def fail(moment: Moment, open_: Open, why: str, **values: object) -> Turn:
    """Nothing usable was said: easier words, easier still, then a way out instead of a third time."""
    failures = moment.filing.failures + 1
    if failures >= LAST_TRY:
        moment = moment.with_filing(failures=failures, pending=None)
        return moment.turn("asked", stuck(moment, open_))
    moment = moment.with_filing(failures=failures, pending=None)
    reason = (
        moment.say(why, label=in_sentence(open_.field.label), **values)
        if moment.resources.wording.has(why)
        else ""
    )
    return moment.turn("asked", ask_again(moment, open_, moment.filing, why=reason))


def not_known(moment: Moment, flow: Flow) -> Turn:
    """The citizen asked what we do not know: say so, then ask in easier words, or show the card again."""
    open_ = open_question(flow, moment.filing)
    if open_:
        return fail(moment, open_, "answer.not_known_here")
    return moment.turn("asked", Reply(moment.say("answer.not_known_here")), review(moment, flow).replies[-1])


def reopen(moment: Moment, flow: Flow, field_id: str) -> Turn:
    """Ask an earlier question again; its answer stays until a new one is kept."""
    moment = moment.with_filing(changing=field_id, pending=None, failures=0)
    filing = moment.filing
    open_ = open_question(flow, filing)
    assert open_ is not None, "a reopened field is open"
    return moment.turn("asked", question(moment, open_, filing))


def back(moment: Moment, flow: Flow) -> Turn:
    """The question before this one; at the first question, the first question."""
    filing = moment.filing
    done = [field.id for field in journey(flow, filing.answers).done]
    if filing.pending:
        moment = moment.with_filing(pending=None)
        return proceed(moment, flow)
    at = done.index(filing.changing) if filing.changing in done else len(done)
    if at == 0:
        return proceed(moment.with_filing(changing=done[0] if filing.changing else None), flow)
    return reopen(moment, flow, done[at - 1])


def repeat_question(moment: Moment, flow: Flow, *, lead: str = "") -> Reply:
    """The open question, read-back or review card once more, after something else was said."""
    filing = moment.filing
    open_ = open_question(flow, filing)
    if open_ is None:
        again = review(moment, flow).replies[-1]
    elif filing.pending:
        again = read_back(moment, open_, filing.pending)
    else:
        return question(moment, open_, filing, lead=lead)
    return replace(again, text=f"{lead} {again.text}".strip())


def then_again(moment: Moment, *replies: Reply) -> tuple[Reply, ...]:
    """What was said beside the form, and in mid-form the open question after it."""
    return (*replies, repeat_question(moment, moment.flow)) if moment.flow else replies


def choose_reading(moment: Moment, open_: Open, pending: Pending, number: int) -> Turn:
    """The citizen chose one of several readings."""
    options = (pending.value, *pending.options)
    return keep(moment, open_, options[number] if number < len(options) else pending.value)


def _not_heard(moment: Moment, open_: Open, reading: Reading) -> Turn:
    """Easier words; but what waits for a yes is not thrown away for one message that says nothing."""
    filing = moment.filing
    if not filing.pending or filing.failures or reading.reason not in UNHEARD:
        return fail(moment, open_, f"reading.{reading.reason}", detail=reading.detail or "")
    again = read_back(moment, open_, filing.pending)
    text = f"{moment.say('reading.not_understood')} {again.text}"
    return moment.with_filing(failures=1).turn("asked", replace(again, text=text))


def _answer_read_back(moment: Moment, open_: Open, pending: Pending) -> Turn | None:
    """Yes and no to a read-back, in words; None when the message says something new."""
    if pending.reason == "lunar_or_solar" and (meant := calendar(moment.text)):
        return choose_reading(moment, open_, pending, 1 if meant == "lunar" else 0)
    said = moment.resources.read("yes_no", moment.text, Context(moment.today))
    if said.result != "value":
        return None
    if said.value == "no":
        return refuse_read_back(moment, open_)
    several = pending.options and pending.reason in NEEDS_WORD - {"lunar_converted"}
    if several and moment.filing.failures:
        return fail(moment, open_, "reading.not_understood")
    if several:
        return moment.with_filing(failures=1).turn("asked", read_back(moment, open_, pending))
    return keep(moment, open_, pending.value)


def refuse_read_back(moment: Moment, open_: Open) -> Turn:
    """A no to the read-back: ask again; it was the bot's mistake, so it does not count as a try."""
    moment = moment.with_filing(pending=None)
    return moment.turn("asked", question(moment, open_, moment.filing, lead=moment.say("filing.once_more")))


def _confirmed_aloud(field: Field) -> bool:
    return field.confirm == "explicit" or (field.confirm is None and field.kind in READ_BACK_KINDS)


def _slug(moment: Moment, flow: Flow) -> str | None:
    procedure = moment.resources.of_code(flow.procedure)
    return procedure.slug if procedure else None


def way_in(moment: Moment, slug: str) -> Button:
    """The button that starts filing this procedure."""
    return moment.button("file", f"file:{slug}")
