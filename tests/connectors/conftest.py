"""Dossiers to file, and a real sandbox portal on a free port, in a thread of its own."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import httpx2
import pytest
import uvicorn
from fastapi.testclient import TestClient

from connectors.dvcqg import DvcqgPortal
from connectors.dvcqg_terms import VIETNAM
from connectors.port import Dossier, Row
from connectors.sandbox.account import TRIAL_ACCOUNT, Account, trial_settings
from connectors.sandbox.faults import Faults, FaultSwitch
from connectors.sandbox.server import create_app

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=VIETNAM)


def make_dossier(reference: str = "MC-7K3F-92QX", **changes) -> Dossier:
    dossier = Dossier(
        reference=reference,
        procedure_code="1.001193",
        procedure_title="Làm giấy khai sinh",
        flow_id="khai-sinh",
        flow_version=3,
        official_form="Tờ khai đăng ký khai sinh",
        applicant="Nguyễn Thị Kiều Trang",
        phone="0912345678",
        filed_at=datetime(2026, 11, 20, 9, 30, tzinfo=VIETNAM),
        form={"nks.HoTen": "LÊ ĐỨC ẨN", "nks.NgaySinh": "2026-11-02", "soBanSao": 2},
        rows=(
            Row("Em bé", "Họ, chữ đệm, tên", "Lê Đức Ẩn"),
            Row("Em bé", "Ngày sinh", "2 tháng 11 năm 2026"),
            Row("Mẹ", "Họ, chữ đệm, tên", "Phạm Thị Quỳnh Như"),
            Row("Mẹ", "Nơi ở", "thôn Buôn Ưng, xã Ea Wy, tỉnh Đắk Lắk"),
        ),
        papers=("Giấy chứng sinh", "Thẻ căn cước của người đi làm giấy"),
        portal_page="https://dichvucong.gov.vn/thu-tuc-hanh-chinh/khai-sinh",
    )
    return replace(dossier, **changes)


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **step: float) -> None:
        self.now += timedelta(**step)


@dataclass
class Sandbox:
    """A running trial portal."""

    port: int
    database: Path
    account: Account
    clock: Clock
    switch: FaultSwitch
    stop: Callable[[], None]
    web: httpx2.Client

    def portal(self, *, password: str | None = None, **changes) -> DvcqgPortal:
        settings = trial_settings(self.port, account=self.account)
        return DvcqgPortal(settings.model_copy(update=changes), password or self.account.password)

    def dossiers(self) -> list[dict]:
        return self.web.get("/dossiers").json()

    def only(self) -> dict:
        (dossier,) = self.dossiers()
        return dossier


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Sandbox]]:
    """Start a sandbox; the same database file unless told otherwise."""
    running: list[Sandbox] = []

    def starter(*, faults: str = "", account: Account = TRIAL_ACCOUNT, seed: int = 1) -> Sandbox:
        clock, switch = Clock(), FaultSwitch(Faults.parse(faults), Random(seed))
        database = tmp_path / "portal.db"
        app = create_app(database, faults=switch, clock=clock, account=account)
        port, stop = serve_in_thread(app)
        web = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
        running.append(Sandbox(port, database, account, clock, switch, stop, web))
        return running[-1]

    yield starter
    for sandbox in running:
        sandbox.web.close()
        sandbox.stop()


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Callable[..., Sandbox]]:
    """The same portal without a server: `web` calls it in process. The adapter cannot reach it."""
    with ExitStack() as opened:

        def starter(*, account: Account = TRIAL_ACCOUNT) -> Sandbox:
            clock, switch = Clock(), FaultSwitch(Faults(), Random(1))
            database = tmp_path / "inside.db"
            app = create_app(database, faults=switch, clock=clock, account=account)
            web = opened.enter_context(TestClient(app))
            return Sandbox(0, database, account, clock, switch, lambda: None, web)

        yield starter


@pytest.fixture
def sandbox(start) -> Sandbox:
    return start(account=Account(session_seconds=864_000))


@pytest.fixture
def portal(sandbox) -> Iterator[DvcqgPortal]:
    with closing(sandbox.portal()) as adapter:
        yield adapter


@pytest.fixture
def dossier() -> Dossier:
    return make_dossier()


@pytest.fixture
def another() -> Callable[..., Dossier]:
    return make_dossier


def serve_in_thread(app) -> tuple[int, Callable[[], None]]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)

    def stop() -> None:
        server.should_exit = True
        thread.join(timeout=20)
        listening.close()
        assert not thread.is_alive()

    return listening.getsockname()[1], stop
