"""Asks once where the citizen lives; the answer stays in the session. It decides nothing that follows. Pure."""

from __future__ import annotations

from bot.messages import Button, Reply
from bot.moment import Moment
from bot.turn import Turn

MOST_PLACES = 3


def ask(moment: Moment, *, then: str) -> Turn:
    """Ask for the commune and province; `then` is the question to answer once they are known."""
    moment = moment.with_session(placing=then)
    return moment.turn("clarified", Reply(moment.say("place.ask"), (moment.button("human", "nav:HUMAN"),)))


def heard(moment: Moment) -> tuple[str, ...]:
    """Codes of the places that the message may name; none when it names no place."""
    return moment.resources.places.find(moment.text)[:MOST_PLACES]


def ask_which(moment: Moment, codes: tuple[str, ...]) -> Turn:
    """Several places go by that name, or the old ward was divided."""
    names = [moment.resources.places.describe(code) for code in codes]
    listed = "\n".join(f"{number}. {name}" for number, name in enumerate(names, 1))
    pressed = tuple(
        Button(moment.say("buttons.place", number=number), f"place:{code}") for number, code in enumerate(codes, 1)
    )
    return moment.turn("clarified", Reply(moment.say("place.which", listed=listed), pressed))


def ask_again(moment: Moment) -> Turn:
    """The name was not known: once more with an example, then a person."""
    moment = moment.with_session(misses=moment.session.misses + 1)
    return moment.turn("clarified", Reply(moment.say("place.again"), (moment.button("human", "nav:HUMAN"),)))
