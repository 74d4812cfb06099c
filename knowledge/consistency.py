"""Finds what contradicts itself in curated content: figures, dates, sources, laws. It only reports.

Near-duplicates by meaning are found in `knowledge/neighbours.py`; how a sentence reads is judged elsewhere.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import yaml

from knowledge.content import Content, Record
from knowledge.fact import Fact
from knowledge.faq import Faq
from knowledge.procedure import Duration, Fee, Procedure
from nlu.text import fold

_HERE = Path(__file__).parent
_AROUND: dict[str, str] = yaml.safe_load((_HERE / "consistency.yml").read_text(encoding="utf-8"))
_FIGURE = re.compile(rf"(?<!{_AROUND['ordinal']})\d+(?:\.\d{{3}})*")
"""A figure that can be wrong; an ordinal names somebody."""
_DAYS = re.compile(rf"(?<!{_AROUND['added']})\b(\d+){_AROUND['days']}")
"""Days that a sentence gives as the whole time."""
_LAW = re.compile(r"\b\d+(?:\.\d+)?/\d{4}/[A-Z\u0110]+\d*(?:-[A-Z\u0110]+g?)*")
"""Laws, decrees and circulars carry their year; the ministries' decisions that publish a procedure do not."""
LOOK_AGAIN_AFTER_DAYS = 90


def problems(content: Content, today: dt.date) -> Iterator[str]:
    """Every contradiction, one line each, with the record it stands in."""
    for record in content:
        yield from (f"{record.slug}: {wrong}" for wrong in _within(record, today))
    for procedure in content.procedures:
        faqs = [faq for faq in content.faqs if procedure.slug in faq.procedures]
        yield from _against(procedure, faqs)


def to_look_at_again(content: Content, today: dt.date) -> Iterator[tuple[str, int]]:
    """Slugs of records whose oldest comparison with a source is more than 90 days old, with that age in days."""
    for record in content:
        days = [(today - checked).days for checked in _checked(record)]
        if days and max(days) > LOOK_AGAIN_AFTER_DAYS:
            yield record.slug, max(days)


def law_numbers(text: str) -> set[str]:
    """The numbers of laws, decrees and circulars in a text: "154/2024/NĐ-CP"."""
    return set(_LAW.findall(text))


@lru_cache(maxsize=1)
def known_laws() -> Mapping[str, str | None]:
    """Laws by number, each with the number of the one that replaced it, from `laws.yml`."""
    found: dict[str, str | None] = yaml.safe_load((_HERE / "laws.yml").read_text(encoding="utf-8"))["laws"]
    return found


def _within(record: Record, today: dt.date) -> Iterator[str]:
    for fact in record.facts:
        yield from _about(fact, today)
    yield from (f"{one.text!r} contradicts {other.text!r}" for one, other in _contradictions(record.facts))
    cited = {fact.source for fact in record.facts}
    if isinstance(record, Procedure):
        cited |= {alias.source for alias in record.aliases} | ({record.filing.source} if record.filing else set())
        if record.status != "written":
            cited = set(record.sources)
    yield from (f"source {name!r} is cited by nothing" for name in sorted(set(record.sources) - cited))
    yield from (f"checked on {day}, which is still to come" for day in _checked(record) if day > today)
    yield from _laws(record)


def _about(fact: Fact, today: dt.date) -> Iterator[str]:
    figures = {figure.replace(".", "") for figure in _FIGURE.findall(fact.text)}
    if isinstance(fact, Fee) and fact.amount and str(fact.amount) not in figures:
        yield f"{fact.text!r} does not say its amount of {fact.amount}"
    days = _DAYS.findall(fact.text)
    if isinstance(fact, Duration) and fact.working_days and days and str(fact.working_days) not in days:
        yield f"{fact.text!r} does not say its {fact.working_days} working days"
    if fact.valid_from and fact.valid_to and fact.valid_to < fact.valid_from:
        yield f"{fact.text!r} ends before it begins"
    if fact.valid_to and fact.valid_to < today - dt.timedelta(days=365):
        yield f"{fact.text!r} ended more than a year ago: take it out"


def _contradictions(facts: Iterable[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """Pairs that say the same with other figures and hold at the same time."""
    alike: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if _FIGURE.search(fact.text):
            alike[fold(_FIGURE.sub(" x ", fact.text))].append(fact)
    for group in alike.values():
        for one, other in combinations(group, 2):
            if _FIGURE.findall(one.text) != _FIGURE.findall(other.text) and _overlap(one, other):
                yield one, other


def _overlap(one: Fact, other: Fact) -> bool:
    first, last = dt.date.min, dt.date.max
    return (one.valid_from or first) <= (other.valid_to or last) and (other.valid_from or first) <= (
        one.valid_to or last
    )


def _against(procedure: Procedure, faqs: list[Faq]) -> Iterator[str]:
    """A question's answer must not give other figures than its procedure does in the same words."""
    for faq in faqs:
        own = set(map(id, faq.answer))
        for one, other in _contradictions((*procedure.facts, *faq.answer)):
            if (id(one) in own) != (id(other) in own):
                yield f"{faq.slug}: {other.text!r} contradicts {procedure.slug}: {one.text!r}"


def _checked(record: Record) -> list[dt.date]:
    days = [fact.checked for fact in record.facts] + [record.checked]
    return [day for day in days if day]


def _laws(record: Record) -> Iterator[str]:
    titles = [source.title for source in record.sources.values()]
    basis = record.legal_basis if isinstance(record, Procedure) else ()
    listed = set[str]().union(*(law_numbers(text) for text in (*titles, *basis)))
    told = set[str]().union(*(law_numbers(fact.text) for fact in record.facts))
    yield from (f"{number} is told and is in no source" for number in sorted(told - listed))
    known = known_laws()
    for number in sorted(listed | told):
        if number not in known:
            yield f"{number} is not in laws.yml"
        elif (newer := known[number]) and newer not in listed and not record.needs_review:
            yield f"{number} was replaced by {newer}"
