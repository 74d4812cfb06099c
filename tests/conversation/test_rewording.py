"""Rewordings in a conversation: off by default, never waited for, never about anything but the content."""

import json
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot import answering, guide
from bot.app import Deciding, open_rewording
from bot.config import ConfigError
from bot.home import Home, Secrets
from bot.messages import IncomingMessage, Reply
from bot.moment import Moment
from bot.plain.lint import Message, problems
from bot.rewording import MOST_WAITING, Kept, Rewording, approved_lines, fits
from bot.session import Filing, Session
from bot.store.records import Waiting
from bot.turn import Turn
from connectors.choosing import Routing
from nlu.text import syllables

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SLUG = "can-cuoc-duoi-14"


def polite(text, fit):
    """A rewording that is always true: the same with a polite word in front."""
    other = f"Dạ, {text[0].lower()}{text[1:]}"
    return other if fit(other) else None


class Asked:
    """A model that notes what it is sent."""

    def __init__(self, answer=polite):
        self.texts = []
        self.answer = answer

    def __call__(self, text, fit):
        self.texts.append(text)
        return self.answer(text, fit)


def moment(resources, text="", **session):
    message = IncomingMessage("console:1", "1", NOW, text=text)
    return Moment(Session("console:1", greeted=True, **session), message, resources, NOW, lambda: "", text)


def rewording(tmp_path, model=polite, **more):
    return Rewording(model, Kept(tmp_path / "rewordings.json"), "print", **more)


def drained(rewording):
    """What waits is asked for, on this thread."""
    while not rewording._wanted.empty():
        rewording.ask(rewording._wanted.get())


def told(resources, slug=SLUG, **session):
    return answering.tell(moment(resources, **session), resources.library.by_slug(slug))


def texts(turn):
    return [reply.text for reply in turn.replies]


def test_the_first_time_as_written_and_the_next_time_in_other_words(resources, tmp_path):
    reword, turn = rewording(tmp_path), told(resources)
    assert reword(turn, resources) == turn
    drained(reword)
    second = reword(turn, resources)
    assert texts(second) != texts(turn)
    assert "Dạ, " in texts(second)[-1]
    assert second.session.last == second.replies, "said again, it is said the same way"
    assert [reply.buttons for reply in second.replies] == [reply.buttons for reply in turn.replies]
    assert replace(second, replies=turn.replies, session=turn.session) == turn, "nothing else changes"


def test_lists_heads_and_sources_stay_as_they_are(resources, tmp_path):
    reword, turn = rewording(tmp_path), told(resources)
    reword(turn, resources)
    drained(reword)
    lines = {line for text in texts(reword(turn, resources)) for line in text.split("\n")}
    approved = set(approved_lines(resources))
    kept = [line for text in texts(turn) for line in text.split("\n") if line not in approved]
    assert any(line.startswith("1. ") for line in kept)
    assert set(kept) <= lines


def test_only_sentences_of_the_content_are_ever_sent(resources, tmp_path):
    """Whatever the session holds: names and dates in a filing, a place, an open question."""
    model = Asked()
    reword = rewording(tmp_path, model)
    flow = next(iter(resources.flows))
    filing = Filing(flow, {"applicant_name": "Nguyễn Thị Bí Mật"})
    sessions = [{}, {"place": "26734"}, {"filing": filing}, {"filing": filing, "paused": True}]
    for session in sessions:
        for record in (*resources.library, *resources.library.faqs):
            turn = answering.tell(moment(resources, "tên tôi là Nguyễn Thị Bí Mật", **session), record)
            reword(answering.in_passing(moment(resources, **session), turn), resources)
            drained(reword)
    approved = set(approved_lines(resources))
    assert len(model.texts) > 100
    assert {line for text in model.texts for line in text.split("\n")} <= approved


def test_what_is_said_in_other_words_keeps_the_rules_of_plain_language(resources, tmp_path):
    reword = rewording(tmp_path)
    changed = 0
    for record in resources.library:
        for turn in (answering.tell(moment(resources), record), guide.tell_more(moment(resources), record)):
            reword(turn, resources)
            drained(reword)
            for before, after in zip(texts(turn), texts(reword(turn, resources)), strict=True):
                changed += before != after
                assert len(syllables(after)) <= max(60, len(syllables(before)))
                quoted = (record.official_title, *(source.title for source in record.sources.values()))
                assert {*problems(Message(after, quoted=quoted))} <= {*problems(Message(before, quoted=quoted))}
    assert changed > 20


@pytest.mark.parametrize("outcome", ["asked", "clarified", "filed", "no_answer", "handed_over", "error"])
def test_other_turns_are_left_alone(resources, tmp_path, outcome):
    line = next(line for line in approved_lines(resources) if len(syllables(line)) > 6)
    reword = rewording(tmp_path)
    turn = Turn(Session("console:1"), outcome, (Reply(line),))
    assert reword(turn, resources) is turn
    assert reword._wanted.empty()


def test_a_turn_never_waits_for_the_model(resources, tmp_path):
    hangs = threading.Event()
    reword = rewording(tmp_path, lambda text, fit: hangs.wait(20) and None)
    reword.start()
    began = time.monotonic()
    for _ in range(20):
        reword(told(resources), resources)
    assert time.monotonic() - began < 2
    began = time.monotonic()
    reword.stop()
    assert time.monotonic() - began < 3, "nor does stopping"
    hangs.set()


