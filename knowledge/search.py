"""Finds the procedure that a question is about, or says honestly that there is none or that several fit.

Order of trust: a national code in the question, then the sum of both legs, then the floor. It words no answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from knowledge.calibration import Calibration
from knowledge.dense import Dense
from knowledge.embedding import Embedding
from knowledge.lexical import Lexical
from knowledge.library import Library
from knowledge.passages import Target

Verdict = Literal["certain", "close", "none", "out_of_scope"]
Scores = NDArray[np.float64]

CHOICES: Final = 3
_LONGEST = 2000
"""Characters of a question that are looked at; a longer story has said what it wants by then."""
_CODE = re.compile(r"(?<![\d.])(\d)[.,\s]?(\d{6})(?![\d.]*\d)")


@dataclass(frozen=True, slots=True)
class Hit:
    """A procedure and how sure it is, 0..1; the scores of one answer sum to at most 1."""

    slug: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """Best first. `choices` are the slugs to ask about when the verdict is "close".

    With "none" they are the nearest ones that may still be offered; with the other verdicts they are empty.
    """

    hits: tuple[Hit, ...]
    verdict: Verdict
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What both legs say about one question; arrays are by target, `ours` first."""

    dense: NDArray[np.float32]
    lexical: NDArray[np.float32]
    worth: float

    def fused(self, lexical_weight: float) -> Scores:
        """The sum of z-scores, the lexical one weighed."""
        return _z(self.dense) + lexical_weight * _z(self.lexical)


class Search:
    """Both legs over one set of targets; the procedures come first, the topics that are not ours after them."""

    def __init__(
        self,
        library: Library,
        embedding: Embedding,
        *,
        legs: tuple[Dense, Lexical],
        targets: Sequence[Target],
        calibration: Calibration,
    ) -> None:
        self._library = library
        self._embedding = embedding
        self._dense, self._lexical = legs
        self.targets = tuple(targets)
        self._ours = sum(target.beyond is None for target in targets)
        self._calibration = calibration

    def find(self, question: str, limit: int = 10) -> Found:
        """The procedures the question may be about, at most `limit`, and what to make of them."""
        if named := self._named(question):
            return named
        evidence = self.evidence(question)
        if not evidence.worth:
            return Found((), "none")
        fused = evidence.fused(self._calibration.lexical_weight)
        shares = self._calibration.shares(fused[: self._ours])
        inside = self._calibration.inside(self.signs(evidence))
        best = np.argsort(-shares, kind="stable")[: max(limit, CHOICES)]
        hits = tuple(Hit(self.targets[place].name, float(shares[place] * inside)) for place in best)
        judged = self._judged(hits, shares[best], inside=inside, beyond=fused[self._ours :])
        return self._called(question, replace(judged, hits=hits[:limit]))

    def _called(self, question: str, found: Found) -> Found:
        """A question that is nothing but one procedure's name is about it, however alike its siblings are."""
        slug = self._library.called(question)
        if slug is None or slug not in {hit.slug for hit in found.hits}:
            return found
        hits = sorted(found.hits, key=lambda hit: hit.slug != slug)
        return Found(tuple(hits), "certain")

    def evidence(self, question: str) -> Evidence:
        """What both legs say, undecided; calibration learns from it."""
        asked = question[:_LONGEST]
        dense = self._dense.scores(self._embedding.encode([asked]))
        return Evidence(dense, self._lexical.scores(asked), self._lexical.worth(asked))

    def signs(self, evidence: Evidence) -> Scores:
        """The few figures that tell a question for us from one that is not; see `calibration.SIGNS`."""
        dense, lexical = evidence.dense, evidence.lexical
        ours, beyond = slice(None, self._ours), slice(self._ours, None)
        return np.array(
            [
                _top(dense[ours]),
                _top(dense[beyond]) - _top(dense[ours]),
                np.log1p(_top(lexical[ours])),
                np.log1p(_top(lexical[beyond])) - np.log1p(_top(lexical[ours])),
                _top(lexical[ours]) / evidence.worth if evidence.worth else 0.0,
            ]
        )

    def _named(self, question: str) -> Found | None:
        """Procedures whose code (today's or another), or a form only they use, stands in the question."""
        codes = [f"{first}.{rest}" for first, rest in _CODE.findall(question)]
        slugs = list(dict.fromkeys(p.slug for code in codes for p in self._library.by_code(code)))
        slugs = slugs or self._library.by_form(question)
        if not slugs or len(slugs) > CHOICES:
            return None
        hits = tuple(Hit(slug, 1 / len(slugs)) for slug in slugs)
        return Found(hits, "certain") if len(slugs) == 1 else Found(hits, "close", tuple(slugs))

    def _judged(self, hits: tuple[Hit, ...], shares: Scores, *, inside: float, beyond: Scores) -> Found:
        figures = self._calibration
        if inside < figures.offer:
            return Found(hits, self._beyond(beyond))
        near = int((shares[:CHOICES] >= figures.near * shares[0]).sum())
        choices = tuple(hit.slug for hit in hits[:near])
        if inside < figures.floor:
            return Found(hits, "none", choices)
        return Found(hits, "close", choices) if near > 1 else Found(hits, "certain")

    def _beyond(self, fused: Scores) -> Verdict:
        if not len(fused):
            return "none"
        return self.targets[self._ours + int(np.argmax(fused))].beyond or "none"


def _z(scores: NDArray[np.float32]) -> Scores:
    spread = float(scores.std())
    return (scores.astype(np.float64) - float(scores.mean())) / (spread or 1.0)


def _top(scores: NDArray[np.float32]) -> float:
    return float(scores.max()) if len(scores) else 0.0
