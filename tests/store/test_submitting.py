"""Submissions on their way: retried until accepted or refused, told once, never twice at the portal."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from portals import Sandbox, running_sandbox, scripted, submission

from bot.config import Adapter
from bot.messages import IncomingMessage, Reply
from bot.moment import Resources
from bot.sealing import Seal
from bot.store.engine import open_engine
from bot.store.records import Decided, Kept
from bot.store.store import Store
from bot.store.submissions import Submissions
from bot.submitting import FOLLOW_SECONDS, LEASE_SECONDS, MISUSED_SECONDS, Pace, Submitting
from bot.turn import Turn
from connectors.packet import PacketPortal
from connectors.port import Portal

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
WHO = "web:a"
PACE = Pace(1.0, 300.0)
REFUSED = {"error_code": "-1", "message": "Thiếu giấy chứng sinh"}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("portal")) as running:
        yield running


@dataclass
class Carrier:
    """Submitting with a clock in the test's hand."""

    store: Store
    resources: Resources
    portals: dict[Adapter, Portal]
    now: float = NOW.timestamp()
    numbers: int = 0
    submitting: Submitting = field(init=False)

    def __post_init__(self) -> None:
        self.submitting = Submitting(
            self.store,
            self.portals,
            self.resources.wording,
            pace=PACE,
            clock=lambda: self.now,
            office="quầy một cửa",
        )

    def file(self, reference: str, *, adapter: Adapter = "sandbox", who: str = WHO) -> None:
        """A citizen confirms a filing."""
        self.numbers += 1
        self.store.turns.receive([IncomingMessage(who, f"{reference}/{self.numbers}", NOW, text="gửi")])
        (waiting,) = self.store.turns.unhandled()
        turn = Turn(waiting.session, "filed", (Reply("nhận đủ"),), reference=reference)
        assert self.store.turns.keep([Decided(waiting, turn, (submission(reference, adapter=adapter),))], self.now)

    def deliver(self) -> int:
        """Everything that is due now."""
        tried = 0
        while found := self.submitting.deliver():
            tried += found
        return tried

    def news(self, who: str = WHO) -> list[Kept]:
        """What was told beyond the turns' own replies."""
        return [kept for kept in self.store.outbox.after(who, 0) if kept.reply.text != "nhận đủ"]

    def texts(self, who: str = WHO) -> list[str]:
        return [kept.reply.text for kept in self.news(who)]


@pytest.fixture
def carry(store: Store, resources: Resources) -> Callable[..., Carrier]:
    def carrier(**portals: Portal) -> Carrier:
        return Carrier(store, resources, portals)  # type: ignore[arg-type]

    return carrier


@pytest.fixture
def with_sandbox(carry: Callable[..., Carrier], sandbox: Sandbox) -> Iterator[Carrier]:
    yield carry(sandbox=sandbox.portal)
    sandbox.fail("")


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> str:
    """A new one for each test: the sandbox is shared."""
    return f"MC-{abs(hash(request.node.nodeid)) % 10**8:08}"


# ── accepted ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_submission_arrives_and_its_receipt_is_told_once(
    with_sandbox: Carrier, sandbox: Sandbox, reference: str
) -> None:
    with_sandbox.file(reference)
    assert with_sandbox.deliver() == 1
    (kept,) = with_sandbox.store.submissions.of(WHO)
    found = sandbox.dossiers.find(reference=reference)
    assert found
    assert (kept.portal_code, kept.portal_state, kept.accepted_at) == (found.code, 1, with_sandbox.now)
    (text,) = with_sandbox.texts()
    assert found.code in text
    assert reference in text
    assert "chạy thử" in text, "a receipt of the trial portal says so"
    with_sandbox.now += 10_000
    assert with_sandbox.deliver() == 0
    assert len(with_sandbox.texts()) == 1


