"""Each shape is read into the same form, and every trap of the real files is met."""

import unicodedata

import pytest
from catalogue_records import PAPER, WAY, answer, one, page, read, row, text

from knowledge.catalogue.plain import plain


@pytest.fixture
def entry_of(tmp_path):
    return lambda *records: one(tmp_path, *records)


def fees(entry):
    return [fee.amount for way in entry.ways for fee in way.fees]


def papers(entry):
    return [paper.name for case in entry.cases for paper in case.papers]


@pytest.mark.parametrize(
    ("record", "shape"), [(answer(), "api"), (text(), "text"), (page(), "page"), (row(), "list")]
)
def test_a_shape_is_told_by_what_is_in_the_record(entry_of, record, shape):
    entry = entry_of(record)
    assert entry.snapshots[0].shape == shape
    assert (entry.code, entry.title, entry.field) == ("1.000001", "Cấp thẻ mượn sách", "Thư viện")


def test_an_inner_answer_without_its_envelope_is_read_too(entry_of):
    assert entry_of(answer()["data"]) == entry_of(answer())


def test_an_answer_of_the_api_is_read_whole(entry_of):
    entry = entry_of(answer())
    assert entry.decision == "100/QĐ-BVHTTDL"
    assert entry.levels == ("commune",)
    assert [way.channel for way in entry.ways] == ["counter", "online"]
    assert entry.ways[0].time.quantity == 3
    assert entry.ways[0].time.unit == "working_day"
    assert fees(entry) == [20000]
    assert entry.cases[0].papers[0].forms == ("Mẫu CT01.docx",)
    assert entry.agencies.executing == ("Ủy ban nhân dân cấp xã",)
    assert [law.number for law in entry.legal_basis] == ["46/2019/QH14"]
    assert entry.online.whole
    assert str(entry.updated) == "2026-06-29"


def test_a_labelled_text_is_read_whole(entry_of):
    entry = entry_of(text())
    assert entry.decision == "100/QĐ-BVHTTDL"
    assert entry.levels == ("commune",)
    assert entry.subjects == ("citizen", "officer")
    assert fees(entry) == [20000]
    assert papers(entry) == ["Đơn xin thẻ theo mẫu"]
    assert (entry.legal_basis[0].number, entry.legal_basis[0].title) == ("46/2019/QH14", "Luật Thư viện")


def test_a_heading_is_found_by_its_order_not_by_its_word(entry_of):
    steps = "    Thời hạn giải quyết: 9 ngày.\n    Người dân nộp đơn."
    assert len(entry_of(text(steps=steps)).ways) == 1
    late = text()["text"].replace("Mô tả: Không có thông tin", "Mô tả: Nộp đơn.\nTừ khóa:")
    assert entry_of({"code": "1.000001", "text": late}).requirements == ()


def test_glued_cells_of_a_page_are_told_apart(entry_of):
    entry = entry_of(page())
    assert papers(entry) == ["a) Đơn xin thẻ theo mẫu;", "b) Ảnh 3x4 chụp trong 6 tháng", "Giấy khai sinh"]
    assert [case.name for case in entry.cases] == ["", "Với người chưa đủ 14 tuổi"]
    assert entry.cases[0].papers[0].forms == ("Mau so 1.docx",)
    assert (entry.cases[0].papers[1].originals, entry.cases[0].papers[1].copies) == (1, 1)
    assert [way.channel for way in entry.ways] == ["online", "counter"]
    assert fees(entry) == [20000]
    assert entry.ways[1].note == "Nộp tại quầy."
    assert [law.number for law in entry.legal_basis] == ["46/2019/QH14", "16/2025/TT-BVHTTDL", "66.7/2025/NQ-CP"]
    assert entry.agencies.executing == ("Ủy ban nhân dân cấp xã", "Sở Văn hóa, Thể thao và Du lịch")
    assert entry.related == ("Cấp lại thẻ mượn sách", "Trả thẻ mượn sách")
    assert entry.doubts == ()


def test_furniture_of_the_page_does_not_leak_in(entry_of):
    entry = entry_of(page())
    assert entry.results == ("Thẻ mượn sách", "Văn bản từ chối")
    assert entry.requirements == ()
    assert "Chọn" not in entry.model_dump_json()
    assert "Nộp hồ sơ" not in entry.model_dump_json()


