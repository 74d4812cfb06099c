"""Reads a labelled text: twenty headings in a fixed order, with rows below some of them.

Only the order tells a heading from the same word in a text, so a text that lacks one is refused.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from knowledge.catalogue.belonging import belonging, kind_by_decision
from knowledge.catalogue.entry import Agencies, Case, Entry, Law, Paper, Snapshot, Step, Way
from knowledge.catalogue.reading.bad import BadRecord, code_of
from knowledge.catalogue.reading.rows import fees, time_of
from knowledge.catalogue.tidying import known, levels, lines, parted, subjects, tidy
from knowledge.catalogue.words import words

_LAW = re.compile(r"^(?P<title>.*?)\s*\((?P<number>[^()]*)\)$")


def recognises(record: dict[str, Any]) -> bool:
    return set(record) == {"code", "text"}


def read(record: dict[str, Any], snapshot: Snapshot) -> Entry:
    """The text in the normalised form; BadRecord when headings are missing or it is about another code."""
    text = record["text"]
    if not isinstance(text, str):
        raise BadRecord("text: should be a text")
    code = code_of(record["code"])
    found = _sections(text)
    if code_of(found["code"]) != code:
        raise BadRecord(f"the text is about {found['code'].strip()}, not about {code}")
    if not (title := tidy(found["title"])):
        raise BadRecord("has no title")
    decision = tidy(found["decision"])
    bodies = (found["executing"], found["deciding"], found["address"])
    own = belonging(kind_by_decision(decision), bodies)
    return Entry(
        code=code,
        title=title,
        decision=decision,
        levels=levels(found["level"]),
        kind=own.kind,
        province=own.province,
        field=tidy(found["field"]),
        subjects=subjects(found["subjects"]),
        steps=_steps(found["steps"]),
        ways=_ways(found["ways"]),
        cases=_cases(found["papers"]),
        agencies=_agencies(found),
        results=parted(found["results"], words().result_openings),
        legal_basis=_laws(found["laws"]),
        requirements=lines(found["requirements"]),
        keywords=tidy(found["keywords"]),
        snapshots=(snapshot,),
    )


def _sections(text: str) -> dict[str, str]:
    """The text under each heading, found one after the other."""
    labels = words().labels
    hits = [(hit[1], hit.start(), hit.end()) for hit in _labels().finditer(text)]
    starts: list[tuple[str, int, int]] = []
    for name, label in labels.items():
        place = starts[-1][2] if starts else 0
        later = [hit for hit in hits if hit[0] == label and hit[1] >= place]
        if name == "keywords":  # a common word in the section before: the last one that is not in the last section
            end = max((begin for said, begin, _ in hits if said == labels["description"]), default=0)
            later = [hit for hit in later if hit[1] < end][-1:]
        if not later:
            raise BadRecord(f"the heading {label!r} is missing")
        starts.append((name, *later[0][1:]))
    ends = [start for _, start, _ in starts[1:]] + [len(text)]
    return {name: text[begin:end] for (name, _, begin), end in zip(starts, ends, strict=True)}


@cache
def _labels() -> re.Pattern[str]:
    return re.compile(rf"^({'|'.join(map(re.escape, words().labels.values()))}):[ \t]*", re.MULTILINE)


def _steps(section: str) -> tuple[Step, ...]:
    """A star begins a step with a name; lines before the first belong to none."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in section.splitlines():
        if line.startswith("  * "):
            found.append((tidy(line[4:]), []))
        elif said := tidy(line):
            found[-1][1].append(said)
    return tuple(Step(name=name, lines=tuple(said)) for name, said in found if name or said)


def _ways(section: str) -> tuple[Way, ...]:
    blocks = re.split(rf"^  \* {re.escape(words().row_labels.channel)}:", section, flags=re.MULTILINE)[1:]
    return tuple(_way(block) for block in blocks)


def _way(block: str) -> Way:
    first, _, rest = block.partition("\n")
    if (channel := known(words().channels, first)) is None:
        raise BadRecord(f"{first.strip()!r} is not a known way to file")
    rows = _rows(rest)
    label = words().row_labels
    return Way(
        channel=channel,
        time=time_of(rows.get(label.time, "")),
        fees=fees(rows.get(label.fee, "")),
        note=tidy(rows.get(label.note, "")),
    )


def _rows(block: str) -> dict[str, str]:
    """Label to value; a value goes on over lines that begin with none of the labels."""
    label = words().row_labels
    wanted = (label.time, label.fee, label.note)
    found: dict[str, str] = {}
    current = ""
    for line in block.splitlines():
        begun = next((each for each in wanted if line.startswith(f"    {each}:")), None)
        if begun:
            current = begun
            found[current] = line.partition(":")[2]
        elif current:
            found[current] += "\n" + line
    return found


def _cases(section: str) -> tuple[Case, ...]:
    found: list[tuple[str, list[Paper]]] = [("", [])]
    for line in section.splitlines():
        if line.startswith("  [ "):
            found.append((tidy(line.strip().strip("[]")), []))
        elif line.startswith("    - ") and (name := tidy(line[6:])):
            found[-1][1].append(Paper(name=name))
        elif line.startswith("      ") and found[-1][1]:
            found[-1][1][-1] = _counted(found[-1][1][-1], line)
    return tuple(Case(name=name, papers=tuple(papers)) for name, papers in found if papers)


def _counted(paper: Paper, line: str) -> Paper:
    """The paper with the figures of the line below it: originals, then copies."""
    if not line.strip().startswith(words().row_labels.quantity):
        return paper.model_copy(update={"name": f"{paper.name} {tidy(line)}".strip()})
    originals, copies, *_ = [*map(int, re.findall(r"\d+", line)), 0, 0]
    return paper.model_copy(update={"originals": originals, "copies": copies})


def _agencies(found: dict[str, str]) -> Agencies:
    named = {
        name: parted(found[name], words().agency_openings)
        for name in ("executing", "deciding", "authorised", "coordinating")
    }
    return Agencies(**named, address=tidy(found["address"]))


def _laws(section: str) -> tuple[Law, ...]:
    """One law a star; its number stands in brackets at the end."""
    starred = [tidy(each) for each in re.split(r"^  \* ", section, flags=re.MULTILINE)[1:]]
    found = []
    for line in starred:
        hit = _LAW.match(line)
        law = Law(number=hit["number"].strip(), title=hit["title"]) if hit else Law(title=line)
        found.append(law)
    return tuple(law for law in found if law.number or law.title)
