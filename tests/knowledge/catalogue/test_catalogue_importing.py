"""Files are merged field by field; a bad record is reported with file and line and never half-imported."""

import gzip
import json

import pytest
from catalogue_records import JULY, JUNE, answer, page, read, row, text, write

from knowledge.catalogue.importing import Given, read_files


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ('{"code": "1.000002", "text": "cut', "is not whole JSON"),
        ("[1, 2]", "is not a record"),
        ({"name": "không có mã"}, "has no known shape"),
        (text("1.000002", title=" "), "has no title"),
        (text("1.0000022"), "'1.0000022' is not a procedure code"),
        ({"code": None, "text": text()["text"]}, "has no code"),
        ({"code": "1.000002", "text": 5}, "text: should be a text"),
        ({"code": "1.000002", "text": text("1.000003")["text"]}, "the text is about 1.000003, not about 1.000002"),
        ({"code": "1.000002", "text": "Mã thủ tục: 1.000002"}, "the heading 'Số quyết định' is missing"),
        (answer(code="1.000002", executionMethods="none"), "executionMethods: Input should be a valid list"),
        (answer(code="1.000002", executionMethods=[{"submissionMethod": "FAX"}]), "'FAX' is not a known way"),
        ({"code": "NOT_FOUND", "message": "no", "data": None}, "the portal answered 'NOT_FOUND'"),
        (row(code="1.000002", type="ODD"), "'ODD' is not a known kind"),
        (page(ma_thu_tuc="", raw_text=""), "has no code"),
        (page(thanh_phan_ho_so=["a"]), "thanh_phan_ho_so: should be a text"),
    ],
)
def test_a_bad_record_is_reported_with_its_line_and_skipped(tmp_path, bad, said):
    imported = read(tmp_path, text("1.000001"), bad, text("1.000005"))
    assert [entry.code for entry in imported.entries] == ["1.000001", "1.000005"]
    (problem,) = imported.problems
    assert "catalogue.jsonl: line 2: " in problem
    assert said in problem


def test_a_duplicate_with_other_content_is_reported_and_the_first_stays(tmp_path):
    imported = read(tmp_path, text(), text(), text(title="Việc khác"))
    assert [entry.title for entry in imported.entries] == ["Cấp thẻ mượn sách"]
    assert imported.problems[0].endswith("line 3: 1.000001 was on line 1 with other content")


def test_a_file_that_is_not_utf_8_loses_that_line_only(tmp_path):
    path = write(tmp_path, "a.jsonl", [text("1.000001")])
    path.write_bytes(path.read_bytes() + b'{"code": "\xff"}\n' + json.dumps(text("1.000002")).encode())
    imported = read_files([Given(path, JULY)])
    assert len(imported.entries) == 2
    assert "line 2: is not UTF-8" in imported.problems[0]


def test_a_packed_file_that_is_cut_gives_what_stands_before_the_cut(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    lines = "".join(json.dumps(text(f"1.{number:06}")) + "\n" for number in range(1, 400))
    path.write_bytes(gzip.compress(lines.encode())[:-600])
    imported = read_files([Given(path, JULY)])
    assert imported.entries
    assert "cut or damaged" in imported.problems[-1]


def test_one_answer_in_a_file_of_its_own_is_read(tmp_path):
    path = tmp_path / "one.json"
    path.write_text(json.dumps(answer(), indent=1, ensure_ascii=False), encoding="utf-8")
    assert [entry.code for entry in read_files([Given(path, JULY)]).entries] == ["1.000001"]
    path.write_text("\ufeff" + json.dumps([answer(), answer(code="1.000002")]), encoding="utf-8")
    assert len(read_files([Given(path, JULY)]).entries) == 2


def merged(folder, *given):
    files = [Given(write(folder, f"{n}.jsonl", [record]), day) for n, (record, day) in enumerate(given)]
    (entry,) = read_files(files).entries
    return entry


def test_the_richer_shape_of_the_same_day_wins_and_the_others_fill_gaps(tmp_path):
    for order in (0, 1):
        given = [(answer(isWard=False), JULY), (text(results="Thẻ", level="Cấp Tỉnh"), JULY)]
        entry = merged(tmp_path, *given[:: -1 if order else 1])
        assert entry.results == ("Thẻ mượn sách",)
        assert entry.levels == ("province",)
        assert entry.online.whole


def test_a_newer_file_wins_over_an_older_one_field_by_field(tmp_path):
    entry = merged(tmp_path, (answer(), JUNE), (text(executing="Thư viện tỉnh"), JULY))
    assert entry.agencies.executing == ("Thư viện tỉnh",)
    assert entry.online.whole


def test_facts_of_an_older_decision_are_never_mixed_in(tmp_path):
    old = answer(procedureProposal={"proposalNumber": "1/QĐ-CU"}, requirementsAndConditions="Phải có thẻ cũ.")
    entry = merged(tmp_path, (old, JUNE), (text(), JULY))
    assert entry.decision == "100/QĐ-BVHTTDL"
    assert entry.requirements == ()
    assert entry.online is None
    assert entry.page_id == "0000-page-1"


def test_the_list_tells_whose_procedure_it_is_and_nothing_of_its_facts(tmp_path):
    listed = row(type="SPECIFIC", departmentPromulgate="UBND tỉnh Lai Châu", departments=["Sở Xây dựng"])
    entry = merged(tmp_path, (text(), JUNE), (listed, JULY))
    assert (entry.kind, entry.province) == ("provincial", "12")
    assert entry.agencies.executing == ("Ủy ban nhân dân cấp xã",)


def test_a_code_that_the_newest_whole_list_lacks_has_vanished(tmp_path):
    files = [
        Given(write(tmp_path, "old.jsonl", [text("1.000001"), text("1.000002")]), JUNE),
        Given(write(tmp_path, "list.jsonl", [row(code="1.000001")]), JULY),
    ]
    imported = read_files(files)
    assert [entry.code for entry in imported.entries] == ["1.000001"]
    assert imported.vanished == ("1.000002",)


def test_a_code_with_an_agencys_suffix_is_the_same_procedure(tmp_path):
    assert read(tmp_path, row(code=" 1.000001.H36")).entries[0].code == "1.000001"
