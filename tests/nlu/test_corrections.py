"""Messages that take an earlier answer back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.corrections import correction


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("à nhầm, năm 52 chứ", "năm 52"),
        ("a nham, nam 52 chu", "nam 52"),
        ("À nhầm. Năm 52 chứ!", "Năm 52"),
        ("lộn rồi, 0912345678", "0912345678"),
        ("à lộn 0912 345 678 mới đúng", "0912 345 678"),
        ("sửa lại là Lan", "Lan"),
        ("cho bác sửa lại là Nguyễn Văn Tư", "Nguyễn Văn Tư"),
        ("không phải 50 mà là 52", "52"),
        ("không phải, là 1952", "1952"),
        ("5/3 chứ không phải 3/5", "5/3"),
        ("Lan chứ hổng phải Loan", "Lan"),
        ("năm 52 chứ", "năm 52"),
        ("hồi nãy sai, Nguyễn Văn Ba mới đúng", "Nguyễn Văn Ba"),
        ("dạ nhầm rồi cháu ơi, con gái", "con gái"),
        ("à không, năm 52", "năm 52"),
        ("ý tôi là năm 52", "năm 52"),
    ],
)
def test_a_correction_gives_what_is_right(text, rest):
    assert correction(text) == rest


@pytest.mark.parametrize(
    "text",
    [
        "nhầm rồi",
        "à lộn",
        "không phải",
        "dạ không phải ạ",
        "đúng rồi",
        "có chứ",
        "gì cơ",
        "5/3/1950",
        "tôi sinh năm 50",
        "tôi không phải chủ hộ",
        "quên rồi",
        "à không nhớ",
        "sửa câu trước",
        "sửa lại",
        "nhầm à?",
        "Nguyễn Văn Nhầm",
        "",
        "👍",
    ],
)
def test_what_corrects_nothing(text):
    assert correction(text) is None


@given(st.text())
def test_any_text_is_answered(text):
    rest = correction(text)
    assert rest is None or rest
