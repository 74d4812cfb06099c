"""Rules of the money for old people, social aid, the disability certificate and poor households: boundary days."""

from datetime import date

import pytest
from walking import walk

from flows.answers import SKIPPED, UNKNOWN
from flows.form import portal_form
from flows.journey import journey
from flows.judging import stopped
from flows.loading import FOLDER, load_lists, load_wording
from flows.rules import RULES

TODAY = date(2026, 11, 22)
LISTS, WORDS = load_lists(FOLDER), load_wording(FOLDER)

CASES = [
    ("age_told_otherwise", "2020-11-22", {"kt_tuoi": "tu_6"}, False),
    ("age_told_otherwise", "2020-11-23", {"kt_tuoi": "tu_6"}, True),
    ("age_told_otherwise", "2020-11-23", {"kt_tuoi": "duoi_6"}, False),
    ("age_told_otherwise", "2020-11-22", {"kt_tuoi": "duoi_6"}, True),
    ("age_told_otherwise", "2020", {"kt_tuoi": "tu_6"}, False),
    ("age_told_otherwise", "2020", {"kt_tuoi": "duoi_6"}, False),
    ("age_told_otherwise", "1985-03-27", {}, False),
    ("certificate_before_birth", "1985-03-27", {"dt_ngay_sinh": "1985-03-27"}, False),
    ("certificate_before_birth", "1985-03-26", {"dt_ngay_sinh": "1985-03-27"}, True),
    ("certificate_before_birth", "1985", {"dt_ngay_sinh": "1985-03-27"}, False),
    ("more_than_all_children", 2, {"so_con": 2}, False),
    ("more_than_all_children", 3, {"so_con": 2}, True),
    ("more_than_all_children", 3, {"so_con": UNKNOWN}, False),
    ("carer_stands_in", "nguoi_don", {"dung_ten": "thay"}, False),
    ("carer_stands_in", "nguoi_don", {"lam_cho": "minh"}, True),
    ("carer_stands_in", "nguoi_khac", {"lam_cho": "minh"}, False),
    ("no_child_counted", 0, {}, True),
    ("no_child_counted", 1, {}, False),
    ("child_not_younger", "1985-03-28", {"dt_ngay_sinh": "1985-03-27"}, False),
    ("child_not_younger", "1985-03-27", {"dt_ngay_sinh": "1985-03-27"}, True),
    ("child_not_younger", "1985", {"dt_ngay_sinh": "1985-03-27"}, False),
]


@pytest.mark.parametrize(("rule", "value", "answers", "odd"), CASES)
def test_rule(rule, value, answers, odd):
    assert RULES[rule].judge(value, answers, TODAY) == (rule if odd else None)


OLD = {"nh_ngay_sinh": "1948-05-16"}
CHILD = {"dien": "tre_em", "lam_cho": "giup", "ho_ngheo": "ngheo"}
PUPIL = CHILD | {"viec": "doi_muc", "tre_dien": "di_hoc"}
STOPS = [
    ("huu-tri-xa-hoi", {"viec": "dang_nhan"}, "pension_received_already", None),
    ("huu-tri-xa-hoi", {"viec": "da_mat"}, "pension_receiver_died", "1.014028"),
    ("huu-tri-xa-hoi", OLD | {"luong_huu": "cao"}, "pension_is_not_lower", None),
    ("huu-tri-xa-hoi", {"nh_ngay_sinh": "1956-11-23"}, "too_young_for_pension", "1.001776"),
    ("huu-tri-xa-hoi", {"nh_ngay_sinh": "1957"}, "too_young_for_pension", "1.001776"),
    ("huu-tri-xa-hoi", {"nh_ngay_sinh": "1951-11-23", "ho_ngheo": "khong"}, "not_poor_before_75", "1.011607"),
    ("xac-dinh-khuyet-tat", {"viec": "khong_doi"}, "certificate_still_right", "1.001776"),
    ("xac-dinh-khuyet-tat", {"viec": "mat_hong"}, "certificate_lost_or_torn", "1.001653"),
    ("xac-dinh-khuyet-tat", {"viec": "khong_dong_y"}, "disagrees_with_council", None),
    ("ho-ngheo-thuong-xuyen", {"viec": "da_co"}, "household_listed_already", "1.011606"),
    ("ho-ngheo-thuong-xuyen", {"viec": "xin_ra"}, "household_leaves_list", "1.011606"),
    ("tro-cap-xa-hoi", {"viec": "dang_nhan"}, "aid_received_already", None),
    ("tro-cap-xa-hoi", {"viec": "da_mat"}, "aid_receiver_died", "1.001731"),
    ("tro-cap-xa-hoi", {"muc_do": "chua"}, "no_disability_certificate", "1.001699"),
    ("tro-cap-xa-hoi", {"muc_do": "nhe"}, "disability_is_light", "1.001699"),
    ("tro-cap-xa-hoi", {"dien": "tre_em", "tre_dien": "khong_phai"}, "child_is_cared_for", "1.011607"),
    ("tro-cap-xa-hoi", {"dien": "don_than", "don_than_vi": "ly_hon"}, "parent_is_divorced", None),
    ("tro-cap-xa-hoi", {"dien": "nguoi_gia", "gia_dien": "co_nguoi"}, "elder_has_family", "1.014027"),
    ("tro-cap-xa-hoi", {"dien": "khac", "dien_khac": "khong_co"}, "none_of_the_kinds", None),
    ("tro-cap-xa-hoi", {"dien": "don_than", "ho_ngheo": "khong"}, "not_a_poor_household", "1.011607"),
    ("tro-cap-xa-hoi", {"dien": "nguoi_gia", "ho_ngheo": "can_ngheo"}, "not_a_poor_household", "1.011607"),
    ("tro-cap-xa-hoi", {"dien": "khac", "ho_ngheo": "can_ngheo"}, "not_a_poor_household", "1.011607"),
    ("tro-cap-xa-hoi", CHILD | {"tre_dien": "duoi_3", "ho_ngheo": "khong"}, "not_a_poor_household", "1.011607"),
    ("tro-cap-xa-hoi", CHILD | {"tre_dien": "hiv", "ho_ngheo": "can_ngheo"}, "not_a_poor_household", "1.011607"),
    ("tro-cap-xa-hoi", CHILD | {"dt_ngay_sinh": "2010-11-22"}, "child_has_grown", None),
    ("tro-cap-xa-hoi", PUPIL | {"dt_ngay_sinh": "2003-11-22"}, "child_has_grown", None),
    ("tro-cap-xa-hoi", CHILD | {"tre_dien": "di_hoc"}, "pupil_was_not_receiving", None),
    (
        "tro-cap-xa-hoi",
        CHILD | {"tre_dien": "duoi_3", "xa_kho": "khong"},
        "small_child_lives_elsewhere",
        "1.011607",
    ),
    ("tro-cap-xa-hoi", CHILD | {"tre_dien": "duoi_3", "dt_ngay_sinh": "2023-11-22"}, "child_has_grown", None),
    ("tro-cap-xa-hoi", {"dien": "nguoi_gia", "dt_ngay_sinh": "1966-11-23"}, "elder_under_60", None),
    (
        "tro-cap-xa-hoi",
        {"muc_do": "nang", "ai_cham": "nguoi_khac", "xin_cham": "co"},
        "carer_of_less_severe",
        None,
    ),
]


