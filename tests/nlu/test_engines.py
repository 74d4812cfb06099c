"""The examples both engines learn from, and the embedded engine on sentences it has not seen."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from knowledge.embedding import SHIPPED, StaticEmbedding
from nlu.engines.embedded import EmbeddedEngine
from nlu.engines.examples import DOMAIN, LEARNED, Example, load_examples
from nlu.engines.guess import DANGERS, NOTHING, Engines, Guess, Scored
from nlu.masking import mask
from nlu.text import fold, unmark

UNSEEN = yaml.safe_load((Path(__file__).parent / "eval_meanings.yml").read_text(encoding="utf-8"))
ROWS = [(intent, said) for intent, sayings in UNSEEN.items() for said in sayings]
EXAMPLES = load_examples()
FEWEST_EXAMPLES = 25


@pytest.fixture(scope="module")
def embedding() -> StaticEmbedding:
    return StaticEmbedding(SHIPPED)


@pytest.fixture(scope="module")
def engine(embedding: StaticEmbedding) -> EmbeddedEngine:
    return EmbeddedEngine(EXAMPLES, embedding)


def test_every_intent_has_its_examples_and_stands_in_the_domain():
    counts = Counter(example.intent for example in EXAMPLES)
    assert set(counts) == set(LEARNED)
    assert min(counts.values()) >= FEWEST_EXAMPLES
    assert yaml.safe_load(DOMAIN.read_text(encoding="utf-8"))["intents"] == list(counts)


def is_bare(said: str) -> bool:
    """Typed without any mark, what masking put in aside."""
    words = " ".join(word for word in said.split() if not word.startswith("["))
    return bool(words) and unmark(words) == words.lower()


@pytest.mark.parametrize("intent", LEARNED)
def test_examples_come_with_and_without_marks(intent):
    sentences = [example.text for example in EXAMPLES if example.intent == intent]
    bare = [said for said in sentences if is_bare(said)]
    assert 3 <= len(bare) < len(sentences) / 2


def test_examples_stand_as_masking_leaves_them():
    assert [example.text for example in EXAMPLES if mask(example.text) != example.text] == []


def test_no_sentence_means_two_things():
    meant: dict[str, set[str]] = {}
    for example in EXAMPLES:
        meant.setdefault(fold(example.text), set()).add(example.intent)
    assert {said: intents for said, intents in meant.items() if len(intents) > 1} == {}


def test_unseen_sentences_are_unseen():
    known = {fold(example.text) for example in EXAMPLES}
    assert [said for _, said in ROWS if fold(said) in known] == []
    assert set(UNSEEN) == set(LEARNED)
    assert min(map(len, UNSEEN.values())) >= 10


@pytest.mark.parametrize(
    "written",
    [
        'version: "3.1"\nnlu:\n- intent: no_such\n  examples: |\n    - a\n',
        'version: "3.1"\nnlu:\n- intent: thanks\n  examples: |\n    a\n',
        'version: "3.1"\nnlu:\n- intent: thanks\n  examples: |\n    - a\n  other: b\n',
        'version: "2.0"\nnlu: []\n',
    ],
)
def test_a_sheet_that_is_wrong_is_refused(tmp_path, written):
    sheet = tmp_path / "nlu.yml"
    sheet.write_text(written, encoding="utf-8")
    with pytest.raises(ValidationError):
        load_examples(sheet)


def test_unseen_sentences_are_told_apart(engine):
    scored = [(intent, engine(mask(said))) for intent, said in ROWS]
    sure = [(intent, each) for intent, each in scored if each.sure]
    assert sum(intent == each.intent for intent, each in scored) >= 0.85 * len(ROWS)
    assert len(sure) >= 0.6 * len(ROWS)
    assert sum(intent == each.intent for intent, each in sure) >= 0.95 * len(sure)


def test_no_harmless_sentence_raises_an_alarm(engine):
    harmless = [said for intent, said in ROWS if intent not in DANGERS]
    alarms = [
        (said, each.intent) for said in harmless if (each := engine(mask(said))).sure and each.intent in DANGERS
    ]
    assert alarms == []


def test_of_the_examples_left_out_those_acted_upon_are_right(engine):
    pairs = list(zip(engine.left_out(), EXAMPLES, strict=True))
    sure = [(scored, example) for scored, example in pairs if scored.sure]
    assert sum(scored.intent == example.intent for scored, example in pairs) >= 0.75 * len(pairs)
    assert sum(scored.intent == example.intent for scored, example in sure) >= 0.96 * len(sure)
    alarms = [
        (scored.intent, example.text)
        for scored, example in sure
        if scored.intent in DANGERS and example.intent not in DANGERS | {"distress", "about_scam"}
    ]
    assert alarms == []


def test_an_example_more_is_known_without_training(engine, embedding):
    said = "con trâu nhà bác biết bay"
    assert engine(said).intent != "thanks" or not engine(said).sure
    wiser = EmbeddedEngine([*EXAMPLES, Example(said, "thanks")], embedding)
    assert wiser("con trâu nhà bác biết bay à").intent == "thanks"


@pytest.mark.parametrize("text", ["", "   ", "?!", "🙂", "zzz qqq", "x" * 5000, "[số] [số]\n[tên]"])
def test_anything_is_taken_and_nonsense_not_acted_upon(engine, text):
    guess = Engines(engine)(text)
    assert guess == NOTHING or guess.intent == "give_personal_value"


def sure(intent: str) -> Scored:
    return Scored(intent, 0.9, sure=True)


def unsure(intent: str) -> Scored:
    return Scored(intent, 0.3, sure=False)


@pytest.mark.parametrize(
    ("own", "other", "guess"),
    [
        (sure("thanks"), None, Guess("thanks")),
        (unsure("thanks"), None, NOTHING),
        (sure("thanks"), sure("thanks"), Guess("thanks")),
        (unsure("thanks"), sure("thanks"), Guess("thanks")),
        (sure("thanks"), sure("goodbye"), Guess("goodbye", disagrees=True)),
        (sure("thanks"), unsure("goodbye"), Guess(None, disagrees=True)),
        (unsure("thanks"), sure("goodbye"), Guess("goodbye", disagrees=True)),
        (unsure("thanks"), unsure("goodbye"), NOTHING),
        (sure("thanks"), sure("emergency"), Guess(None, disagrees=True)),
        (sure("emergency"), sure("emergency"), Guess("emergency")),
        (unsure("emergency"), sure("emergency"), Guess("emergency")),
    ],
)
def test_two_engines_together(own, other, guess):
    assert Engines(lambda text: own, lambda text: other)("nói gì đó") == guess


def test_both_engines_see_masked_text_alone():
    seen: list[str] = []

    def one(text: str) -> Scored:
        seen.append(text)
        return unsure("thanks")

    Engines(one, one)("tôi tên Nguyễn Văn Bảy, số 079123456789, thư bay@example.vn " + "x" * 1000)
    assert len(seen) == 2
    for text in seen:
        assert not any(personal in text for personal in ("Bảy", "0791", "example"))
        assert len(text) <= 400
