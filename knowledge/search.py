"""Finds the record that a question is about, or says honestly that there is none or that several fit.

Order of trust: a code, form or law number in the question, then both legs and the re-ranker, then the floor.
It words no answer. A Search never changes; a new one takes its place when the content does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from knowledge import narrowing
from knowledge.calibration import Figures
from knowledge.dense import Dense
from knowledge.embedding import Embedding
from knowledge.families import Family
from knowledge.faq import Faq
from knowledge.lexical import Lexical
from knowledge.library import Library
from knowledge.life_event import LifeEvent
from knowledge.passages import Target
from knowledge.reranking import FEATURES, Heard, Reranking
from knowledge.titles import key

Verdict = Literal["certain", "close", "which_province", "none", "out_of_scope"]
Scores = NDArray[np.float64]
Places = NDArray[np.int64]

CHOICES: Final = 3
EACH_LEG: Final = 24
"""Candidates that each leg names; the re-ranker looks at both lists joined."""
MOST_RIVALS: Final = 12
"""How far down the list another matter is looked for."""
_LONGEST = 2000
"""Characters of a question that are looked at; a longer story has said what it wants by then."""
_CODE = re.compile(r"(?<![\d.])(\d)[.,\s]?(\d{6})(?![\d.]*\d)")
_NAMED_PLAINLY = 0.7
"""Share of a title that must be said for a procedure that only companies may ask for to be shown to a citizen."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record and how sure it is, 0..1; the scores of one answer sum to at most 1."""

    slug: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """Best first. `choices` are the slugs to ask about when the verdict is "close".

    With "none" they are the nearest ones that may still be offered; with "which_province" the hits hold a copy for
    any province and the province must be asked; with the other verdicts they are empty.
    """

    hits: tuple[Hit, ...]
    verdict: Verdict
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates best first: places of targets, the features they were ranked by, and their scores."""

    places: Places
    features: NDArray[np.float64]
    scores: Scores


class Search:
    """Both legs and the re-ranker over one set of targets; ours come first, the topics that are not ours after."""

    def __init__(
        self,
        library: Library,
        embedding: Embedding,
        *,
        legs: tuple[Dense, Lexical],
        targets: Sequence[Target],
        reranking: Reranking,
        figures: Figures,
    ) -> None:
        self._library = library
        self._embedding = embedding
        self._dense, self._lexical = legs
        self.targets = tuple(targets)
        self.ours = sum(target.beyond is None for target in targets)
        self._reranking = reranking
        self.figures = figures
        self._weights = np.array([figures.order.get(name, 0.0) for name in FEATURES])
        self._families = self._by_place()
        self._titles = {place: key(family.head.title) for place, family in self._families.items()}
        self._local = np.array([self._needs_province(place) for place in range(self.ours)], dtype=bool)
        self._for_companies = np.array([self._is_for_companies(place) for place in range(self.ours)], dtype=bool)

    def find(self, question: str, limit: int = 10, *, province: str | None = None) -> Found:
        """The records the question may be about, at most `limit`, and what to make of them.

        `province` is the citizen's, by its two-digit code; one that the question names goes before it.
        """
        asked = question[:_LONGEST]
        where = narrowing.named_province(asked) or province
        if named := self._named(asked):
            return named
        heard = self.heard(asked)
        if not heard.spoken.worth or not len(heard.spoken.places):  # no word that anybody here has said
            return Found((), "none")
        among = self._resting_on(asked)
        ranked = self.ranked(heard, asked, where, among=among)
        if not len(ranked.places):
            return Found((), "none")
        found = self._judged(ranked, heard, where, sure=len(among) > 0, most=max(limit, MOST_RIVALS))
        return self._called(asked, found, limit)

    def heard(self, question: str) -> Heard:
        """What both legs say, undecided; calibration learns from it."""
        asked = question[:_LONGEST]
        vector, spoken = self._embedding.encode([asked]), self._lexical.spoken(asked)
        return Heard(vector, self._dense.near(vector), self._lexical.scores(spoken), spoken)

    def ranked(self, heard: Heard, question: str, province: str | None, *, among: Places | None = None) -> Ranked:
        """The candidates in order of the re-ranker; `among` narrows them down to these targets."""
        allowed = self._allowed(province)
        if among is not None and len(among):
            only = np.zeros_like(allowed)
            only[among] = True
            allowed &= only
        candidates = self._candidates(heard, allowed)
        if not len(candidates):
            return Ranked(candidates, np.zeros((0, len(FEATURES))), np.zeros(0))
        features = self._reranking.features(heard, candidates)
        if not narrowing.speaks_of_a_company(question):
            named = features[:, FEATURES.index("title_said")] >= _NAMED_PLAINLY
            kept = named | ~self._for_companies[candidates]
            candidates, features = candidates[kept], features[kept]
        scores = features @ self._weights
        order = np.argsort(-scores, kind="stable")
        return Ranked(candidates[order], features[order], scores[order])

    def signs(self, ranked: Ranked, heard: Heard) -> Scores:
        """The few figures that tell a question for us from one that is not; see `calibration.SIGNS`."""
        best = dict(zip(FEATURES, ranked.features[0].tolist(), strict=True))
        return np.array(
            [
                best["dense"],
                _top(heard.near[self.ours :]) - _top(heard.near[: self.ours]),
                best["lexical"],
                np.log1p(_top(heard.lexical[self.ours :])) - best["lexical"],
                min(best["lexical_covered"], 2.0),
                best["overlap"],
                best["title_said"],
                best["imported"],
                best["dense_three"],
                best["passage_said"],
                np.log1p(heard.spoken.worth),
                best["faq"],
                best["event"],
            ]
        )

    def _candidates(self, heard: Heard, allowed: NDArray[np.bool_]) -> Places:
        """The best of each leg among the targets allowed, and of their sum."""
        places = np.flatnonzero(allowed)
        dense, lexical = heard.near[places], heard.lexical[places]
        together = dense + self.figures.lexical_weight * lexical / max(heard.spoken.worth, 1e-9)
        best = [_best(leg, EACH_LEG) for leg in (dense, lexical, together)]
        return places[np.unique(np.concatenate(best))] if len(places) else places

    def _allowed(self, province: str | None) -> NDArray[np.bool_]:
        """Ours, without the copies of provinces other than the citizen's."""
        allowed = np.ones(self.ours, dtype=bool)
        if province:
            for place in np.flatnonzero(self._local):
                allowed[place] = province in self._families[int(place)].by_province
        return allowed

    def _called(self, question: str, found: Found, limit: int) -> Found:
        """A question that is nothing but one record's name is about it, however alike its siblings are."""
        slug = self._library.called(question)
        if slug is None or slug not in {hit.slug for hit in found.hits}:
            return replace(found, hits=found.hits[:limit])
        hits = sorted(found.hits, key=lambda hit: hit.slug != slug)
        return Found(tuple(hits[:limit]), "certain")

    def _named(self, question: str) -> Found | None:
        """Procedures whose code (today's or another), or a form only they use, stands in the question."""
        codes = [f"{first}.{rest}" for first, rest in _CODE.findall(question)]
        slugs = list(dict.fromkeys(p.slug for code in codes for p in self._library.by_code(code)))
        slugs = slugs or self._library.by_form(question)
        if not slugs or len(slugs) > CHOICES:
            return None
        hits = tuple(Hit(slug, 1 / len(slugs)) for slug in slugs)
        return Found(hits, "certain") if len(slugs) == 1 else Found(hits, "close", tuple(slugs))

    def _resting_on(self, question: str) -> Places:
        """Places of the records that rest on a law named in the question."""
        slugs = set(self._library.by_law(question))
        return np.array([place for place in range(self.ours) if self._slugs(place) & slugs] if slugs else [], int)

    def _slugs(self, place: int) -> set[str]:
        family = self._families.get(place)
        return set(family.codes) if family else {self.targets[place].name}

    def _judged(self, ranked: Ranked, heard: Heard, province: str | None, *, sure: bool, most: int) -> Found:
        figures = self.figures
        shares = figures.shares(ranked.scores)
        inside = figures.is_inside(self.signs(ranked, heard))
        hits = tuple(
            Hit(self._slug(int(place), province), float(share * inside))
            for place, share in zip(ranked.places[:most], shares[:most], strict=True)
        )
        if inside < figures.offer and not sure:
            return Found(hits, self._beyond(heard))
        near = self.rivals(ranked, ranked.scores[0] + np.log(figures.near))
        choices = tuple(hits[place].slug for place in near)
        if inside < figures.floor and not sure:
            return Found(hits, "none", choices)
        if self._local[ranked.places[0]] and not province:
            return Found(hits, "which_province")
        return Found(hits, "close", choices) if len(near) > 1 else Found(hits, "certain")

    def rivals(self, ranked: Ranked, least: float = -np.inf) -> list[int]:
        """Which of the candidates to ask about: the best, and other matters that score no less than `least`."""
        near = [0]
        for place in range(1, min(len(ranked.scores), MOST_RIVALS)):
            if len(near) == CHOICES or ranked.scores[place] < least:
                break
            target = int(ranked.places[place])
            if not self._local[target] and not any(self._same_matter(target, int(ranked.places[n])) for n in near):
                near.append(place)
        return near

    def _same_matter(self, one: int, other: int) -> bool:
        """No choice to offer: one title at two levels, a question beside its procedure, an event beside a step."""
        if self._titles.get(one) is not None and self._titles.get(one) == self._titles.get(other):
            return True
        slugs = {self.targets[one].name, self.targets[other].name}
        for place in (one, other):
            name = self.targets[place].name
            record = self._library.by_slug(name) if self.targets[place].kind in ("faq", "event") else None
            if isinstance(record, Faq) and slugs & set(record.procedures):
                return True
            if isinstance(record, LifeEvent) and slugs & {step.procedure for step in record.steps}:
                return True
        return False

    def _beyond(self, heard: Heard) -> Verdict:
        """What kind of beyond is nearest: both legs together, each against its own best."""
        dense, lexical = heard.near[self.ours :], heard.lexical[self.ours :]
        if not len(dense):
            return "none"
        together = dense + lexical / max(_top(lexical), 1e-9) / 2
        return self.targets[self.ours + int(np.argmax(together))].beyond or "none"

    def _slug(self, place: int, province: str | None) -> str:
        family = self._families.get(place)
        if family is None:
            return self.targets[place].name
        return family.code(province) or family.head.code

    def _by_place(self) -> Mapping[int, Family]:
        by_head = {family.head.code: family for family in self._library.families}
        return {
            place: by_head[target.name] for place, target in enumerate(self.targets) if target.kind == "imported"
        }

    def _needs_province(self, place: int) -> bool:
        family = self._families.get(place)
        return family is not None and family.national is None

    def _is_for_companies(self, place: int) -> bool:
        family = self._families.get(place)
        return family is not None and narrowing.is_for_companies_only(family.head)


def _best(scores: NDArray[np.float32], count: int) -> Places:
    if len(scores) <= count:
        return np.arange(len(scores))
    return np.argpartition(-scores, count)[:count]


def _top(scores: NDArray[np.float32]) -> float:
    return float(scores.max()) if len(scores) else 0.0
