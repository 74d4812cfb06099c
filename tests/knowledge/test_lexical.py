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


def postings_of(documents, kinds=None):
    vocabulary = {}
    pairs = [
        (vocabulary.setdefault(term, len(vocabulary)), place)
        for place, texts in enumerate(documents)
        for text in texts
        for term in sorted(set(terms(text)))
    ]
    found, owners = (np.array(each, dtype=np.int32) for each in zip(*pairs, strict=True))
    return Lexical.of(vocabulary, (found, owners), np.array(kinds or [0] * len(documents), dtype=np.int8))


def scores(postings, question):
    return postings.scores(postings.spoken(question))


@pytest.fixture
def postings():
    return postings_of(DOCUMENTS)


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
    assert int(np.argmax(scores(postings, question))) == best


@pytest.mark.parametrize("question", ["", "😀", "xyz qwe"])
def test_nothing_known_scores_nothing(postings, question):
    assert not scores(postings, question).any()


def test_pairs_do_not_run_across_texts(postings):
    assert "khai sinh" in postings.vocabulary
    assert "sinh con" not in postings.vocabulary


def test_pairs_part_documents_with_the_same_syllables():
    first, second = scores(postings_of([["tạm trú"], ["trú tạm"]]), "tạm trú")
    assert first > second


def test_scores_agree_with_the_formula_written_out(postings):
    question = "giấy khai sinh của con mới mất"
    documents = [[term for text in texts for term in sorted(set(terms(text)))] for texts in DOCUMENTS]
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
    assert np.allclose(scores(postings, question), expected, atol=1e-5)


def test_words_of_conversation_are_not_rare_for_being_absent_from_official_titles():
    spoken = [["cháu ơi khai sinh"], ["cháu ơi khai tử"], ["cháu ơi kết hôn"]]
    official = [[f"cấp giấy phép loại {letter}"] for letter in "abcdefghijkl"]
    postings = postings_of(spoken + official, [0] * 3 + [1] * 12)
    rarity = {word: postings.rarity[postings.vocabulary[word]] for word in ("chau", "oi", "khai", "giay", "hon")}
    assert rarity["chau"] < rarity["khai"] < rarity["hon"]
    assert rarity["giay"] < rarity["khai"]


def test_lengths_are_compared_within_a_kind():
    long, short = ["khai sinh " + " ".join(f"lời{n}" for n in range(60))], ["khai sinh"]
    mixed = scores(postings_of([long, short], [0, 1]), "khai sinh")
    assert mixed[0] == pytest.approx(mixed[1])
    one_kind = scores(postings_of([long, short]), "khai sinh")
    assert one_kind[0] < one_kind[1]


def test_unknown_syllables_are_worth_the_most(postings):
    worth = {word: postings.spoken(word).worth for word in ("xyz", "khai", "giấy", "")}
    assert worth["xyz"] > worth["khai"] > worth["giấy"] > 0
    assert worth[""] == 0


def test_a_term_whose_last_document_is_gone_is_as_good_as_unknown(postings):
    vocabulary = {**postings.vocabulary, "tan": len(postings.vocabulary)}
    found = np.array([0, 1], dtype=np.int32)
    kept = Lexical.of(vocabulary, (found, found), np.zeros(3, dtype=np.int8))
    assert kept.spoken("tân").worth == kept.spoken("xyz").worth
    assert not len(kept.spoken("tân").places)


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
