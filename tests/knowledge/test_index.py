import json
import threading

import numpy as np
import pytest

from knowledge import index
from knowledge.dense import Dense, IndexBroken
from knowledge.library import Library
from knowledge.procedure import Procedure
from knowledge.texts import Texts, gathered


class Counting:
    """Vectors by the letters of a text; counts the texts that it is asked for."""

    dimensions = 96

    def __init__(self, fingerprint="letters"):
        self.fingerprint = fingerprint
        self.asked = 0

    def encode(self, texts):
        self.asked += len(texts)
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text:
                row[ord(letter) % self.dimensions] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


@pytest.fixture
def small(record):
    other = record | {"slug": "hai-viec", "code": "1.000002", "names": {"everyday": ["làm chuyện khác hẳn"]}}
    return Library([Procedure.model_validate(record), Procedure.model_validate(other)])


def changed(library, **update):
    first, *rest = library
    return Library([first.model_copy(update=update), *rest])


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_second_opening_works_nothing_out(small, tmp_path):
    first, second = Counting(), Counting()
    index.open_search(small, first, tmp_path)
    index.open_search(small, second, tmp_path)
    assert first.asked > 0
    assert second.asked == 0


def test_a_changed_record_costs_its_own_texts_alone(small, tmp_path):
    index.open_search(small, Counting(), tmp_path)
    embedding = Counting()
    search = index.open_search(changed(small, title="Việc khác"), embedding, tmp_path)
    assert embedding.asked == 1
    assert search.find("Việc khác").hits[0].slug == "mot-viec"


def test_a_record_taken_away_costs_nothing_and_is_found_no_more(small, tmp_path):
    before = index.open_search(small, Counting(), tmp_path)
    embedding = Counting()
    search = index.open_search(Library(list(small)[:1]), embedding, tmp_path)
    assert embedding.asked == 0
    assert "hai-viec" in {hit.slug for hit in before.find("làm chuyện khác hẳn").hits}
    assert "hai-viec" not in {hit.slug for hit in search.find("làm chuyện khác hẳn").hits}


def test_what_was_reused_scores_as_what_was_built_anew(small, tmp_path):
    other = changed(small, title="Việc khác", names=small.by_slug("mot-viec").names)
    index.open_search(small, Counting(), tmp_path / "reused")
    reused = index.open_search(other, Counting(), tmp_path / "reused")
    fresh = index.open_search(other, Counting(), tmp_path / "fresh")
    for question in ("một việc", "làm chuyện gì", "việc khác hẳn", "thủ tục"):
        one, two = reused.find(question), fresh.find(question)
        assert [hit.slug for hit in one.hits] == [hit.slug for hit in two.hits]
        assert [hit.score for hit in one.hits] == pytest.approx([hit.score for hit in two.hits], abs=1e-6)


def test_another_model_works_everything_out(small, tmp_path):
    first, other = Counting(), Counting("other")
    index.open_search(small, first, tmp_path)
    index.open_search(small, other, tmp_path)
    assert other.asked == first.asked


@pytest.mark.parametrize("name", ["texts.faiss", "texts.npz", "texts.json"])
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
    assert embedding.asked > 0
    assert search.find("1.000002").hits[0].slug == "hai-viec"


def test_an_exchanged_faiss_file_is_noticed(small, tmp_path):
    index.build(small, Counting(), tmp_path)
    (path,) = tmp_path.rglob("texts.faiss")
    raw = bytearray(path.read_bytes())
    raw[-2] ^= 1
    path.write_bytes(raw)
    with pytest.raises(IndexBroken, match="checksum"):
        Texts.read(path.parent)


def test_a_pointer_to_nowhere_builds_anew(small, tmp_path):
    (tmp_path / "current").write_text("../../etc", encoding="utf-8")
    embedding = Counting()
    index.open_search(small, embedding, tmp_path)
    assert embedding.asked > 0


def test_nothing_is_pickled_and_nothing_unfinished_stays(small, tmp_path):
    index.build(small, Counting(), tmp_path)
    assert {path.rsplit("/", 1)[-1] for path in files(tmp_path)} == {
        "current",
        "texts.faiss",
        "texts.npz",
        "texts.json",
    }
    (arrays,) = tmp_path.rglob("texts.npz")
    with np.load(arrays, allow_pickle=False) as saved:
        assert all(saved[name].dtype != object for name in saved.files)


def test_only_the_index_in_use_and_the_one_before_stay(small, tmp_path):
    for turn in range(4):
        index.build(small, Counting(str(turn)), tmp_path)
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 2


def test_readers_never_meet_half_an_index(small, tmp_path):
    index.build(small, Counting("0"), tmp_path)
    wrong = []

    def read():
        for _ in range(40):
            name = (tmp_path / "current").read_text(encoding="utf-8")
            try:
                Texts.read(tmp_path / name)
            except IndexBroken as error:
                if (tmp_path / "current").read_text(encoding="utf-8") == name:
                    wrong.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(20):
        index.build(small, Counting(str(turn % 3)), tmp_path)
    reader.join()
    assert not wrong


def test_others_keep_asking_the_old_search_while_a_new_one_is_opened(small, tmp_path):
    old = index.open_search(small, Counting(), tmp_path)
    expected = old.find("làm chuyện khác hẳn")
    wrong = []

    def ask():
        wrong.extend(1 for _ in range(200) if old.find("làm chuyện khác hẳn") != expected)

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    for turn in range(5):
        index.open_search(changed(small, title=f"Việc thứ {turn}"), Counting(), tmp_path)
    for thread in asking:
        thread.join()
    assert not wrong


def test_both_stages_agree_with_plain_products():
    chance = np.random.default_rng(1)
    rows = chance.normal(size=(50, 96)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    dense = Dense.of(rows, np.array([0, 10, 50]))
    question = rows[3:4]
    near = dense.near(question)
    short = rows[:, :64] / np.linalg.norm(rows[:, :64], axis=1, keepdims=True)
    assert near == pytest.approx([(short[:10] @ short[3]).max(), (short[10:] @ short[3]).max()], abs=1e-5)
    places = np.array([3, 7, 49])
    assert dense.similarities(question, places) == pytest.approx(rows[places] @ rows[3], abs=1e-5)


def test_gathered_spans_lie_one_after_another():
    spans, begins = gathered(np.array([0, 2, 5, 5]), np.array([1, 2, 0]))
    assert spans.tolist() == [2, 3, 4, 0, 1]
    assert begins.tolist() == [0, 3, 3, 5]


def test_the_sidecar_is_plain_json(small, tmp_path):
    index.build(small, Counting(), tmp_path)
    (path,) = tmp_path.rglob("texts.json")
    beside = json.loads(path.read_text(encoding="utf-8"))
    assert set(beside) == {"blake2b", "words"}
    assert set(beside["blake2b"]) == {"texts.faiss", "texts.npz"}