@pytest.mark.parametrize(("flow_id", "chosen", "rule", "procedure"), STOPS)
def test_stop(flows, flow_id, chosen, rule, procedure):
    stop = stopped(flows[flow_id], walk(flows[flow_id], chosen), TODAY)
    assert (stop.rule, stop.procedure) == (rule, procedure)


@pytest.mark.parametrize(
    ("flow_id", "chosen"),
    [
        ("huu-tri-xa-hoi", {"nh_ngay_sinh": "1951-11-22", "ho_ngheo": "khong"}),
        ("huu-tri-xa-hoi", {"nh_ngay_sinh": "1951", "ho_ngheo": "khong"}),
        ("huu-tri-xa-hoi", {"nh_ngay_sinh": "1956-11-22", "ho_ngheo": "can_ngheo"}),
        ("huu-tri-xa-hoi", {"nh_ngay_sinh": "1953-01-13", "ho_ngheo": UNKNOWN}),
        ("huu-tri-xa-hoi", OLD | {"luong_huu": "thap"}),
        ("huu-tri-xa-hoi", {"viec": "chuyen_cho", "nh_ngay_sinh": "1990-05-16"}),
        ("xac-dinh-khuyet-tat", {"viec": "xet_lai"}),
        ("ho-ngheo-thuong-xuyen", {"viec": "can_ngheo_kho_hon"}),
        ("tro-cap-xa-hoi", {"muc_do": "dac_biet", "ai_cham": "nguoi_khac", "xin_cham": "co"}),
        ("tro-cap-xa-hoi", {"muc_do": "nang", "ai_cham": "nguoi_khac"}),
        ("tro-cap-xa-hoi", {"dien": "don_than", "ho_ngheo": "can_ngheo"}),
        ("tro-cap-xa-hoi", CHILD | {"ho_ngheo": "khong", "dt_ngay_sinh": "2010-11-23"}),
        ("tro-cap-xa-hoi", PUPIL | {"dt_ngay_sinh": "2003-11-23"}),
        ("tro-cap-xa-hoi", CHILD | {"tre_dien": "duoi_3", "xa_kho": UNKNOWN, "dt_ngay_sinh": "2024-01-13"}),
        ("tro-cap-xa-hoi", {"dien": "nguoi_gia", "gia_dien": "cung_nhan", "dt_ngay_sinh": "1950-01-13"}),
        ("tro-cap-xa-hoi", {"dien": "nguoi_gia", "dt_ngay_sinh": "1966-11-22"}),
        ("tro-cap-xa-hoi", {"viec": "chuyen_cho"}),
    ],
)
def test_no_stop(flows, flow_id, chosen):
    assert stopped(flows[flow_id], walk(flows[flow_id], chosen), TODAY) is None


def form_of(flow, chosen):
    return portal_form(flow, walk(flow, chosen), lists=LISTS, words=WORDS)


