"""Groups that are asked once for each person: what a copy is, and that everything else treats it as ordinary fields."""

import copy

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from walking import walk, walks

from flows.describing import called
from flows.flow import Flow
from flows.form import portal_form
from flows.journey import journey, on_path, progress
from flows.loading import FOLDER, load, load_lists, load_wording
from flows.repeating import expanded

FLOWS = {flow.id: flow for flow in load(FOLDER)}
REPEATING = [
    flow
    for flow in FLOWS.values()
    if any(field.at_most and not field.when for field in flow.fields)
    and any(field.id == "tv_ho_ten_1" for field in flow.fields)
]
"""Flows that ask everybody who else is meant; other groups are reached by some answers only, or are not of people."""
LISTS, WORDS = load_lists(FOLDER), load_wording(FOLDER)
COUNT = {flow.id: next(field for field in flow.fields if field.at_most) for flow in REPEATING}

WRITTEN = yaml.safe_load("""
steps:
  - id: dau
    title: Trước
    fields: [{id: so, kind: number}]
  - id: nguoi
    title: "Người thứ {n}"
    repeat: {count: so, at_most: 3}
    fields:
      - {id: ten, kind: person_name, ask: "Người {n}, {Goi} tên {so} ?", portal: "tv.{n}.Ten"}
      - {id: sinh, kind: date, label: "Ngày sinh của {ten}", when: [{field: ten, one_of: [A]}, {field: so, one_of: ["2"]}]}
      - id: giay
        kind: citizen_id
        birth_from: sinh
        also: [{portal: "tv.{n}.So", when: [{field: ten, one_of: [B]}]}]
""")


def test_a_copy_has_its_own_ids_conditions_texts_and_portal_names():
    steps = expanded(WRITTEN)["steps"]
    assert [step["id"] for step in steps] == ["dau", "nguoi_1", "nguoi_2", "nguoi_3"]
    assert [step["title"] for step in steps[1:]] == ["Người thứ 1", "Người thứ 2", "Người thứ 3"]
    name, birth, paper = steps[2]["fields"]
    assert (name["id"], name["portal"]) == ("ten_2", "tv.2.Ten")
    assert name["ask"] == "Người 2, {Goi} tên {so} ?"
    assert name["when"] == [{"field": "so", "one_of": ["2", "3"]}]
    assert birth["label"] == "Ngày sinh của {ten_2}"
    assert birth["when"][1:] == [{"field": "ten_2", "one_of": ["A"]}, {"field": "so", "one_of": ["2"]}]
    assert paper["birth_from"] == "sinh_2"
    assert paper["also"] == [{"portal": "tv.2.So", "when": [{"field": "ten_2", "one_of": ["B"]}]}]
    assert steps[0]["fields"][0]["at_most"] == 3


def test_what_was_written_is_left_as_it_is():
    before = copy.deepcopy(WRITTEN)
    expanded(WRITTEN)
    assert before == WRITTEN


@pytest.mark.parametrize("wrong", [{"count": "so"}, {"count": "so", "at_most": 0}, {"at_most": 2}, 3])
def test_a_group_that_does_not_say_how_often_is_refused(wrong):
    broken = copy.deepcopy(WRITTEN)
    broken["steps"][1]["repeat"] = wrong
    with pytest.raises(ValidationError):
        expanded(broken)


def test_what_has_no_group_passes_through():
    for odd in (None, [], {"steps": 3}, {"steps": [None, {"fields": "x"}]}, {"id": "a"}):
        assert expanded(odd) is odd


def test_there_are_flows_with_groups():
    assert len(REPEATING) >= 3
    assert all(sum(field.at_most is not None for field in flow.fields) == 1 for flow in REPEATING)


@given(st.data(), st.sampled_from(REPEATING))
def test_as_many_are_asked_about_as_were_counted(data, flow):
    answers = data.draw(walks(flow))[-1]
    counted = answers[COUNT[flow.id].id]
    asked = {name for name in portal_form(flow, answers, lists=LISTS, words=WORDS) if name.endswith(".HoTen")}
    assert {name for name in asked if name.startswith("tv.")} == {
        f"tv.{number}.HoTen" for number in range(1, counted + 1)
    }


@given(st.data(), st.sampled_from(REPEATING))
def test_a_changed_count_takes_the_last_away_and_brings_them_back(data, flow):
    count = COUNT[flow.id]
    answers = data.draw(walks(flow))[-1]
    before = on_path(flow, answers)
    fewer = {**answers, count.id: 1}
    assert on_path(flow, fewer).items() - {(count.id, 1)} <= before.items() or answers[count.id] == 0
    assert not [field for field in on_path(flow, fewer) if field.endswith("_2")]
    assert on_path(flow, {**fewer, count.id: answers[count.id]}) == before
    more = {**answers, count.id: count.at_most}
    open_ = journey(flow, more).next
    assert open_ is None if answers[count.id] == count.at_most else open_.id.endswith(f"_{answers[count.id] + 1}")


@pytest.mark.parametrize("flow", REPEATING, ids=lambda flow: flow.id)
def test_the_total_falls_as_soon_as_it_is_known_how_many(flow):
    count = COUNT[flow.id]
    complete = walk(flow, {count.id: 1})
    before = {field: complete[field] for field in list(complete)[: list(complete).index(count.id)]}
    group = sum(1 for field in flow.fields if field.id.endswith("_9"))
    assert progress(flow, {**before, count.id: 1})[1] <= progress(flow, before)[1] - 8 * group


@pytest.mark.parametrize("flow", REPEATING, ids=lambda flow: flow.id)
def test_labels_name_the_person(flow):
    count = COUNT[flow.id]
    answers = walk(flow, {count.id: 2, "tv_ho_ten_1": "Võ Văn Tám", "tv_ho_ten_2": "Trần Thị Lan"})
    labels = [called(field, answers).label for field in journey(flow, answers).done]
    assert "Ngày sinh của Võ Văn Tám" in labels
    assert "Ngày sinh của Trần Thị Lan" in labels
    assert len(labels) == len(set(labels))
    assert not any("{" in label for label in labels)


@pytest.mark.parametrize("flow", REPEATING, ids=lambda flow: flow.id)
def test_a_submitted_flow_reads_the_same_without_its_file(flow):
    assert Flow.model_validate_json(flow.model_dump_json()) == flow
