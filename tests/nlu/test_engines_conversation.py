"""What the conversation makes of guesses: they yield to words and procedures, and disagreements go to the editors."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from bot.config import Nlu, load
from bot.conversation import respond
from bot.home import Home
from bot.loading import Shelves, load_engines
from bot.messages import IncomingMessage, Miss
from bot.session import Session
from knowledge.search import Found
from nlu.engines.guess import NOTHING, Guess

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


def say(resources, *texts, guess=None):
    """The last turn of these messages."""
    resources = replace(resources, guess=guess) if guess else resources
    session, turn = Session("telegram:1", greeted=True), None
    for number, text in enumerate(texts):
        message = IncomingMessage("telegram:1", str(number), NOW, text)
        turn = respond(session, message, resources, now=NOW, new_reference=lambda: "MC-AAAA-BBBB")
        session = turn.session
    return turn


def phrase(resources, name):
    return resources.wording.say(name)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("quý hóa quá, đội ơn cháu nhé", "chat.thanks"),
        ("cái máy này làm được những gì vậy con", "chat.who_are_you"),
        ("mắt bác mờ rồi không đọc được đâu", "chat.helpless"),
        ("sống làm chi cho khổ con khổ cháu", "chat.distress"),
        ("làm ăn gì mà hành dân quá thể", "chat.anger"),
        ("căn cước của bác số 079123456789 nhé", "chat.give_personal_value"),
        ("bà nằm bất tỉnh không thở được nữa", "safety.emergency"),
        ("có người xưng cán bộ gọi đòi mã xác nhận gửi về máy", "safety.scam"),
    ],
)
def test_what_no_listed_word_tells_is_answered_all_the_same(resources, said, name):
    assert resources.understand(said).intent is None
    unfound = replace(resources, find=lambda text, province: Found((), "none"))
    turn = say(unfound, said)
    assert turn.replies[-1].text == phrase(resources, name)


def test_a_guess_yields_to_listed_words_to_an_aspect_to_commands_and_to_a_sure_procedure(resources):
    def wrong(text: str) -> Guess:
        raise AssertionError(f"asked about: {text}")

    for said in ("cảm ơn cháu", "mất bao nhiêu tiền", "quay lại", "làm giấy khai sinh cho con"):
        say(resources, said, guess=wrong)


def test_nothing_typed_into_a_form_is_guessed_at(resources):
    def wrong(text: str) -> Guess:
        raise AssertionError(f"asked about: {text}")

    opened = say(resources, "làm giấy khai sinh cho con", "làm luôn")
    assert opened.session.filing
    for said in ("Nguyễn Văn Bảy", "cái gì vậy ta", "079123456789", "hôm nay trời mưa nhỉ"):
        message = IncomingMessage("telegram:1", said, NOW, said)
        respond(opened.session, message, replace(resources, guess=wrong), now=NOW, new_reference=lambda: "x")


def test_a_misfortune_that_papers_are_needed_for_is_no_call_for_help(resources):
    meant = {"certain": "emergency", "close": "calamity", "none": "calamity"}
    real = resources.find("làm giấy khai tử", None)
    for verdict, intent in meant.items():
        found = replace(real, verdict=verdict, choices=("khai-tu", "dang-ky-lai-khai-tu"))
        near = replace(resources, find=lambda text, province, found=found: found)
        turn = say(near, "nhà trôi hết rồi", guess=lambda text, intent=intent: Guess(intent))
        assert (turn.replies[-1].text == phrase(resources, "safety.emergency")) == (verdict == "none"), verdict


def test_my_papers_are_looked_up_in_other_words_too(resources):
    turn = say(resources, "bữa tê mệ gởi đó", guess=lambda text: Guess("my_files"))
    assert [type(effect).__name__ for effect in turn.effects] == ["LookUp"]


def test_do_it_now_in_other_words_opens_the_form(resources):
    turn = say(
        resources, "làm giấy khai sinh cho con", "xắn tay vô thôi", guess=lambda text: Guess("wants_to_file")
    )
    assert turn.session.filing


def test_what_two_engines_disagree_on_goes_to_the_editors_masked(resources):
    said = "rứa thôi số 079123456789 hỉ"
    turn = say(resources, said, guess=lambda text: Guess("goodbye", disagrees=True))
    assert turn.outcome == "navigated"
    (miss,) = turn.effects
    assert isinstance(miss, Miss)
    assert "079123456789" not in miss.text
    assert "rứa thôi" in miss.text


def test_what_they_agree_on_does_not(resources):
    assert say(resources, "rứa thôi hỉ", guess=lambda text: Guess("goodbye")).effects == ()
    assert say(resources, "rứa thôi hỉ", guess=lambda text: NOTHING).replies


def test_the_engine_is_chosen_in_the_configuration(config, tmp_path):
    assert config.nlu.engine == "embedded"
    embedding = Shelves(config, Home(tmp_path)).embedding
    assert load_engines(config, embedding).other is None
    written = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    written["nlu"]["engine"] = "rasa"
    (tmp_path / "config.yml").write_text(yaml.safe_dump(written), encoding="utf-8")
    engines = load_engines(load(tmp_path / "config.yml"), embedding)
    assert engines.other is not None


@pytest.mark.parametrize(
    "url",
    [
        "http://rasa.example.vn:5005",
        "http://10.0.0.5:5005",
        "http://127.0.0.1.example.vn",
        "http://a@127.0.0.1:5005",
        "https://127.0.0.1",
        "http://127.0.0.1:99999",
        "127.0.0.1:5005",
    ],
)
def test_rasa_is_asked_on_this_computer_alone(url):
    with pytest.raises(ValidationError):
        Nlu.model_validate({"engine": "rasa", "rasa": {"url": url, "timeout_seconds": 1}})
