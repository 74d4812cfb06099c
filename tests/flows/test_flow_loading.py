"""Broken definitions: every mistake at once, with file and path."""

import shutil

import pytest
import yaml

from flows.loading import FOLDER, FlowError, load, load_lists, load_reasons


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "definitions"
    shutil.copytree(FOLDER, copy)
    return copy


def change(folder, edit, name="khai-sinh.yml"):
    content = yaml.safe_load((folder / name).read_text("utf-8"))
    edit(content)
    (folder / name).write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")


def fields(flow):
    return {field["id"]: field for step in flow["steps"] for field in step["fields"]}


def problems(folder):
    with pytest.raises(FlowError) as raised:
        load(folder)
    return raised.value.problems


def test_the_shipped_definitions_are_sound(folder):
    ids = [flow.id for flow in load(folder)]
    assert {"khai-sinh", "khai-tu", "xac-nhan-tinh-trang-hon-nhan"} <= set(ids)


MISTAKES = {
    "unknown key": (lambda f: f["nks_ho_ten"].update(colour="red"), "nks_ho_ten", "Extra inputs"),
    "unknown kind": (lambda f: f["nks_ho_ten"].update(kind="poem"), "kind", "Input should be"),
    "long label": (lambda f: f["quan_he"]["choices"][0].update(label="x" * 21), "label", "at most 20"),
    "yes parsed as a truth": (lambda f: f["quan_he"]["choices"][0].update(value=True), "value", "string"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_does_not_parse_is_told_with_its_path(folder, mistake):
    edit, path, text = MISTAKES[mistake]
    change(folder, lambda flow: edit(fields(flow)))
    (found,) = problems(folder)
    assert found.startswith("khai-sinh.yml: steps.")
    assert path in found or "fields" in found
    assert text in found


CHECKED = {
    "when: unknown field tuoi": lambda f: f["me_ho_ten"].update(when=[{"field": "tuoi", "one_of": ["1"]}]),
    "when: looks forward to so_ban_sao": lambda f: f["me_ho_ten"].update(
        when=[{"field": "so_ban_sao", "one_of": ["1"]}]
    ),
    "when: quan_he is never di": lambda f: f["me_ho_ten"].update(when=[{"field": "quan_he", "one_of": ["di"]}]),
    "when: nks_ho_ten is never UNKNOWN": lambda f: f["me_ho_ten"].update(
        when=[{"field": "nks_ho_ten", "one_of": ["UNKNOWN"]}]
    ),
    "rules: unknown rule sunny": lambda f: f["me_ho_ten"].update(rules=["sunny"]),
    "rules: death_before_birth needs field nkt_ngay_sinh": lambda f: f["nks_ngay_sinh"].update(
        rules=["death_before_birth"]
    ),
    "id me_ho_ten is there twice": lambda f: f["cha_ho_ten"].update(id="me_ho_ten"),
    "portal: nks.HoTen is also filled by nks_ho_ten": lambda f: f["me_ho_ten"].update(portal="nks.HoTen"),
    "choices.me: label has more than 4 syllables": lambda f: f["quan_he"]["choices"][0].update(
        label="Là mẹ đẻ của bé"
    ),
    "are too many to show": lambda f: f["quan_he"]["choices"].append({"value": "khac", "label": "Khác"}),
    "choices: value me is there twice": lambda f: f["quan_he"]["choices"][1].update(value="me"),
    "choices: kind choice needs some": lambda f: f["nguon_goc"].update(choices=[]),
    "choices: kind text takes none": lambda f: f["quan_he"].update(kind="text"),
    "choices: values of yes_no are no, yes": lambda f: f["quan_he"].update(kind="yes_no"),
    "more: unknown list colours": lambda f: f["nks_dan_toc"].update(more="colours"),
    "why: no such placeholder {ban}": lambda f: f["nks_ho_ten"].update(why="Chào {ban}."),
    "ask: no such placeholder {so_ban_sao}": lambda f: f["nks_ho_ten"].update(ask="Có {so_ban_sao} không?"),
    "ask: must hold exactly one question mark": lambda f: f["nks_ho_ten"].update(ask="Tên gì? Họ gì?"),
    "simpler and simplest must differ": lambda f: f["nks_ho_ten"].update(simpler=f["nks_ho_ten"]["simplest"]),
    "birth_sign is not an earlier field": lambda f: f["me_so_giay_to"].update(birth_from="birth_sign"),
    "also.x.Y: unknown field sao": lambda f: f["nks_ho_ten"].update(
        also=[{"portal": "x.Y", "when": [{"field": "sao", "one_of": ["1"]}]}]
    ),
    "the first question must offer minh": lambda f: f["lam_cho"]["choices"].pop(),
}


@pytest.mark.parametrize("problem", CHECKED)
def test_what_parses_but_cannot_be_meant(folder, problem):
    change(folder, lambda flow: CHECKED[problem](fields(flow)))
    assert any(problem in line and line.startswith("khai-sinh.yml: ") for line in problems(folder))


def test_a_button_may_send_back_64_bytes(folder):
    long_id = "x" * 32
    change(folder, lambda flow: fields(flow)["nks_gioi_tinh"].update(id=long_id))
    change(
        folder,
        lambda flow: fields(flow)[long_id]["choices"].append({"value": "ữ" * 10, "label": "Chưa rõ"}),
    )
    assert any("more than 64 bytes as a button" in line for line in problems(folder))


def test_conditions_that_run_in_a_circle_are_told_too(folder):
    def circle(flow):
        known = fields(flow)
        known["me_ho_ten"]["when"] = [{"field": "me_dan_toc", "one_of": ["kinh"]}]
        known["me_dan_toc"]["when"] = [{"field": "me_ho_ten", "one_of": ["kinh"]}]

    change(folder, circle)
    assert any("looks forward to me_dan_toc" in line for line in problems(folder))


def test_stops_are_checked(folder):
    def edit(flow):
        flow["steps"][0]["stop_if"][0]["rule"] = "rainy"
        flow["steps"][0]["stop_if"][1]["rule"] = "no_longer_a_child"
        flow["steps"][0]["stop_if"][2]["say"] = "Chào {nobody}."

    change(folder, edit)
    found = problems(folder)
    assert "khai-sinh.yml: steps.bat_dau.stop_if.rainy: unknown rule" in found
    assert "khai-sinh.yml: steps.bat_dau.stop_if.no_longer_a_child: nks_ngay_sinh is not asked before" in found
    assert any("no such placeholder {nobody}" in line for line in found)


def test_all_mistakes_of_all_files_come_at_once(folder):
    change(folder, lambda flow: fields(flow)["me_ho_ten"].update(rules=["sunny", "rainy"]))
    change(folder, lambda flow: flow.update(minutes="viele"), "khai-tu.yml")
    change(folder, lambda reasons: reasons.pop("in_future"), "reasons.yml")
    (folder / "broken.yml").write_text("a: [", "utf-8")
    (folder / "twice.yml").write_text("id: a\nid: b\n", "utf-8")
    (folder / "latin.yml").write_bytes(b"\xe9: 1")
    (folder / "wording.yml").unlink()
    text = "\n".join(problems(folder))
    for part in (
        "khai-sinh.yml: fields.me_ho_ten.rules: unknown rule sunny",
        "unknown rule rainy",
        "khai-tu.yml: minutes: ",
        "reasons.yml: no text for in_future",
        "broken.yml: ",
        "twice.yml: ",
        "key twice: id",
        "latin.yml: not UTF-8",
        "wording.yml: No such file",
    ):
        assert part in text


def test_two_flows_never_share_an_id(folder):
    shutil.copy(folder / "khai-sinh.yml", folder / "khai-sinh-2.yml")
    assert "khai-sinh.yml: id: khai-sinh is also in khai-sinh-2.yml" in problems(folder)


def test_lists_and_reasons_are_refused_alone_too(folder):
    (folder / "lists.yml").write_text("ethnicities: 5", "utf-8")
    (folder / "reasons.yml").unlink()
    with pytest.raises(FlowError, match=r"lists\.yml: ethnicities"):
        load_lists(folder)
    with pytest.raises(FlowError, match=r"reasons\.yml: No such file"):
        load_reasons(folder)


def test_an_empty_folder_says_what_is_missing(tmp_path):
    assert len(problems(tmp_path)) == 3
