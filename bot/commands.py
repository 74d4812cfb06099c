"""Commands that work at any time: repeat, back, pause, a person, my papers, forget me … Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot import counter, filing
from bot.asking import ask_again, open_now
from bot.messages import Button, Erase, LookUp, Reply
from bot.moment import Moment
from bot.reviewing import show_card
from bot.session import Question, Session
from bot.turn import Turn
from flows.answers import SKIPPED
from flows.flow import Flow
from nlu.reading.result import Context

MOST_USED = "buttons.most_used."
"""Where the labels are of the papers that are asked for most."""


def obey(moment: Moment) -> Turn | None:
    """Carry a command out; None when the message is none."""
    command = COMMANDS.get(moment.command or "")
    return command(moment) if command and (moment.message.choice or not _means_something_else(moment)) else None


def _means_something_else(moment: Moment) -> bool:
    """Words that are a command only without their marks or elsewhere.

    "tự tử" is not "từ từ", "dung roi" is rather "đúng rồi" than "dừng rồi"; to a question for a yes or a no, both
    are answers before they are anything else.
    """
    if moment.meaning.intent == "calamity":
        return True
    said = moment.resources.read("yes_no", moment.text, Context(moment.today))
    if said.result != "value":
        return False
    return _waits_for_yes_or_no(moment) or (moment.command == "PAUSE" and said.value == "yes")


def _waits_for_yes_or_no(moment: Moment) -> bool:
    if moment.session.doubt or not moment.flow:
        return moment.session.doubt is not None
    return moment.filing.pending is not None or open_now(moment) is None


def repeat(moment: Moment) -> Turn:
    """The last replies once more."""
    return _once_more(moment, moment.session.last) if moment.session.last else help_(moment)


def _once_more(moment: Moment, again: tuple[Reply, ...]) -> Turn:
    """Say it again; from the second time in a row on, a person is offered first."""
    in_a_row = moment.session.repeats + 1
    said = again if in_a_row == 1 else (Reply(moment.say("nav.offer_person")), again[-1])
    turn = moment.turn("navigated", *said)
    return replace(turn, session=replace(turn.session, last=again, repeats=in_a_row))


def go_back(moment: Moment) -> Turn:
    """The question before; back to a filing that was laid aside; else the last reply again."""
    if moment.session.doubt:
        return _resume_or_help(moment.with_session(doubt=None))
    if not moment.flow:
        return resume(moment) if moment.session.filing else repeat(moment)
    if moment.filing.card and open_now(moment) is None:
        return replace(show_card(moment, moment.flow, moment.filing.card - 1), outcome="navigated")
    return replace(filing.back(moment, moment.flow), outcome="navigated")


def pause(moment: Moment) -> Turn:
    """Lay the filing aside; everything answered so far is kept."""
    if not moment.session.filing:
        return moment.turn("navigated", Reply(moment.say("nav.nothing_open")))
    moment = moment.with_session(paused=True, doubt=None)
    return moment.turn("navigated", Reply(moment.say("nav.paused"), (moment.button("resume", "nav:RESUME"),)))


def resume(moment: Moment) -> Turn:
    """Take a filing up again: one line on where it stands, then the next question."""
    if not moment.session.filing:
        return moment.turn("navigated", Reply(moment.say("nav.nothing_open")))
    moment = moment.with_session(paused=False, doubt=None)
    flow = moment.flow
    if flow is None:
        return moment.turn("navigated", Reply(moment.say("nav.flow_gone")))
    lead = moment.say("nav.resumed", title=flow.title.lower())
    return moment.turn("asked", filing.repeat_question(moment, flow, lead=lead))


def why(moment: Moment) -> Turn:
    """Why the open question is asked, then the question again."""
    open_ = open_now(moment)
    if not open_ or not moment.flow:
        return help_(moment)
    reason = Reply(moment.resources.wording.fill(open_.field.why))
    return moment.turn("navigated", reason, filing.repeat_question(moment, moment.flow))


def skip(moment: Moment) -> Turn:
    """Leave the open question out where the form allows it."""
    open_ = open_now(moment)
    if not open_:
        return _resume_or_help(moment)
    return filing.leave_out(moment, open_, SKIPPED)


def simpler(moment: Moment) -> Turn:
    """The open question in easier words, the second time in the easiest; a read-back just once more."""
    open_ = open_now(moment)
    if not open_ or moment.filing.pending:
        return repeat(moment)
    easier = replace(moment.filing, failures=min(moment.session.repeats + 1, 2))
    return _once_more(moment, (ask_again(moment, open_, easier),))


def bigger(moment: Moment) -> Turn:
    """How to make the letters bigger; the channel draws them, not the bot."""
    return _say_and_return(moment, "nav.bigger")


def language(moment: Moment) -> Turn:
    """The bot speaks Vietnamese only; say so and offer a person."""
    return _say_and_return(moment, "nav.language")


def my_files(moment: Moment) -> Turn:
    """Where the citizen's papers stand; looked up when the turn is kept."""
    return moment.turn("navigated", *filing.then_again(moment), effects=(LookUp(),))


