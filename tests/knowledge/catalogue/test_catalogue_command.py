"""`motcua import` from end to end."""

import io
import json
import sys

import pytest
from catalogue_records import page, text, write

from bot.cli.main import main
from knowledge.catalogue import shelf


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def motcua(home, capsys, monkeypatch):
    def run(*words):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
        code = main(["--home", str(home), *map(str, words)])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_import_reads_reports_and_replaces(tmp_path, home, motcua):
    path = write(tmp_path, "national-2026-07.jsonl.gz", [text(), '{"code": "1.0', text("1.000002")])
    code, out, err = motcua("import", path)
    told = json.loads(out)
    assert code == 0
    assert (told["procedures"], told["skipped"], told["as_of"], told["replaced"]) == (2, 1, "2026-07-01", True)
    assert f"{path}: line 2: is not whole JSON" in err
    assert len(shelf.load(home / "catalogue")) == 2


def test_nothing_readable_is_exit_1_and_leaves_the_catalogue(tmp_path, home, motcua):
    motcua("import", write(tmp_path, "a.jsonl", [text()]))
    code, _, err = motcua("import", write(tmp_path, "b.jsonl", ["{}"]))
    assert code == 1
    assert "nothing could be read" in err
    assert len(shelf.load(home / "catalogue")) == 1


def test_a_missing_file_and_a_call_without_files_are_exit_2(tmp_path, motcua):
    assert motcua("import", tmp_path / "none.jsonl")[0] == 2
    assert motcua("import")[0] == 2


def test_the_day_is_said_or_stands_in_the_name(tmp_path, motcua):
    path = write(tmp_path, "crawl-2026-06.jsonl", [page()])
    assert json.loads(motcua("import", path)[1])["as_of"] == "2026-06-01"
    assert json.loads(motcua("import", path, "--as-of", "2026-06-15")[1])["as_of"] == "2026-06-15"
    with pytest.raises(SystemExit):
        motcua("import", path, "--as-of", "June")


def test_diff_prints_what_changed_and_keeps_it(tmp_path, home, motcua):
    code = "1.001193"
    motcua("import", write(tmp_path, "a-2026-06.jsonl", [text(code), text("1.000002", title="Việc cũ")]))
    path = write(tmp_path, "b-2026-07.jsonl", [text(code, fee="30000 VNĐ ()")])
    exit_code, out, _ = motcua("import", "--diff", path)
    assert exit_code == 0
    assert "1.001193 [khai-sinh]" in out
    assert "fee - 20.000 VND" in out
    assert "fee + 30.000 VND" in out
    assert "1.000002 Việc cũ: gone" in out
    kept = json.loads((home / "catalogue" / "changes.json").read_text(encoding="utf-8"))
    assert kept["touched"] == {"khai-sinh": ["fee"]}
    _, again, _ = motcua("import", "--diff", "--json")
    assert json.loads(again) == kept


def test_a_dry_run_replaces_nothing(tmp_path, home, motcua):
    motcua("import", write(tmp_path, "a.jsonl", [text()]))
    motcua("import", "--dry-run", "--diff", write(tmp_path, "b.jsonl", [text("1.000002")]))
    assert "1.000001" in shelf.load(home / "catalogue")


def test_far_fewer_procedures_do_not_replace_the_rest_by_mistake(tmp_path, home, motcua, monkeypatch):
    monkeypatch.setattr("bot.cli.catalogue_import.TOO_MANY", 1)
    motcua("import", write(tmp_path, "a.jsonl", [text(f"1.00000{number}") for number in range(4)]))
    part = write(tmp_path, "b.jsonl", [text()])
    code, _, err = motcua("import", part)
    assert code == 1
    assert "3 of 4 procedures are not in these files" in err
    assert len(shelf.load(home / "catalogue")) == 4
    assert motcua("import", "--replace", part)[0] == 0
    assert len(shelf.load(home / "catalogue")) == 1
