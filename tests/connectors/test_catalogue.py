"""`motcua sync` against a portal on this computer: paced, conditional, taken up after a kill, sound under faults."""

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest
from catalogue_portal import CataloguePortal, cut, half_json, hung_up, refused, silent

from bot.cli.main import main
from connectors.catalogue import CatalogueSettings, CatalogueWalk
from connectors.catalogue_folder import CatalogueFolder
from connectors.catalogue_wire import CatalogueRefused, CatalogueUnavailable, CatalogueWire, Manners
from knowledge.catalogue import shelf

ROOT = Path(__file__).parents[2]
RECORDED = ROOT.parent / "shared" / "data" / "catalogue" / "portal-api-2026-07.jsonl.gz"
LISTED = RECORDED.with_name("portal-list-2026-07.jsonl.gz")


def record(number, **changes):
    made = {
        "id": f"page-{number}",
        "code": f"1.{number:06}",
        "name": f"Việc số {number}",
        "executionMethods": [{"submissionMethod": "DIRECT", "processingTime": 3, "processingTimeUnit": "DAY"}],
    }
    return {"code": "OK", "message": "OK", "data": made | changes}


def row(answer):
    data = answer["data"]
    return {
        "id": data["id"],
        "code": data["code"],
        "name": data["name"],
        "type": "STANDARD",
        "departmentPromulgate": "Bộ Tư pháp",
        "formalityTargetType": ["Công dân Việt Nam"],
    }


def unpacked(path):
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines()]


def portal_of(answers):
    return CataloguePortal([row(each) for each in answers], {each["data"]["id"]: each for each in answers})


@pytest.fixture
def portal():
    with portal_of([record(number) for number in range(1, 26)]) as running:
        yield running


class Clock:
    """Waits that take no time and are written down."""

    def __init__(self):
        self.waits = []

    def __call__(self, seconds):
        self.waits.append(seconds)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def walk(portal, clock, tmp_path):
    """A fresh run over the same folder, as after a kill or a restart."""
    client = httpx2.Client(base_url=portal.url, timeout=0.4)

    def begin(**settings):
        wire = CatalogueWire(client, Manners(pace=0.25, tries=3), sleep=clock)
        folder = CatalogueFolder(tmp_path / "sync", address=portal.url)
        return CatalogueWalk(CatalogueSettings(base_url=portal.url, page_size=10, **settings), wire, folder)

    yield begin
    client.close()


def names(walk):
    return [body["data"]["name"] for body in walk.bodies()]


def ignore(_progress):
    pass


def test_the_list_and_every_procedure_are_fetched(portal, walk):
    heard = []
    done = walk().run(heard.append)
    assert (done.total, done.fetched, done.missed) == (25, 25, 0)
    assert [progress.done for progress in heard] == list(range(1, 26))
    assert names(walk()) == [f"Việc số {number}" for number in range(1, 26)]


def test_requests_are_paced(portal, walk, clock):
    walk().run(ignore)
    assert clock.waits == [0.25] * sum(portal.asked.values())


def test_a_second_run_fetches_only_what_changed(portal, walk):
    walk().run(ignore)
    portal.answers["page-3"] = record(3, name="Việc đã đổi")
    portal.statuses.clear()
    done = walk().run(ignore)
    assert (done.fetched, done.unchanged) == (1, 24)
    assert portal.statuses[304] == 24
    assert names(walk())[2] == "Việc đã đổi"


def test_without_validators_everything_is_fetched_again(portal, walk):
    portal.send = lambda request, status, body, length=None, **_: CataloguePortal.send(
        portal, request, status, body
    )
    walk().run(ignore)
    assert walk().run(ignore).fetched == 25


def test_a_run_that_was_broken_off_is_taken_up(portal, walk):
    class Killed(Exception):
        pass

    def stop(progress):
        if progress.done == 10:
            raise Killed

    with pytest.raises(Killed):
        walk().run(stop)
    portal.asked.clear()
    done = walk().run(ignore)
    assert (done.kept, done.fetched) == (10, 15)
    assert portal.asked["/procedures"] == 0
    assert sum(portal.asked.values()) == 15


def test_new_and_vanished_procedures_follow_the_list(portal, walk):
    walk().run(ignore)
    portal.rows[:] = [row(record(number)) for number in range(2, 27)]
    portal.answers["page-26"] = record(26)
    done = walk().run(ignore)
    assert (done.fetched, done.unchanged) == (1, 24)
    assert names(walk())[-1] == "Việc số 26"
    assert "Việc số 1" not in names(walk())


def test_a_procedure_whose_page_is_gone_is_forgotten(portal, walk):
    walk().run(ignore)
    del portal.answers["page-4"]
    done = walk().run(ignore)
    assert done.gone == 1
    assert "Việc số 4" not in names(walk())


@pytest.mark.parametrize(
    "fault",
    [refused(429, Retry_After="7"), refused(500), refused(503), cut, half_json, silent, hung_up],
    ids=["429", "500", "503", "cut", "half", "silent", "hung-up"],
)
def test_a_fault_that_passes_costs_nothing_but_time(portal, walk, clock, fault):
    portal.faults = {"/procedures/page-5": [fault], "/procedures": [fault]}
    done = walk().run(ignore)
    assert (done.fetched, done.missed) == (25, 0)
    assert portal.asked["/procedures/page-5"] == 2
    assert len([wait for wait in clock.waits if wait >= 1.0]) == 2


