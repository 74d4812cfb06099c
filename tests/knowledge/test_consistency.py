"""What `motcua check` finds wrong inside curated content."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from knowledge import consistency
from knowledge.consistency import law_numbers, problems, to_look_at_again
from knowledge.content import Content
from knowledge.faq import Faq
from knowledge.procedure import Procedure

TODAY = date(2026, 11, 22)
LAWS = {"68/2020/QH14": None, "20/2021/NĐ-CP": "335/2026/NĐ-CP", "335/2026/NĐ-CP": None}


@pytest.fixture(autouse=True)
def laws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consistency, "known_laws", lambda: LAWS)


def procedure(**changed: Any) -> Procedure:
    fact = {"text": "Ra ủy ban xã.", "source": "law"}
    return Procedure.model_validate(
        {
            "code": "1.000001",
            "slug": "mot-viec",
            "status": "written",
            "group": "thu",
            "title": "Một việc",
            "official_title": "Một việc",
            "names": {"everyday": ["một việc"]},
            "office": "ủy ban xã",
            "counter_mode": "both",
            "who": [fact],
            "papers": [{"text": "Tờ khai", "source": "law"}],
            "where": [fact],
            "ways": [fact | {"channel": "counter"}],
            "result": [fact],
            "sources": {"law": {"title": "Luật Cư trú 68/2020/QH14"}},
            "checked": "2026-11-20",
        }
        | changed
    )


def wrong(*procedures: Procedure, faqs: tuple[Faq, ...] = ()) -> list[str]:
    return list(problems(Content(procedures, faqs), TODAY))


def test_a_sound_record_has_nothing_wrong() -> None:
    assert wrong(procedure()) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"fees": [{"text": "Đóng 15.000 đồng.", "amount": 8000, "source": "law"}]}, "amount of 8000"),
        ({"durations": [{"text": "Lâu nhất 3 ngày.", "working_days": 5, "source": "law"}]}, "5 working days"),
        (
            {"who": [{"text": "Người từ đủ 75 tuổi.", "source": "law"}, {"text": "Người từ đủ 80 tuổi.", "source": "law"}]},
            "contradicts",
        ),
        ({"checked": "2027-01-01"}, "still to come"),
        ({"notes": [{"text": "Theo 9/2020/NĐ-CP.", "source": "law"}]}, "in no source"),
        ({"legal_basis": ["Nghị định 99/2020/NĐ-CP"]}, "not in laws.yml"),
        ({"legal_basis": ["Nghị định 20/2021/NĐ-CP"]}, "replaced by 335/2026/NĐ-CP"),
        (
            {"sources": {"law": {"title": "Luật"}, "press": {"title": "Báo"}}},
            "'press' is cited by nothing",
        ),
        (
            {"notes": [{"text": "Chỉ năm ngoái.", "source": "law", "valid_to": "2024-01-01"}]},
            "ended more than a year ago",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(changed: dict[str, Any], said: str) -> None:
    assert [line for line in wrong(procedure(**changed)) if said in line]


def test_figures_that_follow_one_another_in_time_do_not_contradict() -> None:
    facts = [
        {"text": "Mỗi tháng 500.000 đồng.", "source": "law", "valid_to": "2026-06-30"},
        {"text": "Mỗi tháng 540.000 đồng.", "source": "law", "valid_from": "2026-07-01"},
    ]
    assert wrong(procedure(result=facts)) == []


def test_a_question_that_contradicts_its_procedure_is_found() -> None:
    faq = Faq.model_validate(
        {
            "slug": "hoi-tuoi",
            "title": "Bao nhiêu tuổi?",
            "asked": ["mấy tuổi"],
            "answer": [{"text": "Người từ đủ 80 tuổi.", "source": "law"}],
            "procedures": ["mot-viec"],
            "sources": {"law": {"title": "Luật Cư trú 68/2020/QH14"}},
            "checked": "2026-11-20",
        }
    )
    aged = procedure(who=[{"text": "Người từ đủ 75 tuổi.", "source": "law"}])
    assert [line for line in wrong(aged, faqs=(faq,)) if line.startswith("hoi-tuoi") and "mot-viec" in line]
    assert wrong(procedure(), faqs=(faq,)) == []


def test_what_was_checked_long_ago_is_listed_oldest_fact_first() -> None:
    old = {"text": "Ra ủy ban xã.", "source": "law", "checked": "2026-01-01"}
    content = Content((procedure(), procedure(slug="hai-viec", where=[old])))
    assert list(to_look_at_again(content, TODAY)) == [("hai-viec", (TODAY - date(2026, 1, 1)).days)]


def test_law_numbers_are_read_with_their_year() -> None:
    said = "Theo Nghị định 154/2024/NĐ-CP, Luật 68/2020/QH14, Quyết định 29/2026/QĐ-TTg và quyết định 163/QĐ-BTP."
    assert law_numbers(said) == {"154/2024/NĐ-CP", "68/2020/QH14", "29/2026/QĐ-TTg"}
