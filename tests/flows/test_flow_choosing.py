"""Which button a person's own words mean: no, questions, relations turned round, and what is only politeness."""

import pytest

from flows.choosing import chosen

BIRTH, DEATH, SINGLE = "khai-sinh", "khai-tu", "xac-nhan-tinh-trang-hon-nhan"

NO = [
    (BIRTH, "cha_me_ket_hon", "chưa có hôn thú", None),
    (BIRTH, "cha_me_ket_hon", "chua co hon thu", None),
    (BIRTH, "cha_me_ket_hon", "chưa có đăng ký", None),
    (BIRTH, "cha_me_ket_hon", "cưới rồi mà chưa đăng ký", None),
    (BIRTH, "cha_me_ket_hon", "cuoi roi ma chua dang ky", None),
    (BIRTH, "cha_me_ket_hon", "hông có giấy kết hôn", None),
    (BIRTH, "cha_me_ket_hon", "hong co giay ket hon", None),
    (BIRTH, "cha_me_ket_hon", "đâu có hôn thú", None),
    (BIRTH, "cha_me_ket_hon", "cha nó bỏ đi rồi", None),
    (BIRTH, "cha_me_ket_hon", "cha no bo di roi", None),
    (BIRTH, "cha_me_ket_hon", "có hôn thú rồi", "da"),
    (BIRTH, "cha_me_ket_hon", "chưa có hôn thú, cha nhận con", "cha_nhan_con"),
    (BIRTH, "cha_me_ket_hon", "không có cha", "khong_ghi_cha"),
    (BIRTH, "cha_me_ket_hon", "không biết cha là ai", "khong_ghi_cha"),
    (DEATH, "gbt_loai", "ko có", "chua_co"),
    (DEATH, "gbt_loai", "k có", "chua_co"),
    (DEATH, "gbt_loai", "ko co", "chua_co"),
    (DEATH, "gbt_loai", "chưa có giấy báo tử", "chua_co"),
    (DEATH, "gbt_loai", "chua co giay bao tu", "chua_co"),
    (DEATH, "gbt_loai", "nỏ có giấy báo tử", "chua_co"),
    (DEATH, "gbt_loai", "có giấy báo tử rồi", "bao_tu"),
    (DEATH, "nkt_loai_cu_tru", "không có hộ khẩu ở đây", None),
    (DEATH, "nkt_loai_cu_tru", "khong co ho khau o day", None),
    (DEATH, "nkt_loai_cu_tru", "ko có hộ khẩu", None),
    (BIRTH, "me_loai_cu_tru", "hổng có hộ khẩu", None),
    (BIRTH, "me_loai_cu_tru", "có hộ khẩu ở đây", "thuong_tru"),
    (SINGLE, "nxn_loai_cu_tru", "chưa đăng ký", "dang_o"),
    (SINGLE, "hon_nhan", "chưa ly hôn", None),
    (SINGLE, "hon_nhan", "không có chồng", None),
    (SINGLE, "hon_nhan", "chưa có chồng", "chua"),
    (SINGLE, "hon_nhan", "chua co vo", "chua"),
    (BIRTH, "nguon_goc", "không phải", None),
    (BIRTH, "lam_cho", "không phải hàng xóm", None),
]
FOR_WHOM = [
    *((SINGLE, "lam_cho", text, "giup") for text in ("cho con trai tui", "cho con trai tui nè", "con gái tui")),
    *(
        (SINGLE, "lam_cho", text, "giup")
        for text in ("cho vợ tôi", "cho vo toi", "cho cháu nội", "xin cho em gái")
    ),
    *((SINGLE, "lam_cho", text, "minh") for text in ("cho tui", "dạ cho tôi ạ", "tui", "làm cho mình")),
    *((SINGLE, "lam_cho", text, None) for text in ("cho con", "cho cháu", "cho em")),
    *((DEATH, "lam_cho", text, "minh") for text in ("chồng", "mẹ", "bố em", "má tui", "ông nội", "cho ôông tui")),
    *(
        (DEATH, "lam_cho", text, "minh")
        for text in ("chong", "bo em", "ma tui", "ong noi", "cho mẹ", "mẹ tôi mới mất")
    ),
    *((DEATH, "lam_cho", text, "giup") for text in ("làm giúp bà hàng xóm", "lam giup ba hang xom")),
    *((BIRTH, "lam_cho", text, "minh") for text in ("cháu nội tui", "chau noi tui", "con gái tôi mới đẻ")),
]
RELATIONS = [
    *((DEATH, "quan_he", text, "con") for text in ("ba tui", "ổng là ba tui", "má tui", "ma tui", "tía tui")),
    *(
        (DEATH, "quan_he", text, "con")
        for text in ("mẹ của tôi", "bố em", "người mất là cha tôi", "tôi là con trai")
    ),
    *((DEATH, "quan_he", text, "vo_chong") for text in ("vợ", "tôi là vợ", "chồng tui", "bà xã tui")),
    *((DEATH, "quan_he", text, None) for text in ("vợ cũ", "vo cu", "chồng cũ", "mẹ", "ba em", "ba toi")),
    *((DEATH, "quan_he", text, "cha_me") for text in ("tôi là mẹ", "con trai tui", "con của tôi")),
    *((DEATH, "quan_he", text, "nguoi_than") for text in ("mẹ vợ tôi", "bà tôi", "em gái", "cháu", "con dâu tui")),
    *((BIRTH, "quan_he", text, "cha") for text in ("vợ tôi đẻ", "vợ tui mới sinh", "vo toi de", "tui là ba nó")),
    *(
        (BIRTH, "quan_he", text, "ong_ba_noi")
        for text in ("mẹ chồng", "me chong", "cháu nội tui", "mẹ chồng tui đi làm")
    ),
    *((BIRTH, "quan_he", text, "ong_ba_ngoai") for text in ("mẹ vợ", "con gái tui đẻ")),
    *((BIRTH, "quan_he", text, "me") for text in ("mẹ", "tui là má nó", "me be")),
    *((BIRTH, "quan_he", text, None) for text in ("mệ", "vợ tôi", "mẹ bé là em gái tôi")),
    *((SINGLE, "quan_he", text, None) for text in ("mẹ tôi", "con trai tôi")),
    *((SINGLE, "quan_he", text, "cha_me") for text in ("mẹ", "tôi là mẹ", "dạ ông nội")),
]
QUESTIONS = [
    (DEATH, "gbt_loai", "giấy báo tử là gì", None),
    (DEATH, "gbt_loai", "giay bao tu la gi", None),
    (DEATH, "gbt_loai", "giấy báo tử nghĩa là sao vậy cháu", None),
    (DEATH, "gbt_loai", "có giấy báo tử không", None),
    (DEATH, "gbt_loai", "giấy báo tử?", None),
    (BIRTH, "nguon_goc", "phải không là sao", None),
    (BIRTH, "nguon_goc", "phai khong la sao", None),
    (BIRTH, "cha_me_ket_hon", "có hôn thú ?", None),
]
PLACES = [
    *(
        (DEATH, "mat_o_dau", text, "o_nha")
        for text in ("nhà", "ở nhà", "o nha", "tại nhà", "dạ ở nhà ạ", "mất ở nhà")
    ),
    *(
        (DEATH, "mat_o_dau", text, "noi_khac")
        for text in ("nhà con gái", "ở nhà dưỡng lão", "nhà trọ", "nha con gai")
    ),
    *((DEATH, "mat_o_dau", text, None) for text in ("ở nhà bà Tư", "gần nhà")),
    (DEATH, "mat_o_dau", "nhà thương", "benh_vien"),
]
YES = ("có", "rồi", "có chớ", "dạ rồi", "dạ có ạ", "rồi cháu ơi", "co", "roi", "có rồi")
NOT_YET = ("chưa", "không", "ko", "dạ chưa", "khỏi", "chua", "dạ không có", "chưa cháu ơi", "chửa")
PLAIN = [
    *((BIRTH, "da_khai_sinh", text, "roi") for text in YES),
    *((BIRTH, "da_khai_sinh", text, "chua") for text in NOT_YET),
    *((DEATH, "da_khai_tu", text, "roi") for text in YES),
    *((DEATH, "da_khai_tu", text, "chua") for text in NOT_YET),
    *((DEATH, "gbt_loai", text, "bao_tu") for text in YES),
    *((DEATH, "gbt_loai", text, "chua_co") for text in NOT_YET),
    *((BIRTH, "cha_me_ket_hon", text, "da") for text in YES),
    *((BIRTH, "cha_me_ket_hon", text, None) for text in NOT_YET),
    *((SINGLE, "hon_nhan", text, "dang_co") for text in YES),
    (DEATH, "da_khai_tu", "rồi, mất giấy", "roi"),
    (BIRTH, "da_khai_sinh", "rồi mà mất giấy rồi", "roi"),
    (SINGLE, "hon_nhan", "chưa", "chua"),
    (SINGLE, "hon_nhan", "dạ chưa", "chua"),
    (SINGLE, "hon_nhan", "không", None),
    (DEATH, "nkt_loai_cu_tru", "có", "thuong_tru"),
    (DEATH, "nkt_loai_cu_tru", "không", None),
    (BIRTH, "nguon_goc", "dạ phải", "viet_nam"),
    (BIRTH, "nguon_goc", "dạ mẹ nó người Hàn", None),
    (BIRTH, "nguon_goc", "dạ đúng rồi, người Việt hết", "viet_nam"),
]


@pytest.mark.parametrize(
    ("flow_id", "field_id", "text", "value"), [*NO, *FOR_WHOM, *RELATIONS, *QUESTIONS, *PLACES, *PLAIN]
)
def test_what_is_meant(flows, lists, flow_id, field_id, text, value):
    assert chosen(flows[flow_id].field(field_id), text, lists) == value


def test_every_phrase_that_counts_alone_means_its_choice(flows, lists):
    wrong = [
        (flow.id, field.id, phrase)
        for flow in flows.values()
        for field in flow.fields
        for choice in field.choices
        for phrase in choice.alone
        if chosen(field, phrase, lists) != choice.value
    ]
    assert wrong == []


def test_no_choice_is_understood_from_nothing(flows, lists):
    choices = [field for flow in flows.values() for field in flow.fields if field.choices]
    assert {chosen(field, text, lists) for field in choices for text in ("", "   ", "!!!", "🙂", "?")} == {None}
