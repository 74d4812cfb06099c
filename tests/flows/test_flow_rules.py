"""Judging: boundary days of every rule, what a kind allows, where flows stop."""

from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from walking import possible, walk

from flows.answers import SKIPPED, UNKNOWN
from flows.checking import conditions
from flows.judging import Accepted, Invalid, amiss, judge, stopped
from flows.loading import FOLDER, load
from flows.rules import RULES, STOP_RULES

TODAY = date(2026, 11, 22)
FLOWS = load(FOLDER)

CASES = [
    # rule, value, other answers, odd?
    ("in_future", "2026-11-22", {}, False),
    ("in_future", "2026-11-23", {}, True),
    ("in_future", "2026-11", {}, False),
    ("in_future", "2026-12", {}, True),
    ("in_future", "2026", {}, False),
    ("in_future", "2027", {}, True),
    ("in_future", "xưa", {}, False),
    ("too_long_ago", "1896-11-22", {}, False),
    ("too_long_ago", "1896-11-21", {}, True),
    ("too_long_ago", "1896", {}, False),
    ("too_long_ago", "1895", {}, True),
    ("parent_not_older", "2026-09-26", {"nks_ngay_sinh": "2026-09-27"}, False),
    ("parent_not_older", "2026-09-27", {"nks_ngay_sinh": "2026-09-27"}, True),
    ("parent_not_older", "2026", {"nks_ngay_sinh": "2026-09-27"}, False),
    ("parent_not_older", "2027", {}, False),
    ("mother_age_odd", "2013-09-27", {"nks_ngay_sinh": "2026-09-27"}, False),
    ("mother_age_odd", "2013-09-28", {"nks_ngay_sinh": "2026-09-27"}, True),
    ("mother_age_odd", "1970-09-28", {"nks_ngay_sinh": "2026-09-27"}, False),
    ("mother_age_odd", "1970-09-26", {"nks_ngay_sinh": "2026-09-27"}, True),
    ("father_age_odd", "1945-09-28", {"nks_ngay_sinh": "2026-09-27"}, False),
    ("father_age_odd", "1945-09-26", {"nks_ngay_sinh": "2026-09-27"}, True),
    ("father_age_odd", "1960", {"nks_ngay_sinh": UNKNOWN}, False),
    ("death_before_birth", "1950-03-27", {"nkt_ngay_sinh": "1950-03-27"}, False),
    ("death_before_birth", "1950-03-26", {"nkt_ngay_sinh": "1950-03-27"}, True),
    ("death_before_birth", "1950", {"nkt_ngay_sinh": "1950-03-27"}, False),
    ("lived_very_long", "2026-03-27", {"nkt_ngay_sinh": "1911-03-27"}, False),
    ("lived_very_long", "2026-03-28", {"nkt_ngay_sinh": "1911-03-27"}, True),
    ("paper_before_death", "2026-11-14", {"nkt_ngay_chet": "2026-11-14"}, False),
    ("paper_before_death", "2026-11-13", {"nkt_ngay_chet": "2026-11-14"}, True),
    ("stay_ends_first", "2018-06-15", {"nxn_cu_tru_tu": "2018-06-15"}, False),
    ("stay_ends_first", "2018-06-14", {"nxn_cu_tru_tu": "2018-06-15"}, True),
    ("stay_ends_first", "2018", {"nxn_cu_tru_tu": "2018-06-15"}, False),
    ("issued_before_birth", "1990-05-16", {"nyc_ngay_sinh": "1990-05-16"}, False),
    ("issued_before_birth", "1990-05-15", {"nyc_ngay_sinh": "1990-05-16"}, True),
    ("requester_young", "2008-11-22", {}, False),
    ("requester_young", "2008-11-23", {}, True),
    ("same_number", "001195012345", {"me_so_giay_to": "001195012345"}, True),
    ("same_number", "001195012345", {"me_so_giay_to": "001195012346"}, False),
    ("same_number", "001195012345", {"nyc_dien_thoai": "001195012345"}, False),
    ("number_of_a_man", "001095012345", {}, True),
    ("number_of_a_man", "001195012345", {}, False),
    ("number_of_a_man", "B0001111", {}, False),
    ("number_of_a_woman", "001195012345", {}, True),
    ("number_of_a_woman", "001295012345", {}, False),
    ("same_name_as_mother", "Trần Thị Lan", {"me_ho_ten": "Trần Thị Lan"}, True),
    ("same_name_as_mother", "Trần Văn Nam", {"me_ho_ten": "Trần Thị Lan"}, False),
    ("none_wanted", 0, {}, True),
    ("none_wanted", 1, {}, False),
    ("very_many", 20, {}, False),
    ("very_many", 21, {}, True),
]


