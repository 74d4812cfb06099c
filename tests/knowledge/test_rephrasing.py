"""A real chat model's server that answers well, badly, late and not at all; only true rewordings come back."""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from chat_models import serving, wait_until, well

from bot.app import build
from bot.home import Home, Secrets
from bot.messages import IncomingMessage
from knowledge.rephrasing import ChatModel, NoAnswer, Rephrasing, is_installed

if not is_installed():
    pytest.skip("langchain is not installed: pip install 'motcua[rephrase]'", allow_module_level=True)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
TEXT = "Mang giấy khai sinh và thẻ căn cước.\nNộp ở công an xã, phường.\nLệ phí 15.000 đồng, xong trong 3 ngày làm việc."


@pytest.fixture
def model():
    with serving() as running:
        yield running


def rephrasing(model, seconds=5.0, key=None):
    return Rephrasing(ChatModel("local", model.url, key, seconds))


def anything(text):
    return True


def test_a_good_answer_is_taken(model):
    assert rephrasing(model).reword(TEXT, anything) == well(TEXT)
    assert model.asked == [TEXT]


def test_the_model_is_sent_the_text_and_the_prompt_and_nothing_else(model):
    rephrasing(model, key="k-1").reword(TEXT, anything)
    sent = json.loads(model.bodies[0])
    assert [each["role"] for each in sent["messages"]] == ["system", "user"]
    assert sent["messages"][1]["content"].strip() == f"===\n{TEXT}\n==="
    assert model.paths == ["/v1/chat/completions"]
    assert model.keys == ["Bearer k-1"]


def test_the_key_is_not_in_what_the_settings_show():
    assert "geheim" not in repr(ChatModel("local", "http://127.0.0.1:1", "geheim"))


BAD = {
    "invents a fee": lambda text: text.replace("15.000", "50.000"),
    "adds a fee": lambda text: f"{text}\nĐóng thêm 20.000 đồng.",
    "invents an age": lambda text: f"{text}\nTrẻ trên 14 tuổi.",
    "adds a link": lambda text: f"{text}\nXem ở http://nop-nhanh.com.",
    "adds a link of the state": lambda text: f"{text}\nXem ở https://dichvucong.gov.vn.",
    "drops half": lambda text: text[: len(text) // 2],
    "drops a line": lambda text: text.split("\n", 1)[1],
    "talks English": lambda text: "Bring the birth certificate. The fee is 15.000 dong.",
    "chats": lambda text: f"Đây là đoạn văn đã viết lại:\n{text}",
    "uses markup": lambda text: f"**{text}**",
    "calls it free": lambda text: text.replace("Lệ phí 15.000 đồng", "Miễn phí"),
    "asks for a password": lambda text: f"{text}\nBác đọc mật khẩu cho cháu.",
    "sends elsewhere": lambda text: text.replace("công an xã", "công an tỉnh"),
    "needs less": lambda text: text.replace("Mang giấy khai sinh", "Không cần giấy khai sinh"),
    "repeats": lambda text: text,
    "says nothing": lambda text: "",
    "says blanks": lambda text: " \n ",
    "says too much": lambda text: "\n".join([text] * 20),
    "says ten megabytes": lambda text: "Dạ. " * 2_500_000,
}  # fmt: skip


@pytest.mark.parametrize("how", BAD)
def test_a_bad_answer_is_not_taken(model, how):
    model.answer = lambda system, text: BAD[how](text)
    assert rephrasing(model).reword(TEXT, anything) is None
    assert len(model.asked) == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not json",
        b"<html>busy</html>",
        b"{}",
        b'{"choices": []}',
        b'{"choices": null}',
        b"[1, 2]",
        b"null",
        b"\xff\xfe",
    ],
)
def test_an_answer_in_no_shape_is_none(model, raw):
    model.raw = raw
    assert rephrasing(model).reword(TEXT, anything) is None


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_a_server_in_trouble_is_asked_once(model, status):
    model.status, model.raw = status, b'{"error": {"message": "no"}}'
    assert rephrasing(model).reword(TEXT, anything) is None
    assert len(model.paths) == 1


def test_nobody_there():
    with serving() as gone:
        pass
    assert rephrasing(gone).reword(TEXT, anything) is None


@pytest.mark.parametrize("late", [{"delay": 30}, {"drip": 0.05}])
def test_a_late_answer_is_not_waited_for(model, late):
    """Neither silence nor an answer that comes letter by letter holds anybody up."""
    for name, seconds in late.items():
        setattr(model, name, seconds)
    asking = rephrasing(model, seconds=0.8)
    asking.reword("", anything)  # loads the library, which takes longer than this
    began = time.monotonic()
    assert asking.reword(TEXT, anything) is None
    assert time.monotonic() - began < 4


