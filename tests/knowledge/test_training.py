import importlib.util
from random import Random

import numpy as np
import pytest
from imported_records import catalogue_of, imported

from knowledge.embedding import StaticEmbedding
from knowledge.library import Library
from knowledge.training.augment import Noise
from knowledge.training.corpus import as_a_question, groups, pairs
from knowledge.training.learning import first_is_right, listwise, logistic
from nlu.text import fold

SENTENCE = "cháu nội tôi mới sinh thì làm giấy khai sinh ở đâu"


@pytest.fixture(scope="module")
def noise():
    return Noise()


def test_the_same_chance_rewrites_the_same_way(noise):
    first = [noise.rewrite(SENTENCE, Random(seed)) for seed in range(50)]
    assert first == [noise.rewrite(SENTENCE, Random(seed)) for seed in range(50)]
    assert len(set(first)) > 40


@pytest.mark.parametrize("text", ["", "a", "ab", "khai sinh", "😀", "Đ"])
def test_short_texts_survive_every_change(noise, text):
    for seed in range(200):
        assert isinstance(noise.rewrite(text, Random(seed)), str)


def test_regional_words_change_places(noise):
    said = {noise.elsewhere("làm gì", Random(seed)) for seed in range(60)}
    assert {"mần chi", "làm gì"} <= said


def test_quick_typing(noise):
    said = {noise.quick("không được", Random(seed)) for seed in range(60)}
    assert any(text.startswith("k ") for text in said)


def test_telex_keys_are_left_standing(noise):
    assert "giaays" in {noise.telex("giấy", Random(seed)) for seed in range(3)}


def test_a_slip_changes_a_letter_or_three(noise):
    for seed in range(50):
        slipped = noise.slipped(SENTENCE, Random(seed))
        assert abs(len(slipped) - len(SENTENCE)) <= 3


def test_spelling_as_heard(noise):
    said = {noise.as_heard("sinh", Random(seed)) for seed in range(40)}
    assert {"xinh", "sin"} <= said


def test_glued_words_lose_one_space(noise):
    glued = noise.glued(SENTENCE, Random(1))
    assert glued.replace(" ", "") == SENTENCE.replace(" ", "")
    assert glued.count(" ") == SENTENCE.count(" ") - 1


def test_groups_hold_records_of_every_kind_and_topics(library):
    found = groups(library)
    kinds = [name.split(":")[0] for name in found]
    assert kinds.count("procedure") == len(library)
    assert kinds.count("faq") == len(library.faqs)
    assert "out_of_scope:weather" in found
    assert all(len(texts) > 1 for texts in found.values())


def test_an_imported_procedure_is_a_group_only_once_somebody_wrote_for_it(library, tmp_path):
    catalogue = catalogue_of(
        tmp_path,
        imported("1.013978", "Đăng ký đất đai lần đầu", field="Đất đai", keywords="Giấy chứng nhận"),
        imported("1.999999", "Cấp giấy phép chưa ai nhắc tới", field="Lạ"),
    )
    whole = Library(library, catalogue=catalogue)
    found = groups(whole)
    assert "imported:1.013978" in found
    assert "none:1.013978" not in found
    assert not any("1.999999" in name for name in found)
    assert [(pair.title, pair.texts) for pair in pairs(whole)] == [
        ("Đăng ký đất đai lần đầu", ("Đất đai", "Giấy chứng nhận", "Đất đai. Giấy chứng nhận")),
        ("Cấp giấy phép chưa ai nhắc tới", ("Lạ",)),
    ]
    assert pairs(library) == ()


def test_a_title_is_half_remembered_and_said_in_everyday_words():
    title = "Cấp đổi giấy phép lái xe cho người lái xe trong trường hợp thay đổi thông tin cá nhân trên giấy phép"
    said = {as_a_question(title, Random(seed)) for seed in range(60)}
    assert len(said) > 20
    assert any("bằng lái xe" in text for text in said)
    assert any(len(text.split()) < 8 for text in said)
    assert all(text for text in said)


def test_the_listwise_learner_puts_the_right_candidate_first():
    chance = np.random.default_rng(2)
    sheets = []
    for _ in range(60):
        rows = chance.normal(0, 1, (8, 3))
        right = np.zeros(8, dtype=bool)
        right[int(np.argmax(rows @ [2.0, -1.0, 0.0]))] = True
        sheets.append((rows, right))
    weights = listwise(sheets)
    assert np.mean([first_is_right(sheet, weights) for sheet in sheets]) > 0.95
    assert weights[0] > 0 > weights[1]


def test_logistic_weights_part_what_can_be_parted():
    chance = np.random.default_rng(1)
    mine, theirs = chance.normal(1, 0.3, (80, 2)), chance.normal(-1, 0.3, (200, 2))
    weights, bias = logistic(np.vstack([mine, theirs]), np.concatenate([np.ones(80), np.zeros(200)]))
    assert ((mine @ weights + bias) > 0).all()
    assert ((theirs @ weights + bias) < 0).all()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(
    importlib.util.find_spec("sentence_transformers") is None,
    reason="sentence-transformers is not installed: the `train` extra brings it",
)
def test_training_writes_a_model_that_serves_and_is_the_same_again(library, tmp_path):
    from knowledge.training.train import Recipe, train

    recipe = Recipe(vocabulary=1500, dimensions=128, steps=30)
    for name in ("one", "two"):
        train(tmp_path / name, library, recipe)
    one, two = StaticEmbedding(tmp_path / "one"), StaticEmbedding(tmp_path / "two")
    rows = one.encode([SENTENCE, fold(SENTENCE), "bán cho tôi cái điện thoại"])
    assert rows[0] @ rows[1] > rows[0] @ rows[2]
    assert np.allclose(rows, two.encode([SENTENCE, fold(SENTENCE), "bán cho tôi cái điện thoại"]), atol=1e-3)
