"""Drafts for editors: only what the portal's text bears out, never in force by themselves."""

import datetime as dt
import io
import json
import sys
from pathlib import Path

import pytest
import yaml
from chat_models import serving, well

from bot.checking import problems
from bot.cli.catalogue_changes import write_changes
from bot.cli.main import main
from bot.overlay import SHIPPED
from knowledge import yaml_text
from knowledge.catalogue import shelf, snapshot
from knowledge.catalogue.aspects import Difference
from knowledge.catalogue.diff import Change, compare, owners_of
from knowledge.catalogue.entry import Entry
from knowledge.content import load
from knowledge.drafting import draft, slug_of
from knowledge.procedure import Procedure
from knowledge.redrafting import redraft
from knowledge.rephrasing import NoAnswer, is_installed

DAY = dt.date(2026, 7, 1)
STEPS = ("Người dân nộp đơn tại thư viện xã.", "Thư viện trả thẻ trong 3 ngày làm việc.")
needs_langchain = pytest.mark.skipif(
    not is_installed(), reason="langchain is not installed: pip install 'motcua[rephrase]'"
)


def entry(**change):
    made = {
        "code": "1.900001",
        "title": "Cấp thẻ mượn sách cho người cao tuổi",
        "field": "Thư viện",
        "subjects": ["citizen"],
        "steps": [{"name": "", "lines": STEPS}],
        "ways": [
            {
                "channel": "counter",
                "time": {"quantity": 3, "unit": "working_day"},
                "fees": [{"text": "", "amount": 20000}],
            }
        ],
        "cases": [{"papers": [{"name": "Đơn xin thẻ mượn sách theo mẫu CT09", "originals": 1}]}],
        "agencies": {"executing": ["Ủy ban nhân dân cấp xã"]},
        "results": ["Thẻ mượn sách"],
        "requirements": ["Người từ đủ 60 tuổi trở lên."],
        "legal_basis": [{"number": "1/2024/TT-BVH", "title": "Thông tư về thư viện"}],
        "snapshots": [{"file": "f", "as_of": "2026-07-01", "shape": "api"}],
    }
    return Entry.model_validate(made | change)


class Writes:
    """Answers from a table of the source's beginnings; what is not in it is copied."""

    def __init__(self, **answers):
        self.answers = answers
        self.asked = []

    def __call__(self, prompt, **values):
        self.asked.append((prompt, values))
        answer = self.answers.get(prompt, lambda text, **_: text)(**values)
        if answer is None:
            raise NoAnswer("nothing within 1 seconds")
        return answer


def fits(text):
    return len(text.split()) <= 22


def drafted(ask=None, **change):
    return draft(entry(**change), ask or Writes(), fit=fits, day=DAY)


def test_a_draft_has_the_portals_facts_and_says_that_nobody_read_it():
    made = drafted()
    record = yaml.safe_load(made.text)
    assert made.slug == record["slug"] == "cap-the-muon-sach-cho-nguoi-cao-tuoi"
    assert record["papers"] == [
        {"text": "Đơn xin thẻ mượn sách theo mẫu CT09", "originals": 1, "source": "catalogue"}
    ]
    assert [fee["amount"] for fee in record["fees"]] == [20000]
    assert [each["working_days"] for each in record["durations"]] == [3]
    assert [each["text"] for each in record["notes"]] == list(STEPS)
    assert "Máy viết nháp" in record["needs_review"]
    assert {fact["source"] for name in ("who", "where", "notes", "result") for fact in record[name]} == {
        "catalogue"
    }
    assert made.left_out == ()


def test_a_draft_cannot_be_published_before_a_person_looked():
    """What only a person knows is missing, so the record does not load; with it, it does."""
    record = yaml.safe_load(drafted().text)
    with pytest.raises(ValueError, match="checked, counter_mode"):
        Procedure.model_validate(record)
    whole = Procedure.model_validate(record | {"checked": "2026-11-22", "counter_mode": "paper"})
    assert whole.needs_review


INVENTED = {
    "a fee": "Phí làm thẻ là 50.000 đồng.",
    "another age": "Người từ đủ 75 tuổi trở lên.",
    "a link": "Xem ở https://muon-sach.com.",
    "free": "Làm thẻ không mất tiền.",
    "another office": "Nộp ở công an xã.",
    "a paper": "Mang theo giấy khám sức khỏe.",
    "a program": "Cài ứng dụng Mượn Sách.",
    "a placeholder": "Nộp đơn cho {xung.__class__}.",
    "English": "Bring the form to the library please.",
}