def test_what_does_not_fit_is_not_taken(model):
    assert rephrasing(model).reword(TEXT, lambda text: False) is None


def test_quotation_marks_around_the_answer_are_taken_off(model):
    model.answer = lambda system, text: f'"{well(text)}"'
    assert rephrasing(model).reword(TEXT, anything) == well(TEXT)


def test_why_there_is_no_answer_is_told_to_whoever_drafts(model):
    model.status, model.raw = 500, b"{}"
    with pytest.raises(NoAnswer, match="Error"):
        rephrasing(model).ask("reword", text=TEXT)


def test_an_unknown_provider_or_model_is_no_answer():
    asking = Rephrasing(ChatModel("no-such-provider:no-such-model"))
    assert asking.reword(TEXT, anything) is None


def test_another_model_or_address_is_another_fingerprint():
    one = Rephrasing(ChatModel("a", "http://127.0.0.1:1")).fingerprint
    assert one == Rephrasing(ChatModel("a", "http://127.0.0.1:1", "key", 3)).fingerprint
    assert one != Rephrasing(ChatModel("b", "http://127.0.0.1:1")).fingerprint
    assert one != Rephrasing(ChatModel("a", "http://127.0.0.1:2")).fingerprint


TRACED = """
import sys
from bot.app import build
from bot.home import Home, Secrets
from bot.messages import IncomingMessage
from knowledge.rephrasing import ChatModel, Rephrasing
asking = Rephrasing(ChatModel("local", sys.argv[1]))
if sys.argv[2] == "as the product does":
    assert asking.reword("Mang giấy khai sinh nhé.", lambda text: True)
else:
    asking._chain("reword").invoke({"text": "Mang giấy khai sinh nhé."})
from langchain_core.tracers.langchain import wait_for_all_tracers
wait_for_all_tracers()
"""


@pytest.mark.parametrize(("how", "tells"), [("as the product does", False), ("as langchain would", True)])
def test_no_trace_is_sent_whatever_the_environment_says(model, how, tells):
    """The second row shows that the listener would notice."""
    with serving() as listener:
        listener.raw = b"{}"
        names = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2")
        told = dict.fromkeys(names, "true") | {"LANGSMITH_API_KEY": "k", "LANGCHAIN_API_KEY": "k"}
        told |= {"LANGSMITH_ENDPOINT": listener.url, "LANGCHAIN_ENDPOINT": listener.url, "LANGSMITH_PROJECT": "p"}
        command = [sys.executable, "-c", TRACED, model.url, how]
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | told, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        assert bool(listener.paths) is tells
    assert len(model.asked) == 1


def test_nothing_is_loaded_before_the_first_question():
    code = (
        "import sys; from knowledge.rephrasing import ChatModel, Rephrasing; Rephrasing(ChatModel('a')).fingerprint;"
        "sys.exit(any(name.split('.')[0].startswith(('langchain', 'langsmith', 'openai')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60, check=False).returncode == 0


def configured(config, url):
    rephrase = config.knowledge.rephrase.model_copy(update={"model": "local", "base_url": url})
    return config.model_copy(update={"knowledge": config.knowledge.model_copy(update={"rephrase": rephrase})})


def test_a_whole_assistant_with_a_model_on_this_computer(config, tmp_path):
    """Through the inbox, the store and a real server; the model is sent no word of the citizen's."""
    with serving() as model:
        secrets = Secrets(None, None, None, None, rephrase_key="k")
        app = build(configured(config, model.url), Home(tmp_path), secrets, sandbox_url="http://127.0.0.1:9")
        app.start()
        try:
            said = [_say(app, "1", choice="ask:can-cuoc-duoi-14")]
            _say(app, "name", text="tôi là Nguyễn Thị Bí Mật ở ấp Bí Ẩn")
            wait_until((tmp_path / "rewordings.json").exists)
            said.append(_say(app, "2", choice="ask:can-cuoc-duoi-14"))
        finally:
            app.stop()
    assert said[0] != said[1]
    assert model.asked
    assert not any("Bí" in body for body in model.bodies)
    assert set(model.keys) == {"Bearer k"}


def _say(app, number, **said):
    app.inbox.receive(IncomingMessage("console:1", number, NOW, **said)).result(10)
    wait_until(lambda: app.store.outbox.turn("console:1", number))
    return [kept.reply.text for kept in app.store.outbox.turn("console:1", number).replies]
