import importlib.util
import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from knowledge.embedding import SHIPPED, StaticEmbedding, two_scripts
from knowledge.transformer import TransformerEmbedding

needs_transformers = pytest.mark.skipif(
    importlib.util.find_spec("sentence_transformers") is None,
    reason="sentence-transformers is not installed: the `train` extra brings it",
)

TEXTS = (
    "cháu nội tôi mới sinh, làm giấy tờ gì",
    "mat can cuoc roi lam sao",
    "Đăng ký khai sinh",
    "a",
    "😀 12/3/1950 @#",
    "hoà bình hòa bình",
    "năm " * 300,
)


def test_rows_are_of_unit_length_and_float32(embedding):
    rows = embedding.encode(TEXTS)
    assert rows.shape == (len(TEXTS), embedding.dimensions)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(embedding):
    assert embedding.encode([]).shape == (0, embedding.dimensions)


def test_a_text_gives_the_same_row_alone_and_among_others(embedding):
    together = embedding.encode(TEXTS)
    for place, text in enumerate(TEXTS):
        assert np.allclose(embedding.encode([text])[0], together[place], atol=1e-6)


def test_both_ways_to_place_a_tone_are_one(embedding):
    old, new = embedding.encode(["hoà giải", "hòa giải"])
    assert np.allclose(old, new)


def test_two_scripts_shows_the_text_with_and_without_marks():
    assert two_scripts("Khai  Tử") == "khai tử | khai tu"


def test_the_fingerprint_follows_the_files(embedding, tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("tokenizer.json", "model.safetensors"):
        shutil.copy(SHIPPED / name, folder / name)
    assert StaticEmbedding(folder).fingerprint == embedding.fingerprint
    weights = bytearray((folder / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (folder / "model.safetensors").write_bytes(weights)
    assert StaticEmbedding(folder).fingerprint != embedding.fingerprint


def test_the_shipped_model_is_small_and_says_what_it_is():
    size = sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file())
    assert size < 30_000_000
    made_of = json.loads((SHIPPED / "recipe.json").read_text(encoding="utf-8"))
    assert made_of["sentences"] > 3000
    card = (SHIPPED / "README.md").read_text(encoding="utf-8")
    assert all(word in card for word in ("Apache-2.0", str(made_of["seed"]), "development.yml"))


def test_serving_loads_neither_torch_nor_faiss():
    program = (
        "import sys, knowledge.index, knowledge.search, knowledge.transformer, knowledge.content;"
        "print([name for name in ('torch', 'faiss', 'sentence_transformers', 'datasets') if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@needs_transformers
@pytest.mark.filterwarnings("ignore")
def test_same_vectors_as_sentence_transformers(embedding):
    theirs = TransformerEmbedding(SHIPPED)
    prepared = [two_scripts(text) for text in TEXTS]
    assert theirs.dimensions == embedding.dimensions
    cosines = (theirs.encode(prepared) * embedding.encode(TEXTS)).sum(axis=1)
    assert cosines.min() >= 0.9999


@needs_transformers
@pytest.mark.filterwarnings("ignore")
def test_a_prefix_changes_vectors_and_fingerprint():
    plain, prefixed = TransformerEmbedding(SHIPPED), TransformerEmbedding(SHIPPED, question_prefix="query: ")
    assert plain.fingerprint != prefixed.fingerprint
    assert not np.allclose(plain.encode(["khai sinh"]), prefixed.encode(["khai sinh"]))
