"""A Rasa that is gone, slow, or talks nonsense: the embedded engine answers, soon, and Rasa is left alone for a while."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from nlu.engines.guess import Engines, Guess, Scored
from nlu.engines.rasa import FAILURES, PAUSE_SECONDS, RasaEngine

Answer = Callable[[str], tuple[int, bytes]]
TIMEOUT = 0.3


def told(name: str, confidence: object, *, text: str | None = None) -> Answer:
    """What Rasa says when it is well."""

    def answer(asked: str) -> tuple[int, bytes]:
        ranked = {"name": name, "confidence": confidence}
        next_ = {"name": "thanks", "confidence": 0.2}
        return 200, json.dumps(
            {
                "text": asked if text is None else text,
                "intent": ranked,
                "entities": [],
                "intent_ranking": [ranked, next_],
            }
        ).encode()

    return answer


class FakeRasa:
    """Answers over a real socket whatever it is told to."""

    def __init__(self) -> None:
        self.answer: Answer = told("goodbye", 0.9)
        self.seconds = 0.0
        self.asked: list[tuple[str, str]] = []
        outer = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                text = json.loads(self.rfile.read(int(self.headers["content-length"])))["text"]
                outer.asked.append((self.path, text))
                time.sleep(outer.seconds)
                status, body = outer.answer(text)
                try:
                    self.send_response(status)
                    self.send_header("content-length", str(len(body)))
                    if status == 302:
                        self.send_header("location", "http://127.0.0.1:9/")
                    self.end_headers()
                    self.wfile.write(body)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # the client has stopped waiting

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def fake() -> Iterator[FakeRasa]:
    server = FakeRasa()
    yield server
    server.stop()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(fake: FakeRasa, clock: Clock) -> Iterator[RasaEngine]:
    opened = RasaEngine(fake.url, TIMEOUT, clock=clock)
    yield opened
    opened.close()


def embedded(text: str) -> Scored:
    return Scored("greeting", 0.9, sure=True)


def test_rasa_decides_while_it_is_well(fake, engine):
    assert Engines(embedded, engine)("thôi bác đi") == Guess("goodbye", disagrees=True)
    assert fake.asked == [("/model/parse", "thôi bác đi")]


@pytest.mark.parametrize(
    ("answer", "scored"),
    [
        (told("goodbye", 0.71), Scored("goodbye", 0.71, sure=True)),
        (told("goodbye", 0.69), Scored("goodbye", 0.69, sure=False)),
        (told("emergency", 0.8), Scored("emergency", 0.8, sure=False)),
        (told("emergency", 0.9), Scored("emergency", 0.9, sure=True)),
        (told("nlu_fallback", 0.9), Scored("thanks", 0.2, sure=False)),
        (told("no_such_intent", 0.9), None),
        (told("goodbye", "much"), None),
        (told("goodbye", 1.7), None),
        (told("goodbye", 0.9, text="other words"), None),
        (lambda asked: (500, b"{}"), None),
        (lambda asked: (302, b""), None),
        (lambda asked: (200, b"<html>"), None),
        (lambda asked: (200, b"\xff\xfe"), None),
        (lambda asked: (200, b"[]"), None),
        (lambda asked: (200, b""), None),
    ],
)
def test_an_answer_is_taken_only_if_it_makes_sense(fake, engine, answer, scored):
    fake.answer = answer
    assert engine("thôi bác đi") == scored
    expected = Guess("greeting") if scored is None else None
    assert expected is None or Engines(embedded, engine)("thôi bác đi") == expected


def test_a_slow_rasa_is_not_waited_for(fake, engine):
    fake.seconds = 2.0
    began = time.monotonic()
    assert Engines(embedded, engine)("thôi bác đi") == Guess("greeting")
    assert time.monotonic() - began < 1.5


def test_after_failures_in_a_row_it_is_left_alone_and_tried_again_once(fake, engine, clock):
    fake.answer = lambda asked: (500, b"")
    for _ in range(FAILURES + 4):
        assert engine("a") is None
    assert len(fake.asked) == FAILURES
    clock.now += PAUSE_SECONDS
    assert engine("a") is None
    assert engine("a") is None
    assert len(fake.asked) == FAILURES + 1
    clock.now += PAUSE_SECONDS
    fake.answer = told("goodbye", 0.9)
    assert engine("a") is not None
    assert engine("a") is not None
    assert len(fake.asked) == FAILURES + 3


def test_one_success_forgives_the_failures_before_it(fake, engine):
    for _ in range(2):
        fake.answer = lambda asked: (500, b"")
        for _ in range(FAILURES - 1):
            assert engine("a") is None
        fake.answer = told("goodbye", 0.9)
        assert engine("a") is not None


def test_a_rasa_that_is_gone_costs_nothing_but_the_tries(fake, engine):
    fake.stop()
    both = Engines(embedded, engine)
    assert [both("a") for _ in range(20)] == [Guess("greeting")] * 20


def test_the_environments_proxies_are_not_asked(fake, clock, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    opened = RasaEngine(fake.url, TIMEOUT, clock=clock)
    assert opened("a") is not None
    opened.close()
