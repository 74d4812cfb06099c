"""Portals for the store's tests: the real sandbox portal on a free port, and one that answers from a list."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import uvicorn

from bot.config import Adapter
from bot.store.records import NewSubmission, dumps
from connectors.dvcqg import DvcqgPortal
from connectors.dvcqg_terms import VIETNAM
from connectors.sandbox.account import TRIAL_ACCOUNT, trial_settings
from connectors.sandbox.dossiers import DossierStore
from connectors.sandbox.faults import Faults, FaultSwitch
from connectors.sandbox.server import create_app

FILED_AT = datetime(2026, 11, 22, 9, tzinfo=VIETNAM)


@dataclass
class Sandbox:
    """The trial portal, running; its faults can be switched and its officer's hand guided."""

    portal: DvcqgPortal
    switch: FaultSwitch
    dossiers: DossierStore

    def fail(self, faults: str) -> None:
        """From now on do this wrong."""
        self.switch.faults = Faults.parse(faults)

    def move(self, reference: str, state: int) -> None:
        """An officer takes a dossier to another state."""
        found = self.dossiers.find(reference=reference)
        assert found
        now = datetime.now(VIETNAM)
        self.dossiers.move(found.code, state, person="Lan", content=f"state {state}", at=now)

    def held(self, reference: str) -> int:
        """How many dossiers have this reference."""
        return [each.reference for each in self.dossiers.page()].count(reference)


@contextmanager
def running_sandbox(folder: Path) -> Iterator[Sandbox]:
    """Serve the trial portal in a thread of its own."""
    switch = FaultSwitch(Faults(), Random(1))
    database = folder / "sandbox.sqlite"
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(database, faults=switch)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    settings = trial_settings(listening.getsockname()[1]).model_copy(update={"timeout_seconds": 5.0})
    portal = DvcqgPortal(settings, TRIAL_ACCOUNT.password, name="sandbox")
    yield Sandbox(portal, switch, DossierStore(database))
    portal.close()
    server.should_exit = True
    thread.join(20)
    listening.close()


@dataclass
class Script:
    """A portal's side of the wire: whatever the test says, by service; keeps the names of the calls."""

    answer: Callable[[str], dict[str, Any] | int]
    calls: list[str] = field(default_factory=list)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content)
        service = body.get("service", "login")
        self.calls.append(service)
        found = {"error_code": 0, "session": "s"} if service == "login" else self.answer(service)
        return httpx2.Response(found) if isinstance(found, int) else httpx2.Response(200, json=found)


def scripted(
    answer: Callable[[str], dict[str, Any] | int], *, name: Adapter = "dvcqg"
) -> tuple[DvcqgPortal, Script]:
    """The real adapter with a scripted portal behind it."""
    script = Script(answer)
    return DvcqgPortal(trial_settings(1), "x", name=name, transport=httpx2.MockTransport(script)), script


def submission(reference: str, *, adapter: Adapter = "sandbox") -> NewSubmission:
    """A confirmed filing as the conversation hands it to the store."""
    dossier = {
        "reference": reference,
        "procedure_code": "1.001193",
        "procedure_title": "Thủ tục đăng ký khai sinh",
        "flow_id": "khai-sinh",
        "flow_version": 1,
        "official_form": "Tờ khai đăng ký khai sinh",
        "applicant": "Trần Thị Bảo Ngọc",
        "phone": "0912345678",
        "filed_at": FILED_AT.isoformat(),
        "form": {"nks.HoTen": "Nguyễn Minh An"},
        "rows": [{"section": "Em bé", "label": "Họ và tên", "text": "Nguyễn Minh An"}],
        "papers": ["Giấy chứng sinh"],
        "portal_page": None,
    }
    return NewSubmission(reference, "1.001193", "khai-sinh", 1, adapter, dumps({"dossier": dossier, "flow": {}}))
