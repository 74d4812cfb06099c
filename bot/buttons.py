"""What pressing a button does. A button's value is `verb:argument`; an old button never does harm. Pure."""

from __future__ import annotations

from collections.abc import Callable

from bot import answering, checklist, commands, filing, guide, place, reviewing, short_answers
from bot.asking import Open, choices, open_now
from bot.messages import LookUp, Reply
from bot.moment import Moment
from bot.reviewing import MOST_DIGITS, line_of
from bot.session import Pending
from bot.turn import Turn
from flows.answers import SKIPPED, UNKNOWN
from knowledge.life_event import LifeEvent
from nlu.meaning import without_particles
from nlu.text import fold

CHOOSING_KINDS = frozenset({"choice", "yes_no", "sex"})


def press(moment: Moment) -> Turn | None:
    """Carry a pressed button out, or its number or label typed; None when the message is no button."""
    value = moment.message.choice or _typed(moment)
    if value is None:
        return None
    verb, _, argument = value.partition(":")
    action = ACTIONS.get(verb)
    return action(moment, argument) if action else stale(moment)


def stale(moment: Moment) -> Turn:
    """A button of an earlier question: say so and show where things stand."""
    note = moment.say("nav.stale")
    if moment.flow:
        return moment.turn("navigated", filing.repeat_question(moment, moment.flow, lead=note))
    return moment.turn("navigated", Reply(f"{note} {moment.say('nav.listening')}"))


def _typed(moment: Moment) -> str | None:
    """The offered button whose number or label was typed or said, give or take politeness."""
    offered, said = moment.session.offered, fold(moment.text)
    for words in (said, without_particles(said)):
        for button in offered:
            if words and fold(button.label) == words:
                return button.value
    if moment.session.doubt and (named := _named_in_part(moment, without_particles(said))):
        return named
    number = said.removeprefix("so ").removeprefix("viec ").removeprefix("cau ")
    number = number.removeprefix("dong ")
    if number.isdecimal() and len(number) <= MOST_DIGITS and _reviewing(moment) and moment.flow:
        # A number on a card of facts is the line to change: it must never turn the page, let alone send.
        field = line_of(moment, moment.flow, int(number))
        return f"fix:{field}" if field else None
    if number.isdecimal() and 1 <= int(number) <= len(offered) and not _digits_are_an_answer(moment):
        return offered[int(number) - 1].value
    return None


def _named_in_part(moment: Moment, said: str) -> str | None:
    """The one button whose label holds these words: "giấy cũ" of "Làm tiếp giấy cũ"."""
    found = [each.value for each in moment.session.offered if said and f" {said} " in f" {fold(each.label)} "]
    return found[0] if len(found) == 1 else None


def _digits_are_an_answer(moment: Moment) -> bool:
    asked = moment.session.last and moment.session.last[-1].field
    if not asked or not moment.flow or moment.filing.pending:
        return False
    open_ = open_now(moment)
    return open_ is not None and open_.field.kind not in CHOOSING_KINDS


def _command(moment: Moment, argument: str) -> Turn:
    command = commands.COMMANDS.get(argument)
    return command(moment) if command else stale(moment)


def _about(moment: Moment, slug: str) -> Turn:
    record = moment.resources.record(slug)
    return answering.in_passing(moment, answering.tell(moment, record)) if record else stale(moment)


def _more(moment: Moment, argument: str) -> Turn:
    slug, _, page = argument.partition(":")
    procedure = moment.resources.procedure(slug)
    if not procedure or not page.isdecimal():
        return stale(moment)
    return answering.in_passing(moment, guide.tell_more(moment, procedure, int(page)))


def _event(moment: Moment, argument: str) -> Turn:
    slug, _, page = argument.partition(":")
    event = moment.resources.record(slug)
    if not isinstance(event, LifeEvent) or not page.isdecimal():
        return stale(moment)
    return answering.in_passing(moment, short_answers.tell_event(moment, event, int(page)))


def _list(moment: Moment, slug: str) -> Turn:
    procedure = moment.resources.procedure(slug)
    return checklist.begin(moment, procedure) if procedure and procedure.checklist else stale(moment)


def _pick(moment: Moment, argument: str) -> Turn:
    question, _, value = argument.partition("=")
    turn = checklist.pick(moment, question, value)
    return answering.in_passing(moment, turn) if turn else stale(moment)


def _place(moment: Moment, code: str) -> Turn:
    if moment.session.placing is None or f"place:{code}" not in {each.value for each in moment.session.offered}:
        return stale(moment)
    return answering.at_place(moment, code)


def _my_place(moment: Moment, slug: str) -> Turn:
    procedure = moment.resources.procedure(slug)
    return place.ask(moment, then=moment.say("place.then", title=procedure.title)) if procedure else stale(moment)


def _none(moment: Moment, _argument: str) -> Turn:
    return commands.none_of_these(moment)


