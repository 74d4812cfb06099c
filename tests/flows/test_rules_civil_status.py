"""Rules of marriage, of registering a birth again and of copies: boundary days, and where these flows stop."""

from datetime import date

import pytest
from walking import walk

from flows.answers import UNKNOWN
from flows.form import portal_form
from flows.judging import Accepted, Invalid, amiss, judge, stopped
from flows.rules import RULES

TODAY = date(2026, 11, 22)

CASES = [
    # rule, value, other answers, odd?
    ("together_since_1987", "1987-01-02", {}, False),
    ("together_since_1987", "1987-01-03", {}, True),
    ("together_since_1987", "1987", {}, False),
    ("together_since_1987", "1987-02", {}, True),
    ("together_since_1987", "1988", {}, True),
    ("single_paper_expired", "2026-05-22", {}, False),
    ("single_paper_expired", "2026-05-21", {}, True),
    ("single_paper_expired", "2026", {}, False),
    ("single_paper_expired", "2025", {}, True),
    ("first_marriage", 2, {}, False),
    ("first_marriage", 1, {}, True),
    ("first_marriage", 0, {}, True),
    ("husbands_number_of_a_woman", "001195012345", {}, True),
    ("husbands_number_of_a_woman", "001095012345", {}, False),
    ("husbands_number_of_a_woman", "B1234567", {}, False),
    ("wifes_number_of_a_man", "001095012345", {}, True),
    ("wifes_number_of_a_man", "001195012345", {}, False),
    ("parent_born_after", "1950-03-26", {"ndk_ngay_sinh": "1950-03-27"}, False),
    ("parent_born_after", "1950-03-27", {"ndk_ngay_sinh": "1950-03-27"}, True),
    ("parent_born_after", "1950", {"ndk_ngay_sinh": "1950-03-27"}, False),
    ("parent_born_after", "1951", {"ndk_ngay_sinh": "1950"}, True),
    ("parent_age_strange", "1937-03-27", {"ndk_ngay_sinh": "1950-03-27"}, False),
    ("parent_age_strange", "1937-03-28", {"ndk_ngay_sinh": "1950-03-27"}, True),
    ("parent_age_strange", "1869-03-28", {"ndk_ngay_sinh": "1950-03-27"}, False),
    ("parent_age_strange", "1869-03-26", {"ndk_ngay_sinh": "1950-03-27"}, True),
    ("parent_age_strange", "1925", {"ndk_ngay_sinh": UNKNOWN}, False),
    ("registered_before_birth", "1950-03-27", {"ndk_ngay_sinh": "1950-03-27"}, False),
    ("registered_before_birth", "1950-03-26", {"ndk_ngay_sinh": "1950-03-27"}, True),
    ("registered_before_birth", "1950", {"ndk_ngay_sinh": "1950-03-27"}, False),
    ("registered_before_birth", "1949", {"ndk_ngay_sinh": "1950"}, True),
    ("own_death_paper", "ban_than", {"loai": "khai_tu"}, True),
    ("own_death_paper", "con", {"loai": "khai_tu"}, False),
    ("own_death_paper", "ban_than", {"loai": "khai_sinh"}, False),
]

