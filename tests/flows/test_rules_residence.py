"""Rules of the residence forms and of the joined birth filing: boundary values, and where they end."""

from datetime import date

import pytest
from walking import walk

from flows.judging import Accepted, Invalid, amiss, judge, stopped
from flows.rules import RULES

TODAY = date(2026, 11, 22)

CASES = [
    ("not_even_one", 0, {}, True),
    ("not_even_one", 1, {}, False),
    ("stays_a_month", 29, {}, False),
    ("stays_a_month", 30, {}, True),
    ("longer_than_two_years", 24, {}, False),
    ("longer_than_two_years", 25, {}, True),
    ("few_months", 2, {}, True),
    ("few_months", 3, {}, False),
    ("stay_date_odd", "2026-12-23", {}, False),
    ("stay_date_odd", "2026-12-24", {}, True),
    ("stay_date_odd", "2026-10-22", {}, False),
    ("stay_date_odd", "2026-10-21", {}, True),
    ("stay_date_odd", "2026-11", {}, False),
    ("mover_is_head", "chu_ho", {"chu_ho": "chinh"}, True),
    ("mover_is_head", "chu_ho", {"chu_ho": "khac"}, False),
    ("mover_is_head", "nguoi_khac", {"chu_ho": "chinh"}, False),
    ("father_not_named", "cha", {"cha_me_ket_hon": "khong_ghi_cha"}, True),
    ("father_not_named", "cha", {"cha_me_ket_hon": "da"}, False),
    ("father_not_named", "me", {"cha_me_ket_hon": "khong_ghi_cha"}, False),
]
STOPS = [
    ("thuong-tru", {"lam_cho": "giup", "duoc_nho": "chua"}, "not_asked_for_help", None),
    ("tam-tru", {"lam_cho": "giup", "duoc_nho": "chua"}, "not_asked_for_help", None),
    ("xac-nhan-cu-tru", {"lam_cho": "giup", "duoc_nho": "chua"}, "not_asked_for_help", None),
    ("thuong-tru", {"loai_cho": "cho_khac"}, "moves_into_no_home", None),
    ("thuong-tru", {"da_co_ten": "roi"}, "residence_registered_already", "1.010041"),
    ("thuong-tru", {"da_co_ten": "nuoc_ngoai"}, "lives_abroad", None),
    ("thuong-tru", {"loai_cho": "nguoi_than", "than_nhan": "ho_hang"}, "kin_not_close_enough", None),
    (
        "thuong-tru",
        {"loai_cho": "nguoi_than", "than_nhan": "ruot_thit", "dien_ruot": "khong"},
        "no_ground_for_kin",
        None,
    ),
    ("thuong-tru", {"loai_cho": "thue", "giay_thue": "chua_dong_dau"}, "lease_not_certified", "1.004194"),
    (
        "thuong-tru",
        {"loai_cho": "thue", "chu_nha": "nguoi_khac", "cs_dong_y": "chua"},
        "owner_not_willing",
        None,
    ),
    ("thuong-tru", {"chu_ho": "khac", "ch_dong_y": "chua"}, "head_not_willing", None),
    ("thuong-tru", {"tre_em": "rieng", "cm_dong_y": "chua"}, "parents_not_willing", None),
    ("tam-tru", {"cung_xa": "cung"}, "stays_in_own_commune", "1.004222"),
    ("tam-tru", {"bao_lau": "duoi_30"}, "stay_too_short", "2.001159"),
    ("tam-tru", {"cho_tam": "nhieu"}, "many_lodgers", None),
    ("tam-tru", {"cho_tam": "don_vi"}, "stays_in_barracks", None),
    ("tam-tru", {"chu_nha": "da_mat", "cs_dong_y": "chua"}, "owner_not_willing", None),
    ("tam-tru", {"chu_ho": "khac", "ch_dong_y": "chua"}, "head_not_willing", None),
    ("tam-tru", {"tre_em": "rieng", "cm_dong_y": "chua"}, "parents_not_willing", None),
    ("luu-tru", {"noi_ngu": "co_so"}, "guests_of_a_business", None),
    ("luu-tru", {"o_lai": "tu_30"}, "stay_too_long", "1.004194"),
    ("xac-nhan-cu-tru", {"da_dua_the": "chua"}, "card_may_be_enough", None),
    ("khai-sinh-lien-thong", {"da_khai_sinh": "roi"}, "birth_registered_already", "1.004222"),
    ("khai-sinh-lien-thong", {"nks_ngay_sinh": "2020-11-22"}, "too_old_to_join", "1.001193"),
    ("khai-sinh-lien-thong", {"nhap_vao": "khac", "cm_dong_y": "chua"}, "parents_not_willing", None),
    ("khai-sinh-lien-thong", {"nhap_vao": "khac", "ch_dong_y": "chua"}, "head_not_willing", None),
]


