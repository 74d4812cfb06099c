import gzip
import importlib.util
import json
from random import Random

import numpy as np
import pytest

from knowledge.embedding import StaticEmbedding
from knowledge.training.augment import Noise
from knowledge.training.calibrate import logistic
from knowledge.training.corpus import groups, pairs
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


def test_groups_hold_procedures_and_topics(library):
    from knowledge.training.train import PROCEDURES

    found = groups(PROCEDURES)
    assert sum(name.startswith("procedure:") for name in found) == len(library)
    assert "out_of_scope:weather" in found
    assert all(len(texts) > 1 for texts in found.values())


def test_catalogue_pairs_leave_out_our_own_codes_and_empty_words(tmp_path):
    text = (
        "Tên thủ tục: Cấp giấy\nLĩnh vực: Hộ tịch\nKết quả thực hiện: Không có thông tin\n"
        "Thành phần hồ sơ:\n    - Tờ khai\n      Số lượng: 1\nCơ quan thực hiện: Xã\n    - Không phải giấy\n"
    )
    path = tmp_path / "catalogue.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for code in ("1.000001", "1.000002"):
            lines.write(json.dumps({"code": code, "text": text}) + "\n")
    (pair,) = pairs(path, frozenset({"1.000002"}))
    assert pair.title == "Cấp giấy"
    assert pair.texts == ("Hộ tịch", "Tờ khai")
    assert pairs(None, frozenset()) == ()


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
def test_training_writes_a_model_that_serves_and_is_the_same_again(tmp_path):
    from knowledge.training.train import Recipe, train

    recipe = Recipe(vocabulary=1500, dimensions=128, steps=30)
    for name in ("one", "two"):
        train(tmp_path / name, None, recipe)
    one, two = StaticEmbedding(tmp_path / "one"), StaticEmbedding(tmp_path / "two")
    rows = one.encode([SENTENCE, fold(SENTENCE), "bán cho tôi cái điện thoại"])
    assert rows[0] @ rows[1] > rows[0] @ rows[2]
    assert np.allclose(rows, two.encode([SENTENCE, fold(SENTENCE), "bán cho tôi cái điện thoại"]), atol=1e-3)