@pytest.mark.parametrize("what", INVENTED)
def test_what_the_model_invents_is_left_out_and_told(what):
    made = drafted(Writes(draft=lambda text, about: f"{text}\n{INVENTED[what]}"))
    assert INVENTED[what] not in yaml.safe_dump(yaml.safe_load(made.text), allow_unicode=True, width=9999)
    assert any(INVENTED[what] in line for line in made.left_out)
    assert INVENTED[what] in made.text, "the person who reads the file sees it in a comment"
    assert all(fact["text"] != INVENTED[what] for fact in yaml.safe_load(made.text)["notes"])


def test_a_paper_under_another_number_is_left_out():
    made = drafted(Writes(name_paper=lambda text: text.replace("CT09", "CT01")))
    assert "papers" not in yaml.safe_load(made.text)
    assert "CT1" in made.left_out[0]


def test_a_sentence_that_is_too_hard_is_left_out():
    made = drafted(Writes(draft=lambda text, about: text.replace(".\n", " và ") + " thì " * 20))
    assert any("plain language" in line for line in made.left_out)


def test_without_an_answer_the_figures_stand_and_the_prose_is_missing():
    made = drafted(Writes(draft=lambda **_: None, name_paper=lambda **_: None))
    record = yaml.safe_load(made.text)
    assert [fee["amount"] for fee in record["fees"]] == [20000]
    assert "notes" not in record
    assert all("no answer" in line for line in made.left_out)


def test_bullets_and_numbers_before_the_sentences_are_taken_off():
    made = drafted(Writes(draft=lambda text, about: "\n".join(f"- {line}" for line in text.splitlines())))
    assert [each["text"] for each in yaml.safe_load(made.text)["notes"]] == list(STEPS)


@pytest.mark.parametrize(
    ("title", "taken", "slug"),
    [
        ("Đăng ký kết hôn", (), "dang-ky-ket-hon"),
        ("Đăng ký kết hôn", ("dang-ky-ket-hon",), "dang-ky-ket-hon-1900001"),
        ("3 bước", (), "viec-3-buoc-1900001"),
        ("…", (), "viec-1900001"),
        ("Cấp " * 30, (), "cap-cap-cap-cap-cap-cap-cap-cap-cap-cap"),
    ],
)
def test_slugs(title, taken, slug):
    assert slug_of(title, "1.900001", taken) == slug
    Procedure.model_validate(
        {"code": "1.900001", "slug": slug, "status": "known", "group": "g", "title": "t", "official_title": "o", "names": {"everyday": []}}
    )  # fmt: skip


WRITTEN = """# For editors: keep this line.
code: "1.900001"
slug: the-muon-sach
status: written
group: thu-vien
title: Thẻ mượn sách
official_title: Cấp thẻ mượn sách
office: ủy ban xã, phường
counter_mode: paper
checked: 2026-06-01
sources:
  catalogue: {title: Cổng}   # a remark
who: [{text: "Người dân.", source: catalogue}]
papers:
  - {text: "Đơn xin thẻ", originals: 1, source: catalogue}
  # between
  - text: "Giấy xác nhận nơi ở"
    source: catalogue
fees:
  - {text: "Làm thẻ mất 20.000 đồng.", amount: 20000, source: catalogue}
  - {text: "Làm lại mất 5.000 đồng.", amount: 5000, source: catalogue}
durations:
  - text: "Lâu nhất 3 ngày làm việc."
    working_days: 3
    source: catalogue
where:
  - {text: "Ra ủy ban xã, phường.", source: catalogue}
  - {text: "Quầy mở buổi sáng.", source: catalogue}
ways: [{text: "Nộp ở quầy.", channel: counter, source: catalogue}]
result: [{text: "Được thẻ.", source: catalogue}]
names:
  everyday: [thẻ mượn sách]
"""


def redrafted(*differences, ask=None, text=WRITTEN, **change):
    record = Procedure.model_validate(yaml.safe_load(text))
    changed = Change("1.900001", "t", "changed", differences=differences, touches=("the-muon-sach",))
    made = redraft(
        text, record, [(changed, entry(**change))], ask=ask or Writes(redraft=lambda **_: None), fit=fits
    )
    return made, yaml.safe_load(made.text)


def ways(fee=20000, days=3):
    return [{"channel": "counter", "time": {"quantity": days, "unit": "working_day"}, "fees": [{"amount": fee}]}]


FEE = Difference("fee", ("20.000 VND",), ("30.000 VND",))
DAYS = Difference("days", ("3 working_day",), ("5 working_day",))


