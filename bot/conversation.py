"""The conversation: a pure function from a session and a message to a turn. No clock, no chance, no outside world.

`STEPS` is the whole answer path; the first step that knows what to do answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot import answering, commands, filing
from bot.asking import open_question
from bot.buttons import press
from bot.correcting import correct
from bot.messages import IncomingMessage, Reply
from bot.moment import Moment, Resources
from bot.reviewing import ask_which, at_last_card, review, show_card
from bot.session import Session
from bot.turn import Turn
from flows.journey import journey
from nlu.reading.result import Context
from nlu.text import clean, is_only_emoji

LONGEST_MESSAGE = 1000


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
    moment = Moment(session, message, resources, now, new_reference, text, held)
    for step in STEPS:
        turn = step(moment)
        if turn is not None:
            return _introduce(moment, turn)
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
        return _and_again(moment, f"unheard.{moment.message.attached}")
    if not moment.text:
        return _and_again(moment, "unheard.empty")
    if len(moment.text) > LONGEST_MESSAGE:
        return _and_again(moment, "unheard.too_long")
    if (
        is_only_emoji(moment.text)
        and moment.resources.read("yes_no", moment.text, Context(moment.today)).result != "value"
    ):
        return _and_again(moment, "unheard.emoji")
    return None


def keep_safe(moment: Moment) -> Turn | None:
    """Danger, swindlers and abuse come before everything else that words can mean."""
    intent = moment.meaning.intent
    if intent in ("emergency", "scam", "abuse"):
        turn = _and_again(moment, f"safety.{intent}")
        return replace(turn, outcome="refused" if intent == "abuse" else "answered")
    return None


def settle_doubt(moment: Moment) -> Turn | None:
    """Yes or no, in words, to a question about the conversation itself."""
    if not moment.session.doubt or moment.session.doubt == "switch":
        return None
    said = moment.resources.read("yes_no", moment.text, Context(moment.today))
    return commands.settle(moment, yes=said.value == "yes") if said.result == "value" else None


def go_on_filing(moment: Moment) -> Turn | None:
    """An answer to the open question, or a word on the review."""
    flow, session = moment.flow, moment.session
    if not flow or not session.filing:
        return None
    open_ = open_question(flow, session.filing)
    return filing.fill(moment, open_) if open_ else _word_on_review(moment)


def file_it(moment: Moment) -> Turn | None:
    """Start filing what was last spoken of, when told to just do it."""
    if moment.meaning.intent != "wants_to_file" or not moment.topic or moment.flow:
        return None
    flow = moment.resources.flow_of.get(moment.topic.code)
    return filing.begin(moment, flow) if flow else None


def chat(moment: Moment) -> Turn | None:
    """Greetings, thanks, good-bye, "who are you"."""
    intent = moment.meaning.intent
    if intent == "greeting" and not moment.session.filing:
        return commands.greet(moment)
    if intent in ("greeting", "thanks", "goodbye", "who_are_you"):
        return _and_again(moment, f"chat.{intent}")
    return None


def inform(moment: Moment) -> Turn:
    """A question: an answer from knowledge; in mid-form the open question follows."""
    turn = answering.inform(moment)
    if not moment.flow:
        return turn
    first = replace(turn.replies[0], buttons=())
    after = replace(moment, session=turn.session)
    return after.turn(turn.outcome, first, filing.repeat_question(after, moment.flow))


STEPS: tuple[Callable[[Moment], Turn | None], ...] = (
    keep_quiet,
    welcome,
    hear_what_is_no_text,
    press,
    commands.obey,
    settle_doubt,
    keep_safe,
    correct,
    go_on_filing,
    file_it,
    chat,
    inform,
)


def _word_on_review(moment: Moment) -> Turn | None:
    assert moment.flow is not None
    assert moment.session.filing is not None, "checked by the caller"
    flow, card = moment.flow, moment.session.filing.card
    said = moment.resources.read("yes_no", moment.text, Context(moment.today))
    if said.result != "value":
        return None if moment.meaning.question else review(moment, flow)
    if said.value == "no":
        return ask_which(moment, flow, card)
    # A spoken yes turns the page; sending takes the button, its number or its label.
    return review(moment, flow) if at_last_card(moment, flow) else show_card(moment, flow, card + 1)


def _and_again(moment: Moment, phrase: str) -> Turn:
    """Say something and, in mid-form, ask the open question again."""
    replies = [Reply(moment.say(phrase), (moment.button("human", "nav:HUMAN"),))]
    if moment.flow:
        replies = [Reply(moment.say(phrase)), filing.repeat_question(moment, moment.flow)]
    return moment.turn("navigated", *replies)


def _introduce(moment: Moment, turn: Turn) -> Turn:
    """Who speaks, once, before the first answer of a conversation that did not begin with a greeting."""
    if moment.session.greeted or not turn.replies or turn.outcome == "navigated":
        return turn
    return replace(turn, replies=(Reply(moment.say("greeting.short")), *turn.replies))


def is_complete(session: Session, resources: Resources) -> bool:
    """Whether the open filing has every answer it needs."""
    flow = resources.flows.get(session.filing.flow) if session.filing else None
    return bool(flow and session.filing and journey(flow, session.filing.answers).next is None)
