"""Loads the words by which the catalogue's files are understood. It must not read a record."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

import yaml
from pydantic import AfterValidator

from knowledge.catalogue.entry import TimeUnit
from knowledge.catalogue.heading import Level, Subject
from knowledge.fact import Model
from knowledge.procedure import Channel
from nlu.text import fold, same_tone_placement

_HERE = Path(__file__).parent


Value = TypeVar("Value")


def _folded(table: dict[str, Value]) -> dict[str, Value]:
    return {fold(name): value for name, value in table.items()}


class Plain(Model):
    """Sentences and names in which an imported record is told."""

    source: str
    source_decision: str
    who: str
    subjects: dict[Subject, str]
    where: str
    ways: dict[Channel, str]
    fee: str
    fee_noted: str
    fee_foreign: str
    fee_unclear: str
    fee_council: str
    council: str
    fee_empty: tuple[str, ...]
    citing: tuple[str, ...]
    duration: dict[TimeUnit, str]
    condition: str
    whole_online: str
    anywhere: str
    old_levels: str
    glued_cells: str
    more: str
    title_opening: str
    offices: Annotated[dict[str, str], AfterValidator(_folded)]


class PageHeadings(Model):
    """Headings of the page's tables, glued as the crawl gives them."""

    ways: str
    papers: str
    laws: str
    related: str
    code: str
    result_code: str
    no_figure: tuple[str, ...]
    originals: str
    copies: str
    channels: tuple[str, ...]
    units: tuple[str, ...]
    currencies: tuple[str, ...]


class RowLabels(Model):
    """Labels inside the sections of a labelled text."""

    channel: str
    time: str
    fee: str
    note: str
    quantity: str
    no_papers: str


class Words(Model):
    """The whole file."""

    absent: tuple[str, ...]
    levels: Annotated[dict[str, Level], AfterValidator(_folded)]
    subjects: Annotated[dict[str, Subject], AfterValidator(_folded)]
    channels: Annotated[dict[str, Channel], AfterValidator(_folded)]
    units: Annotated[dict[str, TimeUnit], AfterValidator(_folded)]
    currencies: Annotated[dict[str, str], AfterValidator(_folded)]
    leaked: dict[str, str]
    old_levels: tuple[str, ...]
    case_chrome: tuple[str, ...]
    notes_case: tuple[str, ...]
    shown_case: tuple[str, ...]
    paper_case: tuple[str, ...]
    announcing_case: tuple[str, ...]
    case_openings: tuple[str, ...]
    never_a_paper: tuple[str, ...]
    not_a_paper: tuple[str, ...]
    result_openings: tuple[str, ...]
    agency_openings: tuple[str, ...]
    page_headings: PageHeadings
    page_chrome: tuple[str, ...]
    law_kinds: tuple[str, ...]
    law_assemblies: tuple[str, ...]
    law_bodies: tuple[str, ...]
    labels: dict[str, str]
    row_labels: RowLabels
    step_word: str
    provincial_decisions: tuple[str, ...]
    page_url: str
    plain: Plain
    abbreviations: dict[str, str]
    touched: dict[str, str]


@cache
def words() -> Words:
    """The words as shipped; read once."""
    return Words.model_validate(yaml.safe_load((_HERE / "words.yml").read_text(encoding="utf-8")))


@cache
def provinces() -> dict[str, tuple[str, ...]]:
    """Two-digit code to the names that the province goes or went by."""
    read = yaml.safe_load((_HERE / "provinces.yml").read_text(encoding="utf-8"))
    return {str(code): tuple(names) for code, names in read.items()}


@cache
def _province_names() -> tuple[re.Pattern[str], dict[str, str]]:
    by_name = {same_tone_placement(name): code for code, names in provinces().items() for name in names}
    longest_first = sorted(by_name, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b"), by_name


def provinces_named(text: str) -> set[str]:
    """Codes of the provinces that a text names, by today's names and by those before the mergers.

    With marks and capitals: "hòa bình" is peace, "Hòa Bình" was a province.
    """
    pattern, by_name = _province_names()
    return {by_name[found] for found in pattern.findall(same_tone_placement(text))}
