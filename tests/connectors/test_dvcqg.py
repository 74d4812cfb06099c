"""The adapter against answers that a portal may give: whose mistake it is, and what we do then."""

import json
from contextlib import closing

import httpx2
import pytest

from connectors.dvcqg import DvcqgPortal
from connectors.port import PortalMisused, PortalRejected, PortalUnavailable
from connectors.sandbox.account import TRIAL_ACCOUNT, Account, trial_settings

LINE = {
    "MaThamChieu": "MC-7K3F-92QX",
    "MaHoSo": "000.00.01.H00-261122-0001",
    "TrangThaiHoSo": "1",
    "NgayTiepNhan": "20261122120000",
}


class Script:
    """A portal that answers from a script: per service a list of answers, the last one for ever."""

    def __init__(self, **answers) -> None:
        self.answers = {name: list(given) for name, given in answers.items()}
        self.calls: list[str] = []
        self.bodies: list[dict] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content)
        name = body.get("service", "login")
        self.calls.append(name)
        self.bodies.append(body)
        ready = self.answers.get(
            name, [{"error_code": 0, "session": "s"} if name == "login" else {"error_code": "0"}]
        )
        answer = ready.pop(0) if len(ready) > 1 else ready[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx2.Response) else httpx2.Response(200, json=answer)


@pytest.fixture
def scripted():
    opened = []

    def open_portal(**answers):
        script = Script(**answers)
        portal = DvcqgPortal(trial_settings(1), "secret", transport=httpx2.MockTransport(script))
        opened.append(portal)
        return portal, script

    yield open_portal
    for portal in opened:
        portal.close()


def found(*lines):
    return {"error_code": "0", "result": list(lines)}


def test_a_new_dossier_takes_the_documented_three_calls(scripted, dossier):
    portal, script = scripted(TraCuuHoSo=[found()], DongBoHoSoMC=[found(LINE)])
    receipt = portal.submit(dossier)
    assert script.calls == ["login", "TraCuuHoSo", "DongBoHoSoMC", "CapNhatTienDoHoSoMC"]
    assert script.bodies[2]["isUpdating"] == "False"
    assert script.bodies[2]["data"][0]["EFormData"] == dict(dossier.form)
    assert receipt.code == LINE["MaHoSo"]
    assert receipt.accepted_at.isoformat() == "2026-11-22T12:00:00+07:00"


def test_a_dossier_that_is_there_is_not_sent_again(scripted, dossier):
    portal, script = scripted(TraCuuHoSo=[found(LINE)])
    assert portal.submit(dossier).code == LINE["MaHoSo"]
    assert "DongBoHoSoMC" not in script.calls


def test_a_dossier_that_an_officer_has_moved_on_gets_no_first_progress(scripted, dossier):
    portal, script = scripted(TraCuuHoSo=[found({**LINE, "TrangThaiHoSo": "4"})])
    assert portal.submit(dossier).code == LINE["MaHoSo"]
    assert script.calls == ["login", "TraCuuHoSo"]


def test_other_peoples_lines_and_repeats_in_an_answer_are_ignored(scripted, dossier):
    other = {**LINE, "MaThamChieu": "MC-OTHER", "MaHoSo": "000.00.01.H00-261122-0009"}
    portal, _ = scripted(TraCuuHoSo=[found(other, LINE, LINE)])
    assert portal.submit(dossier).code == LINE["MaHoSo"]


@pytest.mark.parametrize("code", ["3", "-3", 3, -3])
def test_already_exists_leads_to_a_look_up(scripted, dossier, code):
    portal, script = scripted(TraCuuHoSo=[found(), found(LINE)], DongBoHoSoMC=[{"error_code": code}])
    assert portal.submit(dossier).code == LINE["MaHoSo"]
    assert script.calls.count("DongBoHoSoMC") == 1


def test_an_ok_without_the_code_leads_to_a_look_up(scripted, dossier):
    portal, _ = scripted(TraCuuHoSo=[found(), found(LINE)], DongBoHoSoMC=[{"error_code": "0"}])
    assert portal.submit(dossier).code == LINE["MaHoSo"]


def test_a_dossier_said_to_exist_but_nowhere_found_is_tried_again_later(scripted, dossier):
    portal, _ = scripted(TraCuuHoSo=[found()], DongBoHoSoMC=[{"error_code": "3"}])
    with pytest.raises(PortalUnavailable):
        portal.submit(dossier)


AGAIN_LATER = [
    httpx2.ConnectError("down"),
    httpx2.ConnectTimeout("slow"),
    httpx2.ReadTimeout("slow"),
    httpx2.RemoteProtocolError("cut"),
    httpx2.ReadError("cut"),
    *(httpx2.Response(status) for status in (408, 429, 500, 502, 503, 504)),
    httpx2.Response(200, content=b""),
    httpx2.Response(200, content=b"<html>bao tri</html>"),
    httpx2.Response(200, content=b"\xff"),
    httpx2.Response(200, json=[]),
    httpx2.Response(200, json={"result": []}),
    httpx2.Response(200, json={"error_code": None}),
    httpx2.Response(200, json={"error_code": "0", "result": "x"}),
    httpx2.Response(200, json=found({**LINE, "NgayTiepNhan": "yesterday"})),
    httpx2.Response(200, json=found({**LINE, "TrangThaiHoSo": "x"})),
    httpx2.Response(200, json=found({**LINE, "MaHoSo": None})),
]


