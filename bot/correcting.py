"""Taking an answer back in free words: "à nhầm, năm 52 chứ" changes the answer just given, nothing else. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import filing
from bot.asking import Open, open_now
from bot.messages import Reply
from bot.moment import Moment
from bot.reading import FREE_KINDS, read
from bot.turn import Turn
from flows.flow import Field, Flow
from flows.journey import journey
from nlu.reading.result import Reading

LOOK_BACK = 3
"""Answers back that a correction may mean; further back people use the review."""
WHOLE_DATE = 10


def correct(moment: Moment) -> Turn | None:
    """Change the newest answer that the corrected words fit; None when the message corrects nothing."""
    flow = moment.flow
    if not flow:
        return None
    right = moment.resources.correction(moment.text)
    if right is None:
        return None
    said = replace(moment, text=right)
    if pending := moment.filing.pending:
        open_ = open_now(moment)
        assert open_ is not None, "a value waits at its question"
        reading = _merged(read(said, open_.field), open_.field, pending.value)
        known = reading.result in ("value", "ask")
        return filing.hear(said, open_, reading) if known else filing.fill(said, open_)
    return _change_earlier(said, flow)


def _change_earlier(moment: Moment, flow: Flow) -> Turn | None:
    answers = moment.filing.answers
    for field in reversed(journey(flow, answers).done[-LOOK_BACK:]):
        reading = _merged(read(moment, field), field, answers.get(field.id))
        in_own_words = field.kind in FREE_KINDS and str(reading.value) == moment.text
        if not in_own_words and reading.result in ("value", "ask"):
            return _reopened(moment, flow, field, reading)
    return None


def _reopened(moment: Moment, flow: Flow, field: Field, reading: Reading) -> Turn:
    reopened = moment.with_filing(changing=field.id, failures=0)
    open_ = open_now(reopened)
    assert open_ is not None, "a reopened field is open"
    turn = filing.hear(reopened, Open(flow, field, open_.step, open_.of), reading)
    return replace(turn, replies=(Reply(moment.say("filing.corrected")), *turn.replies))


def _merged(reading: Reading, field: Field, kept: object) -> Reading:
    """Only the year was corrected: the day and the month that were given stay."""
    year_only = field.kind == "date" and reading.reason == "year_only"
    if not year_only or not isinstance(kept, str) or len(kept) != WHOLE_DATE:
        return reading
    return Reading("value", f"{reading.value}{kept[4:]}")
