"""The conversation: a pure function from a session and a message to a turn. No clock, no chance, no outside world.

`STEPS` is the whole answer path; the first step that knows what to do answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot import answering, commands, filing, place
from bot.asking import MOST_BUTTONS, open_now
from bot.buttons import press
from bot.correcting import correct
from bot.messages import IncomingMessage, Miss, Reply
from bot.moment import Moment, Resources
from bot.reviewing import ask_which, at_last_card, named_line, remind_to_send, say_how, show_card
from bot.session import Session
from bot.small_talk import and_again, chat, guessed, keep_safe, sense_danger
from bot.turn import Turn
from flows.flow import Flow
from nlu.masking import mask
from nlu.reading.result import Context
from nlu.text import clean, is_only_emoji

LONGEST_MESSAGE = 1000
RESUME = "nav:RESUME"
DOUBTING = ("yes:", "new:")
NOT_UNDERSTOOD = ("no_answer", "out_of_scope")
LONGEST_MISS = 400


def respond(
    session: Session,
    message: IncomingMessage,
    resources: Resources,
    *,
    now: datetime,
    new_reference: Callable[[], str],
    held: bool = False,
) -> Turn:
    """What the bot makes of one message."""
    text = clean(message.text or "")
    moment = Moment(_fitted(session, resources), message, resources, now, new_reference, text, held)
    for step in STEPS:
        turn = step(moment)
        if turn is not None:
            return _noted(moment, _introduce(moment, _let_doubt_go(_let_place_go(turn))))
    raise AssertionError("the last step answers everything")


def keep_quiet(moment: Moment) -> Turn | None:
    """An officer holds the conversation: the desk shows the message, the bot says nothing."""
    return Turn(moment.session, "handed_over") if moment.held else None


def welcome(moment: Moment) -> Turn | None:
    """The very first contact through a start command or an empty message."""
    opening = moment.text in ("/start", "") and not moment.message.choice and not moment.message.attached
    if opening and (moment.text or not moment.session.greeted):
        return commands.resume(moment) if moment.session.filing else commands.greet(moment)
    return None


def hear_what_is_no_text(moment: Moment) -> Turn | None:
    """Stickers, pictures, voice notes, nothing at all, far too much: each gets its own plain answer."""
    if moment.message.choice:
        return None
    if moment.message.attached and not moment.text:
        return and_again(moment, f"unheard.{moment.message.attached}")
    if not moment.text:
        return and_again(moment, "unheard.empty")
    if len(moment.text) > LONGEST_MESSAGE:
        return and_again(moment, "unheard.too_long")
    if (
        is_only_emoji(moment.text)
        and moment.resources.read("yes_no", moment.text, Context(moment.today)).result != "value"
    ):
        return and_again(moment, "unheard.emoji")
    return None


def settle_doubt(moment: Moment) -> Turn | None:
    """Yes or no, in words, to a question about the conversation itself."""
    if not moment.session.doubt or moment.session.doubt == "switch":
        return None
    said = moment.resources.read("yes_no", moment.text, Context(moment.today))
    if said.result == "value":
        return commands.settle(moment, yes=said.value == "yes")
    # "không xóa nữa": a no may come with more words, a yes that cannot be undone may not.
    opening = moment.resources.read("yes_no", moment.text.partition(" ")[0], Context(moment.today))
    return commands.settle(moment, yes=False) if opening.value == "no" else None


def hear_place(moment: Moment) -> Turn | None:
    """Where the citizen lives, when that was asked; a question typed instead is answered, and asks no further."""
    if moment.session.placing is None:
        return None
    codes = place.heard(moment)
    if len(codes) == 1 and moment.resources.places.is_sure(moment.text):
        return answering.at_place(moment, codes[0])
    if codes:
        return place.ask_which(moment, codes)
    lost = moment.meaning.question or moment.session.misses or moment.found.verdict in ("certain", "close")
    return None if lost else place.ask_again(moment)


def go_on_filing(moment: Moment) -> Turn | None:
    """An answer to the open question, or a word on the review."""
    if not moment.flow:
        return None
    open_ = open_now(moment)
    return filing.fill(moment, open_) if open_ else _word_on_review(moment)


def file_it(moment: Moment) -> Turn | None:
    """Start filing what was last spoken of, when told to just do it."""
    intent = moment.meaning.intent or guessed(moment)
    if intent != "wants_to_file" or not moment.topic:
        return None
    if moment.session.filed == moment.topic.slug:  # a word repeated; filing the same again takes its button
        return commands.my_files(moment)
    flow = moment.resources.flow_of.get(moment.topic.code)
    return commands.start(moment, flow) if flow else None


def take_a_yes(moment: Moment) -> Turn | None:
    """A yes or a no to nothing in particular."""
    said = moment.resources.read("yes_no", moment.text, Context(moment.today))
    if moment.flow or said.result != "value":
        return None
    return commands.none_of_these(moment) if said.value == "no" else commands.whatever_next(moment)


def inform(moment: Moment) -> Turn:
    """A question: an answer from knowledge; in mid-form the open question follows."""
    if other := _other_to_file(moment):
        return commands.start(moment, other)
    return _with_the_way_back(moment, answering.in_passing(moment, answering.inform(moment)))


def _with_the_way_back(moment: Moment, turn: Turn) -> Turn:
    """A filing that was laid aside is never out of reach."""
    last = turn.replies[-1]
    laid_aside = turn.session.filing and turn.session.paused
    if not laid_aside or len(last.buttons) >= MOST_BUTTONS or any(each.value == RESUME for each in last.buttons):
        return turn
    last = replace(last, buttons=(*last.buttons, moment.button("resume", RESUME)))
    session = replace(turn.session, last=(*turn.replies[:-1], last), offered=last.buttons)
    return replace(turn, replies=(*turn.replies[:-1], last), session=session)


STEPS: tuple[Callable[[Moment], Turn | None], ...] = (
    keep_quiet,
    welcome,
    hear_what_is_no_text,
    press,
    keep_safe,
    commands.obey,
    settle_doubt,
    correct,
    hear_place,
    go_on_filing,
    sense_danger,
    file_it,
    chat,
    take_a_yes,
    inform,
)


def _word_on_review(moment: Moment) -> Turn | None:
    assert moment.flow is not None, "checked by the caller"
    flow, card = moment.flow, moment.filing.card
    if field := named_line(moment, flow):
        return filing.reopen(moment, flow, field)
    said = moment.resources.read("yes_no", moment.text, Context(moment.today))
    if said.result != "value":
        asks = moment.meaning.question or moment.found.verdict == "certain"
        return None if asks else say_how(moment, flow)
    if said.value == "no":
        return ask_which(moment, flow, card)
    # A spoken yes turns the page; sending takes the button, its number or its label.
    return remind_to_send(moment, flow) if at_last_card(moment, flow) else show_card(moment, flow, card + 1)


def _other_to_file(moment: Moment) -> Flow | None:
    """The flow of another procedure, when in mid-form somebody asks for that paper and nothing about it."""
    if not moment.flow or moment.meaning.question or moment.found.verdict != "certain":
        return None
    procedure = moment.resources.procedure(moment.found.hits[0].slug)
    flow = moment.resources.flow_of.get(procedure.code) if procedure else None
    return flow if flow and flow.id != moment.flow.id else None


def _noted(moment: Moment, turn: Turn) -> Turn:
    """What was not understood goes to the editors without its personal values; an answer to a form never does."""
    in_a_form = moment.flow is not None and not moment.meaning.question
    guess = moment.__dict__.get("guess")  # only looked at where it was asked for
    unclear = turn.outcome in NOT_UNDERSTOOD or (guess is not None and guess.disagrees)
    if not unclear or not moment.text or moment.message.choice or in_a_form:
        return turn
    return replace(turn, effects=(*turn.effects, Miss(mask(moment.text)[:LONGEST_MISS])))


def _let_place_go(turn: Turn) -> Turn:
    """Where somebody lives is waited for only until something else has been answered."""
    if turn.session.placing is None or turn.outcome in ("clarified", "navigated"):
        return turn
    return replace(turn, session=replace(turn.session, placing=None))


def _let_doubt_go(turn: Turn) -> Turn:
    """A question about the conversation stands only while its buttons are the ones just shown.

    Otherwise a yes to a later read-back would cancel the filing.
    """
    asks = turn.replies and any(button.value.startswith(DOUBTING) for button in turn.replies[-1].buttons)
    if asks or not turn.session.doubt:
        return turn
    return replace(turn, session=replace(turn.session, doubt=None, wanted=None))


def _introduce(moment: Moment, turn: Turn) -> Turn:
    """Who speaks, once, before the first answer of a conversation that did not begin with a greeting."""
    if moment.session.greeted or not turn.replies or turn.outcome == "navigated":
        return turn
    return replace(turn, replies=(Reply(moment.say("greeting.short")), *turn.replies))


def _fitted(session: Session, resources: Resources) -> Session:
    """The session without what a newer version of its flow no longer asks; the answers stay."""
    filing = session.filing
    flow = resources.flows.get(filing.flow) if filing else None
    if not filing or not flow:
        return session
    known = {field.id for field in flow.fields}
    changing = filing.changing if filing.changing in known else None
    pending = filing.pending if filing.pending and filing.pending.field in known else None
    if (changing, pending) == (filing.changing, filing.pending):
        return session
    return replace(session, filing=replace(filing, changing=changing, pending=pending))
