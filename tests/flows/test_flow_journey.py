"""Where answers stand: replaying, counting what is left, changing one's mind."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from walking import ordinary, possible, walk, walks

from flows.answers import SKIPPED, UNKNOWN, Address, from_plain, to_plain
from flows.checking import conditions
from flows.flow import Flow
from flows.form import portal_form
from flows.journey import journey, on_path, progress, remaining
from flows.loading import FOLDER, load
from flows.paths import Paths, Question, holds

FLOWS = load(FOLDER)
any_flow = st.sampled_from(FLOWS)


@given(st.data(), any_flow)
def test_replaying_the_same_answers_gives_the_same_journey(data, flow):
    answers = data.draw(walks(flow))[-1]
    again = Flow.model_validate_json(flow.model_dump_json())
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    assert journey(again, from_plain(to_plain(shuffled))) == journey(flow, answers)


@given(st.data(), any_flow)
def test_the_total_never_rises_and_ends_where_the_questions_end(data, flow):
    steps = data.draw(walks(flow))
    shown = [progress(flow, answers) for answers in steps]
    totals = [of for _, of in shown]
    assert totals == sorted(totals, reverse=True)
    assert [step for step, _ in shown[:-1]] == list(range(1, len(steps)))
    assert shown[-1] == (len(steps) - 1, len(steps) - 1)
    assert remaining(flow, steps[-1]) == 0


@given(st.data(), any_flow)
def test_the_total_never_rises_when_answers_come_out_of_order(data, flow):
    complete = data.draw(walks(flow))[-1]
    order = data.draw(st.permutations(list(complete)))
    answers, last = {}, progress(flow, {})[1]
    for field_id in order:
        answers[field_id] = complete[field_id]
        now = progress(flow, answers)[1]
        assert now <= last
        last = now
    assert last == len(complete)


@given(st.data(), any_flow)
def test_going_back_keeps_later_answers_and_only_done_ones_count(data, flow):
    answers = data.draw(walks(flow))[-1]
    changed = data.draw(st.sampled_from([flow.field(field_id) for field_id in answers]))
    answers = {**answers, changed.id: data.draw(st.sampled_from(possible(changed)))}
    where = journey(flow, answers)
    counting = on_path(flow, answers)
    assert set(counting) <= set(answers)
    assert [field.id for field in where.done] == list(counting)
    for field in where.done:
        assert all(str(counting.get(when.field)) in when.one_of for when in field.when)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
def test_every_field_and_every_choice_can_be_reached(flow):
    for at, field in enumerate(flow.fields):
        needed = conditions(flow, field.when, before=at)
        chosen = {i: _answer(next(iter(sorted(values)))) for i, values in needed.items()}
        for value in possible(field):
            answers = walk(flow, chosen | {field.id: value})
            assert answers.get(field.id) == value, field.id


def _answer(value):
    return {"UNKNOWN": UNKNOWN, "SKIPPED": SKIPPED}.get(value, value)


def test_branches_no_longer_taken_are_kept_but_do_not_count(birth, lists, words):
    answers = walk(birth)
    assert "cha.HoTen" in portal_form(birth, answers, lists=lists, words=words)
    answers["cha_me_ket_hon"] = "khong_ghi_cha"
    assert "cha_ho_ten" in answers
    form = portal_form(birth, answers, lists=lists, words=words)
    assert not [name for name in form if name.startswith(("cha.", "gcnkh."))]
    answers["cha_me_ket_hon"] = "da"
    assert journey(birth, answers).next is None


def test_a_condition_on_a_field_off_the_way_does_not_hold(birth):
    answers = walk(birth, {"quan_he": "ong_ba_noi", "nyc_loai_giay_to": "khac"})
    assert "nyc_ten_giay_to" in on_path(birth, answers)
    answers["quan_he"] = "me"
    assert "nyc_ten_giay_to" not in on_path(birth, answers)


def test_a_new_question_caused_by_a_change_comes_next(birth):
    answers = walk(birth, {"cha_me_ket_hon": "khong_ghi_cha"})
    assert journey(birth, answers).next is None
    answers["cha_me_ket_hon"] = "da"
    assert journey(birth, answers).next.id == "cha_ho_ten"


questions = st.integers(1, 7).flatmap(lambda count: st.tuples(*(_questions_at(at) for at in range(count))))


def _questions_at(at):
    condition = st.tuples(
        st.integers(0, max(at - 1, 0)).map(str), st.frozensets(st.sampled_from("ab"), min_size=1)
    )
    return st.builds(
        Question,
        st.just(str(at)),
        st.lists(condition, max_size=min(at, 2)).map(tuple),
        st.frozensets(st.sampled_from("abc"), min_size=1),
        st.booleans(),
    )


def _longest(asked, values):
    on_way = {}
    for question in asked:
        if holds(question.conditions, on_way):
            on_way[question.id] = values[question.id]
    return len(on_way)


@given(questions)
def test_the_longest_way_is_exact(asked):
    choices = [sorted(question.values | ({"z"} if question.is_open else set())) for question in asked]
    ids = [question.id for question in asked]
    every = (dict(zip(ids, values, strict=True)) for values in itertools.product(*choices))
    assert Paths(asked).longest(0, {}, {}) == max(_longest(asked, values) for values in every)


def test_answers_survive_json():
    answers = {"a": "x", "b": 0, "c": SKIPPED, "d": UNKNOWN, "e": "SKIPPED"}
    answers["f"] = Address("xã An Hiệp, Bến Tre", "86", "28810", None, "xã Phú Túc, tỉnh Vĩnh Long")
    answers["g"] = Address("Tây Ninh", "80")
    assert from_plain(json.loads(json.dumps(to_plain(answers)))) == answers
    with pytest.raises(KeyError):
        from_plain({"a": {"no_value": "?"}})


def test_ordinary_answers_are_accepted(flows):
    for flow in flows.values():
        assert all(ordinary(field) is not None for field in flow.fields)