@pytest.mark.parametrize(("rule", "value", "answers", "odd"), CASES)
def test_rule(rule, value, answers, odd):
    assert RULES[rule].judge(value, answers, TODAY) == (rule if odd else None)


def _of_all_topics(name, own):
    """The tables of this file and of every `test_rules_<topic>.py`, which have the same shape."""
    files = sorted(Path(__file__).parent.glob("test_rules_*.py"))
    return [*own, *(case for file in files for case in getattr(import_module(file.stem), name, ()))]


def test_every_rule_is_tried_both_ways():
    tried = {(rule, odd) for rule, _, _, odd in _of_all_topics("CASES", CASES)}
    assert tried == {(rule, odd) for rule in RULES for odd in (True, False)}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_keeps_quiet_about_what_it_cannot_see(rule):
    assert RULES[rule].judge("chưa rõ", {}, TODAY) is None
    assert RULES[rule].judge("chưa rõ", dict.fromkeys(RULES[rule].reads, UNKNOWN), TODAY) is None


STOPS = [
    ("khai-sinh", {"da_khai_sinh": "roi"}, "birth_registered_already", "2.000635"),
    ("khai-sinh", {"nguon_goc": "sinh_nuoc_ngoai"}, "born_abroad", "2.000528"),
    ("khai-sinh", {"nguon_goc": "cha_me_nuoc_ngoai"}, "foreign_parent", "2.000528"),
    ("khai-sinh", {"nguon_goc": "khong_ro_cha_me"}, "parents_unknown", None),
    ("khai-sinh", {"cha_me_ket_hon": "cha_nhan_con"}, "father_recognises", "1.000689"),
    ("khai-sinh", {"cha_me_ket_hon": "khong_ghi_cha", "quan_he": "cha"}, "father_files_unnamed", "1.000689"),
    ("khai-sinh", {"nks_ngay_sinh": "2010-11-22"}, "no_longer_a_child", "1.004772"),
    ("khai-tu", {"da_khai_tu": "roi"}, "death_registered_already", "2.000635"),
    ("khai-tu", {"nguon_goc": "nguoi_nuoc_ngoai"}, "deceased_was_foreign", "1.001766"),
    ("khai-tu", {"nguon_goc": "mat_nuoc_ngoai"}, "died_abroad", None),
    ("xac-nhan-tinh-trang-hon-nhan", {"hon_nhan": "dang_co"}, "married_wants_to_marry", "2.000635"),
    ("xac-nhan-tinh-trang-hon-nhan", {"noi_ket_hon": "su_quan"}, "marries_at_embassy", None),
    ("xac-nhan-tinh-trang-hon-nhan", {"nxn_ngay_sinh": "2006-11-23"}, "too_young_to_marry", None),
]


@pytest.mark.parametrize(("flow_id", "chosen", "rule", "procedure"), STOPS)
def test_stop(flows, flow_id, chosen, rule, procedure):
    flow = flows[flow_id]
    stop = stopped(flow, walk(flow, chosen), TODAY)
    assert (stop.rule, stop.procedure) == (rule, procedure)


def test_every_stop_is_used_and_tried():
    assert {rule for _, _, rule, _ in _of_all_topics("STOPS", STOPS)} == set(STOP_RULES)
    assert {stop.rule for flow in FLOWS for _, stop in flow.stops()} == set(STOP_RULES)


@pytest.mark.parametrize(
    ("flow_id", "chosen"),
    [
        ("khai-sinh", {}),
        ("khai-sinh", {"nks_ngay_sinh": "2010-11-23"}),
        ("khai-sinh", {"cha_me_ket_hon": "khong_ghi_cha"}),
        ("khai-tu", {}),
        ("xac-nhan-tinh-trang-hon-nhan", {"nxn_ngay_sinh": "2006-11-22"}),
        ("xac-nhan-tinh-trang-hon-nhan", {"nxn_ngay_sinh": "2006"}),
        ("xac-nhan-tinh-trang-hon-nhan", {"nxn_ngay_sinh": "2008-11-22", "nxn_gioi_tinh": "nữ"}),
        ("xac-nhan-tinh-trang-hon-nhan", {"muc_dich": "vay_tien", "hon_nhan": "dang_co"}),
        ("xac-nhan-tinh-trang-hon-nhan", {"muc_dich": "vay_tien", "nxn_ngay_sinh": "2010-01-13"}),
    ],
)
def test_no_stop(flows, flow_id, chosen):
    assert stopped(flows[flow_id], walk(flows[flow_id], chosen), TODAY) is None


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
def test_those_whom_the_flow_is_not_for_learn_it_within_three_questions(flow):
    early = {stop.rule for step, stop in flow.stops() if step.id == "bat_dau"}
    found = set()
    for at, field in enumerate(flow.fields[1 : 1 + len(flow.steps[0].fields)], 1):
        needed = conditions(flow, field.when, before=at)
        for value in possible(field):
            chosen = {name: min(values) for name, values in needed.items()} | {field.id: value}
            answers = dict(list(walk(flow, chosen).items())[:4])  # whom it is for, and three questions
            stop = stopped(flow, answers, TODAY)
            found |= {stop.rule} if stop else set()
    assert early - found <= {"father_files_unnamed", "marries_at_embassy", "married_wants_to_marry"}


