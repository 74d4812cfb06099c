"""What messages are about: dangers, small talk, and which side of a procedure is asked for."""

from __future__ import annotations

from itertools import chain
from typing import get_args

import pytest

from nlu.meaning import Aspect, Intent, meaning
from nlu.text import unmark

ASPECTS: dict[str | None, list[str]] = {
    "result": ["được bao nhiêu tiền", "lãnh bao nhiêu", "mỗi tháng được bao nhiêu", "nhận được bao nhiêu cháu"],
    "source": ["thông tư số mấy", "mã số bao nhiêu", "luật nào", "căn cứ nào", "quy định ở đâu vậy"],
    "deadline": [
        "quá hạn có bị phạt không",
        "có phải làm ngay không",
        "trong bao lâu phải làm",
        "trễ có sao không",
    ],
    "online": ["làm online được không", "lm onl dc ko", "gửi qua điện thoại được không", "ở nhà làm được không"],
    "fee": ["còn tiền thì sao", "bao nhiêu", "bao nhiêu vậy cháu", "có tốn không", "hết bao nhiêu tiền"],
    "days": ["mấy ngày thì xong", "bao lâu", "trong bao lâu thì có"],
    "papers": ["mang theo cái gì", "cần giấy tờ gì", "đem theo chi"],
    "who": ["con đi thay được không", "nhờ người khác làm được không", "ai làm được"],
    "where": ["ra đâu", "làm ở mô", "nộp ở đâu"],
    "more": ["xem thêm", "nói thêm", "còn gì nữa", "còn gì nữa không cháu"],
    None: ["làm giấy khai sinh", "căn cước quá hạn rồi", "xin chào", "Nguyễn Văn Ba"],
}
INTENTS: dict[str | None, list[str]] = {
    "emergency": [
        "cứu tôi với",
        "bị đánh",
        "chồng tôi đánh tôi",
        "chồng con mất tích",
        "chồng đánh",
        "tôi bị đánh đập",
    ],
    "distress": ["tôi chán sống", "tui chán sống lắm"],
    "calamity": ["bố tôi bị đột quỵ", "ông bị đánh chết", "chồng tôi mất tích 10 năm"],
    "about_scam": [
        "có phải lừa đảo không",
        "có lừa không",
        "cháu có lừa bác không",
        "cái này có phải lừa đảo không ạ",
    ],
    "scam": [
        "có người gọi bắt chuyển tiền, có phải lừa đảo không",
        "họ nhắn tôi nộp phạt nguội",
        "nó gửi link kêu tôi bấm",
        "họ kêu kết bạn zalo để cập nhật VNeID",
    ],
    "abuse": ["thằng ngu"],
    "thanks": ["ok tks", "cảm ơn nghe", "tks", "cảm ơn cháu"],
    "greeting": ["chào cháu", "alo"],
    "goodbye": ["tạm biệt"],
    "who_are_you": ["cháu là ai"],
    "wants_to_file": ["làm luôn đi", "gửi luôn"],
    "office_hours": [
        "ủy ban mấy giờ mở cửa",
        "hôm nay có làm việc không",
        "thứ bảy có làm không",
        "thứ 7 có làm không",
    ],
    "divorce": ["tôi muốn ly hôn", "làm đơn ly dị", "muốn bỏ chồng", "muốn bỏ vợ được không"],
    "helpless": ["tui già rồi không biết xài", "không biết chữ", "buồn quá", "con ơi", "cháu ơi"],
    None: [
        "tôi đánh mất giấy khai sinh",
        "chồng đánh mất căn cước",
        "giấy độc thân, tôi đã ly hôn",
        "tôi có mở cửa hàng",
        "muốn cập nhật VNeID",
        "làm từ từ thôi",
        "sang sổ đỏ cho con",
    ],
}
MARKS_MATTER = {"thằng ngu"}
"""An insult that is another word without its marks."""


def rows(table):
    return [(name, said) for name, sayings in table.items() for said in sayings]


def test_every_name_has_its_row():
    assert set(ASPECTS) - {None} == set(get_args(Aspect))
    assert set(INTENTS) - {None} == set(get_args(Intent))


@pytest.mark.parametrize(("aspect", "said"), rows(ASPECTS))
def test_the_side_that_is_asked_for_is_heard_with_and_without_marks(aspect, said):
    for text in (said, unmark(said), f"{said}?"):
        assert meaning(text).aspect == aspect, text


@pytest.mark.parametrize(("intent", "said"), rows(INTENTS))
def test_intents_are_heard_with_and_without_marks(intent, said):
    for text in (said, *([] if said in MARKS_MATTER else [unmark(said)])):
        assert meaning(text).intent == intent, text


@pytest.mark.parametrize("said", list(chain.from_iterable(ASPECTS[name] for name in get_args(Aspect))))
def test_who_asks_for_a_side_asks_a_question(said):
    assert meaning(said).question


@pytest.mark.parametrize(
    "said",
    [
        "tu tu",
        "lam tu tu thoi",
        "so do cho con",
        "bo vo toi mat roi",
        "bo chong toi mat",
        "chan song",
        "bi danh la Ba Lua",
    ],
)
def test_what_means_something_else_without_marks_raises_no_alarm(said):
    assert meaning(said).intent in {None, "calamity"}


def test_a_father_in_law_is_no_divorce_and_a_lost_paper_no_blow():
    assert meaning("bố vợ tôi mất").intent is None
    assert meaning("bố chồng tôi mất").intent is None
    assert meaning("bí danh").intent is None
    assert meaning("tôi ở Mỏ Cày").aspect is None
    assert meaning("chong danh mat giay").intent is None
    assert meaning("chong danh toi").intent == "emergency"
    assert meaning("chong toi danh toi").intent == "emergency"
