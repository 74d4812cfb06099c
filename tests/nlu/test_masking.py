"""Personal values leave a text before an editor sees it; ordinary words stay."""

import pytest

from nlu.masking import mask


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("tôi tên Nguyễn Văn Bảy sinh năm 1950", "tôi tên [tên] sinh năm [số]"),
        ("con gái tên Lan mới sinh", "con gái tên [tên] mới sinh"),
        ("nguyen van ba mat roi lam giay chi", "[tên] mat roi lam giay chi"),
        ("Bà Trần Thị Hoa, 80 tuổi", "Bà [tên] 80 tuổi"),
        ("số căn cước 079 123 456 789 bị mất", "số căn cước [số] bị mất"),
        ("gọi tôi 0912.345.678 nhé", "gọi tôi [số] nhé"),
        ("sinh ngày 27/3/1950", "sinh ngày [số]"),
        ("gửi vào lan.bay@example.vn giúp", "gửi vào [thư] giúp"),
    ],
)
def test_personal_values_are_taken_out(said: str, kept: str) -> None:
    assert mask(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "làm giấy khai sinh 1.001193",
        "sửa tên trên giấy khai sinh",
        "đổi tên cho con được không",
        "tôi 76 tuổi có được tiền gì không",
        "công an tỉnh ở đâu",
        "hộ nghèo năm nay xét tháng mấy",
        "",
    ],
)
def test_ordinary_words_stay(said: str) -> None:
    assert mask(said) == said


def test_masking_twice_changes_nothing() -> None:
    once = mask("tôi tên Lê Thị Lan, số 079123456789, thư a@b.vn")
    assert mask(once) == once
