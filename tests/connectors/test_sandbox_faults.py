"""Every fault over real HTTP: nothing is lost, and no dossier ever becomes two."""

import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import httpx2
import pytest

from connectors.dvcqg import DvcqgPortal
from connectors.dvcqg_wire import Talk
from connectors.port import PortalUnavailable
from connectors.sandbox.account import TRIAL_ACCOUNT, Account, trial_settings
from connectors.sandbox.faults import Faults


def set_faults(sandbox, **faults):
    assert sandbox.web.post("/faults", json=faults).json() == Faults(**faults).model_dump()


def until_accepted(portal, dossier, tries=60):
    for _ in range(tries):
        with suppress(PortalUnavailable):
            return portal.submit(dossier)
    pytest.fail(f"{dossier.reference} was not accepted in {tries} tries")


def test_down_then_up(sandbox, portal, dossier):
    set_faults(sandbox, down=True)
    with pytest.raises(PortalUnavailable):
        portal.submit(dossier)
    assert sandbox.dossiers() == []
    set_faults(sandbox)
    assert portal.submit(dossier).code == sandbox.only()["ma_ho_so"]


def test_slow_within_patience(sandbox, portal, dossier):
    set_faults(sandbox, slow=0.2)
    begun = time.monotonic()
    portal.submit(dossier)
    assert time.monotonic() - begun >= 0.8


def test_slow_beyond_patience_gives_one_dossier_in_the_end(sandbox, dossier, monkeypatch):
    """The portal turns slow between the look-up and the sync: it stores what we no longer wait for."""
    call = Talk.call

    def call_then_slow(talk, service, **extra):
        answer = call(talk, service, **extra)
        set_faults(sandbox, slow=0.8)
        return answer

    with monkeypatch.context() as slowing, closing(sandbox.portal(timeout_seconds=0.4)) as hasty:
        slowing.setattr(Talk, "call", call_then_slow)
        with pytest.raises(PortalUnavailable, match="ReadTimeout"):
            hasty.submit(dossier)
    assert wait_for(sandbox.dossiers)
    set_faults(sandbox)
    with closing(sandbox.portal()) as patient:
        assert patient.submit(dossier).code == sandbox.only()["ma_ho_so"]


def wait_for(something, seconds=20):
    ends = time.monotonic() + seconds
    while not (found := something()) and time.monotonic() < ends:
        time.sleep(0.05)
    return found


def test_500_stores_nothing(sandbox, portal, dossier):
    set_faults(sandbox, error=1)
    with pytest.raises(PortalUnavailable):
        portal.submit(dossier)
    assert sandbox.dossiers() == []


def test_a_new_dossier_said_to_exist_already_gets_its_receipt(sandbox, portal, dossier):
    set_faults(sandbox, duplicate=1)
    assert portal.submit(dossier).code == sandbox.only()["ma_ho_so"]


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_an_answer_lost_after_acceptance(start, dossier, seed):
    sandbox = start(faults="lost", seed=seed)
    with closing(sandbox.portal()) as portal:
        with pytest.raises(PortalUnavailable):
            portal.submit(dossier)
        held = sandbox.only()
        assert portal.submit(dossier).code == held["ma_ho_so"]
    assert sandbox.dossiers() == [held]


def test_both_ways_of_losing_an_answer_happen(start, another):
    sandbox = start(faults="lost", seed=5)
    told = set()
    with closing(sandbox.portal()) as portal:
        for number in range(12):
            with pytest.raises(PortalUnavailable) as caught:
                portal.submit(another(f"MC-{number:04}"))
            told.add(str(caught.value))
    assert told == {"HTTP 504", "RemoteProtocolError"}


def test_a_hundred_submissions_under_random_faults_give_one_dossier_each(start, another):
    sandbox = start(faults="error=0.25,duplicate=0.3,lost=0.3", seed=7, account=Account(session_seconds=3600))
    with closing(sandbox.portal()) as portal, ThreadPoolExecutor(4) as threads:
        dossiers = [another(f"MC-{number:04}") for number in range(100)]
        receipts = list(threads.map(lambda dossier: until_accepted(portal, dossier), dossiers))
    held = {one["reference"]: one["ma_ho_so"] for one in sandbox.dossiers()}
    assert len(sandbox.dossiers()) == 100
    assert held == {receipt.reference: receipt.code for receipt in receipts}
    assert len(set(held.values())) == 100