def doubt(question: Question) -> Callable[[Moment], Turn]:
    """A command that cannot be undone: ask once before doing it."""

    def ask(moment: Moment) -> Turn:
        if question != "erase" and not moment.session.filing:
            return moment.turn("navigated", Reply(moment.say("nav.nothing_open")))
        moment = moment.with_session(doubt=question)
        pair = (moment.button(f"{question}_no", "no:"), moment.button(f"{question}_yes", "yes:"))
        return moment.turn("navigated", Reply(moment.say(f"nav.{question}"), pair))

    return ask


def start(moment: Moment, flow: Flow) -> Turn:
    """Begin a filing; one that is open goes on, and another one is not dropped without asking."""
    kept = moment.session.filing
    if not kept or not kept.answers:
        return filing.begin(moment, flow)
    if kept.flow == flow.id:
        return resume(moment)
    if moment.session.paused and filing.has_ended(moment):
        return filing.begin(moment, flow)
    procedure = moment.resources.of_code(flow.procedure)
    assert procedure is not None, "checked at start: every flow's procedure is in the library"
    pair = (moment.button("switch_no", "old:"), moment.button("switch_yes", f"new:{procedure.slug}"))
    moment = moment.with_session(doubt="switch", wanted=procedure.slug)
    return moment.turn("navigated", Reply(moment.say("nav.switch"), pair))


def none_of_these(moment: Moment) -> Turn:
    """None of what was offered: ask for a little more."""
    return moment.turn(
        "navigated", Reply(moment.say("answer.tell_me_more"), (moment.button("human", "nav:HUMAN"),))
    )


def whatever_next(moment: Moment) -> Turn:
    """A yes to nothing in particular: the way on from what was last spoken of."""
    human = moment.button("human", "nav:HUMAN")
    if moment.session.filing and not filing.has_ended(moment):
        return moment.turn("navigated", Reply(moment.say("nav.paused"), (moment.button("resume", "nav:RESUME"),)))
    if moment.topic and moment.topic.code in moment.resources.flow_of:
        return moment.turn(
            "navigated", Reply(moment.say("nav.file_it"), (filing.way_in(moment, moment.topic.slug), human))
        )
    return moment.turn("navigated", Reply(moment.say("nav.listening"), (human,)))


def settle(moment: Moment, *, yes: bool) -> Turn:
    """Carry out, or let go of, what was asked about."""
    question = moment.session.doubt
    moment = moment.with_session(doubt=None, wanted=None)
    flow = moment.flow
    if question == "erase" and yes:
        gone = Session(moment.session.citizen)
        turn = replace(moment, session=gone).turn("stopped", Reply(moment.say("nav.erased")), effects=(Erase(),))
        return replace(turn, session=gone)
    if question == "cancel" and yes:
        return moment.with_session(filing=None, paused=False).turn("stopped", Reply(moment.say("nav.cancelled")))
    if question == "cancel":
        return pause(moment)
    if question == "restart" and yes and flow:
        return filing.begin(moment, flow)
    return _resume_or_help(moment)


def help_(moment: Moment) -> Turn:
    """What the bot can do, in two lines."""
    if moment.flow:
        return _say_and_return(moment, "nav.help")
    return moment.turn("navigated", Reply(moment.say("nav.help"), _most_used(moment)))


def greet(moment: Moment) -> Turn:
    """First contact: who speaks, that it is a machine, and what to do."""
    return moment.turn("navigated", Reply(moment.say("greeting.first"), _most_used(moment)))


def _most_used(moment: Moment) -> tuple[Button, ...]:
    """The papers that are asked for most, in the order of their labels."""
    named = [name for name in moment.resources.wording.phrases if name.startswith(MOST_USED)]
    ids = [name.removeprefix(MOST_USED) for name in named]
    flows = [moment.resources.flows[flow_id] for flow_id in ids if flow_id in moment.resources.flows]
    known = [(flow, moment.resources.of_code(flow.procedure)) for flow in flows]
    return tuple(
        Button(moment.say(f"{MOST_USED}{flow.id}"), f"ask:{procedure.slug}")
        for flow, procedure in known
        if procedure
    )


def _say_and_return(moment: Moment, phrase: str) -> Turn:
    return moment.turn("navigated", *filing.then_again(moment, Reply(moment.say(phrase))))


def _resume_or_help(moment: Moment) -> Turn:
    if moment.flow:
        return moment.turn("navigated", filing.repeat_question(moment, moment.flow))
    return help_(moment)


COMMANDS: dict[str, Callable[[Moment], Turn]] = {
    "REPEAT": repeat,
    "SLOWER": repeat,
    "SIMPLER": simpler,
    "BIGGER": bigger,
    "BACK": go_back,
    "PAUSE": pause,
    "RESUME": resume,
    "HUMAN": counter.person,
    "WHY": why,
    "SKIP": skip,
    "RESTART": doubt("restart"),
    "CANCEL": doubt("cancel"),
    "FORGET_ME": doubt("erase"),
    "MY_FILES": my_files,
    "LANGUAGE": language,
    "HELP": help_,
}
