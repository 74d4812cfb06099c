"""Every passage's vector and terms, kept by the hash of the text: what is known of it is never worked out twice.

So one changed record costs one record. Saved as faiss's own file with plain arrays, words and checksums beside.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from knowledge.dense import IndexBroken, read_rows, write_rows
from knowledge.embedding import Embedding, Vectors
from knowledge.lexical import terms

Places = NDArray[np.int64]
_KEY = np.dtype("S16")
_BATCH = 4096


@dataclass(frozen=True, slots=True)
class Texts:
    """Rows in the order of the texts given. `terms[starts[i]:starts[i + 1]]` are the places of text i's terms."""

    keys: NDArray[np.bytes_]
    rows: Vectors
    terms: NDArray[np.int32]
    starts: Places
    vocabulary: dict[str, int]

    @classmethod
    def of(cls, texts: Sequence[str], embedding: Embedding, before: Texts | None = None) -> Texts:
        """What is known of these texts; those that `before` knows are taken from it."""
        keys = _keys(texts)
        known = {} if before is None else {key: place for place, key in enumerate(before.keys.tolist())}
        fresh = {key: text for key, text in zip(keys.tolist(), texts, strict=True) if key not in known}
        added = cls._worked_out(fresh, embedding, dict(before.vocabulary) if before else {})
        first_new = len(before.keys) if before else 0
        known |= {key: first_new + place for place, key in enumerate(fresh)}
        whole = added if before is None else before.joined(added)
        return whole.chosen(np.array([known[key] for key in keys.tolist()], dtype=np.int64))

    @classmethod
    def _worked_out(cls, fresh: dict[bytes, str], embedding: Embedding, vocabulary: dict[str, int]) -> Texts:
        texts = list(fresh.values())
        rows = [embedding.encode(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
        places = [[vocabulary.setdefault(term, len(vocabulary)) for term in sorted(set(terms(t)))] for t in texts]
        starts = np.cumsum([0, *map(len, places)], dtype=np.int64)
        flat = np.array([place for each in places for place in each], dtype=np.int32)
        width = rows[0].shape[1] if rows else 0
        vectors = np.vstack(rows) if rows else np.zeros((0, width), dtype=np.float32)
        return cls(np.array(list(fresh), dtype=_KEY), vectors, flat, starts, vocabulary)

    def joined(self, added: Texts) -> Texts:
        """These, then those; `added` was worked out with the vocabulary of these."""
        if not len(added.keys):
            return self
        return Texts(
            np.concatenate([self.keys, added.keys]),
            np.vstack([self.rows, added.rows]),
            np.concatenate([self.terms, added.terms]),
            np.concatenate([self.starts, self.starts[-1] + added.starts[1:]]),
            added.vocabulary,
        )

    def chosen(self, places: Places) -> Texts:
        """The texts at these places, in this order."""
        if np.array_equal(places, np.arange(len(self.keys))):
            return self
        spans, starts = gathered(self.starts, places)
        return Texts(self.keys[places], self.rows[places], self.terms[spans], starts, self.vocabulary)

    def write(self, folder: Path) -> None:
        """Saves as `texts.faiss`, `texts.npz` and `texts.json` under the folder."""
        write_rows(self.rows, folder / "texts.faiss")
        np.savez(folder / "texts.npz", keys=self.keys, terms=self.terms, starts=self.starts)
        beside = {
            "blake2b": {name: _checksum(folder / name) for name in ("texts.faiss", "texts.npz")},
            "words": list(self.vocabulary),
        }
        (folder / "texts.json").write_text(json.dumps(beside, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Texts:
        """What `write` saved there; IndexBroken when the files are damaged or do not belong together."""
        try:
            beside = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
            for name, sum_ in beside["blake2b"].items():
                if _checksum(folder / name) != sum_:
                    raise IndexBroken(f"{folder}: the checksum of {name} differs")
            vocabulary = {word: place for place, word in enumerate(beside["words"])}
            with np.load(folder / "texts.npz", allow_pickle=False) as saved:
                rows = read_rows(folder / "texts.faiss")
                return cls(saved["keys"], rows, saved["terms"], saved["starts"], vocabulary)
        except (OSError, ValueError, KeyError, EOFError, AttributeError, RuntimeError, BadZipFile) as error:
            raise IndexBroken(f"{folder}: {error}") from error


def gathered(starts: Places, places: Places) -> tuple[Places, Places]:
    """Where the spans of these places lie one after another, and where each begins among them."""
    lengths = starts[places + 1] - starts[places]
    begins = np.concatenate(([0], np.cumsum(lengths)))
    offsets = np.repeat(starts[places] - begins[:-1], lengths)
    return offsets + np.arange(begins[-1]), begins


def _keys(texts: Sequence[str]) -> NDArray[np.bytes_]:
    return np.array([_hash(text) for text in texts], dtype=_KEY)


def _hash(text: str) -> bytes:
    """Hexadecimal, because numpy's byte strings lose closing zeros."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest().encode()


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()
