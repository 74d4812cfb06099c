"""Any sentence-transformers model behind the embedding port; the one home of sentence-transformers at run time.

The library and torch are loaded with the first text, not before; the `train` extra installs them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.embedding import Vectors, unit


class TransformerEmbedding:
    """A model folder on disk. `question_prefix` is put before every text where the model wants one ("query: ")."""

    def __init__(self, path: Path, *, question_prefix: str = "") -> None:
        self._path = path
        self._prefix = question_prefix

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(self._path), device="cpu", local_files_only=True)

    @property
    def dimensions(self) -> int:
        return len(self.encode([""])[0])

    @cached_property
    def fingerprint(self) -> str:
        """By names, sizes and small files: hashing gigabytes of weights would hold up every start."""
        digest = hashlib.sha256(self._prefix.encode())
        for path in sorted(self._path.rglob("*.*")):
            if path.is_file():
                size = path.stat().st_size
                digest.update(f"{path.relative_to(self._path)}:{size}".encode())
                digest.update(path.read_bytes() if size < 1_000_000 else b"")
        return digest.hexdigest()[:16]

    def encode(self, texts: Sequence[str]) -> Vectors:
        prefixed = [self._prefix + text for text in texts]
        vectors = self._model.encode(prefixed, convert_to_numpy=True, show_progress_bar=False)
        return unit(np.asarray(vectors, dtype=np.float32))
