"""The prepared packet: read back as text, page by page, and as JSON."""

import json
import unicodedata
from io import BytesIO

import pypdf
import pytest

from connectors.packet import PacketPortal, to_json, to_pdf
from connectors.port import PortalMisused, Row
from connectors.words import words

ALL_LETTERS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    return unicodedata.normalize("NFC", "\n".join(page.extract_text() for page in pages))


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_every_row_paper_and_heading_can_be_read(dossier):
    text = squeezed(text_of(to_pdf(dossier)))
    for row in dossier.rows:
        for part in (row.section, row.label, row.text):
            assert squeezed(part) in text
    for part in (*dossier.papers, dossier.reference, dossier.official_form, dossier.procedure_title):
        assert squeezed(part) in text
    assert squeezed(dossier.portal_page) in text
    assert "20tháng11năm2026" in text


def test_it_says_on_top_that_it_is_not_filed(dossier):
    assert text_of(to_pdf(dossier)).startswith("Bản chuẩn bị sẵn, chưa phải hồ sơ đã nộp")


def test_there_is_a_place_to_sign(dossier):
    text = text_of(to_pdf(dossier))
    assert words().packet.signature in text
    assert "(ký và ghi rõ họ tên)" in text


def test_all_vietnamese_letters_are_drawn_by_the_one_font(another):
    rows = (Row("Chữ", "thường", ALL_LETTERS), Row("Chữ", "hoa", ALL_LETTERS.upper()))
    pdf = to_pdf(another(rows=rows))
    text = squeezed(text_of(pdf))
    assert ALL_LETTERS in text
    assert ALL_LETTERS.upper() in text
    assert {font for page in pypdf.PdfReader(BytesIO(pdf)).pages for font in fonts(page)} == {"Libertinus"}


def fonts(page) -> set[str]:
    found = page["/Resources"]["/Font"].values()
    return {font.get_object()["/BaseFont"].split("+")[-1].split("-")[0].removesuffix("Serif") for font in found}


def test_decomposed_letters_are_put_together(another):
    rows = (Row("Mẹ", "Tên", unicodedata.normalize("NFD", "Nguyễn Thị Ửng")),)
    assert "NguyễnThịỬng" in squeezed(text_of(to_pdf(another(rows=rows))))


def test_the_same_section_twice_is_printed_once(another):
    rows = (Row("Mẹ", "a", "1"), Row("Cha", "b", "2"), Row("Mẹ", "c", "3"))
    lines = text_of(to_pdf(another(rows=rows))).splitlines()
    assert lines.count("Mẹ") == 1
    assert lines.count("Cha") == 1


def test_markup_in_an_answer_is_printed_as_it_was_typed(another):
    typed = "#strong[x] $1$ \\ <b> @ref `code` // = * _"
    assert squeezed(typed) in squeezed(text_of(to_pdf(another(rows=(Row("Mẹ", "Tên", typed),)))))


def test_a_long_form_goes_on_over_pages_with_numbers(another):
    rows = tuple(Row("Cha", f"Mục {number}", "Trần Văn Ưỡng " * 6) for number in range(60))
    pdf = to_pdf(another(rows=rows))
    count = len(pypdf.PdfReader(BytesIO(pdf)).pages)
    assert count > 3
    assert f"trang {count} trên {count}" in text_of(pdf)


def test_the_paper_is_a4_tagged_and_in_vietnamese(dossier):
    document = pypdf.PdfReader(BytesIO(to_pdf(dossier)))
    box = document.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    assert document.trailer["/Root"]["/Lang"] == "vi"
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_no_letter_is_smaller_than_12_points(dossier):
    sizes: set[float] = set()

    def note(text, _, matrix, __, size):
        if text.strip():
            sizes.add(round(abs(size * matrix[3]), 1))

    for page in pypdf.PdfReader(BytesIO(to_pdf(dossier))).pages:
        page.extract_text(visitor_text=note)
    assert min(sizes) >= 12
    assert 14 in sizes


def test_the_same_dossier_gives_the_same_bytes(dossier):
    assert to_pdf(dossier) == to_pdf(dossier)
    assert to_json(dossier) == to_json(dossier)


def test_the_json_holds_everything(dossier):
    record = json.loads(to_json(dossier))
    assert record["form"] == dict(dossier.form)
    assert [row["text"] for row in record["rows"]] == [row.text for row in dossier.rows]
    assert record["procedure"] == {
        "code": "1.001193",
        "title": "Làm giấy khai sinh",
        "page": dossier.portal_page,
    }
    assert record["flow"] == {"id": "khai-sinh", "version": 3}
    assert record["papers"] == list(dossier.papers)
    assert record["filed_at"] == "2026-11-20T09:30:00+07:00"
    assert record["note"] == words().packet.banner


def test_the_receipt_has_no_portal_code_and_the_day_of_filing(dossier):
    receipt = PacketPortal().submit(dossier)
    assert receipt.code is None
    assert not receipt.trial
    assert receipt.accepted_at == dossier.filed_at
    assert [attachment.name for attachment in receipt.attachments] == [
        "to-khai-MC-7K3F-92QX.pdf",
        "to-khai-MC-7K3F-92QX.json",
    ]


def test_without_a_printer_only_the_json_is_made(dossier):
    (attachment,) = PacketPortal(make_pdf=False).submit(dossier).attachments
    assert attachment.media_type == "application/json"


def test_a_packet_has_no_state_to_ask_for():
    with pytest.raises(PortalMisused):
        PacketPortal().status("x")


def test_nothing_is_printed_for_what_is_not_known(another):
    text = text_of(to_pdf(another(phone=None, papers=(), portal_page=None)))
    for label in (words().packet.phone, words().packet.papers, words().packet.page_hint):
        assert label not in text


def test_an_emoji_or_half_a_letter_never_stops_the_printing(another):
    rows = (Row("Mẹ", "Tên", "Như \U0001f9d3 \ud83e Ẩn"),)
    odd = another(rows=rows, form={"a": "\ud83e"})
    assert "Ẩn" in text_of(to_pdf(odd))
    assert json.loads(to_json(odd))["form"] == {"a": "?"}