@pytest.mark.parametrize(
    "cells",
    [
        {"cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp1500 VNĐ"},
        {"cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tảnộp ở quầy"},
        {"thanh_phan_ho_so": "--Tên giấy tờMẫu đơn, tờ khaiSố lượngĐơn xin thẻvăn bản xin.docx1 bản chính"},
    ],
)
def test_cells_that_cannot_be_told_apart_are_left_out_and_the_record_says_so(entry_of, cells):
    entry = entry_of(page(**cells))
    assert "glued_cells" in entry.doubts
    assert 1500 not in fees(entry)
    assert not any(".docx" in name for name in papers(entry))
    assert any("dính" in note.text for note in plain(entry).notes)


def test_a_page_kept_under_another_code_is_refused(tmp_path):
    imported = read(tmp_path, page(ma_thu_tuc="1.000009"))
    assert imported.entries == ()
    assert "line 1: the page is about 1.000001, not about 1.000009" in imported.problems[0]


# ── A fee of nought, or none ───────────────────────────────────────────────────────────────────────────────
NOUGHT_PAGE = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp3 Ngày làm việcMiễn phí"


@pytest.mark.parametrize(
    "record",
    [
        text(fee="0 VNĐ ()"),
        text(fee="Không có thông tin"),
        text(fee="0 VNĐ (Theo quy định của Bộ Tài chính)"),
        page(cach_thuc_thuc_hien=NOUGHT_PAGE),
        answer(executionMethods=[{"submissionMethod": "DIRECT", "fees": [{"value": 0}, {"value": None}]}]),
    ],
)
def test_a_fee_of_nought_or_an_empty_one_is_not_free(entry_of, record):
    entry = entry_of(record)
    assert all(amount is None for amount in fees(entry))
    told = plain(entry)
    assert told.fees == ()
    assert "miễn" not in told.model_dump_json().lower()


def test_the_provinces_council_sets_a_fee_that_the_portal_gives_as_nought(entry_of):
    (fee,) = plain(entry_of(text(fee="0 VNĐ (Mức lệ phí do Hội đồng nhân dân tỉnh quyết định)"))).fees
    assert fee.amount is None
    assert "hội đồng nhân dân" in fee.text


def test_a_sum_too_small_to_be_a_fee_is_not_believed(entry_of):
    (fee,) = plain(entry_of(text(fee="20 VNĐ (20.000 đồng/tờ khai)"))).fees
    assert fee.amount is None
    assert fee.text == "20.000 đồng/tờ khai."


def test_a_note_that_names_another_sum_leaves_the_figure_in_doubt(entry_of):
    fee = "50000 VNĐ ((áp dụng mức 25.000 đồng đến hết ngày 31/12/2026 theo Thông tư số 64/2025/TT-BTC))"
    assert all(told.amount is None for told in plain(entry_of(text(fee=fee))).fees)


def test_several_fees_stand_side_by_side(entry_of):
    entry = entry_of(text(fee="50000 VNĐ (Cấp mới) | 10000 VNĐ (Cấp lại)"))
    assert fees(entry) == [50000, 10000]
    assert [fee.text for fee in plain(entry).fees] == ["50.000 đồng: cấp mới.", "10.000 đồng: cấp lại."]


# ── Words of the portal's machinery, empty addresses, old levels, letters ──────────────────────────────────
def test_leaked_enums_become_words(entry_of):
    told = plain(entry_of(text(ways=WAY.format(fee="0 VNĐ ()").replace("3 WORKING_DAY", "1 OTHER"))))
    assert told.durations == ()
    three = plain(entry_of(text()))
    assert [(each.text, each.working_days) for each in three.durations] == [("3 ngày làm việc.", 3)]
    note = entry_of(answer(keywords="nộp ONLINE trong WORKING_DAY")).keywords
    assert note == "nộp trực tuyến trong ngày làm việc"


def test_an_empty_receiving_address_is_not_told(entry_of):
    entry = entry_of(text())
    assert entry.agencies.address == ""
    assert [fact.text for fact in plain(entry).where] == ["Nơi giải quyết là ủy ban xã, phường."]


@pytest.mark.parametrize(
    "words", ["Nộp ở UBND cấp huyện.", "Nộp tại Phòng Tư pháp quận, huyện.", "Công an huyện cấp."]
)
def test_words_of_the_abolished_districts_hedge_the_record(entry_of, words):
    entry = entry_of(text(steps=f"    {words}"))
    assert entry.doubts == ("old_levels",)
    told = plain(entry)
    assert told.needs_review == "old_levels"
    assert any("cấp huyện" in note.text for note in told.notes)
    assert plain(entry_of(text(executing="Ủy ban nhân dân cấp huyện"))).office is None


