import re
from time import perf_counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.search import CHOICES, Found, Hit
from nlu.text import unmark

STORY = (
    "cháu ơi, bác năm nay ngoài bảy mươi, chồng bác đi làm đồng về thì ngã, đưa vào viện được hai hôm thì "
    "ông ấy mất, hôm nay mới lo xong đám, giờ bác phải ra xã làm giấy tờ gì cho ông ấy"
)
SITUATIONS = [
    ("cháu nội tôi mới sinh, làm giấy tờ gì", {"khai-sinh", "khai-sinh-lien-thong"}),
    ("ông nhà tôi mới mất", {"khai-tu"}),
    ("mất căn cước rồi làm sao", {"cap-lai-can-cuoc"}),
    ("bao nhiêu tuổi thì lãnh tiền già", {"huu-tri-xa-hoi"}),
    ("chừ tui muốn nhập hộ khẩu cho vợ thì mần răng", {"thuong-tru"}),
    ("xin giấy độc thân", {"xac-nhan-tinh-trang-hon-nhan"}),
    ("đổi bằng lái xe hết hạn", {"doi-gplx"}),
    ("sao y bản chánh cái bằng đại học", {"chung-thuc-ban-sao"}),
    ("hai đứa muốn đăng ký kết hôn", {"ket-hon"}),
    ("em ở trọ đi làm công nhân, phải khai báo chỗ ở sao", {"tam-tru"}),
    ("xin bản sao khai sinh cho con đi học", {"trich-luc-ho-tich"}),
    (STORY, {"khai-tu"}),
]
BEYOND = [
    "hôm nay trời mưa không",
    "bán cho tôi cái điện thoại",
    "công ty tôi muốn xin giấy phép xuất khẩu",
    "kể chuyện cười đi",
    "uống thuốc gì cho khỏi ho",
]


@pytest.mark.parametrize(("question", "right"), SITUATIONS)
@pytest.mark.parametrize("written", [str, unmark, str.upper])
def test_situations_are_found_however_they_are_written(search, question, right, written):
    found = search.find(written(question))
    assert found.verdict in {"certain", "close"}
    assert found.hits[0].slug in right


@pytest.mark.parametrize("question", BEYOND)
@pytest.mark.parametrize("written", [str, unmark])
def test_what_is_not_ours_is_not_answered(search, question, written):
    found = search.find(written(question))
    assert found.verdict == "out_of_scope"
    assert found.choices == ()


@pytest.mark.parametrize("question", ["thế còn phí", "hết bao nhiêu tiền", "", "   ", "😀👍", "\u200b", "zxqw"])
def test_a_question_with_no_matter_in_it_finds_nothing(search, question):
    assert search.find(question).verdict in {"none", "out_of_scope"}


@pytest.mark.parametrize("question", ["tiền mai táng", "bằng lái xe", "thế chấp"])
def test_a_question_that_several_fit_offers_them(search, question):
    found = search.find(question)
    assert found.verdict == "close"
    assert 2 <= len(found.choices) <= CHOICES
    assert found.choices == tuple(hit.slug for hit in found.hits[: len(found.choices)])


@pytest.mark.parametrize(
    "question", ["1.001193", "thủ tục 1.001193 là gì", "(1.001193)", "1001193", "mã 1,001193."]
)
def test_a_code_is_exact(search, question):
    assert search.find(question) == Found((Hit("khai-sinh", 1.0),), "certain")


def test_a_former_or_later_code_is_resolved(search):
    assert search.find("thủ tục 3.000722").hits[0].slug == "khai-sinh-lien-thong"


def test_a_code_that_several_share_is_asked_about(search):
    found = search.find("1.116410")
    assert found.verdict == "close"
    assert set(found.choices) >= {"cap-doi-can-cuoc", "cap-lai-can-cuoc"}


@pytest.mark.parametrize("question", ["0912345678", "001150012345", "9.999999", "1.0011935"])
def test_other_numbers_are_no_codes(search, question):
    assert search.find(question).verdict in {"none", "out_of_scope"}


def test_every_official_name_finds_its_own_procedure(search, library):
    wrong = [p.slug for p in library if search.find(p.official_title).hits[0].slug != p.slug]
    assert wrong == []


def test_nearly_every_everyday_name_finds_its_own_procedure(search, library):
    names = [(name, p.slug) for p in library for name in (p.title, *p.names.everyday, *p.names.situations)]
    first = [search.find(name).hits[0].slug == slug for name, slug in names if not re.search(r"\d{6}", name)]
    assert np.mean(first) >= 0.95


def test_scores_fall_and_sum_to_at_most_one(search):
    hits = search.find("làm giấy tờ cho con mới sinh", limit=80).hits
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] >= 0
    assert sum(scores) <= 1 + 1e-9


def test_the_limit_is_kept_and_changes_no_verdict(search):
    found = search.find("bằng lái xe", limit=1)
    assert len(found.hits) == 1
    assert found.verdict == "close"
    assert found.choices == search.find("bằng lái xe").choices


def test_the_same_question_gives_the_same_answer(search):
    assert search.find("đổi bằng lái") == search.find("đổi bằng lái")


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gets_a_verdict(search, text):
    found = search.find(text)
    assert found.verdict in {"certain", "close", "none", "out_of_scope"}
    assert all(0 <= hit.score <= 1 for hit in found.hits)
    assert (found.verdict == "close") == (len(found.choices) > 1) or found.verdict == "none"


def test_ten_thousand_characters_take_no_longer_than_a_breath(search):
    began = perf_counter()
    search.find("cháu ơi cho bác hỏi " * 500)
    assert perf_counter() - began < 0.5