@pytest.mark.parametrize("fault", ["lost", "duplicate"])
def test_an_answer_that_is_lost_or_said_twice_leaves_one_dossier_and_one_receipt(
    with_sandbox: Carrier, sandbox: Sandbox, reference: str, fault: str
) -> None:
    sandbox.fail(fault)
    with_sandbox.file(reference)
    with_sandbox.deliver()
    sandbox.fail("")
    with_sandbox.now += PACE.first
    with_sandbox.deliver()
    assert sandbox.held(reference) == 1
    assert len(with_sandbox.texts()) == 1


def test_a_packet_is_kept_with_its_files(carry: Callable[..., Carrier], reference: str) -> None:
    carrier = carry(packet=PacketPortal())
    carrier.file(reference, adapter="packet")
    assert carrier.deliver() == 1
    (told,) = carrier.news()
    assert reference in told.reply.text
    assert "chưa nộp" in told.reply.text, "a packet is never called filed"
    assert "quầy một cửa" in told.reply.text
    pdf, record = (carrier.store.outbox.attachment(file.id) for file in told.reply.attachments)
    assert pdf
    assert record
    assert pdf.content.startswith(b"%PDF-")
    assert json.loads(record.content)["reference"] == reference
    assert (pdf.media_type, record.media_type) == ("application/pdf", "application/json")
    assert carrier.store.submissions.watched() == [], "no portal has it: there is nothing to follow"


# ── tried again ────────────────────────────────────────────────────────────────────────────────────────


def test_a_portal_that_is_down_is_tried_again_later_and_later_still(
    with_sandbox: Carrier, sandbox: Sandbox, reference: str
) -> None:
    sandbox.fail("down")
    with_sandbox.file(reference)
    started, tries = with_sandbox.now, []
    while len(tries) < 12:
        if with_sandbox.deliver():
            tries.append(with_sandbox.now - started)
        with_sandbox.now += 1.0
    waits = [later - sooner for sooner, later in itertools.pairwise(tries)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert with_sandbox.texts() == [], "the citizen is not troubled with it"
    sandbox.fail("")
    with_sandbox.now += PACE.last
    assert with_sandbox.deliver() == 1
    assert len(with_sandbox.texts()) == 1


@pytest.mark.parametrize("answer", [503, 500, 429, {"nonsense": 1}])
def test_a_broken_portal_loses_nothing(carry: Callable[..., Carrier], reference: str, answer: Any) -> None:
    portal, _ = scripted(lambda service: answer)
    carrier = carry(dvcqg=portal)
    carrier.file(reference, adapter="dvcqg")
    assert carrier.deliver() == 1
    (kept,) = carrier.store.submissions.of(WHO)
    assert (kept.accepted_at, kept.rejected_at) == (None, None)
    carrier.now += PACE.first
    assert carrier.deliver() == 1, "it is due again"


def test_our_own_mistake_is_not_hammered_at_the_portal(carry: Callable[..., Carrier], reference: str) -> None:
    portal, script = scripted(lambda service: {"error_code": "404", "message": "Sai dịch vụ"})
    carrier = carry(dvcqg=portal)
    carrier.file(reference, adapter="dvcqg")
    carrier.deliver()
    carrier.now += MISUSED_SECONDS - 1
    assert carrier.deliver() == 0
    carrier.now += 1
    assert carrier.deliver() == 1
    assert carrier.texts() == []
    assert script.calls.count("TraCuuHoSo") == 2


def test_one_that_cannot_be_sent_does_not_hold_the_others_up(
    carry: Callable[..., Carrier], sandbox: Sandbox, reference: str
) -> None:
    carrier = carry(sandbox=sandbox.portal)
    carrier.file(f"{reference}-A", adapter="dvcqg")  # an adapter that is no longer configured
    carrier.file(reference)
    assert carrier.deliver() == 2
    assert sandbox.held(reference) == 1
    assert [kept.reference for kept in carrier.store.submissions.of(WHO) if not kept.accepted_at] == [
        f"{reference}-A"
    ]


# ── refused ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_no_is_told_once_in_the_portals_words_and_never_tried_again(
    carry: Callable[..., Carrier], reference: str
) -> None:
    portal, script = scripted(
        lambda service: {"error_code": "0", "result": []} if service == "TraCuuHoSo" else REFUSED
    )
    carrier = carry(dvcqg=portal)
    carrier.file(reference, adapter="dvcqg")
    assert carrier.deliver() == 1
    (text,) = carrier.texts()
    assert "Thiếu giấy chứng sinh" in text
    assert "Gặp người" in text, "says what to do"
    calls = len(script.calls)
    carrier.now += 1_000_000
    assert carrier.deliver() == 0
    carrier.submitting.follow()
    assert len(script.calls) == calls
    assert carrier.store.submissions.of(WHO)[0].rejected_at


