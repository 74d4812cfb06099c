import pytest

from knowledge.narrowing import named_province, speaks_of_a_company
from knowledge.titles import core, everyday, key


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Thủ tục đăng ký khai sinh", "đăng ký khai sinh"),
        ("Cấp hộ chiếu phổ thông ở trong nước (thực hiện tại cấp tỉnh)", "Cấp hộ chiếu phổ thông ở trong nước"),
        ("Hỗ trợ đào tạo nghề trên địa bàn tỉnh Bắc Ninh", "Hỗ trợ đào tạo nghề"),
        ("Thủ tục hành chính", "Thủ tục hành chính"),
        ("  Tách   hộ. ", "Tách hộ"),
    ],
)
def test_core(title, short):
    assert core(title) == short


def test_a_title_of_boilerplate_alone_stays_itself():
    assert core("Thủ tục ") == "Thủ tục"


def test_everyday_words_take_the_longest_term():
    said = everyday("Cấp đổi giấy chứng nhận quyền sử dụng đất")
    assert "sổ đỏ" in said
    assert "quyền sử dụng" not in said


def test_copies_share_a_key():
    assert key("Thủ tục Tách thửa đất") == key("TÁCH THỬA ĐẤT (cấp xã)")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tôi ở Huế", "46"),
        ("o hue thi lam o dau", "46"),
        ("xin nghỉ cho chị Huệ", None),
        ("quê Bình Định", "52"),
        ("từ Hà Nội vào Cà Mau", None),
        ("ở Bình Định với Gia Lai", "52"),
        ("hcm có làm không", "79"),
        ("làm giấy khai sinh", None),
    ],
)
def test_the_province_that_a_question_names(text, code):
    assert named_province(text) == code


@pytest.mark.parametrize("text", ["công ty tôi xin giấy phép", "doanh nghiep muon nhap hang", "HTX nông nghiệp"])
def test_companies(text):
    assert speaks_of_a_company(text)


@pytest.mark.parametrize("text", ["cháu nội tôi mới sinh", "mở quán phở", ""])
def test_citizens(text):
    assert not speaks_of_a_company(text)
