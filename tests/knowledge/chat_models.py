"""A chat model's server on this computer that speaks OpenAI's protocol and answers as a test wants: well, badly, late."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[str, str], str]
"""What the model says, from the kind of question (the prompt's opening words) and the text to be worded anew."""
BETWEEN = re.compile(r"===\n(.*?)\n===", re.DOTALL)
SYNONYMS = {"Mang ": "Cầm theo ", "mang ": "cầm theo ", "Nộp ": "Bác nộp ", "không mất tiền": "miễn phí"}


@dataclass
class Model:
    """One running server: what it was asked, and how it answers."""

    url: str = ""
    answer: Answer = lambda system, text: well(text)
    raw: bytes | None = None
    status: int = 200
    delay: float = 0
    drip: float = 0
    asked: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)


def well(text: str) -> str:
    """The same in other words."""
    for one, other in SYNONYMS.items():
        text = text.replace(one, other)
    return f"Dạ, {text[0].lower()}{text[1:]}"


def completion(content: str) -> bytes:
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    body = {"id": "c1", "object": "chat.completion", "created": 1, "model": "local", "choices": [choice]}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return json.dumps(body | {"usage": usage}).encode()


@contextmanager
def serving() -> Iterator[Model]:
    """The server, stopped afterwards with whatever it still holds back."""
    model = Model()

    class Requests(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode(errors="replace")
            model.paths.append(self.path)
            model.bodies.append(body)
            model.keys.append(self.headers.get("Authorization", ""))
            model.stopping.wait(model.delay)
            answer = model.raw if model.raw is not None else completion(_said(model, body))
            self._send(answer)

        def _send(self, answer: bytes) -> None:
            self.send_response(model.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            pieces = [answer[place : place + 1] for place in range(len(answer))] if model.drip else [answer]
            for piece in pieces:
                self.wfile.write(piece)
                if model.stopping.wait(model.drip):
                    return

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that went away is what some tests are about."""

    server = Server(("127.0.0.1", 0), Requests)
    server.daemon_threads = True
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield model
    finally:
        model.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _said(model: Model, body: str) -> str:
    messages = json.loads(body)["messages"]
    system, human = messages[0]["content"], messages[-1]["content"]
    found = BETWEEN.search(human)
    text = found[1] if found else human
    model.asked.append(text)
    return model.answer(system, text)


def wait_until(true: Callable[[], object], seconds: float = 10) -> None:
    """Until something has happened in another thread."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(0.01)