# ── workers that die, workers that race ────────────────────────────────────────────────────────────────


def test_what_a_dead_worker_had_leased_is_taken_over_when_the_lease_runs_out(
    with_sandbox: Carrier, sandbox: Sandbox, reference: str
) -> None:
    with_sandbox.file(reference)
    (dead,) = with_sandbox.store.submissions.lease(with_sandbox.now, LEASE_SECONDS)
    sandbox.portal.submit(_dossier(dead.body))  # it got as far as the portal, and was killed
    with_sandbox.now += LEASE_SECONDS
    assert with_sandbox.deliver() == 0, "a lease that still runs is honoured"
    with_sandbox.now += 1
    assert with_sandbox.deliver() == 1
    assert sandbox.held(reference) == 1
    assert len(with_sandbox.texts()) == 1


def test_a_worker_that_comes_back_late_changes_nothing(with_sandbox: Carrier, reference: str) -> None:
    with_sandbox.file(reference)
    (late,) = with_sandbox.store.submissions.lease(with_sandbox.now, LEASE_SECONDS)
    with_sandbox.now += LEASE_SECONDS + 1
    with_sandbox.deliver()
    store = with_sandbox.store
    before = store.submissions.of(WHO)
    assert not store.submissions.accepted(late, now=with_sandbox.now, code="OTHER", reply=Reply("lần hai"))
    store.submissions.rejected(late, now=with_sandbox.now, reply=Reply("lần hai"))
    store.submissions.later(late, with_sandbox.now)
    assert with_sandbox.deliver() == 0
    assert store.submissions.of(WHO) == before
    assert len(with_sandbox.texts()) == 1


def test_workers_that_race_lease_each_submission_once(
    store: Store, carry: Callable[..., Carrier], database_url: str, seal: Seal
) -> None:
    carrier = carry()
    for number in range(24):
        carrier.file(f"MC-{number:04}")
    leased: list[str] = []

    def work() -> None:
        engine = open_engine(database_url)
        own = Submissions(engine, seal)
        while due := own.lease(carrier.now, LEASE_SECONDS, limit=3):
            leased.extend(each.reference for each in due)
        engine.dispose()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sorted(leased) == [f"MC-{number:04}" for number in range(24)]


def test_the_thread_delivers_by_itself_and_stops(
    store: Store, resources: Resources, sandbox: Sandbox, reference: str
) -> None:
    carrier = Carrier(store, resources, {"sandbox": sandbox.portal})
    carrier.file(reference)
    running = Submitting(
        store, {"sandbox": sandbox.portal}, resources.wording, pace=PACE, clock=time.time, office="quầy"
    )
    running.start()
    deadline = time.monotonic() + 20
    while not carrier.texts():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
    running.stop()
    assert sandbox.held(reference) == 1


# ── what becomes of it ─────────────────────────────────────────────────────────────────────────────────


def test_each_new_state_is_told_once_also_when_it_comes_back(
    with_sandbox: Carrier, sandbox: Sandbox, reference: str
) -> None:
    with_sandbox.file(reference)
    with_sandbox.deliver()
    told: list[str] = []
    for state in (2, 5, 4, 5):
        sandbox.move(reference, state)
        for _ in range(3):
            with_sandbox.submitting.follow()
            with_sandbox.now += FOLLOW_SECONDS
        told = with_sandbox.texts()[1:]
    words = [with_sandbox.resources.wording.say(f"submission.state.{state}") for state in (2, 5, 4, 5)]
    assert [word in text for word, text in zip(words, told, strict=True)] == [True] * 4
    (kept,) = with_sandbox.store.submissions.of(WHO)
    assert kept.portal_state == 5


