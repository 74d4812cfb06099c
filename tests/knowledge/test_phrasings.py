from pathlib import Path

import pytest
import yaml

from knowledge import phrasings
from knowledge.content import ContentError
from knowledge.library import Library
from knowledge.passages import Target, passages
from knowledge.procedure import Procedure
from nlu.text import fold

DEVELOPMENT = Path(phrasings.__file__).parent / "training" / "development.yml"


def sheet(folder, name, **content):
    (folder / f"{name}.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def test_every_procedure_has_at_least_25_sentences(library):
    said = phrasings.load()
    assert {p.slug for p in library} == set(said.of_procedures)
    assert [slug for slug, sentences in said.of_procedures.items() if len(sentences) < 25] == []


def test_no_sentence_stands_for_two_procedures():
    said = phrasings.load()
    owners = {}
    for slug, sentences in said.of_procedures.items():
        for sentence in sentences:
            owners.setdefault(sentence, set()).add(slug)
    assert {sentence: slugs for sentence, slugs in owners.items() if len(slugs) > 1} == {}


def test_no_development_question_is_a_training_sentence(library):
    questions = yaml.safe_load(DEVELOPMENT.read_text(encoding="utf-8"))
    asked = {fold(row if isinstance(row, str) else row["q"]) for rows in questions.values() for row in rows}
    said = phrasings.load()
    trained = {fold(text) for sentences in said.of_procedures.values() for text in sentences}
    trained |= {fold(text) for _, _, sentences in said.topics() for text in sentences}
    assert asked & trained == set()


def test_development_questions_want_procedures_that_exist(library):
    questions = yaml.safe_load(DEVELOPMENT.read_text(encoding="utf-8"))
    wanted = {slug for kind in ("found", "close") for row in questions[kind] for slug in row["want"]}
    assert wanted <= {p.slug for p in library}
    assert {p.slug for p in library} - wanted == set()


def test_sheets_are_joined(tmp_path):
    sheet(tmp_path, "a", procedures={"x": ["một"]}, none={"t": ["hai"]})
    sheet(tmp_path, "b", procedures={"x": ["một", "ba"]}, out_of_scope={"u": ["bốn"]})
    said = phrasings.load(tmp_path)
    assert said.of("x") == ("một", "ba")
    assert said.of("y") == ()
    assert list(said.topics()) == [("none", "t", ("hai",)), ("out_of_scope", "u", ("bốn",))]


def test_mistakes_of_all_sheets_are_told_at_once(tmp_path):
    sheet(tmp_path, "a", procedure={"x": ["một"]})
    sheet(tmp_path, "b", procedures={"x": [1]})
    with pytest.raises(ContentError) as caught:
        phrasings.load(tmp_path)
    assert len(caught.value.problems) == 2


def test_passages_of_a_target_stand_together_and_once(record):
    library = Library([Procedure.model_validate(record)])
    said = phrasings.Phrasings({"mot-viec": ("một việc", "việc kia"), "la": ("lạ",)}, {"none": {"t": ("hai",)}})
    assert [(p.target, p.text) for p in passages(library, said)] == [
        (Target("mot-viec"), "Một việc"),
        (Target("mot-viec"), "Thủ tục một việc"),
        (Target("mot-viec"), "một việc"),
        (Target("mot-viec"), "việc kia"),
        (Target("t", "none"), "hai"),
    ]