def _file(moment: Moment, slug: str) -> Turn:
    procedure = moment.resources.procedure(slug)
    flow = moment.resources.flow_of.get(procedure.code) if procedure else None
    return commands.start(moment, flow) if flow else stale(moment)


def _new(moment: Moment, slug: str) -> Turn:
    if moment.session.doubt != "switch" or moment.session.wanted != slug:
        return stale(moment)
    return _file(moment.with_session(filing=None, doubt=None, wanted=None, paused=False), slug)


def _old(moment: Moment, _argument: str) -> Turn:
    return commands.resume(moment.with_session(doubt=None, wanted=None))


def _yes(moment: Moment, _argument: str) -> Turn:
    return commands.settle(moment, yes=True) if moment.session.doubt else stale(moment)


def _no(moment: Moment, argument: str) -> Turn:
    if argument:
        return _on_pending(moment, argument, lambda open_, _: filing.refuse_read_back(moment, open_))
    return commands.settle(moment, yes=False) if moment.session.doubt else stale(moment)


def _ok(moment: Moment, field: str) -> Turn:
    return _on_pending(moment, field, lambda open_, pending: filing.keep(moment, open_, pending.value))


def _option(moment: Moment, argument: str) -> Turn:
    field, _, number = argument.partition(":")
    if not number.isdecimal():
        return stale(moment)
    return _on_pending(
        moment, field, lambda open_, pending: filing.choose_reading(moment, open_, pending, int(number))
    )


def _set(moment: Moment, argument: str) -> Turn:
    field, _, value = argument.partition("=")
    open_ = _open(moment, field)
    if not open_ or value not in {option.value for option in choices(moment.resources, open_.field)}:
        return stale(moment)
    return filing.keep(moment, open_, value)


def _keep(moment: Moment, field: str) -> Turn:
    open_ = _open(moment, field)
    kept = moment.filing.answers.get(field) if open_ else None
    return filing.keep(moment, open_, kept) if open_ and kept is not None else stale(moment)


def _unknown(moment: Moment, field: str) -> Turn:
    open_ = _open(moment, field)
    return filing.leave_out(moment, open_, UNKNOWN) if open_ else stale(moment)


def _skip(moment: Moment, field: str) -> Turn:
    open_ = _open(moment, field)
    return filing.leave_out(moment, open_, SKIPPED) if open_ else stale(moment)


def _card(moment: Moment, number: str) -> Turn:
    """The next card or one seen before; a button of an earlier review must not skip any."""
    card = _seen_card(moment, number, ahead=1)
    return stale(moment) if card is None or not moment.flow else reviewing.show_card(moment, moment.flow, card)


def _edit(moment: Moment, number: str) -> Turn:
    card = _seen_card(moment, number)
    return stale(moment) if card is None or not moment.flow else reviewing.ask_which(moment, moment.flow, card)


def _seen_card(moment: Moment, number: str, *, ahead: int = 0) -> int | None:
    if not _reviewing(moment) or not number.isdecimal():
        return None
    return int(number) if int(number) <= moment.filing.card + ahead else None


def _fix(moment: Moment, field: str) -> Turn:
    if not _reviewing(moment) or not moment.flow or field not in moment.filing.answers:
        return stale(moment)
    return filing.reopen(moment, moment.flow, field)


def _send(moment: Moment, flow_id: str) -> Turn:
    """Sends only what was reviewed to the end; a second press tells where the papers are."""
    if not moment.session.filing:
        return moment.turn("navigated", effects=(LookUp(),))
    if not _reviewing(moment) or not moment.flow or moment.flow.id != flow_id:
        return stale(moment)
    if not reviewing.at_last_card(moment, moment.flow):
        return reviewing.review(moment, moment.flow)
    return reviewing.send(moment, moment.flow)


def _reviewing(moment: Moment) -> bool:
    return moment.flow is not None and open_now(moment) is None


def _open(moment: Moment, field: str) -> Open | None:
    open_ = open_now(moment)
    return open_ if open_ and open_.field.id == field else None


def _on_pending(moment: Moment, field: str, action: Callable[[Open, Pending], Turn]) -> Turn:
    open_ = _open(moment, field)
    pending = moment.filing.pending if open_ else None
    return action(open_, pending) if open_ and pending and pending.field == field else stale(moment)


ACTIONS: dict[str, Callable[[Moment, str], Turn]] = {
    "nav": _command,
    "ask": _about,
    "more": _more,
    "event": _event,
    "list": _list,
    "pick": _pick,
    "place": _place,
    "where": _my_place,
    "none": _none,
    "file": _file,
    "new": _new,
    "old": _old,
    "yes": _yes,
    "no": _no,
    "ok": _ok,
    "opt": _option,
    "set": _set,
    "keep": _keep,
    "unknown": _unknown,
    "skip": _skip,
    "card": _card,
    "edit": _edit,
    "fix": _fix,
    "send": _send,
}