def test_a_changed_fee_is_proposed_where_it_is_told_and_nowhere_else():
    made, record = redrafted(
        FEE, ways=ways(30000), ask=Writes(redraft=lambda **_: "Làm thẻ thì đóng 30.000 đồng.")
    )
    assert record["fees"] == [
        {"text": "Làm thẻ thì đóng 30.000 đồng.", "amount": 30000, "source": "catalogue"},
        {"text": "Làm lại mất 5.000 đồng.", "amount": 5000, "source": "catalogue"},
    ]
    kept = [line for line in WRITTEN.splitlines() if "20.000" not in line]
    assert [line for line in made.text.splitlines() if line in kept] == kept, "comments and layout stay"
    assert "Cổng đổi tiền phải đóng ngày 01-07-2026" in record["needs_review"]


@pytest.mark.parametrize(
    "answer",
    [None, "Làm thẻ mất 20.000 đồng.", "Làm thẻ mất 35.000 đồng.", "Làm thẻ miễn phí.", "Xem https://a.com.", "The fee is new now."],
)  # fmt: skip
def test_a_bad_proposal_gives_way_to_the_bare_new_figure(answer):
    made, record = redrafted(FEE, ways=ways(30000), ask=Writes(redraft=lambda **_: answer))
    assert record["fees"][0]["text"] == "Làm thẻ mất 30.000 đồng."
    assert record["fees"][0]["amount"] == 30000
    assert made.left_out


def test_changed_days_in_a_block_of_their_own_lines():
    _, record = redrafted(DAYS, ways=ways(days=5))
    assert record["durations"] == [{"text": "Lâu nhất 5 ngày làm việc.", "working_days": 5, "source": "catalogue"}]


def test_several_changes_at_once():
    _, record = redrafted(FEE, DAYS, ways=ways(30000, 5))
    assert record["fees"][0]["amount"] == 30000
    assert record["durations"][0]["working_days"] == 5
    assert "tiền phải đóng, số ngày" in record["needs_review"]


def test_two_new_fees_for_one_are_left_to_the_person():
    two = Difference("fee", ("20.000 VND",), ("30.000 VND", "40.000 VND"))
    made, record = redrafted(two, ways=ways(30000))
    assert record["fees"] == yaml.safe_load(WRITTEN)["fees"]
    assert any("could be changed" in line for line in made.left_out)
    assert record["needs_review"]


def test_a_paper_that_came_is_added_and_one_in_anothers_place_renamed():
    came = Difference("papers", (), ("Ảnh chân dung cỡ 3x4",))
    _, record = redrafted(came)
    assert record["papers"][2] == {"text": "Ảnh chân dung cỡ 3x4", "source": "catalogue"}
    swapped = Difference("papers", ("Giấy xác nhận nơi ở hiện nay",), ("Giấy xác nhận cư trú",))
    _, record = redrafted(swapped)
    assert [paper["text"] for paper in record["papers"]] == ["Đơn xin thẻ", "Giấy xác nhận cư trú"]


def test_another_office_is_proposed_where_the_old_one_is_told():
    moved = Difference("agency", ("Ủy ban nhân dân cấp xã",), ("Công an cấp xã",))
    ask = Writes(redraft=lambda text, old: "Ra công an xã, phường.")
    _, record = redrafted(moved, ask=ask, agencies={"executing": ["Công an cấp xã"]})
    assert [fact["text"] for fact in record["where"]] == ["Ra công an xã, phường.", "Quầy mở buổi sáng."]


@pytest.mark.parametrize("aspect", ["decision", "title", "legal_basis"])
def test_what_no_sentence_says_is_told_to_the_person(aspect):
    made, record = redrafted(Difference(aspect, ("a",), ("b",)))
    assert any("for a person" in line for line in made.left_out)
    assert record["needs_review"]


def test_what_stood_in_needs_review_stays_there():
    text = WRITTEN.replace("names:", "needs_review: >-\n  Điều cũ chưa rõ,\n  còn phải hỏi.\nnames:")
    _, record = redrafted(FEE, text=text, ways=ways(30000))
    assert record["needs_review"].startswith("Cổng đổi")
    assert record["needs_review"].endswith("Điều cũ chưa rõ, còn phải hỏi.")
    assert record["names"] == {"everyday": ["thẻ mượn sách"]}


