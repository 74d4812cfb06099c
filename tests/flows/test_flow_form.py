"""What reaches the portal: every statutory field, nothing twice, nothing of a branch not taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from walking import walk, walks

from flows.answers import UNKNOWN
from flows.form import portal_form
from flows.journey import on_path
from flows.loading import FOLDER, load, load_lists, load_wording

FLOWS = load(FOLDER)
LISTS, WORDS = load_lists(FOLDER), load_wording(FOLDER)

PERSON = {"HoTen", "NgaySinh", "SoGiayToTuyThan", "LoaiGiayToTuyThan", "NoiCuTru"}
STATUTORY = {
    "khai-sinh": {
        *("loaiDangKy", "noiDangKy", "soLuongBanSao", "gcnkh.So"),
        *(f"nks.{name}" for name in ("HoTen", "GioiTinh", "NgaySinh", "NgaySinhBangChu", "NoiSinh", "QueQuan")),
        *("nks.DanToc", "nks.QuocTich"),
        *(
            f"{who}.{name}"
            for who in ("me", "cha")
            for name in (*PERSON, "DanToc", "QuocTich", "LoaiCuTru", "SoDDCN")
        ),
        *(
            f"nyc.{name}"
            for name in (*PERSON, "QuanHe", "GiayToKhac", "NgayCap", "NoiCap", "SoDienThoai", "Email")
        ),
    },
    "khai-tu": {
        *(f"nkt.{name}" for name in (*PERSON, "GioiTinh", "DanToc", "QuocTich", "LoaiCuTru")),
        *(f"nkt.{name}" for name in ("NgayChet", "GioPhutChet", "NoiChet", "NguyenNhanChet")),
        *(f"gbt.{name}" for name in ("Loai", "So", "Ngay", "CoQuanCap")),
        *(
            f"nyc.{name}"
            for name in (*PERSON, "QuanHe", "GiayToKhac", "NgayCap", "NoiCap", "SoDienThoai", "Email")
        ),
        "soLuongBanSao",
    },
    "xac-nhan-tinh-trang-hon-nhan": {
        *(f"nxn.{name}" for name in (*PERSON, "GioiTinh", "DanToc", "QuocTich", "MucDich", "TinhTrangHonNhan")),
        *(f"nxn.{name}" for name in ("CuTruTai", "CuTruTuNgay", "CuTruDenNgay", "SoLuong")),
        *(f"nyc.{name}" for name in (*PERSON, "QuanHe", "SoDienThoai", "Email")),
        *("banAn.So", "banAn.Ngay", "banAn.ToaAn", "chungTu.So", "chungTu.Ngay", "chungTu.CoQuanCap"),
    },
}


def form_of(flow, chosen=None):
    return portal_form(flow, walk(flow, chosen), lists=LISTS, words=WORDS)


def names(flow):
    return {name for f in flow.fields for name in (f.portal, *(also.portal for also in f.also)) if name}


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
def test_every_statutory_field_has_a_question(flow):
    assert STATUTORY[flow.id] <= names(flow)


@given(st.data(), st.sampled_from(FLOWS))
def test_each_portal_field_is_filled_by_one_answer_at_most(data, flow):
    answers = on_path(flow, data.draw(walks(flow))[-1])
    writers = [
        name
        for field in flow.fields
        if field.id in answers
        for name, whens in [(field.portal, ()), *((also.portal, also.when) for also in field.also)]
        if name and all(str(answers.get(when.field)) in when.one_of for when in whens)
    ]
    assert len(writers) == len(set(writers))
    assert set(portal_form(flow, answers, lists=LISTS, words=WORDS)) <= set(writers)


@pytest.mark.parametrize("parent", ["me", "cha"])
def test_a_parent_who_files_is_not_asked_twice(birth, parent):
    answers = walk(birth, {"quan_he": parent})
    assert not [field for field in answers if field.startswith("nyc_") and field != "nyc_dien_thoai"]
    form = portal_form(birth, answers, lists=LISTS, words=WORDS)
    for name in ("HoTen", "NgaySinh", "SoGiayToTuyThan", "LoaiGiayToTuyThan"):
        assert form[f"nyc.{name}"] == form[f"{parent}.{name}"]


def test_the_birth_date_is_written_out_and_papers_are_told_apart(birth):
    form = form_of(birth, {"me_so_giay_to": "001198012345", "cha_so_giay_to": "123456789"})
    assert form["nks.NgaySinh"] == "2026-09-27"
    assert form["nks.NgaySinhBangChu"] == "Ngày hai mươi bảy, tháng chín, năm hai nghìn không trăm hai mươi sáu"
    assert (form["me.LoaiGiayToTuyThan"], form["me.SoDDCN"]) == ("Thẻ căn cước", "001198012345")
    assert form["cha.LoaiGiayToTuyThan"] == "Chứng minh nhân dân"
    assert "cha.SoDDCN" not in form


def test_codes_go_out_and_what_is_on_no_list_stays_as_it_was_said(birth):
    form = form_of(birth, {"nks_dan_toc": "Tày", "me_dan_toc": "kinh", "cha_dan_toc": "Nguồn"})
    assert (form["nks.DanToc"], form["me.DanToc"], form["cha.DanToc"]) == ("2", "1", "Nguồn")
    assert form["nks.QuocTich"] == form["me.QuocTich"] == form["cha.QuocTich"] == "Việt Nam"
    assert form["soLuongBanSao"] == 2


def test_an_unknown_answer_leaves_the_field_out_and_asks_the_home_instead(birth):
    form = form_of(birth, {"me_so_giay_to": UNKNOWN})
    assert "me.SoGiayToTuyThan" not in form
    assert form["me.NoiCuTru"]
    assert "cha.NoiCuTru" not in form


def test_who_died_at_home_died_where_they_lived(death):
    at_home = form_of(death)
    assert at_home["nkt.NoiChet"] == at_home["nkt.NoiCuTru"]
    elsewhere = walk(death, {"mat_o_dau": "benh_vien", "nkt_noi_chet": "Bệnh viện tỉnh"})
    assert portal_form(death, elsewhere, lists=LISTS, words=WORDS)["nkt.NoiChet"] == "Bệnh viện tỉnh"


@pytest.mark.parametrize(
    ("chosen", "name", "relation"),
    [
        ({"lam_cho": "minh"}, "Trần Thị Lan", "Bản thân"),
        ({"lam_cho": "giup", "dung_ten": "chinh"}, "Trần Thị Lan", "Bản thân"),
        ({"lam_cho": "giup", "dung_ten": "thay", "nyc_ho_ten": "Võ Tám", "quan_he": "con"}, "Võ Tám", "Con"),
    ],
)
def test_the_two_people_of_a_filing_are_kept_apart(single, chosen, name, relation):
    form = form_of(single, chosen)
    assert (form["nxn.HoTen"], form["nyc.HoTen"], form["nyc.QuanHe"]) == ("Trần Thị Lan", name, relation)


def test_there_are_54_ethnic_groups_each_with_its_own_code_and_names(lists):
    groups = lists["ethnicities"]
    assert [group.portal for group in groups] == [str(number) for number in range(1, 55)]
    assert len({group.name for group in groups}) == 54
