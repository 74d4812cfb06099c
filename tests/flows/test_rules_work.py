"""Rules of pensions, driving licences, household businesses and judicial records: boundary days and early ends."""

from datetime import date

import pytest
from walking import walk

from flows.answers import UNKNOWN
from flows.form import portal_form
from flows.judging import stopped
from flows.loading import FOLDER, load_lists, load_wording
from flows.rules import RULES

TODAY = date(2026, 11, 22)
PENSION, LICENCE = "doi-noi-nhan-luong-huu", "doi-gplx"
BUSINESS, RECORD = "dang-ky-ho-kinh-doanh", "ly-lich-tu-phap"

CASES = [
    ("spouse_denied", "khong", {"quan_he": "vo_chong"}, True),
    ("spouse_denied", "khong", {"quan_he": "con"}, False),
    ("spouse_denied", "co", {"quan_he": "vo_chong"}, False),
]

AT_HOME = {"cach_moi": "tai_nha", "viec_doi": "doi_noi"}
CAR = {"ly_do": "hong", "loai_bang": "o_to"}
BUS = {**CAR, "hang_o_to": "D"}
FAMILY = {"ai_mo": "ca_nha"}
FOR_CHILD = {"lam_cho": "giup", "dung_ten": "thay", "quan_he": "me", "loai_phieu": "so_2"}

STOPS = [
    (PENSION, {"khoan_nhan": "cua_xa"}, "allowance_of_the_commune", None),
    (PENSION, {"khoan_nhan": "chua"}, "no_pension_yet", "1.014171"),
    (PENSION, {"viec_doi": "nho_nhan"}, "somebody_collects", "1.001601"),
    (PENSION, {"viec_doi": "ra_nuoc_ngoai"}, "pensioner_goes_abroad", None),
    (PENSION, {"cach_cu": "tien_mat", "cach_moi": "tien_mat"}, "same_way_again", None),
    (PENSION, {"cach_moi": "tai_khoan", "co_tai_khoan": "chua"}, "no_account_yet", None),
    (PENSION, {**AT_HOME, "nyc_ngay_sinh": "1946-11-23"}, "too_young_to_be_paid_at_home", "1.001601"),
    (LICENCE, {"loai_bang": "noi_khac"}, "licence_of_another_authority", None),
    (LICENCE, {"loai_bang": "xe_may", "ly_do": "sap_het_han"}, "licence_never_ends", None),
    (LICENCE, {"ly_do": "ten_hang_cu"}, "class_name_is_old", None),
    (LICENCE, {"bang_dang_o": "mat"}, "licence_lost", "3.000348"),
    (LICENCE, {"bang_dang_o": "cong_an"}, "licence_with_the_police", None),
    (LICENCE, {"con_han": "qua_han"}, "licence_overdue", None),
    (LICENCE, {"phat_xong": "chua"}, "fine_not_settled", None),
    (LICENCE, {"kham_suc_khoe": "chua"}, "no_health_certificate", None),
    (LICENCE, {**BUS, "nyc_gioi_tinh": "nam", "nyc_ngay_sinh": "1969-11-22"}, "too_old_for_buses", None),
    (LICENCE, {**BUS, "nyc_gioi_tinh": "nữ", "nyc_ngay_sinh": "1970"}, "too_old_for_buses", None),
    (BUSINESS, {"viec_ban": "ban_rong"}, "hawker_needs_nothing", None),
    (BUSINESS, {"viec_ban": "ruong"}, "farmer_needs_nothing", None),
    (BUSINESS, {"da_dung_ten": "roi"}, "has_a_business", "2.000720"),
    (BUSINESS, {**FAMILY, "giay_cu": "chua"}, "family_has_not_signed", None),
    (BUSINESS, {"nyc_quoc_tich": "nuoc_khac"}, "owner_is_foreign", None),
    (BUSINESS, {"nyc_ngay_sinh": "2008-11-23"}, "too_young_to_trade", None),
    (BUSINESS, {"lam_cho": "giup", "ai_nop": "thay", "giay_nho": "chua"}, "no_authority_to_file", None),
    (RECORD, {"loai_phieu": "chua_ro"}, "sheet_not_known", None),
    (RECORD, {**FOR_CHILD, "quan_he": "con"}, "sheet_two_by_another", None),
    (RECORD, {**FOR_CHILD, "nyc_ngay_sinh": "2008-11-22"}, "sheet_two_of_an_adult", None),
    (
        RECORD,
        {**FOR_CHILD, "loai_phieu": "so_1", "quan_he": "khac", "giay_nho_lam_thay": "chua"},
        "authority_not_certified",
        None,
    ),
]


@pytest.mark.parametrize(("rule", "value", "answers", "odd"), CASES)
def test_rule(rule, value, answers, odd):
    assert RULES[rule].judge(value, answers, TODAY) == (rule if odd else None)


@pytest.mark.parametrize(("flow_id", "chosen", "rule", "procedure"), STOPS)
def test_stop(flows, flow_id, chosen, rule, procedure):
    stop = stopped(flows[flow_id], walk(flows[flow_id], chosen), TODAY)
    assert (stop.rule, stop.procedure) == (rule, procedure)


