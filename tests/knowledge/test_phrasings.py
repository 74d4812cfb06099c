import pytest
import yaml

from knowledge import phrasings
from knowledge.content import ContentError
from knowledge.library import Library
from knowledge.passages import Target, passages
from knowledge.procedure import Procedure
from knowledge.training.asked import HERE, SHEETS
from nlu.text import fold


def sheet(folder, name, **content):
    (folder / f"{name}.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def test_every_procedure_has_at_least_25_sentences(library):
    said = phrasings.load()
    assert {p.slug for p in library} == set(said.of_procedures)
    assert [slug for slug, sentences in said.of_procedures.items() if len(sentences) < 25] == []


def trained():
    said = phrasings.load()
    for name, sentences in (*said.of_procedures.items(), *said.of_codes.items()):
        yield from ((name, fold(text)) for text in sentences)
    for _, topic, sentences in said.topics():
        yield from ((topic, fold(text)) for text in sentences)


def test_no_sentence_stands_for_two_procedures():
    owners = {}
    for name, sentence in trained():
        owners.setdefault(sentence, set()).add(name)
    assert {sentence: names for sentence, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_development_question_is_a_training_sentence(sheet):
    questions = yaml.safe_load((HERE / sheet).read_text(encoding="utf-8"))
    asked = {fold(row if isinstance(row, str) else row["q"]) for rows in questions.values() for row in rows}
    assert asked & {sentence for _, sentence in trained()} == set()


def test_development_questions_want_records_that_exist(library):
    questions = yaml.safe_load((HERE / "development.yml").read_text(encoding="utf-8"))
    wanted = {slug for kind in ("found", "close") for row in questions[kind] for slug in row["want"]}
    assert wanted <= {p.slug for p in library}
    assert {p.slug for p in library} - wanted == set()
    sheet_ = yaml.safe_load((HERE / "development-faq.yml").read_text(encoding="utf-8"))
    answers = [*sheet_["asked"], *sheet_["events"]]
    missing = [row["q"] for row in answers if not any(library.has(slug) for slug in row["want"])]
    assert missing == []


def test_a_code_that_is_not_known_is_a_topic_beyond_us():
    said = phrasings.Phrasings({}, {"none": {}}, {"1.000001": ("một",), "1.000002": ("hai",)})
    assert list(said.topics(known={"1.000001"})) == [("none", "1.000002", ("hai",))]
    assert said.of("1.000001") == ("một",)


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
        (Target("mot-viec"), "một việc"),
        (Target("mot-viec"), "Thủ tục một việc"),
        (Target("mot-viec"), "Một việc"),
        (Target("mot-viec"), "việc kia"),
        (Target("t", "none"), "hai"),
    ]
