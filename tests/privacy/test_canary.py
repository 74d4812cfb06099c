"""Plants names, numbers and words by using the product for real, then searches every byte that it wrote."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any, Self

import httpx2
import pytest
from canaries import CANARIES, found_in, found_under, shapes
from filer import PREFERRED, answer_to

from bot.cli.ports import free_port

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
PLANTED_FIELDS = {
    "nks_ho_ten": CANARIES["child"],
    "me_ho_ten": CANARIES["mother"],
    "nyc_ho_ten": CANARIES["mother"],
    "me_ngay_sinh": "15/8/1988",
    "nyc_ngay_sinh": "15/8/1988",
    "me_so_giay_to": CANARIES["number"],
    "nyc_so_giay_to": CANARIES["number"],
}
PLANTED_KINDS = {
    "address": f"số 7 {CANARIES['address']}, xã Nhơn Ninh",
    "phone": CANARIES["phone as typed"],
    "text": CANARIES["free text"],
    "email": CANARIES["email"],
}
OFFICER_AT = 12
"""The turn of the filing in which an officer comes in between."""


@dataclass
class Process:
    """A program of ours with everything it prints in a file."""

    words: list[str]
    output: Path
    environment: dict[str, str] = field(default_factory=dict)
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.output.open("ab") as output:
            self.running = subprocess.Popen(
                [sys.executable, *self.words],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=os.environ | self.environment,
            )

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.running:
            assert self.running.stdin
            self.running.stdin.close()
            self.running.send_signal(how)
            self.running.wait(30)
            self.running = None


@dataclass
class Scene:
    """The assistant with its errors put in, a sandbox portal with faults on, and where they write."""

    folder: Path
    url: str = ""
    portal: str = ""
    told: list[dict[str, Any]] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)
    logged: list[int] = field(default_factory=list)
    found_alive: list[dict[str, set[str]]] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    def start(self) -> None:
        self.logs.mkdir()
        at_portal, here = free_port(18500), free_port(18520)
        self.url, self.portal = f"http://127.0.0.1:{here}", f"http://127.0.0.1:{at_portal}"
        faults = ["--faults", "error"]
        portal = ["-m", "bot", "--home", str(self.folder / "portal"), "portal-sandbox", "--port", str(at_portal)]
        self.processes.append(Process([*portal, *faults], self.logs / "portal"))
        config = (ROOT / "config.yml").read_text(encoding="utf-8")
        quick = self.folder / "config.yml"
        quick.write_text(config.replace("retry_last_seconds: 300", "retry_last_seconds: 0.5"), encoding="utf-8")
        words = [str(ROOT / "tests/privacy/injected.py"), "--home", str(self.home), "--config", str(quick)]
        words += ["run", "--port", str(here)]
        environment = {"PYTHONPATH": str(ROOT)}
        self.processes.append(
            Process([*words, "--sandbox-url", self.portal], self.logs / "assistant", environment)
        )
        for each in self.processes:
            each.start()
        until(lambda: httpx2.get(f"{self.url}/healthz").is_success)
        until(lambda: httpx2.get(f"{self.portal}/dossiers").is_success)

    def restart(self, how: signal.Signals) -> None:
        self.processes[1].stop(how)
        self.look()
        self.processes[1].start()
        until(lambda: httpx2.get(f"{self.url}/healthz").is_success)

    def look(self) -> None:
        """Search the home as it lies there now, with whatever is still in the database's log."""
        self.logged.append((self.home / "motcua.sqlite-wal").stat().st_size)
        self.found_alive.append(found_under(self.home))

    def stop(self) -> None:
        for each in self.processes:
            each.stop()

    def set_faults(self, **faults: float) -> None:
        """What the sandbox portal does wrong from now on."""
        assert httpx2.post(f"{self.portal}/faults", json=faults).is_success

    def printed(self) -> bytes:
        return b"".join(each.output.read_bytes() for each in self.processes)


