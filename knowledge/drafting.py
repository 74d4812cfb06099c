"""Drafts a plain-language record for an imported procedure that nobody wrote up; always for a person to read.

What the portal gives as figures and fields is taken as it is; its prose is worded anew and each sentence must be
borne out by that prose. It must not fill in what only a person can: the checked day, everyday names, the counter.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import yaml

from knowledge.catalogue.entry import Entry
from knowledge.catalogue.plain import SOURCE, plain
from knowledge.catalogue.plain_fees import fees_of
from knowledge.catalogue.plain_papers import papers_of
from knowledge.catalogue.shortening import short
from knowledge.fact import Fact
from knowledge.grounding import ungrounded
from knowledge.procedure import Paper, Procedure
from knowledge.rephrasing import NoAnswer, prompts
from nlu.text import fold

MOST_LINES = 4
_LONGEST_SOURCE = 6000
_LONGEST_SLUG = 40
_BULLET = re.compile(r"^\s*(?:[-–•*+]|\d{1,2}[.)])\s+")
Fit = Callable[[str], bool]


class Ask(Protocol):
    """Puts one of the prompts to a model; NoAnswer when nothing usable comes back."""

    def __call__(self, prompt: str, **values: str) -> str:
        """The answer."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a record's file, and what was left out of it with the reason, for the person who reads it."""

    slug: str
    text: str
    left_out: tuple[str, ...]


class Drafting:
    """One draft being made: what the model said and may stand, and what may not."""

    def __init__(self, ask: Ask, fit: Fit) -> None:
        self._ask = ask
        self._fit = fit
        self.left_out: list[str] = []

    def sentences(self, prose: str, about: str) -> Iterator[str]:
        """Sentences about one side of the procedure, each borne out by the prose."""
        if prose:
            said = self.asked("draft", prose[:_LONGEST_SOURCE], about=prompts()["about"][about])
            lines = (_BULLET.sub("", line).strip() for line in said.splitlines())
            for line in [line for line in lines if line][:MOST_LINES]:
                if self.stands(line, prose, about):
                    yield line

    def asked(self, prompt: str, text: str, **values: str) -> str:
        """The answer; an empty one, with a word on it, when there is none."""
        try:
            return self._ask(prompt, text=text, **values)
        except NoAnswer as error:
            self.left_out.append(f"{text.strip()[:60]!r}: no answer ({error})")
            return ""

    def stands(self, line: str, prose: str, about: str) -> bool:
        """Whether a sentence may stand in the draft; what may not is noted."""
        wrong = ungrounded(line, prose)
        if not wrong and not self._fit(line):
            wrong = ["breaks the rules of plain language"]
        if wrong:
            self.left_out.append(f"{about}: {line!r}: {'; '.join(wrong)}")
        return not wrong


def draft(entry: Entry, ask: Ask, *, fit: Fit, day: dt.date, taken: Collection[str] = ()) -> Draft:
    """The draft of a record for this entry; `day` is the day that the portal's text speaks for."""
    drafting = Drafting(ask, fit)
    record = plain(entry)
    worded = {
        "who": _worded(drafting, record.who, "\n".join(entry.requirements), "who"),
        "papers": [_paper(paper, name) for paper, name in _named(drafting, entry)],
        "fees": [fee.model_dump(exclude_defaults=True) for fee in fees_of(entry, SOURCE)],
        "result": _worded(drafting, () if entry.results else record.result, "\n".join(entry.results), "result"),
        "notes": _worded(drafting, record.notes, _steps(entry), "notes"),
    }
    slug = slug_of(record.title, entry.code, taken)
    text = yaml.safe_dump(
        _record(record, slug, worded, day),
        allow_unicode=True,
        sort_keys=False,
        width=120,
        default_flow_style=False,
    )
    return Draft(slug, _head(drafting.left_out, day) + text, tuple(drafting.left_out))


def slug_of(title: str, code: str, taken: Collection[str] = ()) -> str:
    """A short name for the file, from the words of the title; with the code's figures when it is taken."""
    slug = _shortened(title, _LONGEST_SLUG)
    if slug in taken or len(slug) < 3 or not slug[0].isalpha():
        slug = f"{_shortened(title, _LONGEST_SLUG - 9) or 'viec'}-{code.replace('.', '')}"
    return slug if slug[0].isalpha() else f"viec-{slug}"[:_LONGEST_SLUG]


def _shortened(title: str, longest: int) -> str:
    slug = ""
    for word in fold(title).split():
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > longest:
            break
        slug = longer
    return slug


def _worded(drafting: Drafting, own: Iterable[Fact], prose: str, about: str) -> list[dict[str, Any]]:
    """What the plain format says already in our own words, then what the model made of the prose."""
    facts = [fact.text for fact in own] + list(drafting.sentences(prose, about))
    return [{"text": text, "source": SOURCE} for text in dict.fromkeys(facts)]


def _named(drafting: Drafting, entry: Entry) -> Iterator[tuple[Paper, str]]:
    """Every paper, with a plain name that is borne out by the portal's whole one."""
    whole = {short(row.name): row.name for case in entry.cases for row in case.papers}
    for paper in papers_of(entry, SOURCE):
        prose = whole.get(paper.text, paper.text)
        name = drafting.asked("name_paper", prose).split("\n")[0].strip().rstrip(".")
        if name and drafting.stands(name, prose, "papers"):
            yield paper, name


def _paper(paper: Paper, name: str) -> dict[str, Any]:
    kept = paper.model_dump(exclude_defaults=True, exclude={"text", "source"})
    return {"text": name, **kept, "source": SOURCE}


def _steps(entry: Entry) -> str:
    return "\n".join(line for step in entry.steps for line in (step.name, *step.lines) if line)


def _record(record: Procedure, slug: str, worded: dict[str, list[dict[str, Any]]], day: dt.date) -> dict[str, Any]:
    """The record as it is written down, in the order in which the shipped ones are."""
    said = record.model_dump(exclude_defaults=True, exclude={"names", "slug", "status", "group"})
    first = {
        "code": record.code,
        "slug": slug,
        "status": "written",
        "group": _shortened(record.group, _LONGEST_SLUG) or SOURCE,
        "title": record.title,
        "official_title": record.official_title,
        "needs_review": prompts()["draft_review"].format(day=f"{day:%d-%m-%Y}"),
    }
    order = (
        "office",
        "portal_page",
        "sources",
        "who",
        "papers",
        "fees",
        "durations",
        "where",
        "ways",
        "result",
        "notes",
    )
    both = said | worded
    rest = {name: both[name] for name in (*order, "legal_basis") if both.get(name)}
    return first | rest | {"names": {"everyday": []}}


def _head(left_out: Iterable[str], day: dt.date) -> str:
    """A comment for the person who reads the draft."""
    lines = [
        f"# For editors. Drafted by a model from the portal's text of {day}. Compare every sentence with it;",
        "# write `checked`, `counter_mode` and the everyday names; then take `needs_review` away.",
        *(f"# Left out: {' '.join(each.split())}" for each in left_out),
    ]
    return "\n".join(lines) + "\n"