def test_a_model_that_falls_over_costs_nobody_an_answer(resources, tmp_path):
    def falls(text, fit):
        raise RuntimeError(text)

    reword = rewording(tmp_path, falls)
    reword.start()
    turn = told(resources)
    assert reword(turn, resources) == turn
    reword.stop()
    assert reword(turn, resources) == turn


def test_a_broken_rewording_leaves_the_turn_as_it_is(resources, tmp_path):
    reword, turn = rewording(tmp_path), told(resources)
    assert reword(turn, replace(resources, library=None)) is turn


def test_without_an_answer_it_asks_again_only_later(resources, tmp_path):
    now = [0.0]
    model = Asked(lambda text, fit: None)
    reword = rewording(tmp_path, model, clock=lambda: now[0])
    for _ in range(3):
        reword(told(resources), resources)
        drained(reword)
    asked = len(model.texts)
    assert asked == len(set(model.texts))
    now[0] = 4000.0
    reword(told(resources), resources)
    drained(reword)
    assert len(model.texts) == 2 * asked


def test_wishes_do_not_pile_up(resources, tmp_path):
    reword = rewording(tmp_path)
    for record in (*resources.library, *resources.library.faqs):
        reword(answering.tell(moment(resources), record), resources)
    assert reword._wanted.qsize() <= MOST_WAITING


def test_rewordings_outlive_the_process_and_another_model_knows_none(resources, tmp_path):
    reword, turn = rewording(tmp_path), told(resources)
    reword(turn, resources)
    drained(reword)
    after = texts(reword(turn, resources))
    assert texts(rewording(tmp_path)(turn, resources)) == after
    assert texts(Rewording(polite, Kept(tmp_path / "rewordings.json"), "other")(turn, resources)) == texts(turn)


@pytest.mark.parametrize(
    "twist", [lambda text: text + " Lệ phí 50.000 đồng.", lambda text: "Xem ở http://a.com", lambda text: ""]
)
def test_what_stands_in_the_file_is_not_believed(resources, tmp_path, twist):
    reword, turn = rewording(tmp_path), told(resources)
    reword(turn, resources)
    drained(reword)
    path = tmp_path / "rewordings.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({key: twist(text) for key, text in kept.items()}), encoding="utf-8")
    assert texts(rewording(tmp_path)(turn, resources)) == texts(turn)


@pytest.mark.parametrize("content", ["", "not json", "[1]", '{"a": 1}', "\x00"])
def test_a_damaged_file_is_no_file(tmp_path, content):
    (tmp_path / "kept.json").write_text(content, encoding="utf-8")
    kept = Kept(tmp_path / "kept.json")
    assert kept.get("a") is None
    kept.put("b", "B")
    assert Kept(tmp_path / "kept.json").get("b") == "B"


def test_the_least_used_is_forgotten_and_two_processes_keep_each_others(tmp_path):
    one, other = (Kept(tmp_path / "kept.json", most=3) for _ in range(2))
    for name in "abc":
        one.put(name, name.upper())
    one.get("a")
    one.put("d", "D")
    assert (one.get("a"), one.get("b"), one.get("d")) == ("A", None, "D")
    other.put("e", "E")
    assert Kept(tmp_path / "kept.json", most=3).get("d") == "D"


@pytest.mark.parametrize(
    ("other", "good"),
    [
        ("Dạ, bác mang giấy khai sinh ạ.", True),
        ("Bạn vui lòng mang giấy khai sinh.", False),
        ("Mang giấy khai sinh của bé theo người khi bác đi ra quầy để làm việc này nhé ạ.", False),
    ],
)
def test_a_rewording_is_held_to_the_rules_and_hardly_longer(other, good):
    assert fits(other, "Mang giấy khai sinh của bé.") is good


def test_deciding_keeps_the_reworded_turn(resources, store, tmp_path):
    reword = rewording(tmp_path)
    deciding = Deciding(lambda: resources, Routing(default="sandbox"), store, clock=lambda: NOW, reword=reword)
    message = IncomingMessage("console:1", "1", NOW, choice=f"ask:{SLUG}")
    waiting = Waiting(1, message, Session("console:1", greeted=True), 1, held=False)
    first = deciding(waiting).turn
    drained(reword)
    second = deciding(waiting).turn
    assert first.outcome == second.outcome == "answered"
    assert "Dạ, " in second.replies[-1].text
    assert second.session.last == second.replies


def test_it_is_off_unless_it_is_configured(config, tmp_path):
    assert config.knowledge.rephrase.model == ""
    assert open_rewording(config, Home(tmp_path), Secrets(None, None, None, None)) is None


def configured(config, url):
    rephrase = config.knowledge.rephrase.model_copy(update={"model": "local", "base_url": url})
    return config.model_copy(update={"knowledge": config.knowledge.model_copy(update={"rephrase": rephrase})})


def test_without_the_optional_packages_the_start_says_so(config, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.app.is_installed", lambda: False)
    with pytest.raises(ConfigError, match="motcua\\[rephrase\\]"):
        open_rewording(configured(config, ""), Home(tmp_path), Secrets(None, None, None, None))
