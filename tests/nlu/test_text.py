"""Unicode and diacritics."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text import (
    clean,
    digits,
    fold,
    is_only_emoji,
    same_i,
    same_tone_placement,
    syllables,
    unmark,
)


@pytest.mark.parametrize("change", [clean, fold, unmark, same_tone_placement])
@given(text=st.text())
def test_twice_is_once(change, text):
    assert change(change(text)) == change(text)


@given(st.text())
def test_nothing_unseen_survives_cleaning(text):
    assert not set(clean(text)) & set("\u200b\u200d\u202e\ufeff\U000e0041\x00\x07\ud800")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Nguyễn \t Văn\n Ba ", "Nguyễn Văn Ba"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("a\u200bb\u202ec\U000e0041d\x00", "abcd"),
        ("Ðỗ Ɖức ðo", "Đỗ Đức đo"),
        ("\u2800\u3164\ufeff", ""),
        ("❤\ufe0f", "❤"),
    ],
)
def test_cleaning(text, cleaned):
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký khai sinh!", "dang ky khai sinh"),
        ("H'Hen Niê", "h hen nie"),
        ("5/3/1950", "5 3 1950"),
        ("０９１２", "0912"),
        ("Thuỷ  THỦY", "thuy thuy"),
        ("👍 ừ", "u"),
    ],
)
def test_folding(text, folded):
    assert fold(text) == folded


def test_unmarking_keeps_punctuation():
    assert unmark("Đúng, rồi!") == "dung, roi!"


@pytest.mark.parametrize(
    ("text", "placed"),
    [
        ("hoà", "hòa"),
        ("thuỷ khoẻ", "thủy khỏe"),
        ("HOÀ", "HÒA"),
        ("quý quỳ", "quý quỳ"),
        ("hoàng toán thuý", "hoàng toán thúy"),
    ],
)
def test_tone_placement(text, placed):
    assert same_tone_placement(text) == placed


def test_closing_y_and_i_are_one():
    assert same_i("lý quý kỹ mỹ") == "lí quí kĩ mĩ"
    assert same_i("thúy nguyễn y") == "thúy nguyễn y"


def test_tieng_are_runs_of_letters_and_digits():
    assert syllables("Câu 3 trên 9: Nguye\u0302\u0303n, H'Hen?") == ["Câu", "3", "trên", "9", "Nguyễn", "H", "Hen"]


@pytest.mark.parametrize(
    ("text", "only"), [("👍🏽 ❤️", True), ("👨‍👩‍👧", True), ("", False), ("👍 ừ", False), ("...", False)]
)
def test_only_emoji(text, only):
    assert is_only_emoji(text) is only


def test_digits_of_any_script():
    assert digits("０９१ a2²") == "0912"