@pytest.mark.parametrize(
    ("flow_id", "chosen"),
    [
        (PENSION, {"cach_moi": "tai_khoan"}),
        (PENSION, {"cach_cu": "tai_khoan", "cach_moi": "tai_khoan"}),
        (PENSION, {**AT_HOME, "nyc_ngay_sinh": "1946-11-22"}),
        (PENSION, {**AT_HOME, "nyc_ngay_sinh": "1946"}),
        (LICENCE, {}),
        (LICENCE, {"loai_bang": "xe_may", "ly_do": "hong"}),
        (LICENCE, {"loai_bang": "ca_hai", "bang_dang_o": "cong_an"}),
        (LICENCE, {"phat_xong": UNKNOWN}),
        (LICENCE, {**BUS, "nyc_gioi_tinh": "nam", "nyc_ngay_sinh": "1969-11-23"}),
        (LICENCE, {**BUS, "nyc_gioi_tinh": "nữ", "nyc_ngay_sinh": "1971"}),
        (LICENCE, {**CAR, "hang_o_to": "C", "nyc_ngay_sinh": "1950-03-27"}),
        (BUSINESS, {}),
        (BUSINESS, {"viec_ban": "giay_phep"}),
        (BUSINESS, {**FAMILY, "so_thanh_vien": 2}),
        (BUSINESS, {"nyc_ngay_sinh": "2008-11-22"}),
        (BUSINESS, {"nyc_ngay_sinh": "2008"}),
        (RECORD, {}),
        (RECORD, {"loai_phieu": "so_2"}),
        (RECORD, {**FOR_CHILD, "nyc_ngay_sinh": "2008-11-23"}),
        (RECORD, {**FOR_CHILD, "loai_phieu": "so_1", "quan_he": "con"}),
    ],
)
def test_no_stop(flows, flow_id, chosen):
    assert stopped(flows[flow_id], walk(flows[flow_id], chosen), TODAY) is None


@pytest.mark.parametrize(
    ("flow_id", "chosen"),
    [(PENSION, {"cach_moi": "tai_khoan"}), (LICENCE, {}), (BUSINESS, FAMILY), (RECORD, {"lam_cho": "giup"})],
)
def test_nothing_stops_before_it_was_answered(flows, flow_id, chosen):
    answers = {}
    for field_id, answer in walk(flows[flow_id], chosen).items():
        answers[field_id] = answer
        assert stopped(flows[flow_id], answers, TODAY) is None


def _form(flow, chosen):
    return portal_form(flow, walk(flow, chosen), lists=load_lists(FOLDER), words=load_wording(FOLDER))


@pytest.mark.parametrize(
    ("chosen", "shop"),
    [
        ({"o_dung_do": "dung", "quan_o": "tai_nha"}, "ở quê"),
        ({"o_dung_do": "khac", "quan_o": "tai_nha"}, "ở phố"),
        ({"o_dung_do": "dung", "quan_o": "cho_khac"}, "ngoài chợ"),
        ({"o_dung_do": "khac", "quan_o": "cho_khac"}, "ngoài chợ"),
    ],
)
def test_a_shop_at_home_is_not_asked_for_its_address_again(flows, chosen, shop):
    places = {"noi_ho_khau": "ở quê", "noi_o": "ở phố", "tru_so": "ngoài chợ", "nop_o": "xa_quan"}
    form = _form(flows[BUSINESS], {**places, **chosen})
    assert (form["hkd.TruSo"], form["noiDangKy"]) == (shop, shop)


@pytest.mark.parametrize(
    ("relation", "name"),
    [("cha", "Cha A"), ("me", "Mẹ B"), ("vo_chong", "Chồng C"), ("con", "Con D"), ("khac", "Con D")],
)
def test_kin_who_file_are_not_asked_for_their_name_twice(flows, relation, name):
    names = {"cha_ho_ten": "Cha A", "me_ho_ten": "Mẹ B", "vc_ho_ten": "Chồng C", "nuq_ho_ten": "Con D"}
    form = _form(flows[RECORD], {"lam_cho": "giup", "dung_ten": "thay", "quan_he": relation, **names})
    assert (form["nuq.HoTen"], form["nuq.QuanHe"] != "") == (name, True)


def test_each_stay_goes_into_its_own_line(flows):
    form = _form(flows[RECORD], {"so_noi_o": 2, "ct_nghe_1": "Đi học", "ct_nghe_2": "Làm ruộng"})
    assert [form[f"nycCuTru.{n}.ngheNghiep"] for n in (1, 2)] == ["Đi học", "Làm ruộng"]
    assert "nycCuTru.3.ngheNghiep" not in form


def test_nobody_is_asked_about_a_criminal_record(flows):
    texts = " ".join(
        f"{f.label} {f.ask} {f.simpler} {f.simplest} {f.portal}".lower() for f in flows[RECORD].fields
    )
    for word in ("án tích", "tiền án", "bị án", "đi tù", "antich"):
        assert word not in texts


def test_no_account_number_is_asked_for(flows):
    for field in flows[PENSION].fields:
        assert field.portal not in {"soTaiKhoan", "SoTaiKhoan"}
        assert "số tài khoản" not in f"{field.label} {field.ask}".lower()
