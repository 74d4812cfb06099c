"""What holds in every state of every filing, whatever is said: walked by chance, with the real `respond`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random
from typing import get_args

import pytest
from conversation.roaming import WORDS, Roamer, quick

from bot.commands import COMMANDS
from bot.messages import Attached
from bot.moment import Resources
from flows.journey import journey, progress

FLOWS = ("khai-sinh", "xac-nhan-tinh-trang-hon-nhan", "khai-tu")
WALKS = 3
WALKERS = int(os.environ.get("MOTCUA_WALKERS", "8"))
"""How many citizens take STEPS steps each; `make simulate` sends more."""
STEPS = int(os.environ.get("MOTCUA_STEPS", "500"))
LONGEST_WALK = 400
STRANGE = (
    "",
    " ",
    "x" * 400,
    "lâu " * 2500,
    "\x00\x07\x1b[31m",
    "\u200b\u200d\u2060",
    "\u202eđảo ngược",
    "\u0301\u0300",
)
BACKS = 5


@pytest.fixture(scope="module")
def known(resources: Resources) -> Resources:
    return quick(resources)


def _walk(roamer: Roamer, flow: str) -> Iterator[Roamer]:
    """Every state of one filing from its first question until it is sent."""
    roamer.begin(roamer.resources.flows[flow])
    for _ in range(LONGEST_WALK):
        if not roamer.session.filing:
            return
        yield roamer
        roamer.go_on()
    raise AssertionError(f"no end in sight at {roamer.place()}: {roamer.session.last[-1].text}")


@pytest.mark.parametrize("seed", range(WALKS))
@pytest.mark.parametrize("flow", FLOWS)
def test_a_walk_ends_in_one_submission(known: Resources, flow: str, seed: int) -> None:
    roamer = Roamer(known, Random(seed))
    states = sum(1 for _ in _walk(roamer, flow))
    assert states > 15
    assert [submit.flow_id for submit in roamer.sent] == [flow]


@pytest.mark.parametrize("flow", FLOWS)
def test_every_command_and_all_junk_in_every_state(known: Resources, flow: str) -> None:
    """What must hold is checked by the roamer at every probe."""
    for roamer in _walk(Roamer(known, Random(7)), flow):
        for command in COMMANDS:
            roamer.probe(choice=f"nav:{command}")
        for text in (*WORDS["junk"], *STRANGE):
            roamer.probe(text)
        for value in WORDS["odd_buttons"]:
            roamer.probe(choice=value)
        for attached in get_args(Attached):
            roamer.probe(attached=attached)


@pytest.mark.parametrize("flow", FLOWS)
def test_of_never_rises_along_a_path(known: Resources, flow: str) -> None:
    roamer, least = Roamer(known, Random(11)), 1000
    for _ in _walk(roamer, flow):
        step, of = progress(roamer.resources.flows[flow], roamer.answers())
        assert step <= of <= least, roamer.place()
        least = of
        fields = [reply.field for reply in roamer.session.last if reply.field]
        assert all(field.of == of for field in fields), roamer.place()


@pytest.mark.parametrize("flow", FLOWS)
def test_a_person_and_a_pause_are_one_step_away(known: Resources, flow: str) -> None:
    for roamer in _walk(Roamer(known, Random(3)), flow):
        assert roamer.probe("gặp người").outcome == "handed_over"
        paused = roamer.probe("để sau").session
        assert paused.paused
        assert paused.filing is not None
        assert paused.filing.answers == roamer.answers()


@pytest.mark.parametrize("flow", FLOWS)
def test_garbage_leaves_the_ladder_after_two_different_tries(known: Resources, flow: str) -> None:
    """C11 and C13: two re-prompts in other words, then a person or a pause instead of a third."""
    for roamer in _walk(Roamer(known, Random(5)), flow):
        open_ = roamer.open()
        filing = roamer.session.filing
        if open_ is None or filing is None or filing.failures or roamer.session.paused:
            continue
        stray = Roamer(known, Random(0), session=roamer.session)
        heard = [stray.hear("𝄞 ##").replies[-1] for _ in range(3)]
        texts = [roamer.session.last[-1].text, *(reply.text for reply in heard)]
        assert len(set(texts)) == 4, texts
        ways = {button.value for button in heard[-1].buttons}
        assert {"nav:HUMAN", "nav:PAUSE"} <= ways, stray.place()
        assert stray.answers() == roamer.answers()


@pytest.mark.parametrize("flow", FLOWS)
def test_back_and_forward_again_loses_nothing(known: Resources, flow: str) -> None:
    for number, roamer in enumerate(_walk(Roamer(known, Random(13)), flow)):
        if number % 4:
            continue
        stray = Roamer(known, Random(0), session=roamer.session)
        for _ in range(BACKS):
            stray.hear("quay lại")
        while stray.session.filing and stray.session.filing.changing:
            stray.hear(choice=f"keep:{stray.session.filing.changing}")
        assert stray.answers() == roamer.answers()
        assert stray.open() == roamer.open()


@pytest.mark.parametrize("flow", FLOWS)
def test_a_change_from_the_last_card_is_shown_before_it_is_sent(known: Resources, flow: str) -> None:
    """The roamer checks at the sending that every answer sent has been on a card."""
    at_the_end = next(roamer for roamer in _walk(Roamer(known, Random(23)), flow) if roamer.offered("send:"))
    for field in journey(known.flows[flow], at_the_end.answers()).done:
        stray = Roamer(known, Random(1), session=at_the_end.session, shown=set(at_the_end.shown))
        stray.hear(f"sửa {field.label}")
        for _ in range(LONGEST_WALK):
            if not stray.session.filing:
                break
            stray.go_on()
        assert len(stray.sent) == 1, stray.place()


@pytest.mark.parametrize("flow", FLOWS)
def test_a_label_typed_is_the_button_pressed(known: Resources, flow: str) -> None:
    for roamer in _walk(Roamer(known, Random(19)), flow):
        for button in roamer.session.offered:
            pressed, typed = roamer.probe(choice=button.value), roamer.probe(button.label.lower())
            assert typed.session == pressed.session, (roamer.place(), button)
            assert typed.replies == pressed.replies, (roamer.place(), button)


@pytest.mark.parametrize("flow", FLOWS)
def test_a_shaky_finger_presses_every_button_twice(known: Resources, flow: str) -> None:
    """C26: the second press of the same button changes no answer."""
    for roamer in _walk(Roamer(known, Random(17)), flow):
        for button in roamer.session.offered:
            stray = Roamer(known, Random(0), session=roamer.session, shown=set(roamer.shown))
            once = stray.hear(choice=button.value).session
            twice = stray.hear(choice=button.value).session
            assert (once.filing and once.filing.answers) == (twice.filing and twice.filing.answers), button
            assert len(stray.sent) <= 1


@pytest.mark.parametrize("seed", range(WALKERS))
def test_a_citizen_who_does_anything_at_any_time(known: Resources, seed: int) -> None:
    """Answers, changes, pauses, questions, junk and old buttons in any order, for STEPS messages."""
    roamer = Roamer(known, Random(1000 + seed))
    pressed: list[str] = []
    for _ in range(STEPS):
        pressed = [*pressed, *(button.value for button in roamer.session.offered)][-60:]
        _anything(roamer, pressed)
    assert roamer.sent, "nobody gets anywhere"


def _anything(roamer: Roamer, pressed: list[str]) -> None:
    chance = roamer.random.random()
    if not roamer.session.filing:
        roamer.begin(roamer.resources.flows[roamer.random.choice(FLOWS)])
    elif roamer.session.doubt or chance < 0.04:
        roamer.hear(choice=roamer.random.choice(pressed))
    elif chance < 0.08:
        roamer.hear(choice=f"nav:{roamer.random.choice([*COMMANDS])}")
    elif chance < 0.14:
        roamer.hear(roamer.random.choice([*WORDS["junk"], *STRANGE]))
    elif chance < 0.16:
        roamer.hear(choice=roamer.random.choice(WORDS["odd_buttons"]))
    elif roamer.offered("fix:") or (roamer.offered("edit:") and chance < 0.25):
        roamer.hear(choice=roamer.random.choice(roamer.offered("fix:", "edit:")))
    else:
        roamer.go_on(wild=True)


def test_every_answer_keeps_to_the_plain_rules(known: Resources) -> None:
    """All that can be told of every procedure: in short, page by page, and each side alone."""
    for procedure in known.library:
        roamer = Roamer(known, Random(0))
        roamer.hear(choice=f"ask:{procedure.slug}")
        if procedure.status == "known":
            continue
        for question in WORDS["sides"]:
            assert roamer.probe(question).outcome in ("answered", "clarified"), (procedure.slug, question)
        for page in range(10):
            roamer.probe(choice=f"more:{procedure.slug}:{page}")