MARRIAGE, AGAIN, COPY = "ket-hon", "dang-ky-lai-khai-sinh", "trich-luc-ho-tich"
STOPS = [
    (MARRIAGE, {"da_dang_ky": "roi"}, "married_already", "2.000635"),
    (MARRIAGE, {"da_dang_ky": "mat_so"}, "marriage_book_lost", "1.004746"),
    (MARRIAGE, {"nguoi_viet": "nguoi_nuoc_ngoai"}, "couple_with_a_foreigner", "2.000806"),
    (MARRIAGE, {"nguoi_viet": "o_nuoc_ngoai"}, "couple_with_a_foreigner", "2.000806"),
    (MARRIAGE, {"vuong_mac": "dang_co"}, "says_married_to_another", None),
    (MARRIAGE, {"vuong_mac": "chua_du_tuoi"}, "says_too_young", None),
    (MARRIAGE, {"vuong_mac": "ho_hang"}, "close_kin", None),
    (MARRIAGE, {"vuong_mac": "dieu_khac"}, "other_bar_to_marriage", None),
    (MARRIAGE, {"chong_hon_nhan": "dang_co"}, "one_is_married_to_another", None),
    (MARRIAGE, {"vo_hon_nhan": "dang_co"}, "one_is_married_to_another", None),
    (MARRIAGE, {"chong_ngay_sinh": "2006-11-23"}, "one_is_too_young", None),
    (MARRIAGE, {"vo_ngay_sinh": "2008-11-23"}, "one_is_too_young", None),
    (
        MARRIAGE,
        {"chong_hon_nhan": "da_ly_hon", "chong_ly_hon_o": "chua_ghi"},
        "foreign_divorce_unrecorded",
        None,
    ),
    (MARRIAGE, {"vo_hon_nhan": "da_ly_hon", "vo_ly_hon_o": "chua_ghi"}, "foreign_divorce_unrecorded", None),
    (AGAIN, {"giay_va_so": "con_so"}, "birth_book_kept", "2.000635"),
    (AGAIN, {"giay_va_so": "con_giay"}, "birth_paper_kept", "2.000635"),
    (AGAIN, {"giay_va_so": "chua_ro"}, "birth_book_unchecked", "2.000635"),
    (AGAIN, {"giay_va_so": "chua_tung"}, "birth_never_entered", "1.004772"),
    (AGAIN, {"nguoi_viet": "co_nuoc_ngoai"}, "foreign_person_or_parent", None),
    (AGAIN, {"lam_cho": "giup", "con_song": "da_mat"}, "person_has_died", None),
    (AGAIN, {"dk_ngay": "2016-01-01"}, "entered_since_2016", "2.000635"),
    (AGAIN, {"ndk_ngay_sinh": "2016"}, "entered_since_2016", "2.000635"),
    (AGAIN, {"cam_doan": "chua"}, "pledge_not_given", None),
    (
        AGAIN,
        {"lam_cho": "giup", "dung_ten": "thay", "quan_he": "nguoi_khac", "giay_nho": "chua"},
        "stranger_without_authority",
        "2.000884",
    ),
    (COPY, {"loai": "khai_sinh", "trong_so": "chua_ghi"}, "no_birth_entry", "1.004772"),
    (COPY, {"loai": "ket_hon", "trong_so": "chua_ghi"}, "no_marriage_entry", "1.000894"),
    (COPY, {"loai": "khai_tu", "trong_so": "chua_ghi"}, "no_death_entry", "1.000656"),
    (COPY, {"loai": "khai_sinh", "trong_so": "mat_so"}, "lost_birth_entry", "1.004884"),
    (COPY, {"loai": "ket_hon", "trong_so": "mat_so"}, "lost_marriage_entry", "1.004746"),
    (COPY, {"loai": "khai_tu", "trong_so": "mat_so"}, "lost_death_entry", "1.005461"),
    (COPY, {"loai": "khac", "trong_so": "mat_so"}, "no_other_entry", None),
    (COPY, {"loai": "khac", "trong_so": "chua_ghi"}, "no_other_entry", None),
    (
        COPY,
        {"quan_he": "khac", "quan_he_khac": "nguoi_ngoai", "giay_nho": "chua"},
        "outsider_without_authority",
        "2.000884",
    ),
]


@pytest.mark.parametrize(("rule", "value", "answers", "odd"), CASES)
def test_rule(rule, value, answers, odd):
    assert RULES[rule].judge(value, answers, TODAY) == (rule if odd else None)


def test_six_months_reach_over_the_turn_of_the_year_and_the_end_of_a_month():
    expired = RULES["single_paper_expired"].judge
    assert expired("2025-09-27", {}, date(2026, 3, 31)) is not None
    assert expired("2025-09-28", {}, date(2026, 3, 31)) is None
    assert expired("2026-02-28", {}, date(2026, 8, 31)) is None


@pytest.mark.parametrize(("flow_id", "chosen", "rule", "procedure"), STOPS)
def test_stop(flows, flow_id, chosen, rule, procedure):
    flow = flows[flow_id]
    stop = stopped(flow, walk(flow, chosen), TODAY)
    assert (stop.rule, stop.procedure) == (rule, procedure)


@pytest.mark.parametrize(
    ("flow_id", "chosen"),
    [
        (MARRIAGE, {}),
        (MARRIAGE, {"da_dang_ky": "o_chung", "chung_song_tu": "1979"}),
        (MARRIAGE, {"chong_ngay_sinh": "2006-11-22"}),
        (MARRIAGE, {"chong_ngay_sinh": "2006"}),
        (MARRIAGE, {"vo_ngay_sinh": "2008-11-22"}),
        (MARRIAGE, {"vo_hon_nhan": "chong_mat"}),
        (MARRIAGE, {"chong_hon_nhan": "da_ly_hon", "chong_ly_hon_o": "da_ghi"}),
        (AGAIN, {}),
        (AGAIN, {"dk_ngay": "2015-12-31"}),
        (AGAIN, {"dk_ngay": UNKNOWN}),
        (AGAIN, {"lam_cho": "giup", "dung_ten": "thay", "quan_he": "con", "giay_nho": "chua"}),
        (AGAIN, {"lam_cho": "giup", "dung_ten": "thay", "quan_he": "nguoi_khac", "giay_nho": "co"}),
        (COPY, {}),
        (COPY, {"loai": "khai_tu", "quan_he": "khac", "quan_he_khac": "nguoi_ngoai"}),
        (COPY, {"trong_so": "chua_ro"}),
        (COPY, {"quan_he": "khac", "quan_he_khac": "anh_chi_em", "giay_nho": "chua"}),
    ],
)
def test_no_stop(flows, flow_id, chosen):
    assert stopped(flows[flow_id], walk(flows[flow_id], chosen), TODAY) is None


