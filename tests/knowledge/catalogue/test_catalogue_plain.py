"""An imported record is cut to the plain format; a curated one wins over it field by field."""

import pytest
from catalogue_records import answer, catalogue, one, text

from knowledge.catalogue.headlines import heading_of
from knowledge.catalogue.joining import joined
from knowledge.catalogue.plain import MOST_PAPERS, has_more_papers, plain
from knowledge.catalogue.shortening import short
from knowledge.fact import Source
from knowledge.procedure import Procedure
from nlu.text import syllables

LONG = "Văn bản của cơ quan có thẩm quyền xác nhận việc người đề nghị đã nộp đủ hồ sơ, giấy tờ và các tài liệu kèm theo"


def many(count):
    rows = (f"    - Giấy số {number}\n      Số lượng: Bản chính: 1, Bản sao: 0" for number in range(count))
    return "\n".join(rows)


def test_the_plain_record_says_whose_words_they_are(tmp_path):
    told = plain(one(tmp_path, answer(name="Thủ tục cấp thẻ")))
    assert (told.status, told.slug, told.checked) == ("imported", "1.000001", None)
    assert (told.title, told.official_title) == ("Cấp thẻ", "Thủ tục cấp thẻ")
    assert told.sources["catalogue"].title == (
        "Cổng Dịch vụ công quốc gia, thủ tục 1.000001, quyết định 100/QĐ-BVHTTDL"
    )
    assert told.portal_page == "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/0000-page-1"
    assert told.office == "ủy ban xã, phường"
    assert [way.channel for way in told.ways] == ["counter", "online"]
    assert {fact.source for fact in told.facts} == {"catalogue"}


@pytest.mark.parametrize(
    ("official", "said"),
    [
        ("- Đơn xin thẻ;", "Đơn xin thẻ."),
        ("a) Bản sao CCCD của chủ hộ", "Bản sao căn cước công dân của chủ hộ."),
        ("Nộp tại UBND xã (theo Thông tư số 12/2025/TT-BTC)", "Nộp tại ủy ban nhân dân xã."),
        ("Đơn theo mẫu. Trường hợp khác thì nộp thêm.", "Đơn theo mẫu."),
        ("", ""),
        ("Không có thông tin", ""),
        (" . ", ""),
    ],
)
def test_official_words_are_written_out_and_cut_at_the_sentence(official, said):
    assert short(official) == said


def test_a_long_sentence_is_cut_where_a_clause_ends_and_shows_it():
    cut = short(LONG)
    assert cut.endswith(" …")
    assert len(syllables(cut)) <= 22
    assert LONG.startswith(cut.removesuffix(" …"))


def test_at_most_eight_papers_are_told(tmp_path):
    entry = one(tmp_path, text(papers=many(9)))
    assert len(plain(entry).papers) == MOST_PAPERS
    assert has_more_papers(entry)
    assert not has_more_papers(one(tmp_path, text(papers=many(8))))


def test_the_heading_holds_what_search_needs(tmp_path):
    heading = heading_of(one(tmp_path, answer(keywords="thẻ bạn đọc")))
    assert heading.forms == ("CT01",)
    assert heading.laws == ("46/2019/QH14",)
    assert heading.levels == {"commune"}
    assert heading.subjects == {"citizen"}
    assert heading.keywords.startswith("thẻ bạn đọc Thẻ mượn sách")


def test_keywords_are_at_most_sixty_syllables(tmp_path):
    heading = heading_of(one(tmp_path, text(papers=many(80))))
    assert 40 < len(heading.keywords.split()) <= 60


@pytest.fixture
def curated():
    return Procedure.model_validate(
        {
            "code": "1.000001",
            "slug": "muon-sach",
            "status": "known",
            "group": "sach",
            "title": "Mượn sách",
            "official_title": "Cấp thẻ mượn sách",
            "names": {"everyday": ["mượn sách"]},
            "fees": [{"text": "Không mất tiền.", "source": "luat", "amount": 0}],
            "sources": {"luat": {"title": "Luật Thư viện"}},
        }
    )


def test_curated_wins_field_by_field_and_gaps_are_the_portals(tmp_path, curated):
    both = joined(curated, catalogue(tmp_path, answer()).procedure("1.000001"))
    assert both.title == "Mượn sách"
    assert [fee.text for fee in both.fees] == ["Không mất tiền."]
    assert both.durations[0].source == "catalogue"
    assert both.sources.keys() == {"luat", "catalogue"}
    assert both.status == "known"
    assert Procedure.model_validate(both.model_dump()) == both


def test_what_the_curated_record_itself_cites_of_the_catalogue_stays(tmp_path, curated):
    cited = curated.model_copy(
        update={"sources": curated.sources | {"catalogue": Source(title="Cổng, như đã đọc")}}
    )
    both = joined(cited, catalogue(tmp_path, answer()).procedure("1.000001"))
    assert both.sources["catalogue"].title == "Cổng, như đã đọc"
    assert both.sources[both.durations[0].source].title.startswith("Cổng Dịch vụ công quốc gia")


def test_two_lists_of_papers_are_never_mixed(tmp_path, curated):
    imported = catalogue(tmp_path, answer()).procedure("1.000001")
    assert joined(curated, imported).papers == imported.papers
    nothing = curated.model_copy(update={"nothing_to_bring": curated.fees[0]})
    assert joined(nothing, imported).papers == ()


def test_a_record_without_gaps_stays_as_it_is(tmp_path, curated):
    imported = catalogue(tmp_path, answer()).procedure("1.000001")
    whole = joined(curated, imported)
    assert joined(whole, imported) == whole
