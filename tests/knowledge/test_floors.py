"""Floors under the search on the development questions. They may only rise; the figures are in docs/retrieval.md."""

import pytest

from knowledge.training.measure import development, places


@pytest.fixture(scope="module")
def answered(search):
    return [(question, search.find(question.text)) for question in development()]


def share(rows):
    rows = list(rows)
    return sum(rows) / len(rows)


def of(answered, *styles):
    return [(question, found) for question, found in answered if question.style in styles]


@pytest.mark.parametrize(("style", "least"), [("found", 0.95), ("found, no marks", 0.94)])
def test_the_right_procedure_is_first(answered, style, least):
    assert share(found.hits[0].slug in question.wanted for question, found in of(answered, style)) >= least


def test_the_right_procedure_is_among_five(search):
    found = [question for question in development() if question.style.startswith("found")]
    assert share(0 < places(search, question)["both"] <= 5 for question in found) >= 0.98


def test_both_legs_together_are_no_worse_than_either(search):
    ranks = [places(search, question) for question in development() if question.style.startswith("found")]
    first = {leg: share(rank[leg] == 1 for rank in ranks) for leg in ("BM25", "dense", "both")}
    assert first["both"] >= max(first["BM25"], first["dense"])


def test_questions_for_us_are_answered_or_asked_back(answered):
    rows = of(answered, "found", "found, no marks")
    assert share(found.verdict in {"certain", "close"} for _, found in rows) >= 0.92
    assert share(found.verdict == "out_of_scope" for _, found in rows) <= 0.02


def test_clear_questions_are_rarely_asked_back(answered):
    rows = of(answered, "found", "found, no marks")
    assert share(found.verdict == "close" for _, found in rows) <= 0.15


def test_unclear_questions_mostly_are(answered):
    rows = of(answered, "close", "close, no marks")
    assert share(found.verdict == "close" for _, found in rows) >= 0.68
    asked = [(question, found) for question, found in rows if found.verdict == "close"]
    assert share(bool(question.wanted & set(found.choices)) for question, found in asked) >= 0.95


def test_what_is_beyond_us_is_not_answered(answered):
    beyond = of(answered, "none", "none, no marks", "out_of_scope", "out_of_scope, no marks")
    assert share(found.verdict in {"certain", "close"} for _, found in beyond) <= 0.05
    talk = of(answered, "out_of_scope", "out_of_scope, no marks")
    assert share(found.verdict in {"certain", "close"} for _, found in talk) <= 0.02