@pytest.mark.parametrize(("rule", "value", "answers", "odd"), CASES)
def test_rule(rule, value, answers, odd):
    assert RULES[rule].judge(value, answers, TODAY) == (rule if odd else None)


@pytest.mark.parametrize(("flow_id", "chosen", "rule", "procedure"), STOPS)
def test_stop(flows, flow_id, chosen, rule, procedure):
    flow = flows[flow_id]
    stop = stopped(flow, walk(flow, chosen), TODAY)
    assert (stop.rule, stop.procedure) == (rule, procedure)


@pytest.mark.parametrize(
    ("flow_id", "chosen"),
    [
        ("thuong-tru", {}),
        ("thuong-tru", {"loai_cho": "nguoi_than", "than_nhan": "ruot_thit"}),
        ("thuong-tru", {"loai_cho": "nguoi_than", "chu_ho": "khac", "chu_nha": "da_mat", "cs_dong_y": "ky"}),
        ("tam-tru", {"lam_cho": "giup", "duoc_nho": "con_nho", "tre_em": "cung"}),
        ("luu-tru", {}),
        ("xac-nhan-cu-tru", {"noi_dung": "ca_nha"}),
        ("khai-sinh-lien-thong", {"nks_ngay_sinh": "2020-11-23"}),
    ],
)
def test_no_stop(flows, flow_id, chosen):
    assert stopped(flows[flow_id], walk(flows[flow_id], chosen), TODAY) is None


@pytest.mark.parametrize(
    ("flow_id", "field_id", "value", "chosen", "reason"),
    [
        ("thuong-tru", "so_nguoi", 9, {}, None),
        ("thuong-tru", "so_nguoi", 10, {}, "too_many"),
        ("luu-tru", "so_khach", 0, {}, "not_even_one"),
        ("luu-tru", "so_dem", 30, {}, "stays_a_month"),
        ("tam-tru", "thoi_han", 25, {}, "longer_than_two_years"),
        ("thuong-tru", "tv_so_giay_to_2", "001195012345", {"tv_so_giay_to_1": "001195012345"}, "same_number"),
        ("thuong-tru", "tv_so_giay_to_1", "001195012345", {"nyc_so_giay_to": "001195012345"}, "same_number"),
    ],
)
def test_judge(flows, flow_id, field_id, value, chosen, reason):
    flow = flows[flow_id]
    verdict = judge(flow, flow.field(field_id), value, walk(flow, chosen), TODAY)
    assert isinstance(verdict, Accepted if reason is None else Invalid)
    assert reason is None or verdict.reason == reason


def test_who_becomes_head_after_all_is_asked_about_the_house_again(flows):
    flow = flows["thuong-tru"]
    answers = walk(flow, {"loai_cho": "nguoi_than", "chu_ho": "khac", "chu_nha": "chu_ho"})
    assert amiss(flow, answers, TODAY) == ()
    found = amiss(flow, {**answers, "chu_ho": "chinh"}, TODAY)
    assert [(field.id, verdict.reason) for field, verdict in found] == [("chu_nha", "mover_is_head")]
