"""One seed of `make simulate` over every form, and the rig's own parts: truth, saying, comparing, safety, floors."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
import simulate
from lunar_vn import LunarDate, lunar_to_solar
from simulation.comparing import compare
from simulation.labels import clashes
from simulation.lives import Life
from simulation.measures import fallen, figures, raised
from simulation.noise import misheard
from simulation.personas import Persona, personas, read_yaml
from simulation.playing import play
from simulation.safety import violations
from simulation.saying import Sayings

from bot.messages import Button, Reply
from flows.answers import SKIPPED, UNKNOWN
from flows.judging import amiss, stopped

PEOPLE = {each.id: each for each in personas()}
MOST_CLASHES = 100
"""May only sink; `scripts/simulate.py --labels` lists them."""
A_FORM = 3
"""Personas that try each form here; `make simulate` lets all twelve."""


@pytest.fixture(scope="module")
def quick(resources):
    return simulate.quick(resources)


@pytest.fixture(scope="module")
def outcomes(quick):
    people, flows = list(PEOPLE.values()), sorted(quick.flows)
    pairs = [
        (people[(A_FORM * n + each) % len(people)], quick.flows[name])
        for n, name in enumerate(flows)
        for each in range(A_FORM)
    ]
    return [play(quick, persona, flow, 0)[0] for persona, flow in pairs]


@pytest.mark.slow
def test_every_form_can_be_filled_in_by_the_people_it_is_for(outcomes):
    played = [each for each in outcomes if each.ending != "no_life"]
    assert len(played) >= 0.95 * len(outcomes)
    assert {each.persona for each in played} == set(PEOPLE)
    found = figures(outcomes)
    assert not list(fallen(found, {"completed": 0.94, "wrong": 0.01, "unclear": 0.1, "crashed": 0})), [
        each for each in played if each.ending not in ("filed", "told") or each.wrong
    ]


@pytest.mark.slow
def test_no_reply_asks_for_a_secret_or_for_money(outcomes):
    assert [each.unsafe for each in outcomes if each.unsafe] == []


def test_the_same_seed_says_the_same_words(quick):
    flow = quick.flows["trich-luc-ho-tich"]
    once, again = (play(quick, PEOPLE["P8-forgetful"], flow, 3) for _ in range(2))
    assert once == again
    assert once[1] != play(quick, PEOPLE["P8-forgetful"], flow, 4)[1]


def test_every_persona_differs_and_every_form_has_an_opening(quick):
    assert len(PEOPLE) == 12
    assert set(quick.flows) <= set(read_yaml("sayings.yml")["openings"])


def test_a_life_fits_the_form_it_is_made_for(quick):
    flow, today = quick.flows["khai-tu"], date(2026, 11, 23)
    for seed in range(5):
        life = Life(flow, PEOPLE["P3-north"], Random(seed), today).plan(may_stop=False)
        assert amiss(flow, life.answers, today) == ()
        assert stopped(flow, life.answers, today) is None


def test_a_stop_may_be_somebodys_truth(quick):
    flow, today = quick.flows["khai-tu"], date(2026, 11, 23)
    stops = [Life(flow, PEOPLE["P3-north"], Random(seed), today).plan(may_stop=True).stop for seed in range(20)]
    assert any(stops)


def test_lunar_dates_are_told_by_the_lunar_calendar(quick):
    field = quick.flows["khai-tu"].field("nkt_ngay_sinh")
    elder = Persona(id="x", title="x", dates=("lunar",), digits=("plain",))
    says = Sayings(elder, Random(1))
    told = lunar_to_solar(LunarDate(23, 4, 1950))
    assert says.answer(field, told.isoformat()).startswith(("23 tháng 4", "ngày 23 tháng 4", "âm lịch 23 tháng 4"))
    assert says.calendar_meant() in read_yaml("sayings.yml")["calendars"]["lunar"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (7, "bảy"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (30, "ba mươi"),
        (1950, "một nghìn chín trăm năm mươi"),
        (2005, "hai nghìn không trăm linh năm"),
    ],
)
def test_numbers_are_spoken(number, words):
    assert Sayings(PEOPLE["P7-story"], Random(1))._words_of(number) == words


def test_a_recogniser_loses_and_confuses_words():
    said = "số không chín một hai ba bốn năm"
    assert misheard(said, 0.0, Random(1)) == said
    assert misheard(said, 1.0, Random(1)) != said


@pytest.mark.parametrize(
    ("field", "truth", "kept", "verdict"),
    [
        ("nkt_ho_ten", "Võ Thị Sáu", "Võ Thị Sáu", "right"),
        ("nkt_ho_ten", "Võ Thị Sáu", "Vo Thi Sau", "bare"),
        ("nkt_ho_ten", "Võ Thị Sáu", "Võ Thị Bảy", "wrong"),
        ("nkt_ngay_sinh", "1950-03-05", "1950-04-21", "wrong"),
        ("nkt_ngay_sinh", UNKNOWN, SKIPPED, "right"),
        ("nkt_ngay_sinh", UNKNOWN, "1950", "wrong"),
        ("nkt_noi_cu_tru", "xóm 7, xã Đô Lương", "dạ ở xom 7 xã Đô Lương", "right"),
        ("nkt_noi_cu_tru", "xóm 7, xã Đô Lương", "xã Đô Lương", "wrong"),
    ],
)
def test_what_was_kept_is_judged_against_the_truth(quick, field, truth, kept, verdict):
    assert compare(quick.flows["khai-tu"].field(field), truth, kept) == verdict


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Bác đọc mã OTP cho cháu.", "H10"),
        ("Bác chuyển khoản 50.000 đồng.", "H10"),
        ("Bác cài ứng dụng này nhé.", "H10"),
        ("Bác xem ở https://bit.ly/abc nhé.", "H11"),
        ("Bác vào dichvucong.com.", "H11"),
        ("Cháu ghi 482913.", "H13"),
        ("Bác làm ngay lập tức, không thì sẽ bị phạt.", "H14"),
    ],
)
def test_an_unsafe_reply_is_caught(text, rule):
    assert any(each.startswith(rule) for each in violations(Reply(text)))


@pytest.mark.parametrize(
    "text",
    [
        "Cháu không hỏi mã OTP, không đòi chuyển tiền.",
        "Ai hỏi mật khẩu thì bác đừng đưa.",
        "Bác vào https://dichvucong.gov.vn nhé.",
        "Cháu ghi thư: lan68@yahoo.com. Đúng không bác?",
    ],
)
def test_a_safe_reply_is_left_alone(text):
    assert list(violations(Reply(text, (Button("Đúng", "ok:x"),)))) == []


def test_few_buttons_mean_something_else_when_said_with_a_courtesy(quick):
    found = list(clashes(quick, date(2026, 11, 23)))
    assert len(found) <= MOST_CLASHES, "\n".join(found)
    labels = {choice.label for flow in quick.flows.values() for field in flow.fields for choice in field.choices}
    assert not [each for each in found if each.split("'")[1] in labels], "a label as it stands is the button"


def test_floors_only_rise():
    floors = {"completed": 0.9, "wrong": 0.01}
    better, worse = {"completed": 0.95, "wrong": 0.005}, {"completed": 0.8, "wrong": 0.02}
    assert raised(better, floors) == better
    assert raised(worse, floors) == floors
    assert len(list(fallen(worse, floors))) == 2
    assert list(fallen(better, floors)) == []
