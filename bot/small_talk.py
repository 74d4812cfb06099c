"""Danger, small talk and worries: what is answered before any question about papers. Pure.

Listed words decide first (`moment.meaning`). What only examples tell (`moment.guess`) yields to a procedure surely
meant, and is not asked for inside a form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot import commands, counter, filing
from bot.asking import open_now
from bot.messages import Outcome, Reply
from bot.moment import Moment
from bot.turn import Turn

CHAT: dict[str, Outcome] = {
    "greeting": "navigated",
    "thanks": "navigated",
    "goodbye": "navigated",
    "who_are_you": "navigated",
    "about_scam": "answered",
    "distress": "answered",
    "helpless": "answered",
    "divorce": "out_of_scope",
    "anger": "navigated",
    "give_personal_value": "navigated",
}
"""Small talk and worries, each with a phrase of its own."""
WITHIN_A_QUESTION = ("helpless", "divorce")
ELSEWHERE: dict[str, Callable[[Moment], Turn]] = {
    "office_hours": counter.office_hours,
    "my_files": commands.my_files,
}
"""What is answered by looking it up."""


def keep_safe(moment: Moment) -> Turn | None:
    """Danger, swindlers and abuse come before everything else that words can mean."""
    intent = moment.meaning.intent
    if intent == "calamity":
        intent = None if _tells_what_happened(moment) else "emergency"
    if intent in ("emergency", "scam", "abuse"):
        return _answer_danger(moment, intent)
    return None


def _answer_danger(moment: Moment, intent: str) -> Turn:
    """In an emergency nobody is asked the next question of a form."""
    if intent == "emergency":
        human = moment.button("human", "nav:HUMAN")
        return moment.turn("answered", Reply(moment.say("safety.emergency"), (human,)))
    turn = and_again(moment, f"safety.{intent}")
    return replace(turn, outcome="refused" if intent == "abuse" else "answered")


def _tells_what_happened(moment: Moment) -> bool:
    """A stroke that somebody has died of, papers lost in a fire: why papers are needed, not a call for help."""
    if not moment.flow:
        return moment.found.verdict in ("certain", "close")
    open_ = open_now(moment)
    asked_for_words = open_ is not None and open_.field.kind in ("choice", "text")
    return moment.flow.tone == "condolence" and asked_for_words


def sense_danger(moment: Moment) -> Turn | None:
    """Danger, swindlers and abuse that no listed word tells."""
    intent = guessed(moment)
    if intent == "calamity":
        intent = None if _tells_what_happened(moment) else "emergency"
    return _answer_danger(moment, intent) if intent in ("emergency", "scam", "abuse") else None


def guessed(moment: Moment) -> str | None:
    """What the examples say, outside forms; listed words, commands and a procedure surely meant come before it."""
    said_outright = moment.meaning.intent or moment.meaning.aspect or moment.command
    if moment.flow or said_outright or not moment.text or moment.found.verdict == "certain":
        return None
    return moment.guess.intent


def chat(moment: Moment) -> Turn | None:
    """Greetings, thanks, worries, "who are you"."""
    intent = moment.meaning.intent or guessed(moment)
    if intent in WITHIN_A_QUESTION and moment.found.verdict == "certain":
        return None  # "không biết chữ làm khai sinh được không" asks about the papers
    if intent == "greeting" and not moment.flow:
        return commands.resume(moment) if moment.session.filing else commands.greet(moment)
    if intent == "goodbye" and moment.flow:
        return commands.pause(moment)
    if elsewhere := ELSEWHERE.get(intent or ""):
        return elsewhere(moment)
    if intent in CHAT:
        return replace(and_again(moment, f"chat.{intent}"), outcome=CHAT[intent])
    return None


def and_again(moment: Moment, phrase: str) -> Turn:
    """Say something and, in mid-form, ask the open question again."""
    ways = () if moment.flow else (moment.button("human", "nav:HUMAN"),)
    return moment.turn("navigated", *filing.then_again(moment, Reply(moment.say(phrase), ways)))
