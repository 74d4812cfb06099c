"""The training text: sentences by what they ask for, and pairs from the national catalogue where it is at hand.

It never reads the evaluation questions, nor `development.yml`.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge.content import load
from knowledge.library import Library
from knowledge.passages import passages
from knowledge.phrasings import load as load_phrasings

_WORDS = yaml.safe_load((Path(__file__).parent / "catalogue.yml").read_text(encoding="utf-8"))
_LABEL = re.compile(rf"^({'|'.join([_WORDS['title'], *_WORDS['pieces']])}):[ ]*(.*)$")


@dataclass(frozen=True, slots=True)
class Pair:
    """A catalogue title and texts that belong to it."""

    title: str
    texts: tuple[str, ...]


def groups(procedures: Path) -> Mapping[str, tuple[str, ...]]:
    """Sentences by target: one group per procedure and one per topic that is not ours."""
    found: dict[str, tuple[str, ...]] = {}
    for passage in passages(Library(load(procedures)), load_phrasings()):
        key = f"{passage.target.beyond or 'procedure'}:{passage.target.name}"
        found[key] = (*found.get(key, ()), passage.text)
    return found


def pairs(catalogue: Path | None, ours: frozenset[str]) -> tuple[Pair, ...]:
    """Titles of the catalogue with their own text, less the codes that have a group; empty without a catalogue."""
    if catalogue is None:
        return ()
    with gzip.open(catalogue, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    read = (_pair(record["text"]) for record in records if record["code"] not in ours)
    return tuple(pair for pair in read if pair)


def _pair(text: str) -> Pair | None:
    title, texts, in_papers = "", [], False
    for line in text.splitlines():
        if found := _LABEL.match(line):
            label, said = found.groups()
            in_papers = label == _WORDS["papers"]
            if label == _WORDS["title"]:
                title = said.strip()
            else:
                texts.append(said.strip())
        elif line.startswith("    - ") and in_papers:
            texts.append(line[6:].strip())
        elif line and not line.startswith(" "):
            in_papers = False
    kept = tuple(dict.fromkeys(said[:300] for said in texts if said and said != _WORDS["nothing"]))
    return Pair(title, kept) if title and kept else None
