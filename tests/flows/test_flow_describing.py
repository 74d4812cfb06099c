"""How questions and answers read, and which button a person's words mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.answers import SKIPPED, UNKNOWN, Address
from flows.choosing import chosen
from flows.describing import date_in_words, number_in_words, question, spoken
from flows.loading import FOLDER, load_wording

WORDS = load_wording(FOLDER)


@pytest.mark.parametrize(
    ("flow_id", "field_id", "answer", "expected"),
    [
        ("khai-tu", "nkt_ngay_sinh", "1950-03-27", "27 tháng 3 năm 1950"),
        ("khai-tu", "nkt_ngay_sinh", "1950-03", "tháng 3 năm 1950"),
        ("khai-tu", "nkt_ngay_sinh", "1950", "năm 1950"),
        ("khai-tu", "nkt_ngay_sinh", "không rõ", "không rõ"),
        ("khai-tu", "nkt_so_giay_to", "001150012345", "001 150 012 345"),
        ("khai-tu", "nkt_so_giay_to", "123456789", "123 456 789"),
        ("khai-tu", "nkt_so_giay_to", "B1234567", "B1234567"),
        ("khai-tu", "nyc_dien_thoai", "0912345678", "0912 345 678"),
        ("khai-tu", "nyc_dien_thoai", "02438251234", "024 3825 1234"),
        ("khai-tu", "nyc_dien_thoai", SKIPPED, "để trống"),
        ("khai-tu", "nkt_ngay_sinh", UNKNOWN, "chưa rõ"),
        ("khai-sinh", "nks_gioi_tinh", "nữ", "Con gái"),
        ("khai-sinh", "nks_dan_toc", "kinh", "Kinh"),
        ("khai-sinh", "nks_dan_toc", "Ê Đê", "Ê Đê"),
        ("khai-sinh", "so_ban_sao", 0, "0"),
        ("khai-sinh", "nks_ho_ten", "Nguyễn Minh An", "Nguyễn Minh An"),
    ],
)
def test_spoken(flows, flow_id, field_id, answer, expected):
    assert spoken(flows[flow_id].field(field_id), answer, WORDS) == expected


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (("ap 4 xa tan bien tay ninh", "80", "25486", "ap 4"), "ap 4, xã Tân Biên, tỉnh Tây Ninh"),
        (("xã Tân Biên", "80", "25486", None), "xã Tân Biên, tỉnh Tây Ninh"),
        (("số 5 Tân Biên", "80", "25486", "số 5"), "số 5, xã Tân Biên, tỉnh Tây Ninh"),
        (("tân biên tây ninh", "80", "25486", None), "xã Tân Biên, tỉnh Tây Ninh"),
        (
            ("số 5, thị trấn Tân Biên cũ", "80", "25486", "số 5"),
            "số 5, xã Tân Biên, tỉnh Tây Ninh. Tên cũ: số 5, thị trấn Tân Biên cũ",
        ),
    ],
)
def test_an_address_is_read_out_with_the_place_of_today(death, address, said):
    answer = Address(*address, "xã Tân Biên, tỉnh Tây Ninh")
    assert spoken(death.field("nkt_noi_cu_tru"), answer, WORDS) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "không"),
        (4, "bốn"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (25, "hai mươi lăm"),
        (31, "ba mươi mốt"),
        (105, "một trăm linh năm"),
        (1900, "một nghìn chín trăm"),
        (1950, "một nghìn chín trăm năm mươi"),
        (2000, "hai nghìn"),
        (2005, "hai nghìn không trăm linh năm"),
        (2010, "hai nghìn không trăm mười"),
        (2021, "hai nghìn không trăm hai mươi mốt"),
    ],
)
def test_number_in_words(number, said):
    assert number_in_words(number, WORDS) == said


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_different_numbers_are_said_differently(one, other):
    assert (number_in_words(one, WORDS) == number_in_words(other, WORDS)) == (one == other)


def test_a_date_is_written_out_only_when_it_is_whole():
    assert date_in_words("2026-04-05", WORDS) == "Ngày năm, tháng tư, năm hai nghìn không trăm hai mươi sáu"
    assert date_in_words("2026-04", WORDS) is None
    assert date_in_words("hôm qua", WORDS) is None


def test_a_helper_hears_the_question_about_the_other_person(birth):
    field = birth.field("quan_he")
    assert question(birth, field, {"lam_cho": "minh"}) == field.ask
    assert question(birth, field, {"lam_cho": "giup"}) == field.ask_helping
    same_for_all = birth.field("nks_ho_ten")
    assert question(birth, same_for_all, {"lam_cho": "giup"}) == same_for_all.ask


@pytest.mark.parametrize(
    ("flow_id", "field_id", "text", "value"),
    [
        ("khai-sinh", "lam_cho", "làm giúp bà hàng xóm", "giup"),
        ("khai-sinh", "lam_cho", "cho cháu nội tui đó", "minh"),
        ("khai-sinh", "lam_cho", "1", "minh"),
        ("khai-sinh", "lam_cho", "2", "giup"),
        ("khai-sinh", "lam_cho", "7", None),
        ("khai-sinh", "da_khai_sinh", "chua co", "chua"),
        ("khai-sinh", "da_khai_sinh", "hổng có", "chua"),
        ("khai-sinh", "da_khai_sinh", "có rồi mà bị mất", "roi"),
        ("khai-sinh", "quan_he", "tui là bà nội", "ong_ba_noi"),
        ("khai-sinh", "quan_he", "ba noi", "ong_ba_noi"),
        ("khai-sinh", "quan_he", "má nó", "me"),
        ("khai-sinh", "quan_he", "BỐ", "cha"),
        ("khai-sinh", "quan_he", "mẹ hay bố đều được", None),
        ("khai-sinh", "nks_dan_toc", "kinh", "kinh"),
        ("khai-sinh", "nks_dan_toc", "người H'Mông", "Mông"),
        ("khai-sinh", "nks_dan_toc", "êđê", "Ê Đê"),
        ("khai-sinh", "nks_dan_toc", "ede", "Ê Đê"),
        ("khai-sinh", "nks_dan_toc", "nguoi tay", "Tày"),
        ("khai-sinh", "nks_dan_toc", "dạ bé người Tày ạ", "Tày"),
        ("khai-sinh", "nks_dan_toc", "toi dau co biet ghi sao", None),
        ("khai-sinh", "quan_he", "bà", None),
        ("khai-sinh", "quan_he", "ba", "cha"),
        ("khai-sinh", "quan_he", "bà noi", "ong_ba_noi"),
        ("khai-tu", "quan_he", "bà tôi", "nguoi_than"),
        ("khai-tu", "quan_he", "ba tôi", "con"),
        ("khai-tu", "quan_he", "ba toi", None),
        ("khai-sinh", "nks_dan_toc", "ê đê", "Ê Đê"),
        ("khai-sinh", "nks_dan_toc", "dân tộc nguồn", None),
        ("xac-nhan-tinh-trang-hon-nhan", "hon_nhan", "đã ly dị rồi", "da_ly_hon"),
        ("xac-nhan-tinh-trang-hon-nhan", "hon_nhan", "chưa chồng", "chua"),
        ("xac-nhan-tinh-trang-hon-nhan", "hon_nhan", "ở góa", "vo_chong_mat"),
        ("xac-nhan-tinh-trang-hon-nhan", "muc_dich", "để vay ngân hàng", "vay_tien"),
        ("khai-tu", "quan_he", "con trai ruột", "con"),
        ("khai-tu", "nguon_goc", "", None),
    ],
)
def test_chosen(flows, lists, flow_id, field_id, text, value):
    assert chosen(flows[flow_id].field(field_id), text, lists) == value


def test_every_phrase_of_every_choice_means_that_choice(flows, lists):
    wrong = [
        (flow.id, field.id, phrase, chosen(field, phrase, lists))
        for flow in flows.values()
        for field in flow.fields
        for choice in field.choices
        for phrase in (choice.label, *choice.says)
        if chosen(field, phrase, lists) != choice.value
    ]
    assert wrong == []


def test_every_name_of_every_ethnic_group_means_that_group(birth, lists):
    field = birth.field("nks_dan_toc")
    wrong = [
        (phrase, chosen(field, phrase, lists))
        for entry in lists["ethnicities"][1:]
        for phrase in (entry.name, *entry.says)
        if chosen(field, phrase, lists) != entry.name
    ]
    assert wrong == []