def test_edits_of_every_shipped_record_change_that_value_alone():
    """Whatever layout an editor chose."""
    for path in sorted((SHIPPED / "procedures").glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        before = yaml.safe_load(text)
        for name in ("fees", "where", "papers", "notes"):
            for place in range(len(before.get(name) or [])):
                edit = yaml_text.scalar(text, 'Mới: "một" #1', name, place, "text")
                after = yaml.safe_load(yaml_text.apply(text, [edit]))
                assert after[name][place]["text"] == 'Mới: "một" #1'
                after[name][place]["text"] = before[name][place]["text"]
                assert after == before, f"{path.name}: {name} {place}"
                break
        if before.get("papers"):
            edit = yaml_text.added_item(text, {"text": "Thêm", "source": "x"}, "papers")
            if edit:
                after = yaml.safe_load(yaml_text.apply(text, [edit]))
                assert after["papers"].pop() == {"text": "Thêm", "source": "x"}, path.name
                assert after == before, path.name


@pytest.fixture
def model():
    with serving() as running:
        yield running


@pytest.fixture
def motcua(tmp_path, model, capsys, monkeypatch):
    shipped = (Path(__file__).parents[2] / "config.yml").read_text(encoding="utf-8")
    config = tmp_path / "config.yml"
    ours = shipped.replace('    model: ""', '    model: "local"').replace(
        '    base_url: ""\n    timeout', f'    base_url: "{model.url}"\n    timeout'
    )
    assert ours.count(model.url) == 1
    config.write_text(ours, encoding="utf-8")

    def run(*words):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
        code = main(["--home", str(tmp_path / "home"), "--config", str(config), *words])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@needs_langchain
def test_motcua_draft_writes_a_draft_that_the_checks_see(tmp_path, motcua, model):
    home = tmp_path / "home"
    snapshot.keep([entry()], home / "catalogue", as_of=DAY)
    model.answer = lambda system, text: text if "Người" not in text else f"{text}\nLệ phí 99.000 đồng."
    code, out, err = motcua("draft", "1.900001")
    path = home / "drafts" / "procedures" / "cap-the-muon-sach-cho-nguoi-cao-tuoi.yml"
    assert (code, out.strip()) == (0, str(path))
    assert "99000 money" in err
    assert "99.000" not in json.dumps(
        yaml.safe_load(path.read_text(encoding="utf-8")), ensure_ascii=False, default=str
    )
    found = [*problems(tmp_path / "config.yml", home / "drafts", today=dt.date(2026, 11, 22))]
    assert any(path.name in line and "checked, counter_mode" in line for line in found)

    path.write_text("# mine\n", encoding="utf-8")
    code, _, err = motcua("draft", "1.900001")
    assert code == 1
    assert "stays as it is" in err
    assert path.read_text(encoding="utf-8") == "# mine\n"


@needs_langchain
@pytest.mark.parametrize("how", ["silent", "html", "english"])
def test_motcua_draft_with_a_bad_model_still_has_the_figures(tmp_path, motcua, model, how):
    model.raw = {"silent": b"", "html": b"<html>"}.get(how)
    model.answer = lambda system, text: "This is a nice procedure for everyone."
    snapshot.keep([entry()], tmp_path / "home" / "catalogue", as_of=DAY)
    code, out, err = motcua("draft", "1.900001")
    record = yaml.safe_load(Path(out.strip()).read_text(encoding="utf-8"))
    assert code == 0
    assert [fee["amount"] for fee in record["fees"]] == [20000]
    assert "notes" not in record
    assert "left out" in err


@needs_langchain
def test_motcua_draft_refuses_what_it_cannot_draft(tmp_path, motcua):
    code, _, err = motcua("draft", "1.900001")
    assert (code, "no catalogue" in err) == (1, True)
    snapshot.keep([entry(), entry(code="1.014062")], tmp_path / "home" / "catalogue", as_of=DAY)
    assert motcua("draft")[0] == 2
    code, _, err = motcua("draft", "1.999999", "1.014062")
    assert code == 1
    assert "is not in the imported catalogue" in err
    assert "is written up as can-cuoc-duoi-14" in err
    code, _, err = motcua("draft", "--changed")
    assert code == 1
    assert "changes.json" in err


@needs_langchain
def test_motcua_draft_changed_proposes_and_leaves_the_published_text(tmp_path, motcua, model):
    slug, home = "can-cuoc-duoi-14", tmp_path / "home"
    curated = load(SHIPPED / "procedures")
    record = next(each for each in curated if each.slug == slug)
    days = record.durations[0].working_days
    states = [entry(code=record.code, ways=ways(days=number)) for number in (days, days + 4)]
    for state in states:
        snapshot.keep([state], home / "catalogue", as_of=DAY)
    before, after = shelf.load_previous(home / "catalogue"), shelf.load(home / "catalogue")
    write_changes(compare(before, after, owners_of(curated)), home / "catalogue")
    model.answer = lambda system, text: well(text)

    code, out, _ = motcua("draft", "--changed", slug)
    path = home / "drafts" / "procedures" / f"{slug}.yml"
    assert (code, out.strip()) == (0, str(path))
    drafted = Procedure.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert drafted.durations[0].working_days == days + 4
    assert str(days + 4) in drafted.durations[0].text
    assert "số ngày" in drafted.needs_review
    assert drafted.papers == record.papers
    assert not (home / "content").exists()
    code, _, err = motcua("draft", "--changed", "ket-hon-khong-co")
    assert (code, "is no written record" in err) == (1, True)