def test_a_no_to_a_kind_of_disability_answers_all_its_lines(flows):
    flow = flows["xac-dinh-khuyet-tat"]
    form = form_of(flow, {"vd": "khong", "nn": "co", "nn_3": "co"})
    assert {form[f"dang.1.{line}"] for line in range(1, 7)} == {"Không"}
    assert form["dang.2.3"] == "Có"
    assert not [field for field in walk(flow, {"vd": "khong"}) if field.startswith("vd_")]


@pytest.mark.parametrize(
    ("chosen", "asked"),
    [
        ({"lam_cho": "minh"}, 10),
        ({"lam_cho": "giup", "kt_tuoi": "tu_6"}, 10),
        ({"lam_cho": "giup", "kt_tuoi": "duoi_6"}, 0),
    ],
)
def test_a_child_under_six_is_not_asked_about_daily_activities(flows, chosen, asked):
    form = form_of(flows["xac-dinh-khuyet-tat"], chosen)
    assert len([name for name in form if name.startswith("hoatDong.")]) == asked


@pytest.mark.parametrize(
    ("chosen", "paper"),
    [
        ({"dien": "khuyet_tat"}, "1đ"),
        ({"dien": "don_than"}, "1c"),
        ({"dien": "nguoi_gia"}, "1d"),
        ({"dien": "tre_em", "tre_dien": "mo_coi"}, "1a"),
        ({"dien": "tre_em", "tre_dien": "hiv"}, "1b"),
        ({"dien": "khac", "dien_khac": "hiv"}, "1b"),
    ],
)
def test_each_kind_of_person_has_its_form(flows, chosen, paper):
    assert form_of(flows["tro-cap-xa-hoi"], chosen)["MauToKhai"] == paper


def test_cash_comes_first_and_an_account_may_be_left_out(flows):
    flow = flows["tro-cap-xa-hoi"]
    assert flow.field("hinh_thuc").choices[0].value == "tien_mat"
    assert not {"TenNganHang", "SoTaiKhoan", "ChuTaiKhoan"} & set(form_of(flow, {}))
    chosen = dict.fromkeys(("ten_ngan_hang", "tai_khoan_so", "chu_tai_khoan"), SKIPPED) | {
        "hinh_thuc": "tai_khoan"
    }
    assert "SoTaiKhoan" not in form_of(flow, chosen)
    assert all(flow.field(name).optional for name in chosen if name != "hinh_thuc")


@pytest.mark.parametrize("flow_id", ["huu-tri-xa-hoi", "xac-dinh-khuyet-tat", "tro-cap-xa-hoi"])
def test_who_asks_for_themselves_is_the_requester(flows, flow_id):
    form = form_of(flows[flow_id], OLD | {"lam_cho": "minh"})
    assert form["nyc.QuanHe"] == "Bản thân"
    assert "Trần Thị Lan" in {form.get("nyc.HoTen"), form.get("nyc.HoVaTen")}


def test_every_member_of_the_household_is_asked_for(flows):
    flow = flows["ho-ngheo-thuong-xuyen"]
    none = form_of(flow, {"so_nguoi": 0})
    assert not [name for name in none if name.startswith("tv.")]
    three = form_of(flow, {"so_nguoi": 3, "tv_quan_he_2": "nguoi_khac", "tv_ho_hang_2": "chau"})
    assert [three[f"tv.{n}.QuanHeChuHo"] for n in (1, 2, 3)] == ["Chủ hộ", "Cháu", "Chủ hộ"]
    assert "tv.4.HoTen" not in three


def test_nobody_is_asked_where_a_missing_parent_is(flows):
    asked = " ".join(f"{f.ask} {f.why}" for f in flows["tro-cap-xa-hoi"].fields)
    assert not any(word in asked for word in ("đi tù", "trại", "án tù", "tội", "cai nghiện"))


def test_moving_asks_only_who_and_where(flows):
    flow = flows["tro-cap-xa-hoi"]
    asked = {field.id for field in journey(flow, walk(flow, {"viec": "chuyen_cho"})).done}
    assert not asked & {"dien", "muc_do", "ho_ngheo", "bhyt", "so_con", "gxn_so", "ai_cham"}
    assert {"dt_ho_ten", "dt_noi_cu_tru", "noi_nhan_cu", "hinh_thuc", "noi_dang_ky"} <= asked


def test_a_carer_who_stands_in_is_not_asked_twice(flows):
    chosen = {
        "lam_cho": "giup",
        "dung_ten": "thay",
        "ai_cham": "nguoi_don",
        "xin_cham": "co",
        "nyc_ho_ten": "Võ Thị Năm",
    }
    answers = walk(flows["tro-cap-xa-hoi"], chosen)
    assert not [field for field in answers if field.startswith("ncs_")]
    form = portal_form(flows["tro-cap-xa-hoi"], answers, lists=LISTS, words=WORDS)
    for name in ("HoVaTen", "GioiTinh", "NgaySinh", "SoGiayTo", "NoiOHienTai", "QuanHe"):
        assert form[f"ncs.{name}"] == form[f"nyc.{name}"]
    assert form["ncs.HoVaTen"] == "Võ Thị Năm"
