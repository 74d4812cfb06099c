import pytest
from imported_records import catalogue_of, imported

from knowledge.catalogue.entry import Law
from knowledge.content import ContentError
from knowledge.families import families
from knowledge.faq import Faq
from knowledge.library import Library
from knowledge.life_event import LifeEvent
from knowledge.procedure import Procedure
from knowledge.titles import key

SOURCES = {"s": {"title": "Nghị định 154/2024/NĐ-CP, điều 3"}}


def made(record, **change):
    return Procedure.model_validate(record | change)


@pytest.fixture
def faq():
    return Faq.model_validate(
        {
            "slug": "hoi-tre-han",
            "title": "Trễ hạn có sao không?",
            "asked": ["trễ hạn thì sao"],
            "answer": [{"text": "Không sao.", "source": "s"}],
            "procedures": ["mot-viec"],
            "sources": SOURCES,
            "checked": "2026-11-22",
        }
    )


@pytest.fixture
def event():
    return LifeEvent.model_validate(
        {
            "slug": "viec-chuyen-nha",
            "title": "Chuyển nhà",
            "names": {"everyday": ["dọn nhà"]},
            "steps": [{"procedure": "mot-viec", "text": "Làm trước.", "source": "s"}],
            "sources": SOURCES,
            "checked": "2026-11-22",
        }
    )


@pytest.fixture
def small(record):
    alias = {"aliases": [{"code": "1.000009", "source": "s"}], "sources": {"s": {"title": "t"}}}
    return Library(
        [
            made(record, **alias),
            made(record, slug="hai-viec", code="1.000002", **alias),
            made(record, slug="ba-viec", code="1.000003", names={"everyday": ["xin CT07", "mẫu hk 02"]}),
        ]
    )


def test_by_slug(small):
    assert small.by_slug("hai-viec").code == "1.000002"
    with pytest.raises(KeyError):
        small.by_slug("khong-co")


def test_records_of_every_kind_by_slug(record, faq, event):
    library = Library([made(record)], faqs=[faq], events=[event])
    assert library.by_slug("hoi-tre-han") == faq
    assert library.by_slug("viec-chuyen-nha") == event
    assert [each.slug for each in library] == ["mot-viec"]
    with pytest.raises(KeyError):
        library.procedure("hoi-tre-han")


def test_one_slug_for_two_records_is_a_content_error(record, faq):
    with pytest.raises(ContentError, match="hoi-tre-han: the slug is given twice"):
        Library([made(record, slug="hoi-tre-han")], faqs=[faq])


def test_by_code_and_by_alias(small):
    assert [found.slug for found in small.by_code("1.000002")] == ["hai-viec"]
    assert [found.slug for found in small.by_code("1.000009")] == ["mot-viec", "hai-viec"]
    assert small.by_code("1.000099") == ()


@pytest.mark.parametrize("text", ["ct07", "CT 07", "mẫu ct-7 xin ở đâu", "Ct7", "hk02"])
def test_by_form_however_it_is_written(small, text):
    assert small.by_form(text) == ["ba-viec"]


@pytest.mark.parametrize("text", ["", "ct", "ct071", "đct07", "nhà số 7", "ct09"])
def test_no_form_in_the_text(small, text):
    assert small.by_form(text) == []


def test_iteration_keeps_the_order_given(small):
    assert [procedure.slug for procedure in small] == ["mot-viec", "hai-viec", "ba-viec"]
    assert len(small) == 3


@pytest.mark.parametrize(
    "text", ["nghị định 154/2024 nói gì", "154/2024/NĐ-CP", "nghi dinh 154/2024", "theo 154/2024 thì sao"]
)
def test_by_law_however_it_is_written(record, faq, text):
    basis = made(record, legal_basis=["Nghị định 154/2024/NĐ-CP", "Thông tư 154/2024/TT-BTC"])
    library = Library([basis, made(record, slug="hai-viec", code="1.000002")], faqs=[faq])
    assert library.by_law(text) == ["mot-viec", "hoi-tre-han"]


@pytest.mark.parametrize("text", ["thông tư 154/2024", "nghị định 155/2024", "ngày 15/4/2024", "154", ""])
def test_no_such_law(faq, record, text):
    assert Library([made(record)], faqs=[faq]).by_law(text) == []


def test_an_imported_procedure_is_found_by_its_code(record, tmp_path):
    entry = imported("1.009999", "Cấp giấy lạ", legal_basis=(Law(number="12/2025/NĐ-CP"),))
    library = Library([made(record)], catalogue=catalogue_of(tmp_path, entry))
    assert library.by_slug("1.009999").status == "imported"
    assert library.by_code("1.009999")[0].official_title == "Cấp giấy lạ"
    assert library.by_law("nghị định 12/2025") == ["1.009999"]
    assert [each.slug for each in library] == ["mot-viec"]


def test_a_curated_code_or_alias_is_no_imported_procedure(record, tmp_path):
    alias = {"aliases": [{"code": "1.000009", "source": "s"}], "sources": {"s": {"title": "t"}}}
    catalogue = catalogue_of(tmp_path, imported("1.000001", "Một"), imported("1.000009", "Một cũ"))
    library = Library([made(record, **alias)], catalogue=catalogue)
    assert library.headings == ()
    assert library.by_code("1.000009")[0].slug == "mot-viec"


def test_gaps_of_a_curated_record_are_filled_from_the_imported_one(record, tmp_path):
    entry = imported("1.000001", "Một việc", legal_basis=(Law(number="12/2025/NĐ-CP", title="Nghị định"),))
    library = Library([made(record)], catalogue=catalogue_of(tmp_path, entry))
    joined = library.procedure("mot-viec")
    assert joined.title == "Một việc"
    assert any("12/2025/NĐ-CP" in law for law in joined.legal_basis)


def heading_rows(tmp_path):
    return catalogue_of(
        tmp_path,
        imported("1.000011", "Hỗ trợ đào tạo nghề", kind="provincial", province="24"),
        imported("1.000012", "Thủ tục hỗ trợ đào tạo nghề", kind="provincial", province="38"),
        imported("1.000013", "Hỗ trợ đào tạo nghề", kind="provincial", province="38"),
        imported("1.000014", "Tách thửa đất", kind="provincial", province="38"),
        imported("1.000015", "Tách thửa đất"),
        imported("1.000016", "Một việc", kind="provincial", province="38"),
    ).headings


def test_copies_of_provinces_stand_together(tmp_path):
    found = families(heading_rows(tmp_path), {key("Thủ tục một việc")})
    assert [(family.codes, family.code("38"), family.code("24"), family.code(None)) for family in found] == [
        (("1.000015", "1.000014"), "1.000014", "1.000015", "1.000015"),
        (("1.000011", "1.000012"), "1.000012", "1.000011", None),
        (("1.000013",), "1.000013", None, None),
    ]
