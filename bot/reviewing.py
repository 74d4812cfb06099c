"""Check your answers: card by card, change any of them, and send only after the last card. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.asking import answered
from bot.messages import Button, Reply, Submit
from bot.moment import Moment
from bot.session import Filing
from bot.turn import Turn
from flows.answers import Answers, to_plain
from flows.flow import Field, Flow
from flows.journey import journey
from nlu.text import fold

FACTS_A_CARD = 5
MOST_DIGITS = 2

Card = tuple[tuple[Field, str], ...]


def cards(moment: Moment, flow: Flow, filing: Filing) -> list[Card]:
    """Every answer that will be sent, at most five to a card, in the order of the form."""
    facts = answered(moment.resources, flow, filing.answers)
    return [tuple(facts[start : start + FACTS_A_CARD]) for start in range(0, len(facts), FACTS_A_CARD)]


def card_of(flow: Flow, answers: Answers, field: Field) -> int:
    """The card that shows this answer: what comes from there on has to be seen again after a change."""
    done = [each.id for each in journey(flow, answers).done]
    return done.index(field.id) // FACTS_A_CARD if field.id in done else 0


def review(moment: Moment, flow: Flow) -> Turn:
    """The card that is due, with a way on and a way to change."""
    filing = moment.filing
    all_cards = cards(moment, flow, filing)
    number = min(filing.card, len(all_cards) - 1)
    facts = "\n".join(f"{n}. {field.label}: {text}" for n, (field, text) in enumerate(all_cards[number], 1))
    last = number == len(all_cards) - 1
    text = moment.say("review.card", card=number + 1, of=len(all_cards), facts=facts)
    on = _send_button(moment, filing) if last else moment.button("right", f"card:{number + 1}")
    if last:
        text += "\n" + moment.say("review.before_sending")
    return moment.turn("asked", Reply(text, (on, moment.button("fix", f"edit:{number}"))))


def show_card(moment: Moment, flow: Flow, number: int) -> Turn:
    """Turn to another card."""
    return review(moment.with_filing(card=number), flow)


def say_how(moment: Moment, flow: Flow) -> Turn:
    """Nothing usable was said to a card: what can be said, then the card again."""
    card = review(moment, flow).replies[-1]
    return moment.turn("asked", replace(card, text=f"{moment.say('review.how')}\n{card.text}"))


def remind_to_send(moment: Moment, flow: Flow) -> Turn:
    """A yes to the last card is not the sending: say what is."""
    last = review(moment, flow).replies[-1]
    return moment.turn("asked", replace(last, text=moment.say("review.press_send")))


def ask_which(moment: Moment, flow: Flow, number: int) -> Turn:
    """Which answer of this card is to be changed."""
    card = cards(moment, flow, moment.filing)[number]
    pressed = tuple(
        Button(moment.say("buttons.line", number=n), f"fix:{field.id}") for n, (field, _) in enumerate(card, 1)
    )
    facts = "\n".join(f"{n}. {field.label}" for n, (field, _) in enumerate(card, 1))
    moment = moment.with_filing(card=number)
    return moment.turn("asked", Reply(moment.say("review.which", facts=facts), pressed))


def send(moment: Moment, flow: Flow) -> Turn:
    """The citizen said yes to everything: the filing becomes a submission, its reference is told at once."""
    filing = moment.filing
    way = journey(flow, filing.answers)
    if way.next is not None:
        return review(moment, flow)
    reference = moment.new_reference()
    answers = to_plain({field.id: filing.answers[field.id] for field in way.done})
    submit = Submit(reference, flow.id, flow.version, flow.procedure, answers, moment.now)
    moment = moment.with_session(filing=None, doubt=None, filed=moment.session.topic)
    return moment.turn(
        "filed", Reply(moment.say("review.sent", reference=reference)), effects=(submit,), reference=reference
    )


def line_of(moment: Moment, flow: Flow, number: int) -> str | None:
    """The field on this line of the card that is shown."""
    all_cards = cards(moment, flow, moment.filing)
    card = all_cards[min(moment.filing.card, len(all_cards) - 1)]
    return card[number - 1][0].id if 1 <= number <= len(card) else None


def named_line(moment: Moment, flow: Flow) -> str | None:
    """The field that the message names by its number ("sửa dòng 4") or by its label ("sai tên mẹ")."""
    said = f" {fold(moment.text)} "
    for number in (int(word) for word in said.split() if word.isdecimal() and len(word) <= MOST_DIGITS):
        if found := line_of(moment, flow, number):
            return found
    labels = {field.id: fold(field.label) for field, _ in answered(moment.resources, flow, moment.filing.answers)}
    named = [field for field, label in labels.items() if f" {label} " in said]
    return max(named, key=lambda field: len(labels[field]), default=None)


def at_last_card(moment: Moment, flow: Flow) -> bool:
    """Whether the citizen has seen every card."""
    return moment.filing.card >= len(cards(moment, flow, moment.filing)) - 1


def _send_button(moment: Moment, filing: Filing) -> Button:
    return moment.button("send", f"send:{filing.flow}")