def test_a_look_up_and_its_sync_share_a_session_even_if_another_thread_signs_in_between(
    sandbox, portal, another, monkeypatch
):
    call = Talk.call

    def call_and_be_overtaken(talk, service, **extra):
        answer = call(talk, service, **extra)
        monkeypatch.setattr(Talk, "call", call)
        sandbox.clock.forward(seconds=sandbox.account.session_seconds)
        portal.submit(another("MC-FASTER"))
        return answer

    monkeypatch.setattr(Talk, "call", call_and_be_overtaken)
    assert portal.submit(another("MC-OVERTAKEN")).code.endswith("-0002")
    assert len(sandbox.dossiers()) == 2


def test_threads_and_clients_racing_with_one_reference_give_one_dossier(sandbox, another):
    for number in range(10):
        dossier = another(f"MC-RACE-{number}")
        with (
            closing(sandbox.portal()) as one,
            closing(sandbox.portal()) as two,
            ThreadPoolExecutor(2) as threads,
        ):
            receipts = list(threads.map(lambda portal: portal.submit(dossier), (one, two)))  # noqa: B023
        assert receipts[0] == receipts[1]
    assert len(sandbox.dossiers()) == 10


def test_a_restart_keeps_everything_and_goes_on_counting(start, another):
    first = start()
    with closing(first.portal()) as portal:
        receipt = portal.submit(another())
    before = first.dossiers()
    first.stop()
    second = start()
    assert second.dossiers() == before
    with closing(second.portal()) as portal:
        assert portal.submit(another()) == receipt
        assert portal.submit(another("MC-NEXT")).code.endswith("-0002")
        assert portal.status(receipt.code).state == 1


def test_what_was_accepted_survives_kill_9(tmp_path, another):
    accepted = {}
    for round_ in range(3):
        process, port = serve_in_process(tmp_path / "portal.db")
        try:
            with closing(DvcqgPortal(trial_settings(port), TRIAL_ACCOUNT.password)) as portal:
                for number in range(round_ * 5 + 5):
                    receipt = portal.submit(another(f"MC-KILL-{number:02}"))
                    assert accepted.setdefault(receipt.reference, receipt.code) == receipt.code
            held = httpx2.get(f"http://127.0.0.1:{port}/dossiers").json()
        finally:
            process.kill()
            process.wait()
        assert {one["reference"]: one["ma_ho_so"] for one in held} == accepted


def serve_in_process(database):
    with closing(socket.socket()) as asking:
        asking.bind(("127.0.0.1", 0))
        port = asking.getsockname()[1]
    program = (
        "import sys, pathlib; from connectors.sandbox.server import serve;"
        "serve(int(sys.argv[1]), pathlib.Path(sys.argv[2]))"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(port), str(database)])
    wait_for(lambda: process.poll() is not None or answers(port), seconds=60)
    assert process.poll() is None
    return process, port


def answers(port):
    with suppress(httpx2.TransportError):
        return httpx2.get(f"http://127.0.0.1:{port}/faults").is_success
    return False


def test_a_client_survives_a_restart_without_a_word(start, another):
    first = start()
    portal = first.portal()
    portal.submit(another())
    first.stop()
    with pytest.raises(PortalUnavailable):
        portal.submit(another("MC-MEANWHILE"))
    second = start()
    portal._wire.client.base_url = f"http://127.0.0.1:{second.port}"
    assert portal.submit(another("MC-MEANWHILE")).code.endswith("-0002")
    portal.close()


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", {}),
        ("down", {"down": True}),
        ("slow", {"slow": 2}),
        (
            "down,slow=0.5, error=0.3 ,duplicate,lost=0.5",
            {"down": True, "slow": 0.5, "error": 0.3, "duplicate": 1, "lost": 0.5},
        ),
        ("down=false,", {}),
    ],
)
def test_faults_are_read_from_a_line(text, faults):
    assert Faults.parse(text) == Faults(**faults)


@pytest.mark.parametrize(
    "text", ["fire", "error=2", "error=-1", "slow=x", "lost=", "down=maybe", "slow=601", "error=nan"]
)
def test_a_line_that_makes_no_sense_is_refused_with_the_word(text):
    with pytest.raises(ValueError, match=text.split("=")[0]):
        Faults.parse(text)


def test_all_that_is_wrong_with_a_line_is_told_at_once():
    with pytest.raises(ValueError, match=r"error.*fire|fire.*error"):
        Faults.parse("fire,error=7")


@pytest.mark.parametrize("wrong", [{"error": 5}, {"fire": True}, [], "down"])
def test_nonsense_sent_to_the_switch_changes_nothing(sandbox, wrong):
    set_faults(sandbox, error=0.5)
    assert sandbox.web.post("/faults", json=wrong).status_code == 422
    assert sandbox.web.get("/faults").json()["error"] == 0.5
