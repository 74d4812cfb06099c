"""Puts questions of a flow into words: the open question, a read-back, a re-prompt. Renders, decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from bot.messages import Button, OpenField, Reply
from bot.moment import Moment, Resources
from bot.session import Filing, Pending, Session
from flows import describing
from flows.answers import Address, Answer, Answers
from flows.describing import called, spoken
from flows.flow import Field, Flow
from flows.journey import journey, progress

MOST_BUTTONS = 5
CHOSEN_FROM = frozenset({"lunar_or_solar", "leap_month", "old_month_name", "unit", "zodiac_guess", "which_place"})
"""Reasons to ask that come with readings to choose from."""


@dataclass(frozen=True, slots=True)
class Open:
    """The question that is open: its flow, its field, and where it stands among all questions."""

    flow: Flow
    field: Field
    step: int
    of: int


def open_question(flow: Flow, filing: Filing) -> Open | None:
    """The field being changed, else the next one; None when everything is answered."""
    field = flow.field(filing.changing) if filing.changing else journey(flow, filing.answers).next
    if field is None:
        return None
    step, of = progress(flow, filing.answers)
    if filing.changing:
        step = _position(flow, filing, field)
    return Open(flow, called(field, filing.answers), step, of)


def open_now(moment: Moment) -> Open | None:
    """The open question of this moment; None when no filing goes on, or everything is answered."""
    flow = moment.flow
    return open_question(flow, moment.filing) if flow else None


def question(moment: Moment, open_: Open, filing: Filing, *, lead: str = "") -> Reply:
    """The open question with its example, its place among the others and its buttons."""
    field = open_.field
    parts = [
        lead,
        _place(moment, open_, filing),
        _filled(moment, describing.question(open_.flow, field, filing.answers), filing),
    ]
    if field.example and not field.choices:
        parts.append(moment.say("filing.example", example=_filled(moment, field.example, filing)))
    if (kept := filing.answers.get(field.id)) is not None and filing.changing:
        parts.append(moment.say("filing.kept", answer=describe(moment.resources, field, kept)))
    return Reply(_lines(parts), buttons(moment, field, filing), control(open_, moment))


def _place(moment: Moment, open_: Open, filing: Filing) -> str:
    """Where the question stands; among how many is told once it is known how many people are asked about."""
    ahead = open_.flow.fields[open_.flow.paths.position[open_.field.id] :]
    if any(field.at_most and field.id not in filing.answers for field in ahead):
        return moment.say("filing.place_alone", step=open_.step)
    return moment.say("filing.place", step=open_.step, of=open_.of)


def ask_again(moment: Moment, open_: Open, filing: Filing, *, why: str = "") -> Reply:
    """The same question in easier words: the first try differs from the second, the third offers a way out."""
    field = open_.field
    template = field.simpler if filing.failures <= 1 else field.simplest
    text = _lines([why, _filled(moment, template, filing)])
    return Reply(text, buttons(moment, field, filing), control(open_, moment))


def stuck(moment: Moment, open_: Open) -> Reply:
    """After the second re-prompt: no third one, but a person, a pause, or leaving the question out."""
    ways = [moment.button("human", "nav:HUMAN"), moment.button("pause", "nav:PAUSE")]
    if open_.field.optional or open_.field.may_be_unknown:
        ways.insert(0, moment.button("skip", f"skip:{open_.field.id}"))
    return Reply(moment.say("filing.stuck"), tuple(ways), control(open_, moment))


def read_back(moment: Moment, open_: Open, pending: Pending) -> Reply:
    """What was understood, for a yes or a no; or the readings to choose from."""
    field = open_.field
    heard = describe(moment.resources, field, pending.value)
    if pending.reason in CHOSEN_FROM and pending.options:
        return _choose_reading(moment, open_, pending)
    reason = "odd_date" if pending.reason == "mismatch" and field.kind == "date" else pending.reason
    text = _read_back_text(moment, reason, label=in_sentence(field.label), heard=heard)
    yes = "keep" if pending.reason == "diacritics" else "yes"
    pair = (moment.button(yes, f"ok:{field.id}"), moment.button("fix", f"no:{field.id}"))
    return Reply(text, pair, control(open_, moment, pair))


def _read_back_text(moment: Moment, reason: str | None, **values: str) -> str:
    if reason is None:
        return moment.say("filing.read_back", **values)
    if moment.resources.wording.has(f"reading.{reason}"):
        return moment.say(f"reading.{reason}", **values)
    return f"{moment.say(f'reasons.{reason}')}\n{moment.say('filing.read_back', **values)}"


def _choose_reading(moment: Moment, open_: Open, pending: Pending) -> Reply:
    options = (pending.value, *pending.options)[:3]
    heard = [_option(moment, open_.field, option) for option in options]
    if pending.reason == "lunar_or_solar":
        labels = [moment.say("buttons.solar"), moment.say("buttons.lunar")]
        options, heard = options[:2], heard[:2]
    else:
        labels = [str(number) for number in range(1, len(options) + 1)]
    name = "one_of_places" if pending.reason == "which_place" else pending.reason
    listed = "\n".join(f"{number}. {text}" for number, text in enumerate(heard, 1))
    text = moment.say(
        f"reading.{name}",
        label=in_sentence(open_.field.label),
        heard=heard[0],
        second=heard[1],
        listed=listed,
    )
    pressed = tuple(Button(label, f"opt:{open_.field.id}:{n}") for n, label in enumerate(labels))
    if pending.reason == "which_place":
        pressed += (moment.button("elsewhere", f"no:{open_.field.id}"),)
    return Reply(text, pressed, control(open_, moment, pressed))


def _option(moment: Moment, field: Field, option: Answer) -> str:
    """One of several readings; of a place its name alone, since the words that were said are the same for all."""
    if isinstance(option, Address) and option.unit:
        return option.unit
    return describe(moment.resources, field, option)


def buttons(moment: Moment, field: Field, filing: Filing) -> tuple[Button, ...]:
    """The answers to press: at most five, then leaving the question out where that is allowed."""
    pressed = [
        Button(choice.label, f"set:{field.id}={choice.value}") for choice in choices(moment.resources, field)
    ]
    if filing.changing and field.id in filing.answers:
        pressed.append(moment.button("keep_answer", f"keep:{field.id}"))
    if field.optional:
        pressed.append(moment.button("skip", f"skip:{field.id}"))
    elif field.may_be_unknown and not field.choices:
        pressed.append(moment.button("unknown", f"unknown:{field.id}"))
    return tuple(pressed[:MOST_BUTTONS])


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to press: a flow's choice, or one that its kind brings along."""

    value: str
    label: str


