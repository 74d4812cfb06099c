"""Turns text into vectors: the port, and the shipped static model served by `tokenizers` and numpy.

It must not import torch or sentence-transformers; larger models live in `knowledge/transformer.py`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from nlu.text import clean, fold, same_tone_placement

Vectors = NDArray[np.float32]

SHIPPED = Path(__file__).parent / "model"
"""The folder of the model that comes with the product."""


class Embedding(Protocol):
    """Anything that turns texts into unit vectors."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    @property
    def fingerprint(self) -> str:
        """Differs between two models that give different vectors."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Float32 rows of unit length, shape (len(texts), dimensions); all zeros for a text without words."""


def two_scripts(text: str) -> str:
    """The text as written and without diacritics, side by side: `raw | no-diacritics`."""
    return f"{same_tone_placement(clean(text)).lower()} | {fold(text)}"


def unit(vectors: Vectors) -> Vectors:
    """The rows scaled to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


class StaticEmbedding:
    """The mean of one row per token, as a sentence-transformers StaticEmbedding computes it."""

    def __init__(self, folder: Path) -> None:
        home = folder / "0_StaticEmbedding" if (folder / "0_StaticEmbedding").is_dir() else folder
        self._files = (home / "tokenizer.json", home / "model.safetensors")
        self._tokenizer = Tokenizer.from_file(str(self._files[0]))
        self._tokenizer.no_padding()
        self._rows = _only_tensor(self._files[1])

    @property
    def dimensions(self) -> int:
        return int(self._rows.shape[1])

    @cached_property
    def fingerprint(self) -> str:
        digest = hashlib.sha256()
        for path in self._files:
            digest.update(path.read_bytes())
        return digest.hexdigest()[:16]

    def encode(self, texts: Sequence[str]) -> Vectors:
        encoded = [
            encoding.ids
            for encoding in self._tokenizer.encode_batch_fast(
                [two_scripts(text) for text in texts], add_special_tokens=False
            )
        ]
        return unit(self._means(encoded))

    def _means(self, encoded: Sequence[Sequence[int]]) -> Vectors:
        counts = np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded))
        means = np.zeros((len(encoded), self.dimensions), dtype=np.float32)
        if not (filled := counts > 0).any():
            return means
        tokens = np.fromiter(chain.from_iterable(encoded), dtype=np.int64, count=int(counts.sum()))
        starts = np.concatenate(([0], np.cumsum(counts[filled])[:-1]))
        sums = np.add.reduceat(self._rows[tokens], starts, axis=0)
        means[filled] = sums / counts[filled, None]
        return means


def _only_tensor(path: Path) -> Vectors:
    """The one matrix of a safetensors file: 8 bytes of header length, a JSON header, raw numbers."""
    raw = path.read_bytes()
    start = 8 + int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8:start])
    (tensor,) = (entry for name, entry in header.items() if name != "__metadata__")
    kinds = {"F32": np.float32, "F16": np.float16}
    begin, end = tensor["data_offsets"]
    numbers = np.frombuffer(raw[start + begin : start + end], dtype=kinds[tensor["dtype"]])
    return numbers.reshape(tensor["shape"]).astype(np.float32)