def test_a_portal_that_says_how_long_to_wait_is_obeyed(portal, walk, clock):
    portal.faults = {"/procedures/page-5": [refused(429, Retry_After="7"), refused(503)]}
    walk().run(ignore)
    assert [wait for wait in clock.waits if wait != 0.25] == [7.0, 2.0]


def test_a_procedure_that_cannot_be_had_is_missed_and_the_older_answer_stays(portal, walk):
    walk().run(ignore)
    portal.faults = {"/procedures/page-5": [refused(500)] * 3, "/procedures/page-6": [refused(403)]}
    done = walk().run(ignore)
    assert (done.missed, done.unchanged) == (2, 23)
    assert names(walk())[4] == "Việc số 5"
    assert walk().run(ignore).missed == 0


def test_a_portal_that_is_down_ends_the_run_and_what_was_fetched_stays(portal, walk):
    portal.faults = {f"/procedures/page-{number}": [refused(503)] * 3 for number in range(11, 26)}
    with pytest.raises(CatalogueUnavailable, match="in a row"):
        walk().run(ignore)
    portal.faults = {}
    done = walk().run(ignore)
    assert (done.kept, done.fetched) == (10, 15)


def test_a_list_that_is_refused_or_empty_ends_the_run(portal, walk):
    portal.faults = {"/procedures": [refused(401)]}
    with pytest.raises(CatalogueRefused):
        walk().run(ignore)
    portal.rows.clear()
    with pytest.raises(CatalogueUnavailable, match="empty"):
        walk().run(ignore)


def test_a_list_without_pages_is_read_once(portal, walk):
    done = walk(list_path="/procedures?size=25&page=0").run(ignore)
    assert done.total == 25
    assert portal.asked["/procedures"] == 1


def test_an_answer_on_disk_that_was_cut_is_fetched_again(portal, walk, tmp_path):
    walk().run(ignore)
    path = next((tmp_path / "sync").rglob("entries/*.json"))
    path.write_text(path.read_text(encoding="utf-8")[:20], encoding="utf-8")
    assert walk().run(ignore).fetched == 1


def test_another_portals_answers_are_kept_apart(portal, walk, tmp_path):
    walk().run(ignore)
    folder = CatalogueFolder(tmp_path / "sync", address="http://elsewhere")
    assert folder.entry("page-1") is None


# ── The command ────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def motcua(tmp_path, capsys, monkeypatch):
    def run(*words):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
        code = main(["--home", str(tmp_path / "home"), *map(str, words)])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_sync_fetches_and_imports(portal, motcua, tmp_path):
    code, out, err = motcua("sync", "--base-url", portal.url, "--pace", 0, "--out", tmp_path / "out.jsonl")
    assert code == 0
    assert json.loads(out)["procedures"] == 25
    assert "25 fetched" in err
    assert len(shelf.load(tmp_path / "home" / "catalogue")) == 25
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 25
    assert len((tmp_path / "out-list.jsonl").read_text(encoding="utf-8").splitlines()) == 25
    portal.answers["page-3"] = record(3, name="Việc đã đổi")
    code, out, _ = motcua("sync", "--base-url", portal.url, "--pace", 0, "--diff")
    assert code == 0
    assert "title + Việc đã đổi" in out


def test_sync_without_an_address_is_exit_2(motcua):
    code, _, err = motcua("sync")
    assert code == 2
    assert "catalogue.base_url" in err


def test_sync_of_a_portal_that_is_down_is_exit_1_and_leaves_the_catalogue(portal, motcua, tmp_path):
    portal.faults = {"/procedures": [refused(404)]}
    code, _, err = motcua("sync", "--base-url", portal.url, "--pace", 0)
    assert code == 1
    assert "sync again" in err
    assert shelf.load(tmp_path / "home" / "catalogue") is None


def test_sync_that_is_killed_goes_on_where_it_was(portal, motcua, tmp_path):
    portal.delay = 0.05
    words = [sys.executable, "-m", "bot", "--home", str(tmp_path / "home"), "sync"]
    words += ["--base-url", portal.url, "--pace", "0"]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        if sum(portal.asked.values()) >= 12:
            break
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    before = len(list((tmp_path / "home" / "sync").rglob("entries/[!.]*.json")))
    assert 0 < before < 25
    portal.delay = 0
    code, out, err = motcua("sync", "--base-url", portal.url, "--pace", 0)
    assert code == 0
    assert f"{25 - before} fetched" in err
    assert json.loads(out)["procedures"] == 25


@pytest.mark.skipif(not RECORDED.exists(), reason=f"the recorded answers are not at {RECORDED}")
def test_the_recorded_answers_are_replayed(motcua, tmp_path):
    answers = unpacked(RECORDED)
    listed = {found["id"]: found for found in unpacked(LISTED)}
    answers_by_id = {each["data"]["id"]: each for each in answers}
    rows = [listed.get(identifier, row(each)) for identifier, each in answers_by_id.items()]
    with CataloguePortal(rows, answers_by_id) as portal:
        portal.faults = {f"/procedures/{rows[7]['id']}": [cut, refused(429, Retry_After="0")]}
        code, out, err = motcua("sync", "--base-url", portal.url, "--pace", 0)
        assert code == 0
        assert "502 fetched" in err
        assert (json.loads(out)["procedures"], json.loads(out)["skipped"]) == (502, 0)
        portal.statuses.clear()
        _, out, err = motcua("sync", "--base-url", portal.url, "--pace", 0)
        assert "502 as before" in err
        assert portal.statuses[200] == len(rows) // 100 + 2
        assert json.loads(out)["touched"] == 0
