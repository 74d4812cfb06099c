"""Trains the shipped static embedding: `python -m knowledge.training.train [OUT] [--catalogue FILE…]`.

Minutes on two cores. Chance comes from one seed, so the same text and seed give the same model on one machine.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from knowledge.embedding import two_scripts
from knowledge.library import Library
from knowledge.training.augment import Noise
from knowledge.training.corpus import Pair, as_a_question, groups, pairs
from knowledge.training.shelves import libraries
from nlu.text import unmark

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides the model; written into its folder as `recipe.json`."""

    seed: int = 20261122
    vocabulary: int = 12288
    dimensions: int = 256
    scale: float = 20.0
    catalogue_steps: int = 1200
    catalogue_batch: int = 192
    steps: int = 2800
    groups_at_once: int = 192
    mixed_in: int = 144
    rate: float = 0.02


Batch = tuple[list[str], list[str]]


def vocabulary(texts: Sequence[str], recipe: Recipe) -> Tokenizer:
    """Byte-pair pieces of the training text in both scripts."""
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]"))  # noqa: S106 - a token of the alphabet
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.BpeTrainer(
        vocab_size=recipe.vocabulary, min_frequency=2, special_tokens=["[UNK]"], show_progress=False
    )
    tokenizer.train_from_iterator((two_scripts(text) for text in texts), trainer)
    return tokenizer


def catalogue_batches(found: Sequence[Pair], recipe: Recipe, chance: Random) -> Iterator[Batch]:
    """A title, or what a person may say of it, against a piece of its own text."""
    for _ in range(recipe.catalogue_steps if found else 0):
        chosen = chance.sample(found, min(recipe.catalogue_batch, len(found)))
        texts = [chance.choice(pair.texts) for pair in chosen]
        yield [_asked(pair.title, chance) for pair in chosen], [_bare(text, chance) for text in texts]


def sentence_batches(
    sentences: Sequence[Sequence[str]], found: Sequence[Pair], recipe: Recipe, chance: Random
) -> Iterator[Batch]:
    """Two sentences of each of many groups, rewritten, so that no batch holds a false negative; titles beside."""
    noise = Noise()
    for _ in range(recipe.steps):
        left, right = [], []
        for group in chance.sample(sentences, min(recipe.groups_at_once, len(sentences))):
            one, other = chance.sample(group, 2)
            left.append(noise.rewrite(one, chance))
            right.append(other if chance.random() < 0.5 else noise.rewrite(other, chance))
        for pair in chance.sample(found, min(recipe.mixed_in, len(found))):
            left.append(noise.rewrite(as_a_question(pair.title, chance), chance))
            right.append(pair.title)
        yield left, right


def _asked(title: str, chance: Random) -> str:
    return _bare(as_a_question(title, chance), chance)


def _bare(text: str, chance: Random) -> str:
    return unmark(text) if chance.random() < 0.4 else text


def fit(model: Any, batches: Iterator[Batch], *, steps: int, recipe: Recipe) -> None:
    """Multiple negatives ranking at 256, 128 and 64 dimensions; the rate falls along a cosine."""
    import torch
    from sentence_transformers.losses import MatryoshkaLoss, MultipleNegativesRankingLoss

    inner = MultipleNegativesRankingLoss(model, scale=recipe.scale)
    loss = MatryoshkaLoss(model, inner, matryoshka_dims=[recipe.dimensions, 128, 64])
    optimizer = torch.optim.Adam(model.parameters(), lr=recipe.rate, fused=True)
    model.train()
    for step, (left, right) in enumerate(batches):
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate * 0.5 * (1 + math.cos(math.pi * step / steps)) + 1e-5
        features = [model.preprocess([two_scripts(text) for text in side]) for side in (left, right)]
        value = loss(features, torch.arange(len(left)))
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        if step % 250 == 0:
            print(f"  step {step}/{steps}: loss {value.item():.3f}", flush=True)


def train(out: Path, library: Library, recipe: Recipe) -> None:
    """Writes a sentence-transformers folder with the model, and beside it what it was made of."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import StaticEmbedding

    began, chance = perf_counter(), Random(recipe.seed)  # noqa: S311 - training, not secrets
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(1)  # the same sums every time, and no quarrel over shared cores
    sentences, found = list(groups(library).values()), pairs(library)
    tokenizer = vocabulary(_spelling(sentences, found, chance), recipe)
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_dim=recipe.dimensions)], device="cpu"
    )
    fit(model, catalogue_batches(found, recipe, chance), steps=recipe.catalogue_steps, recipe=recipe)
    fit(model, sentence_batches(sentences, found, recipe, chance), steps=recipe.steps, recipe=recipe)
    _save(model, out)
    _note(out, recipe, sentences, found, perf_counter() - began)


def _spelling(sentences: Sequence[Sequence[str]], found: Sequence[Pair], chance: Random) -> list[str]:
    """Text in the proportions in which the tokenizer should know it: our sentences, rewritten, weigh most."""
    noise = Noise()
    ours = [noise.rewrite(text, chance) for group in sentences for text in group for _ in range(6)]
    return ours + [pair.title for pair in found] + [chance.choice(pair.texts) for pair in found]


def _save(model: Any, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(str(out), create_model_card=False)


def _note(
    out: Path, recipe: Recipe, sentences: Sequence[Sequence[str]], found: Sequence[Pair], took: float
) -> None:
    made_of = asdict(recipe) | {
        "groups": len(sentences),
        "sentences": sum(map(len, sentences)),
        "catalogue_titles": len(found),
        "seconds": round(took),
    }
    (out / "recipe.json").write_text(json.dumps(made_of, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(made_of))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, nargs="?", default=HERE.parent / "model")
    parser.add_argument("--catalogue", type=Path, nargs="*", help="catalogue files; left out, what is at hand")
    parser.add_argument("--steps", type=int, default=Recipe().steps)
    parser.add_argument("--seed", type=int, default=Recipe().seed)
    said = parser.parse_args()
    curated, full = libraries(said.catalogue)
    train(said.out, full or curated, Recipe(steps=said.steps, seed=said.seed))


if __name__ == "__main__":
    main()