def test_a_stop_does_not_look_at_answers_off_the_way(single):
    answers = walk(single, {"noi_ket_hon": "su_quan"})
    answers["muc_dich"] = "vay_tien"
    assert stopped(single, answers, TODAY) is None


JUDGED = [
    ("khai-sinh", "lam_cho", "ai", Invalid("not_a_choice")),
    ("khai-sinh", "nks_ho_ten", UNKNOWN, Invalid("answer_needed")),
    ("khai-sinh", "nks_ho_ten", SKIPPED, Invalid("answer_needed")),
    ("khai-sinh", "nks_ho_ten", " ", Invalid("answer_needed")),
    ("khai-sinh", "me_ngay_sinh", UNKNOWN, Accepted(UNKNOWN)),
    ("khai-sinh", "me_ngay_sinh", SKIPPED, Invalid("answer_needed")),
    ("khai-sinh", "nyc_dien_thoai", SKIPPED, Accepted(SKIPPED)),
    ("khai-sinh", "nks_ngay_sinh", "2026", Invalid("whole_date_needed")),
    ("khai-sinh", "nks_ngay_sinh", "2026-09", Invalid("whole_date_needed")),
    ("khai-sinh", "nks_ngay_sinh", "2026-02-30", Invalid("not_a_date")),
    ("khai-sinh", "nks_ngay_sinh", "2026-11-23", Invalid("in_future")),
    ("khai-sinh", "me_ngay_sinh", "1998", Accepted("1998")),
    ("khai-sinh", "so_ban_sao", 0, Accepted(0)),
    ("khai-sinh", "so_ban_sao", -1, Invalid("not_a_number")),
    ("khai-sinh", "so_ban_sao", "2", Invalid("not_a_number")),
    ("khai-sinh", "so_ban_sao", 50, Accepted(50, "very_many")),
    ("khai-sinh", "nks_dan_toc", "Tày", Accepted("Tày")),
    ("khai-sinh", "nks_dan_toc", "Nguồn", Accepted("Nguồn")),
    ("khai-sinh", "cha_so_giay_to", "001090012345", Accepted("001090012345")),
    ("khai-sinh", "cha_so_giay_to", "001190012345", Accepted("001190012345", "number_of_a_woman")),
    ("khai-sinh", "cha_so_giay_to", "001091012345", Accepted("001091012345", "number_and_birth_differ")),
    ("khai-tu", "nkt_so_giay_to", "001190012345", Accepted("001190012345", "number_and_sex_differ")),
    ("khai-tu", "nkt_ngay_chet", "1990-05-15", Invalid("death_before_birth")),
]


@pytest.mark.parametrize(("flow_id", "field_id", "value", "expected"), JUDGED)
def test_judge(flows, flow_id, field_id, value, expected):
    flow = flows[flow_id]
    assert judge(flow, flow.field(field_id), value, walk(flow), TODAY) == expected


def test_a_person_may_repeat_the_same_number_when_changing_it(birth):
    answers = walk(birth)
    field = birth.field("me_so_giay_to")
    assert isinstance(judge(birth, field, answers[field.id], answers, TODAY), Accepted)


def test_answers_that_no_longer_fit_are_found_after_a_change(birth):
    answers = walk(birth)
    assert amiss(birth, answers, TODAY) == ()
    answers["me_ngay_sinh"] = "2026-10-01"
    found = amiss(birth, answers, TODAY)
    assert [(field.id, verdict.reason) for field, verdict in found] == [("me_ngay_sinh", "parent_not_older")]


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
def test_an_ordinary_walk_has_nothing_amiss(flow):
    assert amiss(flow, walk(flow), TODAY) == ()
