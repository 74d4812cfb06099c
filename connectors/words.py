"""Loads the Vietnamese words of the adapters from `words.yml`. It must not decide which of them is said."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Parsed from YAML: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ProgressWords(Model):
    """What our progress entry says, and who says it."""

    person: str
    content: str


class PacketWords(Model):
    """Headings and labels of the printed packet; `date` and `footer` are templates."""

    file_name: str
    title: str
    banner: str
    banner_more: str
    reference: str
    code: str
    form: str
    applicant: str
    phone: str
    filed: str
    date: str
    question: str
    answer: str
    pledge: str
    place_and_date: str
    signature: str
    signature_hint: str
    papers: str
    papers_hint: str
    page: str
    page_hint: str
    footer: str


class Words(Model):
    """The whole file."""

    progress: ProgressWords
    packet: PacketWords


@cache
def words() -> Words:
    """The words as shipped; read once."""
    text = (Path(__file__).parent / "words.yml").read_text(encoding="utf-8")
    return Words.model_validate(yaml.safe_load(text))