def test_a_dossier_at_its_end_is_not_asked_after_any_more(
    with_sandbox: Carrier, sandbox: Sandbox, reference: str
) -> None:
    with_sandbox.file(reference)
    with_sandbox.deliver()
    for state in (2, 4, 9, 10):
        sandbox.move(reference, state)
    with_sandbox.submitting.follow()
    assert with_sandbox.store.submissions.watched() == []
    assert with_sandbox.resources.wording.say("submission.state.10") in with_sandbox.texts()[-1]


def test_a_state_nobody_knows_does_not_keep_others_from_their_news(
    carry: Callable[..., Carrier], reference: str
) -> None:
    lines = {f"{reference}-A": 99, f"{reference}-B": 4}

    def answer(service: str) -> dict[str, Any]:
        found = [
            {"MaThamChieu": name, "MaHoSo": f"HS-{name}", "TrangThaiHoSo": state, "NgayTiepNhan": "20261122090000"}
            for name, state in lines.items()
        ]
        return {"error_code": "0", "result": found}

    portal, _ = scripted(answer)
    carrier = carry(dvcqg=portal)
    for name in lines:
        carrier.file(name, adapter="dvcqg")
    assert carrier.deliver() == 2
    carrier.submitting.follow()
    assert carrier.resources.wording.say("submission.state.4") in carrier.texts()[-1]


def test_each_dossier_is_asked_after_at_the_portal_that_took_it(
    carry: Callable[..., Carrier], sandbox: Sandbox, reference: str
) -> None:
    portal, script = scripted(lambda service: {"error_code": "0", "result": []})
    carrier = carry(dvcqg=portal, sandbox=sandbox.portal)
    carrier.file(reference)
    carrier.deliver()
    sandbox.move(reference, 2)
    carrier.submitting.follow()
    assert carrier.resources.wording.say("submission.state.2") in carrier.texts()[-1]
    assert script.calls == []


def test_a_portal_that_is_down_is_asked_once_a_round(carry: Callable[..., Carrier], reference: str) -> None:
    state = {"down": False}

    def answer(service: str) -> dict[str, Any] | int:
        line = {"MaHoSo": f"HS-{reference}", "TrangThaiHoSo": 1, "NgayTiepNhan": "20261122090000"}
        named = [line | {"MaThamChieu": f"{reference}-{number}", "MaHoSo": f"HS-{number}"} for number in range(5)]
        return 503 if state["down"] else {"error_code": "0", "result": named}

    portal, script = scripted(answer)
    carrier = carry(dvcqg=portal)
    for number in range(5):
        carrier.file(f"{reference}-{number}", adapter="dvcqg")
    carrier.deliver()
    state["down"] = True
    script.calls.clear()
    carrier.submitting.follow()
    assert len(script.calls) == 1


def test_every_dossier_has_its_turn_however_many_there_are(store: Store, carry: Callable[..., Carrier]) -> None:
    carrier = carry()
    for number in range(7):
        carrier.file(f"MC-{number}")
    for due in store.submissions.lease(carrier.now, LEASE_SECONDS, limit=10):
        store.submissions.accepted(due, now=carrier.now, code=f"HS-{due.reference}", reply=Reply("tới rồi"))
    seen, after = [], ""
    for _ in range(3):
        page = store.submissions.watched(after=after, limit=3)
        seen += [kept.reference for kept in page]
        after = page[-1].reference
    assert seen == [f"MC-{number}" for number in range(7)]


def test_pace_doubles_up_to_its_last() -> None:
    assert [Pace(1, 300).after(attempts) for attempts in (1, 2, 9, 10, 11, 1000)] == [1, 2, 256, 300, 300, 300]


def _dossier(body: bytes) -> Any:
    from bot.dossiers import restore

    return replace(restore(body))