def until(ready: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            if ready():
                return
        except httpx2.TransportError:
            pass
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


class Talk:
    """A citizen who says the planted things, and keeps what is answered."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._numbers = count()
        self.http = httpx2.Client(base_url=f"{scene.url}/api/chat", timeout=60)
        self.http.headers["Authorization"] = f"Bearer {self.http.post('/sessions').json()['token']}"

    def send(self, **said: str) -> dict[str, Any]:
        answer = self.http.post("/messages", params={"wait": 30}, json={"id": f"{next(self._numbers)}", **said})
        assert answer.status_code == 200, answer.status_code
        turn: dict[str, Any] = answer.json()
        self._scene.told += turn["replies"]
        return turn

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def news(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while page := self.http.get("/replies", params={"after": found[-1]["seq"] if found else 0}).json()[
            "replies"
        ]:
            found += page
        self._scene.told += found
        return found

    def file(self, interrupt: Callable[[], None]) -> str:
        """The birth form, every answer a planted one where it can be."""
        turn = self.send(choice="file:khai-sinh")
        for number in range(150):
            if turn["reference"]:
                return str(turn["reference"])
            if number == OFFICER_AT:
                interrupt()
            turn = self.send(**next_message(turn["replies"][-1]))
        raise AssertionError("the filing does not end")


def next_message(reply: dict[str, Any]) -> dict[str, str]:
    buttons = [button["value"] for button in reply["buttons"]]
    asked = reply["field"]
    for verb in PREFERRED:
        if pressed := next((value for value in buttons if value.startswith(verb)), None):
            return {"choice": pressed}
    return {"text": PLANTED_FIELDS.get(asked["id"]) or PLANTED_KINDS.get(asked["kind"]) or answer_to(asked)}


def officer_comes_in(scene: Scene, talk: Talk) -> None:
    """An officer signs in, reads the conversation with its answers, writes, and gives it back."""
    assert talk.send(choice="nav:HUMAN")["outcome"] == "handed_over"
    (password,) = re.findall(rb"Desk password: +(\S+)", scene.processes[1].output.read_bytes())
    with httpx2.Client(base_url=f"{scene.url}/desk", timeout=30) as desk:

        def post(page: str, path: str, **form: str) -> None:
            (token, *_) = re.findall(r'name="csrf" value="([^"]+)"', desk.get(page).text)
            assert desk.post(path, data={"csrf": token, **form}).status_code == 303

        post("/login", "/login", name="Lan", password=password.decode())
        (number, *_) = re.findall(r"/desk/(\d+)/take", desk.get("/").text)
        post("/", f"/{number}/take")
        assert talk.send(text=f"con tên {CANARIES['child']}, nhà ở {CANARIES['address']}")["replies"] == []
        post(f"/{number}", f"/{number}/reply", text=f"Bác {CANARIES['mother']} {CANARIES['desk']} nhé.")
        scene.pages.append(unescape(desk.get(f"/{number}").text))
        post(f"/{number}", f"/{number}/release")
        scene.pages.append(unescape(desk.get(f"/{number}").text))


def nonsense(scene: Scene, talk: Talk) -> None:
    """Requests that are refused, or fail, with canaries in every part of them."""
    words = CANARIES["mother"]
    bad: list[httpx2.Response] = [
        talk.http.post("/messages", json={"id": words, "text": CANARIES["number"]}),
        talk.http.post("/messages", json={"id": "x", "text": words, words: CANARIES["otp"]}),
        talk.http.post("/messages", content=b"{" + words.encode()),
        talk.http.get("/replies", params={"after": words}),
        httpx2.get(f"{scene.url}/{words}", params={"number": CANARIES["number"]}),
        httpx2.get(f"{scene.url}/api/chat/replies", headers={"Authorization": f"Bearer {CANARIES['number']}"}),
        httpx2.get(f"{scene.url}/api/chat/attachments/{words}"),
        httpx2.post(f"{scene.portal}/integration", content=words.encode()),
        httpx2.get(f"{scene.portal}/dossiers/{words}"),
    ]
    statuses = [each.status_code for each in bad]
    assert statuses == [422, 422, 422, 422, 404, 401, 500, 500, 404]
    assert [found_in(each.content) for each in bad] == [set()] * len(bad), "nothing is sent back either"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Everything is planted once; the tests look at what it left."""
    played = Scene(tmp_path_factory.mktemp("canary"))
    played.start()
    try:
        play(played)
        played.look()
    finally:
        played.stop()
    return played


def play(scene: Scene) -> None:
    with Talk(scene) as talk:
        speak(scene, talk)


def speak(scene: Scene, talk: Talk) -> None:
    for text in (
        f"tôi là {CANARIES['mother']}, số căn cước {CANARIES['number']}",
        f"mã OTP {CANARIES['otp']} có người hỏi, đưa không",
        f"{CANARIES['abroad']} gọi {CANARIES['phone']}",
        "giấy khai sinh cần gì",
    ):
        talk.send(text=text)

    def in_between() -> None:
        assert talk.send(choice="nav:BIGGER")["outcome"] == "error"
        officer_comes_in(scene, talk)
        scene.restart(signal.SIGKILL)

    reference = talk.file(in_between)
    nonsense(scene, talk)
    for fault in ("error", "lost"):
        scene.set_faults(**{fault: 1.0})
        before = scene.printed().count(b"submission postponed")
        until(lambda before=before: scene.printed().count(b"submission postponed") > before)  # type: ignore[misc]
    scene.set_faults()
    until(lambda: any(reference in each["text"] and "Mã hồ sơ" in each["text"] for each in talk.news()))


def test_the_canaries_were_really_there(scene: Scene) -> None:
    """What a search cannot find where it must be, it proves nothing by not finding elsewhere."""
    at_portal = found_under(scene.folder / "portal")
    assert {"mother", "child", "number", "phone", "address", "free text"} <= set().union(*at_portal.values())
    said_back = found_in("\n".join(reply["text"] for reply in scene.told).encode())
    assert {"mother", "child", "number", "address", "desk"} <= said_back
    read_by_officer = found_in("\n".join(scene.pages).encode())
    assert {"mother", "child", "number", "otp", "abroad", "address", "desk"} <= read_by_officer


def test_the_errors_were_really_there(scene: Scene) -> None:
    printed = scene.printed().decode()
    for line in ("turn failed", "submission failed", "thread died", "submission accepted", "officer signed in"):
        assert f'"{line}"' in printed
    assert '"where": "uvicorn.error"' in printed, "an error of the web is noted by its place"
    assert printed.count("RuntimeError@") + printed.count('"error": "RuntimeError"') >= 4
    assert "Traceback" not in printed


def test_nothing_that_is_printed_holds_a_canary(scene: Scene) -> None:
    assert found_in(scene.printed()) == set()


def test_no_file_of_the_assistant_holds_a_canary_while_it_runs_or_when_it_was_killed(scene: Scene) -> None:
    assert len(scene.logged) == 2
    assert all(size > 10_000 for size in scene.logged), "the latest rows were still in the log"
    assert scene.found_alive == [{}, {}]


def test_no_file_that_it_leaves_behind_holds_a_canary(scene: Scene) -> None:
    assert {"motcua.sqlite", "keys", "desk-password"} <= {file.name for file in scene.home.rglob("*")}
    assert found_under(scene.home) == {}


def test_secrets_are_for_their_owner_alone(scene: Scene) -> None:
    for name in ("keys", "desk-password"):
        assert stat.S_IMODE((scene.home / name).stat().st_mode) == 0o600
    (password,) = re.findall(rb"Desk password: +(\S+)", scene.processes[1].output.read_bytes())
    assert all(password not in file.read_bytes() for file in scene.home.rglob("*") if file.is_file())


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (CANARIES["mother"], b"TRINH HOAI CAM NGUNG"),
        (CANARIES["mother"], b"trinh hoai cam ngung"),
        (CANARIES["mother"], b"Tr\\u1ecbnh Ho\\u00e0i C\\u1ea9m Ng\\u01b0ng"),
        (CANARIES["number"], b"079 188 123 457"),
        (CANARIES["number"], "079188123457".encode("utf-16-le")),
        (
            CANARIES["address"],
            b"h%E1%BA%BBm%20C%C3%A1%20Ch%C3%A9p%2C%20%E1%BA%A5p%20G%C3%B2%20D%C6%B0a%20H%E1%BA%A5u",
        ),
    ],
)
def test_the_search_finds_every_shape(words: str, written: bytes) -> None:
    assert any(shape in b"..." + written + b"..." for shape in shapes(words))
