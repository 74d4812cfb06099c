"""Floors under the search on the development questions. They may only rise; the figures are in docs/retrieval.md."""

import pytest

from knowledge.training.asked import development
from knowledge.training.measure import Marking, Row, answered
from nlu.text import unmark


@pytest.fixture(scope="module")
def told(search, library):
    rows = [
        Row(said, question.wanted, question.style)
        for question in development(library)
        for said in (question.text, unmark(question.text))
    ]
    return answered(rows, lambda row: search.find(row.text), Marking(library))


def share(rows):
    rows = list(rows)
    return sum(rows) / len(rows)


def of(told, *styles):
    return [each for each in told if each.row.style in styles]


def test_the_right_procedure_is_first(told):
    assert share(each.place == 1 for each in of(told, "found")) >= 0.93


def test_the_right_procedure_is_among_five(told):
    assert share(0 < each.place <= 5 for each in of(told, "found")) >= 0.98


def test_the_right_answer_is_first(told):
    assert share(each.place == 1 for each in of(told, "faq asked")) >= 0.75


def test_questions_for_us_are_answered_or_asked_back(told):
    assert share(each.found.verdict in {"certain", "close"} for each in of(told, "found")) >= 0.8
    assert share(each.found.verdict == "out_of_scope" for each in of(told, "found")) <= 0.05


def test_clear_questions_are_rarely_asked_back(told):
    assert share(each.found.verdict == "close" for each in of(told, "found")) <= 0.2


def test_an_unclear_question_that_is_asked_back_offers_a_right_one(told):
    asked = [each for each in of(told, "close") if each.found.verdict == "close"]
    assert asked
    assert share(each.offered for each in asked) >= 0.95


def test_what_is_beyond_us_is_not_answered(told):
    beyond = of(told, "none", "out_of_scope")
    assert share(each.found.verdict in {"certain", "close"} for each in beyond) <= 0.08
    assert share(each.found.verdict in {"certain", "close"} for each in of(told, "out_of_scope")) <= 0.04
