"""Filters and the catalogue in the search: provinces, companies, curated before imported."""

import pytest
from imported_records import catalogue_of, imported

from knowledge.index import open_search
from knowledge.library import Library

TRAINING = "Hỗ trợ kinh phí bảo tồn nghề dệt thổ cẩm"
EXPORT = "Cấp giấy phép xuất khẩu gỗ tròn từ rừng tự nhiên"
BEES = "Cấp giấy chứng nhận đăng ký đàn ong mật"


@pytest.fixture(scope="module")
def whole(library, tmp_path_factory):
    folder = tmp_path_factory.mktemp("catalogue")
    entries = [
        imported("1.900001", TRAINING, kind="provincial", province="24", subjects=("citizen",)),
        imported("1.900002", f"Thủ tục {TRAINING}", kind="provincial", province="38", subjects=("citizen",)),
        imported("1.900003", EXPORT, subjects=("company",)),
        imported("1.900004", BEES, subjects=("citizen", "company")),
        imported("1.900005", "Đăng ký khai sinh", kind="provincial", province="38", subjects=("citizen",)),
        imported("1.900006", "Gia hạn giấy phép nuôi hổ", subjects=("citizen",)),
    ]
    return Library(library, faqs=library.faqs, events=library.events, catalogue=catalogue_of(folder, *entries))


@pytest.fixture(scope="module")
def search_whole(whole, embedding, tmp_path_factory):
    return open_search(whole, embedding, tmp_path_factory.mktemp("index"))


def slugs(found):
    return [hit.slug for hit in found.hits]


def test_what_nobody_curated_is_found(search_whole):
    found = search_whole.find("đăng ký đàn ong mật thì làm giấy gì")
    assert found.hits[0].slug == "1.900004"
    assert found.verdict in {"certain", "close"}


def test_copies_of_provinces_ask_for_the_province_first(search_whole):
    found = search_whole.find(TRAINING)
    assert found.verdict == "which_province"
    assert found.hits[0].slug in {"1.900001", "1.900002"}
    assert found.choices == ()


@pytest.mark.parametrize(("province", "code"), [("24", "1.900001"), ("38", "1.900002")])
def test_a_known_province_gets_its_own_copy(search_whole, province, code):
    found = search_whole.find(TRAINING, province=province)
    assert found.hits[0].slug == code
    assert found.verdict == "certain"


def test_a_province_named_in_the_question_goes_before_the_citizens(search_whole):
    assert search_whole.find(f"{TRAINING} ở Thanh Hóa", province="24").hits[0].slug == "1.900002"


def test_copies_of_other_provinces_are_left_out(search_whole):
    assert not {"1.900001", "1.900002"} & set(slugs(search_whole.find(TRAINING, province="01")))


def test_what_only_companies_may_ask_for_is_kept_back(search_whole):
    assert "1.900003" not in slugs(search_whole.find("giấy phép gỗ"))
    assert search_whole.find("công ty xin giấy phép xuất khẩu gỗ tròn").hits[0].slug == "1.900003"


def test_what_only_companies_may_ask_for_is_shown_when_named_plainly(search_whole):
    assert "1.900003" in slugs(search_whole.find("cấp phép gỗ tròn từ rừng tự nhiên xuất sang Lào"))


def test_a_curated_record_goes_before_copies_of_its_title(search_whole):
    found = search_whole.find("đăng ký khai sinh", province="38")
    assert found.hits[0].slug == "khai-sinh"
    assert "1.900005" not in slugs(found)
    assert search_whole.find("1.900005").hits[0].slug == "1.900005"


def test_a_law_narrows_to_what_rests_on_it(search_whole, whole):
    law = "nghị định 154/2024"
    resting = set(whole.by_law(law))
    assert resting
    assert set(slugs(search_whole.find(f"{law} về cư trú"))) <= resting


def test_every_imported_title_finds_itself(search_whole):
    for title, codes in ((BEES, {"1.900004"}), ("Gia hạn giấy phép nuôi hổ", {"1.900006"})):
        assert search_whole.find(title).hits[0].slug in codes
