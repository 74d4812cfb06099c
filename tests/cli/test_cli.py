"""The command line's contract: JSON on stdout, clear words on stderr, exit codes that mean something."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
import structlog
import yaml
from filer import ANSWERS
from smoke import file_once, wait_for_dossier

from bot import checking, wording
from bot.cli.main import COMMANDS, main
from bot.cli.ports import free_port
from bot.loading import FLOWS, PROCEDURES
from bot.sealing import Seal
from bot.store.store import open_store
from bot.wording import WordingError
from flows import loading
from flows.loading import FlowError
from knowledge import content
from knowledge.content import ContentError
from nlu.read import KINDS
from nlu.reading.result import REASONS

ROOT = Path(__file__).parents[2]
QUESTION = "giấy khai sinh cần gì"


@dataclass(frozen=True)
class Called:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def line(self) -> Any:
        (found,) = self.lines
        return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all: the index is built once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def motcua(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Called]]:
    """Call a command in this process; `given` is its standard input."""
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)  # to be put back, as all of these
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    handlers, level = logging.root.handlers[:], logging.root.level
    settings = structlog.get_config()

    def call(*words: str, given: bytes = b"") -> Called:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="ascii"))
        try:
            code = main(["--home", str(home), *words])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        printed = capsys.readouterr()
        return Called(code, printed.out, printed.err)

    yield call
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.configure(**settings)


# ── ask ────────────────────────────────────────────────────────────────────────────────────────────────


def test_ask_answers_one_question(motcua: Callable[..., Called]) -> None:
    found = motcua("ask", QUESTION).line
    assert list(found) == ["question", "outcome", "procedures", "reply"]
    assert found["question"] == QUESTION
    assert found["outcome"] == "answered"
    assert 1 <= len(found["procedures"]) <= 10
    assert all(list(each) == ["code", "slug", "title", "score"] for each in found["procedures"])
    assert found["procedures"][0]["code"] == "1.001193"
    scores = [each["score"] for each in found["procedures"]]
    assert scores == sorted(scores, reverse=True)
    assert "Nguồn" in found["reply"], "an answer says where it comes from"


def test_ask_takes_its_words_unquoted_too(motcua: Callable[..., Called]) -> None:
    assert motcua("ask", *QUESTION.split()).line["question"] == QUESTION


def test_ask_answers_every_line_also_the_strange_ones(motcua: Callable[..., Called]) -> None:
    lines = [
        QUESTION.encode(),
        b"",
        "🙏".encode(),
        b"\xff\xfe tr\xe1",
        "cấp lại căn cước".encode() + b"\r",
        b"x" * 5000,
    ]
    called = motcua("ask", "--lines", given=b"\n".join(lines) + b"\n")
    assert called.code == 0
    assert len(called.lines) == len(lines), "one object a line, in order"
    assert [each["question"] for each in called.lines][:2] == [QUESTION, ""]
    assert called.lines[4]["question"] == "cấp lại căn cước"
    assert all(each["reply"].strip() for each in called.lines)
    assert all(each["outcome"] != "error" for each in called.lines)


def test_ask_writes_its_letters_as_they_are(motcua: Callable[..., Called]) -> None:
    assert "giấy" in motcua("ask", QUESTION).out


def test_ask_without_a_question_says_nothing(motcua: Callable[..., Called]) -> None:
    assert motcua("ask") == Called(0, "", "")


# ── read ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "result"),
    [
        (["date", "27/3/1950"], ("value", "1950-03-27", None)),
        (["date", "năm 1950"], ("ask", "1950", "year_only")),
        (["date", "31/2/1950"], ("invalid", None, "no_such_date")),
        (["date", "quên rồi"], ("unknown", None, None)),
        (["citizen_id", "079 188 123 457"], ("value", "079188123457", None)),
        (["citizen_id", "07918812345"], ("invalid", None, "too_short")),
        (["phone", "0912 345 678"], ("value", "0912345678", None)),
        (["person_name", "nguyễn thị lan"], ("value", "Nguyễn Thị Lan", None)),
        (["sex", "con gái"], ("value", "nữ", None)),
        (["yes_no", "đúng rồi"], ("value", "yes", None)),
        (["number", "hai"], ("value", 2, None)),
        (["nav", "quay lại"], ("value", "BACK", None)),
    ],
)
def test_read_reads_one_value(motcua: Callable[..., Called], words: list[str], result: tuple[Any, ...]) -> None:
    called = motcua("read", *words, "--today", "2026-11-22")
    found = called.line
    assert list(found)[:4] == ["input", "result", "value", "reason"]
    assert (found["input"], found["result"], found["value"], found["reason"]) == (words[1], *result)
    assert called.code == 0


def test_read_says_more_where_there_is_more(motcua: Callable[..., Called]) -> None:
    assert motcua("read", "citizen_id", "07918812345").line["detail"] == "thiếu 1 số"
    lunar = motcua("read", "date", "mùng 5 tháng 3 năm 1950", "--today", "2026-11-22").line
    assert (lunar["reason"], lunar["value"], lunar["alternatives"]) == (
        "lunar_or_solar",
        "1950-03-05",
        ["1950-04-21"],
    )


@pytest.mark.parametrize(
    ("words", "context", "value"),
    [
        (["date", "1/2/25"], {"role": "newborn"}, "2025-02-01"),
        (["date", "1/2/50"], {"role": "adult"}, "1950-02-01"),
        (["nav", "0"], {"accepts_zero": True}, None),
        (["nav", "0"], {"accepts_zero": False}, "HUMAN"),
        (["nav", "0"], {"something": "else", "sex": "nam", "birth_year": 1950}, "HUMAN"),
    ],
)
def test_read_takes_what_else_is_known(
    motcua: Callable[..., Called], words: list[str], context: dict[str, Any], value: Any
) -> None:
    called = motcua("read", *words, "--today", "2026-11-22", "--context", json.dumps(context))
    assert called.line["value"] == value


@pytest.mark.parametrize(
    "context",
    ["", "x", "[1]", '"nam"', "null", '{"role": "king"}', '{"sex": "man"}', '{"birth_year": "1950"}', '{"accepts_zero": "yes"}'],
)  # fmt: skip
def test_read_refuses_a_context_that_cannot_be_meant(motcua: Callable[..., Called], context: str) -> None:
    called = motcua("read", "date", "1/1/1950", "--context", context)
    assert (called.code, called.out) == (2, "")
    assert "--context" in called.err


@pytest.mark.parametrize("today", ["2026-13-01", "hôm nay", ""])
def test_read_refuses_a_day_that_is_none(motcua: Callable[..., Called], today: str) -> None:
    called = motcua("read", "date", "1/1/1950", "--today", today)
    assert (called.code, called.out) == (2, "")
    assert "--today" in called.err


def test_read_reads_every_line(motcua: Callable[..., Called]) -> None:
    given = "27/3/1950\n\n🙏\nnăm ngoái\n".encode() + b"\xff\n"
    called = motcua("read", "date", "--lines", "--today", "2026-11-22", given=given)
    assert [each["input"] for each in called.lines] == ["27/3/1950", "", "🙏", "năm ngoái", "\ufffd"]
    assert all(each["reason"] in REASONS[each["result"]] | {None} for each in called.lines)


def test_read_address_without_a_list_of_places_says_so(motcua: Callable[..., Called]) -> None:
    called = motcua("read", "address", "ấp 3, xã Tân Biên")
    assert called.line["value"] == {
        "text": "ấp 3, xã Tân Biên",
        "province_code": None,
        "commune_code": None,
        "detail": "ấp 3, xã Tân Biên",
    }
    assert "no list of places" in called.err


def test_every_kind_of_the_contract_is_named() -> None:
    wanted = {"date", "citizen_id", "old_id", "phone", "person_name", "sex", "yes_no", "money", "number", "email", "address", "nav"}  # fmt: skip
    assert wanted <= {*KINDS}


def test_an_unknown_kind_is_a_wrong_call(motcua: Callable[..., Called]) -> None:
    called = motcua("read", "colour", "đỏ")
    assert (called.code, called.out) == (2, "")


# ── list, draw, index ──────────────────────────────────────────────────────────────────────────────────


def test_list_procedures(motcua: Callable[..., Called]) -> None:
    found = motcua("list", "procedures").lines
    assert len(found) >= 80
    assert all({"code", "slug", "title"} <= set(each) for each in found)
    assert len({each["code"] for each in found}) == len(found)
    assert {"khai-sinh", "khai-tu", "ket-hon"} <= {each["slug"] for each in found}


def test_list_flows(motcua: Callable[..., Called]) -> None:
    found = {each["code"]: each for each in motcua("list", "flows").lines}
    assert {"1.001193", "1.004873", "1.000656"} <= set(found)
    fields = found["1.001193"]["fields"]
    assert all(set(each) == {"id", "kind", "required"} for each in fields)
    required = {each["id"]: each["required"] for each in fields}
    assert required["nks_ho_ten"]
    assert not required["nyc_email"]


def test_draw_draws_a_flow(motcua: Callable[..., Called]) -> None:
    called = motcua("draw", "khai-sinh")
    assert called.code == 0
    assert called.out.startswith("flowchart")
    missing = motcua("draw", "nothing")
    assert (missing.code, missing.out) == (2, "")
    assert "khai-sinh" in missing.err, "says which there are"


def test_index_builds_anew(motcua: Callable[..., Called], home: Path) -> None:
    found = motcua("index").line
    assert found["procedures"] >= 80
    assert found["seconds"] < 60
    assert any((home / "index").iterdir())


# ── check ──────────────────────────────────────────────────────────────────────────────────────────────


def test_check_finds_nothing_wrong_with_what_is_shipped(motcua: Callable[..., Called]) -> None:
    called = motcua("check")
    assert (called.code, called.out) == (0, "Nothing wrong.\n")


def broken_config(folder: Path) -> Path:
    plain = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    plain["colour"] = "red"
    del plain["language"]
    del plain["office"]["phone"]
    plain["web"]["port"] = 99999
    plain["portal"]["procedures"] = {"khai-sinh": "packet", "1.001193": "pigeon"}
    plain["office"]["timezone"] = "Asia/Saigon2"
    plain["office"]["hours"]["mon"] = [["11:30", "07:30"]]
    plain["portal"]["adapter_url"] = "portal.example"
    file = folder / "config.yml"
    file.write_text(yaml.safe_dump(plain, allow_unicode=True), encoding="utf-8")
    return file


WRONG_PATHS = {
    "colour", "language", "office.phone", "web.port", "portal.procedures.khai-sinh.[key]", "portal.procedures.1.001193",
    "office.timezone", "office.hours.mon.0", "portal.adapter_url",
}  # fmt: skip


@pytest.mark.parametrize("command", [["check"], ["ask", QUESTION], ["chat"], ["run"], ["telegram"], ["index"]])
def test_every_mistake_of_the_configuration_is_listed_at_once(
    motcua: Callable[..., Called], tmp_path: Path, command: list[str]
) -> None:
    file = broken_config(tmp_path)
    called = motcua("--config", str(file), *command)
    assert called.code == 1
    printed = called.out if command == ["check"] else called.err
    found = {line.removeprefix(f"{file}: ").partition(": ")[0] for line in printed.splitlines()}
    assert found == WRONG_PATHS
    assert "Traceback" not in called.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "whole file"),
        (b"a: [1", "line"),
        (b"\xff\xfe\x00", ""),
        (b"- 1\n- 2", "whole file"),
        (None, "No such file"),
    ],
)
def test_a_file_that_is_no_configuration_says_so(
    motcua: Callable[..., Called], tmp_path: Path, text: bytes | None, words: str
) -> None:
    file = tmp_path / "config.yml"
    if text is not None:
        file.write_bytes(text)
    called = motcua("check", "--config", str(file))
    assert called.code == 1
    (line,) = [line for line in called.out.splitlines() if line.startswith(f"{file}: ")]
    assert words in line


def in_production(folder: Path, **portal: Any) -> Path:
    plain = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    plain |= {"production": True, "portal": plain["portal"] | portal}
    file = folder / "config.yml"
    file.write_text(yaml.safe_dump(plain, allow_unicode=True), encoding="utf-8")
    return file


def test_production_refuses_a_real_portal_on_this_computer(motcua: Callable[..., Called], tmp_path: Path) -> None:
    file = in_production(tmp_path, default="dvcqg")
    called = motcua("check", "--config", str(file))
    assert called.code == 1
    assert called.out.startswith(f"{file}: portal.adapter_url: production refuses a portal on this computer")


@pytest.mark.parametrize("command", ["check", "run", "chat"])
def test_production_refuses_the_sandbox(motcua: Callable[..., Called], tmp_path: Path, command: str) -> None:
    file = in_production(tmp_path, default="packet", procedures={"1.001193": "sandbox", "1.004873": "packet"})
    called = motcua(command, "--config", str(file))
    assert called.code == 1
    printed = called.out + called.err
    assert printed == f"{file}: portal.procedures.1.001193: production refuses the sandbox portal\n"


def test_a_real_portal_without_its_password_does_not_start(
    motcua: Callable[..., Called], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MOTCUA_PORTAL_PASSWORD", raising=False)
    elsewhere = in_production(tmp_path, default="dvcqg", adapter_url="https://motcua.example.gov.vn")
    called = motcua("chat", "--config", str(elsewhere))
    assert called.code == 1
    assert called.err == "portal: dvcqg needs the environment variable MOTCUA_PORTAL_PASSWORD\n"


def test_a_database_that_nobody_answers_at_is_one_clear_line(
    motcua: Callable[..., Called], monkeypatch: pytest.MonkeyPatch
) -> None:
    for url in ("postgresql+psycopg://me:geheim@127.0.0.1:1/x", "nonsense:geheim", "oracle9://me:geheim@x/y"):
        monkeypatch.setenv("MOTCUA_DATABASE_URL", url)
        called = motcua("chat")
        assert called.code == 1
        assert called.err.startswith("database: cannot be opened: ")
        assert "geheim" not in called.err
        assert "Traceback" not in called.err


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("only-the-key-itself", "number 1 must be"),
        (f"other:{'A' * 43}=", "is missing"),
        ("{id}:" + "A" * 43 + "=", "not the key"),
    ],
)
def test_wrong_keys_do_not_start(
    motcua: Callable[..., Called], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: str, words: str
) -> None:
    open_store(f"sqlite:///{tmp_path / 'motcua.sqlite'}", Seal({"abc": b"k" * 32})).close()
    monkeypatch.setenv("MOTCUA_KEYS", keys.replace("{id}", "abc"))
    called = motcua("chat", "--home", str(tmp_path))
    assert called.code == 1
    assert called.err.startswith("keys: ")
    assert words in called.err
    assert called.err.count("\n") == 1
    assert "AAAA" not in called.err
    assert "itself" not in called.err


# ── broken content: the loaders that every start goes through ──────────────────────────────────────────


@contextmanager
def copied(folder: Path, into: Path) -> Iterator[Path]:
    copy = into / folder.name
    shutil.copytree(folder, copy)
    yield copy


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_mistake_of_the_procedures_is_listed_at_once(tmp_path: Path) -> None:
    with copied(PROCEDURES, tmp_path) as folder:
        change(folder / "khai-sinh.yml", "code:", "colour: red\ncode:")
        change(folder / "khai-tu.yml", "slug: khai-tu", "slug: khai_tu")
        (folder / "ket-hon.yml").write_text("title: [", encoding="utf-8")
        (folder / "tam-tru.yml").write_bytes(b"\xff")
        with pytest.raises(ContentError) as caught:
            content.load(folder)
    files = {Path(problem.partition(": ")[0]).name for problem in caught.value.problems}
    assert {"khai-sinh.yml", "khai-tu.yml", "ket-hon.yml", "tam-tru.yml"} <= files


def test_every_mistake_of_the_flows_is_listed_at_once(tmp_path: Path) -> None:
    with copied(FLOWS, tmp_path) as folder:
        change(folder / "khai-sinh.yml", "kind: person_name", "kind: animal_name")
        change(folder / "khai-tu.yml", "id: khai-tu", "id: khai-tu\ncolour: red")
        (folder / "reasons.yml").write_text("a: [", encoding="utf-8")
        with pytest.raises(FlowError) as caught:
            loading.load(folder)
    files = {problem.partition(":")[0] for problem in caught.value.problems}
    assert {"khai-sinh.yml", "khai-tu.yml", "reasons.yml"} <= files


def test_every_mistake_of_the_phrases_is_listed_at_once(tmp_path: Path) -> None:
    with copied(wording.FOLDER, tmp_path) as folder:
        change(folder / "buttons.yml", '"yes": Đúng', "yes: Đúng\nsend_it: yes\nempty:")
        change(folder / "filing.yml", "{step}", "{step")
        (folder / "chat.yml").write_text("greeting: {", encoding="utf-8")
        (folder / "nav.yml").write_bytes(b"a: \xff")
        (folder / "safety.yml").write_text("- một\n- hai\n", encoding="utf-8")
        with pytest.raises(WordingError) as caught:
            wording.load(folder)
    places = [problem.removeprefix(f"{folder}/") for problem in caught.value.problems]
    for start in ("buttons.yml: buttons.send_it:", "buttons.yml: buttons.empty:", "filing.yml: filing.place:", "chat.yml: ", "nav.yml: ", "safety.yml: safety:"):  # fmt: skip
        assert any(place.startswith(start) for place in places), (start, places)


def test_check_lists_the_mistakes_of_all_parts_together(
    motcua: Callable[..., Called], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with copied(PROCEDURES, tmp_path) as procedures, copied(FLOWS, tmp_path) as flows, copied(wording.FOLDER, tmp_path) as said:  # fmt: skip
        change(procedures / "khai-sinh.yml", "code:", "colour: red\ncode:")
        change(flows / "khai-tu.yml", "id: khai-tu", "id: khai-tu\ncolour: red")
        (said / "chat.yml").write_text("greeting: {", encoding="utf-8")
        monkeypatch.setattr(checking, "SHIPPED", procedures.parent)
        monkeypatch.setattr(checking, "FLOWS", flows)
        monkeypatch.setattr(wording.load, "__defaults__", (said,))
        called = motcua("check", "--config", str(broken_config(tmp_path)))
    assert called.code == 1
    for words in ("colour", "khai-sinh.yml", "khai-tu.yml", "chat.yml", "config.yml: web.port"):
        assert words in called.out


def test_check_finds_a_phrase_that_the_code_says_and_nobody_wrote(
    motcua: Callable[..., Called], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with copied(wording.FOLDER, tmp_path) as said:
        change(said / "nav.yml", "stale:", "stile:")
        monkeypatch.setattr(wording.load, "__defaults__", (said,))
        called = motcua("check")
    assert called.code == 1
    assert "'nav.stale'" in called.out


def test_check_finds_words_that_old_people_stumble_over(
    motcua: Callable[..., Called], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with copied(wording.FOLDER, tmp_path) as said:
        change(said / "nav.yml", 'erased: "Dạ, {xung} xóa hết rồi."', 'erased: "Vui lòng nhập lại CCCD."')
        monkeypatch.setattr(wording.load, "__defaults__", (said,))
        called = motcua("check")
    assert called.code == 1
    assert "nav.erased" in called.out


# ── chat ───────────────────────────────────────────────────────────────────────────────────────────────


def test_chat_answers_every_line_and_writes_a_transcript(motcua: Callable[..., Called], tmp_path: Path) -> None:
    file = tmp_path / "talk.yml"
    lines = [QUESTION, "", "🙏", "nghe lại"]
    given = "".join(f"{line}\n" for line in lines).encode()
    called = motcua("chat", "--citizen", "an", "--transcript", str(file), given=given)
    assert called.code == 0
    assert "Nguồn" in called.out
    assert re.search(r"^  1\. ", called.out, re.MULTILINE), "buttons can be answered by their number"
    written = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert [turn["citizen"] for turn in written["turns"]] == lines
    assert next(turn["outcome"] for turn in written["turns"]) == "answered"
    assert all(turn["bot"] for turn in written["turns"])
    again = motcua("chat", "--citizen", "an", given=b"nghe l\xe1\xba\xa1i\n")
    assert "Nguồn" not in again.out.partition("\n")[0], "what was said before is not said again"


def test_chat_goes_on_where_it_stood(motcua: Callable[..., Called]) -> None:
    first = motcua("chat", "--citizen", "ba", given="tôi muốn làm giấy khai sinh cho cháu\n1\n".encode())
    assert "Câu 1 trên" in first.out
    second = motcua("chat", "--citizen", "ba", given="nghe lại\n".encode())
    assert "Câu 1 trên" in second.out


# ── calling wrongly ────────────────────────────────────────────────────────────────────────────────────


def test_help_lists_every_command(motcua: Callable[..., Called]) -> None:
    called = motcua("--help")
    assert called.code == 0
    assert all(f"    {name}" in called.out for name in COMMANDS)


@pytest.mark.parametrize("words", [[], ["dance"], ["list"], ["list", "colours"], ["draw"], ["run", "--port", "x"], ["portal-sandbox", "--faults", "fire"], ["portal-sandbox", "--faults", "error=2"]])  # fmt: skip
def test_a_wrong_call_exits_with_two_and_says_why(motcua: Callable[..., Called], words: list[str]) -> None:
    called = motcua(*words)
    assert (called.code, called.out) == (2, "")
    assert "usage: motcua" in called.err


def test_a_folder_may_be_called_like_a_command(
    motcua: Callable[..., Called], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (
        ["--home", "run", "list", "flows"],
        ["--home=check", "list", "flows"],
        ["list", "flows", "--home", "ask"],
    ):
        assert motcua(*words).code == 0


def test_a_new_desk_password_replaces_the_old(motcua: Callable[..., Called], tmp_path: Path) -> None:
    first = motcua("desk-password", "--home", str(tmp_path))
    second = motcua("desk-password", "--home", str(tmp_path))
    assert first.code == second.code == 0
    assert first.out != second.out
    kept = (tmp_path / "desk-password").read_text()
    assert kept.startswith("$argon2id$")
    assert second.out.strip() not in kept


# ── processes ──────────────────────────────────────────────────────────────────────────────────────────


def python(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | environment,
        encoding="utf-8",
    )  # fmt: skip


def test_the_command_is_installed_and_speaks_utf_8_under_any_locale(home: Path) -> None:
    script = Path(sys.executable).parent / "motcua"
    for words in ([str(script)], [sys.executable, "-m", "bot"]):
        command = [*words, "read", "person_name", "nguyễn thị lan"]
        environment = os.environ | {
            "LC_ALL": "C",
            "PYTHONIOENCODING": "ascii",
            "PYTHONUTF8": "0",
            "MOTCUA_HOME": str(home),
        }
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, env=environment)
        assert "Nguyễn Thị Lan" in done.stdout.decode()


def test_the_serving_process_loads_nothing_heavy() -> None:
    heavy = [
        "torch",
        "sentence_transformers",
        "aiogram",
        "transformers",
        "datasets",
        "sklearn",
        "pandas",
        "matplotlib",
        "langchain_core",
        "typst",
    ]
    code = (
        "import sys, time; began = time.perf_counter(); import bot.cli.run, bot.app, bot.web.site, bot.cli.sandbox; "
        f"print(time.perf_counter() - began, [name for name in {heavy} if name in sys.modules])"
    )
    done = python("-c", code)
    assert done.returncode == 0, done.stderr
    seconds, _, loaded = done.stdout.partition(" ")
    assert loaded.strip() == "[]"
    print(f"import of the serving process: {float(seconds):.2f} s")


@dataclass
class Running:
    """A command that goes on running, with what it says on standard error."""

    process: subprocess.Popen[str]
    said: list[str]

    def address(self, name: str) -> str:
        """The address that it named; waits for the line."""
        assert self.process.stderr
        while not (found := [line for line in self.said if line.startswith(name)]):
            line = self.process.stderr.readline()
            assert line, f"it ended: {self.said}"
            self.said.append(line)
        return found[0].removeprefix(name).split()[0].rstrip("/")


@contextmanager
def running(*words: str, **environment: str) -> Iterator[Running]:
    command = [sys.executable, "-m", "bot", *words]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    try:
        yield Running(process, [])
    finally:
        process.terminate()
        process.wait(30)
        assert process.stderr
        process.stderr.close()


def until(ready: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            if ready():
                return
        except httpx2.TransportError:
            pass
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def answers(url: str) -> bool:
    return httpx2.get(url).is_success


def test_run_takes_the_next_free_port_starts_the_sandbox_and_files(tmp_path: Path) -> None:
    wanted = free_port(19600)
    with (
        socket.create_server(("127.0.0.1", wanted)),
        running("--home", str(tmp_path), "run", "--port", str(wanted)) as run,
    ):
        chat, portal = run.address("Chat:"), run.address("Sandbox portal:")
        assert int(chat.rpartition(":")[2]) > wanted, "taken: the next free one"
        until(lambda: answers(f"{chat}/healthz"))
        until(lambda: answers(f"{portal}/dossiers"))
        served = type("Served", (), {"url": chat, "sandbox": portal})()
        reference = file_once(served)
        dossier = wait_for_dossier(served, reference)
        assert dossier["ma_tthc"] == "1.001193"
        assert dossier["form"]["nks.HoTen"].casefold() == ANSWERS["fields"]["nks_ho_ten"].casefold()
        assert "officers' desk" in " ".join(run.said).lower()
        run.process.send_signal(signal.SIGKILL)
        run.process.wait(30)
        until(lambda: not _listening(portal))  # its children end with it, however it ends


def _listening(url: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(url.rpartition(":")[2]))) == 0


def test_the_sandbox_portal_stands_alone_and_takes_the_next_free_port(tmp_path: Path) -> None:
    wanted = free_port(19700)
    words = ["--home", str(tmp_path), "portal-sandbox", "--port", str(wanted), "--faults", "down"]
    with socket.create_server(("127.0.0.1", wanted)), running(*words) as sandbox:
        portal = sandbox.address("Sandbox portal:")
        assert int(portal.rpartition(":")[2]) > wanted
        until(lambda: answers(f"{portal}/dossiers"))
        assert httpx2.get(f"{portal}/dossiers").json() == []
        assert httpx2.get(f"{portal}/faults").json()["down"]
        assert httpx2.post(f"{portal}/auth", json={}).status_code == 503
    assert (tmp_path / "sandbox.sqlite").exists()


def test_a_free_port_is_found_or_said_to_be_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.ports.TRIES", 2)
    first = free_port(19800)
    taken = [socket.create_server(("127.0.0.1", port)) for port in (first, first + 1)]
    with pytest.raises(OSError, match="all taken"):
        free_port(first)
    for each in taken:
        each.close()
