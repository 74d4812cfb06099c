"""Addresses in a filing: with lists of places they get codes and today's names, without them they stay as said."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest
from conversation.roaming import Roamer
from unit_lists import few

from bot.dossiers import prepare, restore
from bot.messages import Submit
from bot.moment import Resources
from bot.places import KnownPlaces
from bot.session import Filing
from connectors.dvcqg_item import sync_item
from flows.answers import Address

ANSWERS = {
    "lam_cho": "minh",
    "da_dua_the": "van_doi",
    "noi_dung": "thuong_tru",
    "muc_dich": "di_hoc",
    "nyc_ho_ten": "Lê Thị Hoa",
    "nyc_ngay_sinh": "1950",
    "nyc_gioi_tinh": "nữ",
    "nyc_so_giay_to": "001150012345",
    "nyc_dien_thoai": "0912345678",
}
OLD = "ấp 3, xã An Hiệp, huyện Châu Thành, tỉnh Bến Tre"


@pytest.fixture
def placed(resources: Resources) -> Resources:
    return replace(resources, places=KnownPlaces(few()))


def asked(resources: Resources) -> Roamer:
    """At the question where the citizen lives."""
    roamer = Roamer(resources, Random(0))
    roamer.begin(resources.flows["xac-nhan-cu-tru"])
    roamer.session = replace(roamer.session, filing=Filing("xac-nhan-cu-tru", dict(ANSWERS)))
    return roamer


def test_without_lists_the_words_are_kept(resources: Resources) -> None:
    roamer = asked(resources)
    assert f"chỗ ở cần ghi: {OLD}. Đúng" in roamer.hear(OLD).replies[-1].text
    roamer.hear("đúng")
    assert roamer.answers()["dia_chi"] == OLD


def test_an_old_name_is_read_back_with_the_new_one_and_kept_with_both(placed: Resources) -> None:
    roamer = asked(placed)
    text = roamer.hear(OLD).replies[-1].text
    assert f"ấp 3, xã Phú Túc, tỉnh Vĩnh Long. Tên cũ: {OLD}. Đúng không bác?" in text
    roamer.hear("đúng")
    kept = roamer.answers()["dia_chi"]
    assert kept == Address(OLD, "86", "28810", "ấp 3", "xã Phú Túc, tỉnh Vĩnh Long")


def test_an_old_name_is_read_back_even_where_addresses_are_not(placed: Resources) -> None:
    roamer = Roamer(placed, Random(0))
    roamer.begin(placed.flows["khai-sinh"])
    answers = {
        "lam_cho": "minh",
        "da_khai_sinh": "chua",
        "nguon_goc": "viet_nam",
        "cha_me_ket_hon": "khong_ghi_cha",
    }
    answers |= {"quan_he": "me", "nks_ho_ten": "Nguyễn Minh An", "nks_gioi_tinh": "nam"}
    answers |= {"nks_ngay_sinh": "2026-09-27", "nks_noi_sinh": "trạm xá"}
    roamer.session = replace(roamer.session, filing=Filing("khai-sinh", answers))
    assert roamer.open().id == "nks_que_quan"  # type: ignore[union-attr]
    assert "Tên cũ: xã An Hiệp" in roamer.hear("xã An Hiệp, huyện Châu Thành, Bến Tre").replies[-1].text
    again = Roamer(placed, Random(0), session=replace(roamer.session, filing=Filing("khai-sinh", answers)))
    again.hear("xã Phú Túc, tỉnh Vĩnh Long")
    assert isinstance(again.answers()["nks_que_quan"], Address)


@pytest.mark.parametrize(("said", "code"), [("1", "00008"), ("2", "00025"), ("nơi khác", None)])
def test_a_divided_ward_is_asked_about(placed: Resources, said: str, code: str | None) -> None:
    roamer = asked(placed)
    turn = roamer.hear("phường Cống Vị, quận Ba Đình, Hà Nội")
    assert "1. phường Ngọc Hà, thành phố Hà Nội\n2. phường Giảng Võ, thành phố Hà Nội" in turn.replies[-1].text
    assert [button.label for button in turn.replies[-1].buttons] == ["1", "2", "Nơi khác"]
    roamer.hear(said)
    kept = roamer.answers().get("dia_chi")
    assert (kept.commune_code if isinstance(kept, Address) else None) == code
    if code is None:
        assert "ở đâu ạ?" in roamer.session.last[-1].text


def test_what_the_lists_do_not_know_stays_as_it_was_said(placed: Resources) -> None:
    roamer = asked(placed)
    roamer.hear("số 12 đường Nguyễn Trãi")
    roamer.hear("đúng")
    assert roamer.answers()["dia_chi"] == "số 12 đường Nguyễn Trãi"


def test_a_correction_takes_the_place_of_what_waits_for_a_yes(placed: Resources) -> None:
    roamer = asked(placed)
    roamer.hear("xã Phú Túc, tỉnh Vĩnh Long")
    roamer.hear("à nhầm, phường Bến Tre, tỉnh Vĩnh Long")
    roamer.hear("đúng")
    assert getattr(roamer.answers()["dia_chi"], "commune_code", None) == "28789"


def test_a_portal_gets_the_words_and_the_codes(placed: Resources) -> None:
    flow = placed.flows["xac-nhan-cu-tru"]
    procedure = placed.of_code(flow.procedure)
    assert procedure is not None
    roamer = asked(placed)
    for said in (OLD, "đúng", "phường Bến Tre, tỉnh Vĩnh Long", "đúng", "tôi"):
        roamer.hear(said)
    while not roamer.sent:
        roamer.go_on()
    submit: Submit = roamer.sent[0]
    assert json.loads(json.dumps(submit.answers)) == submit.answers
    kept = prepare(
        submit, flow, procedure, adapter="packet", lists=placed.lists, words=placed.words, wording=placed.wording
    )
    dossier = restore(kept.body)
    form = sync_item(dossier, unit="H00")["EFormData"]
    assert (form["noiDeNghi.DiaChi"], form["noiDeNghi.MaXa"], form["noiDeNghi.ChiTiet"]) == (OLD, "28810", "ấp 3")
    assert form["kinhGui"] == "phường Bến Tre, tỉnh Vĩnh Long"
    rows = {row.label: row.text for row in dossier.rows}
    assert rows["Chỗ ở cần ghi"] == f"ấp 3, xã Phú Túc, tỉnh Vĩnh Long. Tên cũ: {OLD}"