@pytest.mark.parametrize("trouble", AGAIN_LATER, ids=lambda trouble: repr(trouble)[:40])
@pytest.mark.parametrize("service", ["TraCuuHoSo", "DongBoHoSoMC"])
def test_what_is_nobodys_mistake_is_tried_again_later(scripted, dossier, service, trouble):
    portal, _ = scripted(**{"TraCuuHoSo": [found()], service: [trouble]})
    with pytest.raises(PortalUnavailable) as caught:
        portal.submit(dossier)
    assert caught.value.__cause__ is None
    for private in (dossier.applicant, dossier.phone, "secret", "bao tri"):
        assert private not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        {"error_code": "400"},
        {"error_code": "404"},
        *(httpx2.Response(status) for status in (301, 400, 403, 404, 405)),
    ],
)
def test_a_malformed_call_is_our_mistake(scripted, dossier, answer):
    portal, _ = scripted(TraCuuHoSo=[found()], DongBoHoSoMC=[answer])
    with pytest.raises(PortalMisused):
        portal.submit(dossier)


def test_a_no_is_the_portals_word(scripted, dossier):
    portal, _ = scripted(TraCuuHoSo=[found()], DongBoHoSoMC=[{"error_code": "-1", "message": "Thiếu giấy"}])
    with pytest.raises(PortalRejected) as caught:
        portal.submit(dossier)
    assert (caught.value.message, caught.value.code) == ("Thiếu giấy", "-1")


@pytest.mark.parametrize("answer", [{"error_code": -1}, {"error_code": 0}, {"error_code": 0, "session": ""}])
def test_a_refused_login_is_our_mistake(scripted, dossier, answer):
    portal, script = scripted(login=[answer])
    with pytest.raises(PortalMisused):
        portal.submit(dossier)
    assert script.calls == ["login"]


@pytest.mark.parametrize("answer", [{"error_code": "-1"}, {"error_code": "400"}])
def test_a_no_to_the_progress_does_not_cost_the_receipt(scripted, dossier, answer, capsys):
    portal, _ = scripted(TraCuuHoSo=[found(LINE)], CapNhatTienDoHoSoMC=[answer])
    assert portal.submit(dossier).code == LINE["MaHoSo"]
    assert dossier.applicant not in "".join(capsys.readouterr())


def test_progress_that_did_not_arrive_is_tried_again(scripted, dossier):
    portal, script = scripted(TraCuuHoSo=[found(LINE)], CapNhatTienDoHoSoMC=[httpx2.ReadTimeout("x"), found()])
    with pytest.raises(PortalUnavailable):
        portal.submit(dossier)
    assert portal.submit(dossier).code == LINE["MaHoSo"]
    assert script.calls.count("CapNhatTienDoHoSoMC") == 2


def test_one_login_serves_many_calls(scripted, another):
    portal, script = scripted(TraCuuHoSo=[found({**LINE, "TrangThaiHoSo": "2"})])
    for _ in range(5):
        portal.submit(another())
    assert script.calls.count("login") == 1


def test_a_session_that_ends_midway_begins_the_order_anew(scripted, dossier):
    gone = {"error_code": "401"}
    portal, script = scripted(TraCuuHoSo=[found()], DongBoHoSoMC=[gone, found(LINE)])
    assert portal.submit(dossier).code == LINE["MaHoSo"]
    assert script.calls == [
        *("login", "TraCuuHoSo", "DongBoHoSoMC"),
        *("login", "TraCuuHoSo", "DongBoHoSoMC", "CapNhatTienDoHoSoMC"),
    ]


def test_a_portal_that_keeps_forgetting_us_is_tried_again_later(scripted, dossier):
    portal, script = scripted(TraCuuHoSo=[{"error_code": "401"}])
    with pytest.raises(PortalUnavailable):
        portal.submit(dossier)
    assert script.calls.count("login") == 3


def test_half_a_letter_in_an_answer_is_our_mistake_and_no_endless_retry(portal, another):
    with pytest.raises(PortalMisused):
        portal.submit(another(form={"a": "\ud83e"}))


def test_a_state_comes_with_the_officers_word(scripted):
    portal, _ = scripted(TraCuuHoSo=[found({**LINE, "TrangThaiHoSo": "5", "GhiChu": "Cần thêm giấy chứng sinh"})])
    status = portal.status(LINE["MaHoSo"])
    assert (status.code, status.state, status.note) == (LINE["MaHoSo"], 5, "Cần thêm giấy chứng sinh")


def test_over_real_http_a_short_session_is_renewed(start, another):
    sandbox = start(account=Account(session_seconds=5))
    with closing(sandbox.portal()) as portal:
        for number in range(4):
            portal.submit(another(f"MC-{number:04}"))
            sandbox.clock.forward(seconds=6)
    assert len(sandbox.dossiers()) == 4


def test_over_real_http_a_wrong_password_is_our_mistake(sandbox, dossier):
    with closing(sandbox.portal(password="guess")) as portal, pytest.raises(PortalMisused):
        portal.submit(dossier)
    with closing(sandbox.portal(madonvi="000.00.02.H00")) as portal, pytest.raises(PortalMisused):
        portal.submit(dossier)


def test_over_real_http_nothing_listening_is_tried_again_later(dossier):
    settings = trial_settings(1, account=TRIAL_ACCOUNT)
    with closing(DvcqgPortal(settings, "x")) as portal, pytest.raises(PortalUnavailable):
        portal.submit(dossier)