def test_letters_are_composed(entry_of):
    record = text(title=unicodedata.normalize("NFD", "Cấp thẻ mượn sách"))
    assert unicodedata.is_normalized("NFC", entry_of(record).model_dump_json())
    assert entry_of(record).title == "Cấp thẻ mượn sách"


# ── Steps ──────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "steps",
    [
        "    Người dân nộp đơn tại Trung\n    nộp hồ sơ.",
        "    Bước 1: Nộp đơn.\n    Bước 3: Nhận thẻ.\n    Bước 2: Chờ.",
    ],
)
def test_steps_out_of_order_are_left_out(entry_of, steps):
    entry = entry_of(text(steps=steps))
    assert entry.steps == ()
    assert entry.doubts == ("steps_scrambled",)


@pytest.mark.parametrize(
    "steps",
    [
        "    Bước 1: Nộp đơn.\n    Bước 2: Nhận thẻ.",
        "    Bước 1: Nộp.\n    Bước 2: Nhận.\n    Bước 1: Nộp trên mạng.\n    Bước 2: Nhận qua bưu điện.",
        "    Nộp đơn kèm:\n    a) ảnh\n    b) đơn",
    ],
)
def test_steps_in_order_stay(entry_of, steps):
    assert entry_of(text(steps=steps)).doubts == ()


# ── Whose procedure it is ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("body", "province"),
    [
        ("UBND tỉnh Bắc Ninh", "24"),
        ("UBND Thành phố Huế", "46"),
        ("Trung tâm phục vụ hành chính công Thành phố Hà Nội", "01"),
        ("UBND tỉnh Bắc Giang", "24"),
        ("UBND tỉnh Thanh Hoá", "38"),
        ("UBND tỉnh Bà Rịa - Vũng Tàu", "79"),
    ],
)
def test_a_provincial_copy_has_its_provinces_code(entry_of, body, province):
    assert entry_of(row(type="SPECIFIC", departmentPromulgate=body)).province == province
    assert entry_of(answer(type="SPECIFIC", departmentPromulgateName=body)).province == province


def test_a_national_procedure_has_no_province(entry_of):
    assert entry_of(row(departments=["Sở Tư pháp tỉnh Bắc Ninh"])).province is None


def test_a_text_names_its_province_by_decision_and_agency(entry_of):
    own = text(decision="2175/QĐ-UBND", executing="Sở Xây dựng - Tỉnh Đắk Lắk")
    assert (entry_of(own).kind, entry_of(own).province) == ("provincial", "66")


def test_a_provincial_copy_without_a_province_takes_that_of_its_decision(tmp_path):
    known = text("1.000001", decision="2175/QĐ-UBND", executing="Sở Xây dựng - Tỉnh Đắk Lắk")
    lost = text("1.000002", decision="2175/QĐ-UBND")
    assert [entry.province for entry in read(tmp_path, known, lost).entries] == ["66", "66"]
    other = text("1.000003", decision="2175/QĐ-UBND", executing="Sở Xây dựng tỉnh Gia Lai")
    assert read(tmp_path, known, lost, other).entries[1].province is None


def test_an_internal_procedure_is_for_officers(tmp_path):
    from knowledge.catalogue.headlines import heading_of

    heading = heading_of(one(tmp_path, row(type="STANDARD_INTERNAL")))
    assert heading.subjects == {"officer"}


# ── Papers ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_papers_of_a_case_are_conditional_and_remarks_are_no_papers(entry_of):
    cases = f"""  [ Đối với trường hợp người dưới 14 tuổi: ]
{PAPER}
  [ * Giấy tờ phải xuất trình: ]
    - Thẻ căn cước
      Số lượng: Bản chính: 1, Bản sao: 0
  [ * Lưu ý: ]
    - Người dân nên đến sớm.
      Số lượng: Bản chính: 0, Bản sao: 0"""
    form, card = plain(entry_of(text(papers=cases))).papers
    assert form.condition == "nếu thuộc trường hợp người dưới 14 tuổi"
    assert (card.text, card.shown, card.condition) == ("Thẻ căn cước", True, None)


def test_a_paper_of_every_case_has_no_condition(entry_of):
    other = PAPER.replace("Đơn xin thẻ theo mẫu", "Giấy khai sinh")
    cases = f"  [ Người lớn ]\n{PAPER}\n  [ Trẻ em ]\n{PAPER}\n{other}"
    form, birth = plain(entry_of(text(papers=cases))).papers
    assert form.condition is None
    assert birth.condition == "nếu thuộc trường hợp trẻ em"


def test_a_list_without_papers_is_read_as_none(entry_of):
    assert entry_of(text(papers="  Không có thông tin thành phần hồ sơ.")).cases == ()
