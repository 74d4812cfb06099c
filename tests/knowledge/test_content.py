import pytest
import yaml

from knowledge.content import ContentError, load


def write(folder, name, record):
    (folder / f"{name}.yml").write_text(yaml.safe_dump(record, allow_unicode=True), encoding="utf-8")


def problems_of(folder):
    with pytest.raises(ContentError) as caught:
        load(folder)
    return caught.value.problems


def test_a_right_folder_loads_in_order_of_name(tmp_path, record):
    write(tmp_path, "mot-viec", record)
    write(tmp_path, "an-viec", record | {"slug": "an-viec", "code": "1.000002"})
    assert [procedure.slug for procedure in load(tmp_path)] == ["an-viec", "mot-viec"]


def test_every_mistake_of_every_file_is_told_at_once(tmp_path, record):
    write(tmp_path, "mot-viec", record | {"code": "1.1", "colour": "red"})
    write(tmp_path, "hai-viec", {key: value for key, value in record.items() if key != "title"})
    (tmp_path / "ba-viec.yml").write_text("code: [1", encoding="utf-8")
    problems = problems_of(tmp_path)
    assert len(problems) == 4
    assert any("mot-viec.yml: code:" in line and "'1.1'" in line for line in problems)
    assert any("mot-viec.yml: colour: is not a known key" in line for line in problems)
    assert any("hai-viec.yml: title: is missing" in line for line in problems)
    assert any("ba-viec.yml: line" in line for line in problems)


def test_a_key_given_twice_is_a_mistake(tmp_path):
    (tmp_path / "x.yml").write_text("title: a\ntitle: b\n", encoding="utf-8")
    (problem,) = problems_of(tmp_path)
    assert "line 2" in problem
    assert "'title' is given twice" in problem


def test_a_source_that_is_not_listed_is_told_in_plain_words(tmp_path, record):
    write(tmp_path, "mot-viec", record | {"aliases": [{"code": "1.000009", "source": "nowhere"}]})
    assert problems_of(tmp_path) == (f"{tmp_path / 'mot-viec.yml'}: record: sources not listed: nowhere",)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"slug": "khac"}, "slug: 'khac' is not the file's name"),
        ({"code": "1.000001"}, "code: '1.000001' is already in"),
        ({"portal_page": "https://dichvucong.gov.vn.evil.com/"}, "is not an https page under gov.vn"),
        ({"portal_page": "http://dichvucong.gov.vn/"}, "is not an https page under gov.vn"),
        ({"portal_page": "https://evilgov.vn/"}, "is not an https page under gov.vn"),
        ({"aliases": [{"code": "1.000001", "source": "s"}], "sources": {"s": {"title": "t"}}}, "is the code of"),
        (
            {"aliases": [{"code": "1.000007", "source": "s"}] * 2, "sources": {"s": {"title": "t"}}},
            "is given twice",
        ),
    ],
)
def test_what_is_wrong_between_records(tmp_path, record, change, told):
    write(tmp_path, "mot-viec", record)
    write(tmp_path, "hai-viec", record | {"slug": "hai-viec", "code": "1.000002"} | change)
    assert any(told in line and "hai-viec.yml" in line for line in problems_of(tmp_path))


def test_merged_codes_may_be_an_alias_of_several(tmp_path, record):
    alias = {"aliases": [{"code": "1.000009", "source": "s"}], "sources": {"s": {"title": "t"}}}
    write(tmp_path, "mot-viec", record | alias)
    write(tmp_path, "hai-viec", record | alias | {"slug": "hai-viec", "code": "1.000002"})
    assert len(load(tmp_path)) == 2


def test_an_empty_folder_is_a_mistake(tmp_path):
    assert problems_of(tmp_path) == (f"{tmp_path}: no procedure files",)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words\n", "\ufeffnull"])
def test_a_file_that_holds_no_record_is_told(tmp_path, text):
    (tmp_path / "x.yml").write_text(text, encoding="utf-8")
    (problem,) = problems_of(tmp_path)
    assert "should be a mapping of keys" in problem


def test_bytes_that_are_no_text_are_told(tmp_path):
    (tmp_path / "x.yml").write_bytes(b"\xff\xfe\xff")
    (problem,) = problems_of(tmp_path)
    assert "x.yml" in problem


def test_shipped_content_holds_at_least_the_eighty_procedures(library):
    assert len(library) >= 80