def form_of(flows, flow_id, chosen, lists, words):
    return portal_form(flows[flow_id], walk(flows[flow_id], chosen), lists=lists, words=words)


def test_who_marries_for_the_first_time_is_not_asked_how_often(flows, lists, words):
    form = form_of(flows, MARRIAGE, {"vo_hon_nhan": "chong_mat", "vo_lan": 3}, lists, words)
    assert (form["chong.SoLanKH"], form["vo.SoLanKH"]) == ("1", 3)
    assert "vo.BanAn.So" not in form


def test_a_side_with_its_book_at_the_office_is_not_asked_where_it_lives(flows, lists, words):
    chosen = {"vo_ho_khau": "noi_khac", "vo_noi_cu_tru": "xã Bình Hòa Phước, tỉnh Vĩnh Long"}
    form = form_of(flows, MARRIAGE, chosen, lists, words)
    assert form["chong.NoiCuTru"] == form["noiDangKy"]
    assert (form["chong.YeuCauXNTTHN"], "chong.NoiXNTTHN" in form) == ("Không", False)
    assert (form["vo.YeuCauXNTTHN"], form["vo.NoiXNTTHN"]) == ("Có", "xã Bình Hòa Phước, tỉnh Vĩnh Long")


def test_a_certificate_at_hand_names_its_own_place(flows, lists, words):
    chosen = {"vo_ho_khau": "noi_khac", "vo_giay_doc_than": "co", "vo_xn_noi": "phường Sầm Sơn"}
    form = form_of(flows, MARRIAGE, chosen, lists, words)
    assert (form["vo.YeuCauXNTTHN"], form["vo.NoiXNTTHN"]) == ("Không", "phường Sầm Sơn")
    assert {"vo.SoXNTTHN", "vo.NgayXNTTHN"} <= set(form)


@pytest.mark.parametrize(
    ("chosen", "name", "relation"),
    [
        ({"lam_cho": "minh"}, "Trần Thị Lan", "Bản thân"),
        ({"lam_cho": "giup", "dung_ten": "chinh"}, "Trần Thị Lan", "Bản thân"),
        ({"lam_cho": "giup", "dung_ten": "thay", "nyc_ho_ten": "Võ Tám", "quan_he": "con"}, "Võ Tám", "Con"),
    ],
)
def test_the_two_people_of_a_new_registration_are_kept_apart(flows, lists, words, chosen, name, relation):
    form = form_of(flows, AGAIN, chosen, lists, words)
    assert (form["nks.HoTen"], form["nyc.HoTen"], form["nyc.QuanHe"]) == ("Trần Thị Lan", name, relation)


def test_of_a_parent_who_has_died_no_home_is_asked(flows, lists, words):
    form = form_of(flows, AGAIN, {"me_con": "da_mat", "cha_con": "con_song"}, lists, words)
    assert (form["me.NoiCuTru"], "me.SoGiayToTuyThan" in form) == ("Đã chết", False)
    assert "cha.SoGiayToTuyThan" in form


def test_a_father_whom_the_old_paper_does_not_name_is_not_asked_for(flows, lists, words):
    form = form_of(flows, AGAIN, {"cha_co": "khong"}, lists, words)
    assert not [name for name in form if name.startswith("cha.")]


@pytest.mark.parametrize(
    ("chosen", "name", "relation"),
    [
        ({"quan_he": "ban_than"}, "Trần Thị Lan", "Bản thân"),
        ({"quan_he": "cha_me", "nyc_ho_ten": "Võ Tám"}, "Võ Tám", "Cha hoặc mẹ"),
        ({"quan_he": "khac", "quan_he_khac": "ong_ba", "nyc_ho_ten": "Võ Tám"}, "Võ Tám", "Ông bà"),
    ],
)
def test_who_asks_for_a_copy_and_whose_it_is_are_kept_apart(flows, lists, words, chosen, name, relation):
    form = form_of(flows, COPY, chosen, lists, words)
    assert (form["ndk.HoTen"], form["nyc.HoTen"], form["nyc.QuanHe"]) == ("Trần Thị Lan", name, relation)


def test_an_authority_is_asked_for_only_where_somebody_could_give_it(flows):
    copy = flows[COPY]
    assert "giay_nho" in walk(copy, {"quan_he": "con"})
    assert "giay_nho" not in walk(copy, {"quan_he": "ban_than"})
    assert "giay_nho" not in walk(copy, {"loai": "khai_tu", "quan_he": "con"})


def test_a_death_certificate_is_never_ones_own(flows):
    copy = flows[COPY]
    answers = walk(copy, {"loai": "khai_tu", "quan_he": "con"})
    field = copy.field("quan_he")
    assert judge(copy, field, "ban_than", answers, TODAY) == Invalid("own_death_paper")
    assert isinstance(judge(copy, field, "vo_chong", answers, TODAY), Accepted)
    changed = {**walk(copy), "loai": "khai_tu"}
    assert [(field.id, verdict.reason) for field, verdict in amiss(copy, changed, TODAY)] == [
        ("quan_he", "own_death_paper")
    ]
