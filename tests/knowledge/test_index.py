import json
import threading

import numpy as np
import pytest

from knowledge import index
from knowledge.dense import Dense, IndexBroken
from knowledge.library import Library
from knowledge.procedure import Procedure

QUESTION = "ông nhà tôi mới mất"


class Counting:
    """Vectors by the letters of a text; counts how often it is asked."""

    dimensions = 32

    def __init__(self, fingerprint="letters"):
        self.fingerprint = fingerprint
        self.asked = 0

    def encode(self, texts):
        self.asked += 1
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text:
                row[ord(letter) % self.dimensions] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


@pytest.fixture
def small(record):
    other = record | {"slug": "hai-viec", "code": "1.000002", "names": {"everyday": ["làm chuyện khác hẳn"]}}
    return Library([Procedure.model_validate(record), Procedure.model_validate(other)])


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_second_opening_builds_nothing(small, tmp_path):
    first, second = Counting(), Counting()
    index.open_search(small, first, tmp_path)
    index.open_search(small, second, tmp_path)
    assert (first.asked, second.asked) == (1, 0)


def test_other_content_or_another_model_builds_anew(small, record, tmp_path):
    index.open_search(small, Counting(), tmp_path)
    changed = Library([Procedure.model_validate(record | {"title": "Việc khác"})])
    for library, embedding in ((changed, Counting()), (small, Counting("other"))):
        index.open_search(library, embedding, tmp_path)
        assert embedding.asked == 1


@pytest.mark.parametrize("name", ["passages.faiss", "passages.json", "lexical.json", "lexical.npz"])
@pytest.mark.parametrize("harm", ["lost", "cut", "emptied"])
def test_a_damaged_index_is_built_again(small, tmp_path, name, harm):
    index.build(small, Counting(), tmp_path)
    (path,) = tmp_path.rglob(name)
    whole = path.read_bytes()
    if harm == "lost":
        path.unlink()
    else:
        path.write_bytes(whole[: len(whole) // 2] if harm == "cut" else b"")
    embedding = Counting()
    search = index.open_search(small, embedding, tmp_path)
    assert embedding.asked == 1
    assert search.find("1.000002").hits[0].slug == "hai-viec"


def test_an_exchanged_faiss_file_is_noticed(small, tmp_path):
    index.build(small, Counting(), tmp_path)
    (path,) = tmp_path.rglob("passages.faiss")
    raw = bytearray(path.read_bytes())
    raw[-2] ^= 1
    path.write_bytes(raw)
    with pytest.raises(IndexBroken, match="checksum"):
        Dense.read(path.parent)


def test_a_pointer_to_nowhere_builds_anew(small, tmp_path):
    (tmp_path / "current").write_text("../../etc", encoding="utf-8")
    embedding = Counting()
    index.open_search(small, embedding, tmp_path)
    assert embedding.asked == 1


def test_nothing_is_pickled_and_nothing_unfinished_stays(small, tmp_path):
    index.build(small, Counting(), tmp_path)
    kinds = {path.rsplit("/", 1)[-1] for path in files(tmp_path)}
    assert kinds == {"current", "passages.faiss", "passages.json", "lexical.json", "lexical.npz"}
    (lexical,) = tmp_path.rglob("lexical.npz")
    with np.load(lexical, allow_pickle=False) as saved:
        assert all(saved[name].dtype != object for name in saved.files)


def test_only_the_index_in_use_and_the_one_before_stay(small, tmp_path):
    for model in ("a", "b", "c", "d"):
        index.build(small, Counting(model), tmp_path)
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 2


def test_readers_never_meet_half_an_index(small, tmp_path):
    index.build(small, Counting("0"), tmp_path)
    wrong = []

    def read():
        for _ in range(40):
            name = (tmp_path / "current").read_text(encoding="utf-8")
            try:
                Dense.read(tmp_path / name)
            except IndexBroken as error:
                if (tmp_path / "current").read_text(encoding="utf-8") == name:
                    wrong.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(20):
        index.build(small, Counting(str(turn % 3)), tmp_path)
    reader.join()
    assert not wrong


def test_dense_scores_by_target():
    rows = np.eye(4, dtype=np.float32)
    dense = Dense.of(rows, [0, 0, 1, 2])
    scores = dense.scores(rows[2:3])
    assert int(np.argmax(scores)) == 1
    assert scores[0] == scores[2] == 0


def test_dense_weighs_the_best_passage_and_the_best_three():
    question = np.array([[1, 0]], dtype=np.float32)
    rows = np.array([[0.9, 0], [0.6, 0], [0.3, 0], [0.0, 0], [0.8, 0]], dtype=np.float32)
    first, second = Dense.of(rows, [0, 0, 0, 0, 1]).scores(question)
    assert first == pytest.approx(0.5 * 0.9 + 0.5 * 0.6)
    assert second == pytest.approx(0.8)


def test_dense_gives_targets_out_of_sight_the_lowest_score(monkeypatch):
    monkeypatch.setattr("knowledge.dense.NEIGHBOURS", 2)
    rows = np.array([[0.9, 0], [0.5, 0], [0.1, 0]], dtype=np.float32)
    scores = Dense.of(rows, [0, 1, 2]).scores(np.array([[1, 0]], dtype=np.float32))
    assert scores.tolist() == pytest.approx([0.9, 0.5, 0.5])


def test_the_sidecar_is_plain_json(small, tmp_path):
    index.build(small, Counting(), tmp_path)
    (path,) = tmp_path.rglob("passages.json")
    beside = json.loads(path.read_text(encoding="utf-8"))
    assert set(beside) == {"owners", "targets", "sha256"}