def choices(resources: Resources, field: Field) -> tuple[Option, ...]:
    """The answers that a field offers; yes/no and sex bring their own."""
    if field.choices:
        return tuple(Option(choice.value, choice.label) for choice in field.choices)
    say = resources.wording.say
    if field.kind == "yes_no":
        return Option("yes", say("buttons.has")), Option("no", say("buttons.has_not"))
    if field.kind == "sex":
        return Option("nam", say("buttons.male")), Option("nữ", say("buttons.female"))
    return ()


def control(open_: Open, moment: Moment, pressed: tuple[Button, ...] | None = None) -> OpenField:
    """What a client needs to show the right control."""
    offered = pressed
    if offered is None:
        offered = tuple(
            Button(option.label, f"set:{open_.field.id}={option.value}")
            for option in choices(moment.resources, open_.field)
        )
    return OpenField(open_.field.id, open_.field.kind, offered, open_.step, open_.of)


def describe(resources: Resources, field: Field, answer: Answer) -> str:
    """An answer as a person reads it."""
    for option in choices(resources, field):
        if option.value == answer:
            return option.label
    return spoken(field, answer, resources.words)


def in_sentence(label: str) -> str:
    """A label as it stands in the middle of a sentence."""
    return label[:1].lower() + label[1:]


def answered(resources: Resources, flow: Flow, answers: Answers) -> list[tuple[Field, str]]:
    """Every question on the way so far with its answer in words."""
    done = journey(flow, answers).done
    return [(called(field, answers), describe(resources, field, answers[field.id])) for field in done]


def answered_so_far(session: Session, resources: Resources) -> list[tuple[str, str]]:
    """Labels and answers of the open filing; nothing when none is open."""
    flow = resources.flows.get(session.filing.flow) if session.filing else None
    if not flow or not session.filing:
        return []
    return [(field.label, text) for field, text in answered(resources, flow, session.filing.answers)]


def _filled(moment: Moment, template: str, filing: Filing) -> str:
    names = {key: str(answer) for key, answer in filing.answers.items() if isinstance(answer, str | Address)}
    return moment.resources.wording.fill(template, **names)


def _lines(parts: list[str]) -> str:
    return " ".join(part for part in parts if part)


def _position(flow: Flow, filing: Filing, field: Field) -> int:
    done = journey(flow, filing.answers).done
    return next((number for number, each in enumerate(done, 1) if each.id == field.id), len(done) + 1)
