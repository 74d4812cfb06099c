from itertools import pairwise

import numpy as np
import pytest
import yaml

from knowledge import lexical as module
from knowledge.lexical import Lexical, terms
from nlu.text import fold

DOCUMENTS = [
    ["làm giấy khai sinh", "con mới đẻ"],
    ["giấy chứng tử", "ông mới mất"],
    ["mất căn cước"],
]


@pytest.fixture
def postings():
    return Lexical.of(DOCUMENTS)


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("khai sinh", 0),
        ("KHAI SINH!!", 0),
        ("khai sanh cho con", 0),
        ("chung tu", 1),
        ("mat cccd", 2),
        ("mất cmnd", 2),
    ],
)
def test_the_right_document_scores_best(postings, question, best):
    assert int(np.argmax(postings.scores(question))) == best


@pytest.mark.parametrize("question", ["", "😀", "xyz qwe"])
def test_nothing_known_scores_nothing(postings, question):
    assert not postings.scores(question).any()


def test_pairs_do_not_run_across_texts(postings):
    assert "khai sinh" in postings.vocabulary
    assert "sinh con" not in postings.vocabulary


def test_pairs_part_documents_with_the_same_syllables():
    postings = Lexical.of([["tạm trú"], ["trú tạm"]])
    first, second = postings.scores("tạm trú")
    assert first > second


def test_scores_agree_with_the_formula_written_out(postings):
    question = "giấy khai sinh của con mới mất"
    documents = [[term for text in texts for term in terms(text)] for texts in DOCUMENTS]
    mean = sum(map(len, documents)) / len(documents)
    expected = []
    for document in documents:
        total = 0.0
        for term in set(terms(question)):
            holding = sum(term in other for other in documents)
            if not holding:
                continue
            rarity = np.log1p((len(documents) - holding + 0.5) / (holding + 0.5))
            rarity *= module.PAIR_WEIGHT if " " in term else 1
            norm = module.SATURATION * (1 - module.LENGTH + module.LENGTH * len(document) / mean)
            times = document.count(term)
            total += rarity * times * (module.SATURATION + 1) / (times + norm)
        expected.append(total)
    assert np.allclose(postings.scores(question), expected, atol=1e-5)


def test_unknown_syllables_are_worth_the_most(postings):
    assert postings.worth("xyz") > postings.worth("khai") > postings.worth("giấy") > 0
    assert postings.worth("") == 0


def test_written_and_read_again_it_is_the_same(postings, tmp_path):
    postings.write(tmp_path)
    again = Lexical.read(tmp_path)
    for question in ("khai sinh", "mới mất", "xyz"):
        assert np.array_equal(postings.scores(question), again.scores(question))
        assert postings.worth(question) == again.worth(question)


def test_same_words_are_folded_and_lead_nowhere_else():
    table = module.same_words()
    assert table
    for short, long in table.items():
        assert short == fold(short)
        assert all(word == fold(word) for word in long)
        assert not set(long) & set(table)


def test_same_words_stand_once_each():
    path = module.Path(module.__file__).parent / "words.yml"
    keys = [line.split(":")[0].strip() for line in path.read_text(encoding="utf-8").splitlines() if ": " in line]
    keys = [key for key in keys if not key.startswith("#")]
    assert len(keys) == len(set(keys)) == len(yaml.safe_load(path.read_text(encoding="utf-8"))["same_words"])


def test_terms_are_syllables_then_neighbours():
    found = terms("Mất CCCD rồi")
    assert found[:4] == ["mat", "can", "cuoc", "roi"]
    assert found[4:] == [" ".join(pair) for pair in pairwise(found[:4])]
