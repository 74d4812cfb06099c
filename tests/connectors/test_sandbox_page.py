"""The trial portal's page and its JSON for people."""

import html
import re

import pytest

from connectors.sandbox.states import NEXT
from connectors.sandbox.words import words


def page(sandbox, number=1):
    return html.unescape(sandbox.web.get("/", params={"number": number}).text)


def move(sandbox, state, reference="MC-7K3F-92QX", note="", **headers):
    form = {"state": state, "note": note}
    return sandbox.web.post(f"/dossiers/{reference}/state", data=form, headers=headers)


def test_dossiers_as_json_have_the_agreed_shape(sandbox, portal, dossier):
    receipt = portal.submit(dossier)
    assert sandbox.only() == {
        "reference": dossier.reference,
        "ma_ho_so": receipt.code,
        "ma_tthc": "1.001193",
        "status": 1,
        "received_at": "2026-11-22T12:00:00+07:00",
        "form": dict(dossier.form),
        "attachments": [],
    }
    assert sandbox.web.get(f"/dossiers/{dossier.reference}").json() == sandbox.only()


def test_a_dossier_nobody_sent_is_404(sandbox):
    assert sandbox.web.get("/dossiers/MC-NOBODY").status_code == 404
    assert move(sandbox, 2).status_code == 404


def test_the_page_says_that_it_is_a_trial_and_is_vietnamese(sandbox):
    text = page(sandbox)
    assert "<title>Cổng chạy thử" in text
    assert '<html lang="vi">' in text
    assert "Chưa có hồ sơ nào." in text


def test_the_page_shows_every_field(sandbox, portal, dossier):
    receipt = portal.submit(dossier)
    text = page(sandbox)
    for name, answer in dossier.form.items():
        assert name in text
        assert str(answer) in text
    for shown in (receipt.code, dossier.reference, dossier.applicant, dossier.phone, "Mới đăng ký"):
        assert shown in text
    assert "12 giờ 00, ngày 22 tháng 11 năm 2026" in text


def test_what_a_citizen_wrote_is_never_markup(sandbox, portal, another):
    portal.submit(another(applicant="<script>alert(1)</script>", form={"a": "</td><img src=x>"}))
    raw = sandbox.web.get("/").text
    assert "<script" not in raw
    assert "<img" not in raw


def test_buttons_offer_exactly_the_legal_moves(sandbox, portal, dossier):
    portal.submit(dossier)
    for state in (1, 2, 4, 9, 10):
        if state > 1:
            assert move(sandbox, state).status_code == 303
        offered = {int(found) for found in re.findall(r'name="state" value="(\d+)"', page(sandbox))}
        assert offered == NEXT[state]
        assert sandbox.only()["status"] == state


def test_a_move_and_its_note_reach_the_citizens_side(sandbox, portal, dossier):
    code = portal.submit(dossier).code
    sandbox.clock.forward(minutes=5)
    move(sandbox, 2)
    assert portal.status(code).note == "Được tiếp nhận"
    move(sandbox, 5, note="Cần thêm giấy chứng sinh")
    status = portal.status(code)
    assert (status.state, status.note) == (5, "Cần thêm giấy chứng sinh")
    assert "Cần thêm giấy chứng sinh" in page(sandbox)


@pytest.mark.parametrize("state", [1, 4, 10, 0, 11, -1])
def test_an_illegal_move_is_refused(sandbox, portal, dossier, state):
    portal.submit(dossier)
    assert move(sandbox, state).status_code == 409
    assert sandbox.only()["status"] == 1


@pytest.mark.parametrize("form", [{}, {"state": "x"}, {"state": 2, "note": "x" * 4001}])
def test_a_form_that_makes_no_sense_is_refused(sandbox, portal, dossier, form):
    portal.submit(dossier)
    assert sandbox.web.post(f"/dossiers/{dossier.reference}/state", data=form).status_code == 422


def test_another_site_cannot_press_the_buttons(sandbox, portal, dossier):
    portal.submit(dossier)
    assert move(sandbox, 2, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert move(sandbox, 2, **{"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_faults_can_be_set_on_the_page_even_while_down(sandbox):
    form = {"down": "true", "slow": "0", "error": "0.25", "duplicate": "0", "lost": "1"}
    assert sandbox.web.post("/faults/form", data=form).status_code == 303
    assert sandbox.web.get("/faults").json() == {
        "down": True,
        "slow": 0,
        "error": 0.25,
        "duplicate": 0,
        "lost": 1,
    }
    assert " checked" in page(sandbox)
    del form["down"]
    sandbox.web.post("/faults/form", data=form)
    assert sandbox.web.get("/faults").json()["down"] is False
    assert sandbox.web.post("/faults/form", data={"error": "7"}).status_code == 422


def test_many_dossiers_are_shown_in_pages_newest_first(sandbox, portal, another):
    for number in range(23):
        portal.submit(another(f"MC-{number:04}"))
    first, second = page(sandbox), page(sandbox, 2)
    assert "Hồ sơ đã nhận: 23" in first
    assert first.index("MC-0022") < first.index("MC-0003")
    assert "MC-0002" not in first
    assert "MC-0000" in second
    assert "Trang 2 trên 2" in second
    assert page(sandbox, -5) == first


def test_every_state_has_a_name():
    assert set(words().states) == set(range(1, 11))
