"""Proposes new sentences for a written record whose procedure the portal changed; always for a person to read.

Only sentences that say what changed are touched, and each new one is borne out by what the portal says now.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from knowledge import yaml_text
from knowledge.catalogue.aspects import Difference
from knowledge.catalogue.diff import Change
from knowledge.catalogue.entry import Entry
from knowledge.catalogue.plain import plain
from knowledge.catalogue.words import words
from knowledge.claims.claim import Claim
from knowledge.drafting import Ask, Draft, Drafting, Fit
from knowledge.fact import Fact
from knowledge.grounding import borne_out
from knowledge.procedure import Procedure
from knowledge.rephrasing import prompts
from knowledge.yaml_text import Edit

FIELDS: Final = {"fee": "fees", "days": "durations", "agency": "where", "level": "where", "papers": "papers"}
"""The side of a record that a change of each aspect touches; the others are told to the person alone."""
_FIGURE = re.compile(r"\d+(?:\.\d{3})*")
_ALIKE = 60.0
_TYPED: Final = ("amount", "working_days")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a record with what went and came, and what the portal says of it now."""

    name: str
    facts: tuple[Fact, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    now: str


def redraft(text: str, record: Procedure, changed: Iterable[tuple[Change, Entry]], *, ask: Ask, fit: Fit) -> Draft:
    """The record's file with proposals in it. Each change comes with the portal's text as it is now."""
    drafting = Drafting(ask, fit)
    edits: list[Edit] = []
    kinds: dict[str, None] = {}
    days: set[dt.date] = set()
    for change, entry in changed:
        kinds.update(dict.fromkeys(change.kinds))
        days |= {snapshot.as_of for snapshot in entry.snapshots}
        for difference in change.differences:
            edits += _proposals(text, record, difference, entry, drafting)
    edits.append(_review(text, record, kinds, max(days, default=None)))
    return Draft(record.slug, yaml_text.apply(text, _apart(edits)), tuple(drafting.left_out))


def _proposals(
    text: str, record: Procedure, difference: Difference, entry: Entry, drafting: Drafting
) -> Iterator[Edit]:
    name = FIELDS.get(difference.aspect)
    if name is None:
        drafting.left_out.append(f"{_told(difference)}: for a person to write")
        return
    side = _side(record, name, difference, entry)
    found = [*(_papers if name == "papers" else _figures)(text, side, drafting)]
    if not found:
        drafting.left_out.append(f"{_told(difference)}: no sentence of the record could be changed by itself")
    yield from found


def _side(record: Procedure, name: str, difference: Difference, entry: Entry) -> Side:
    before, after = (_in_words(difference.aspect, values) for values in (difference.before, difference.after))
    now = "\n".join([*(fact.text for fact in getattr(plain(entry), name)), *after])
    return Side(name, getattr(record, name), before, after, now)


def _in_words(aspect: str, values: Iterable[str]) -> tuple[str, ...]:
    """Lengths of time as the portal's own page would be told; everything else as it is."""
    if aspect != "days":
        return tuple(values)
    lengths = words().plain.duration
    pairs = (value.split(maxsplit=1) for value in values)
    return tuple(lengths[unit].format(quantity=quantity) for quantity, unit in pairs if unit in lengths)


def _figures(text: str, side: Side, drafting: Drafting) -> Iterator[Edit]:
    """Sentences that say a figure or an office that went."""
    gone = _things(side.before) - _things(side.after)
    for place, fact in enumerate(side.facts):
        if gone & _things([fact.text]) and (new := _worded(fact, side, gone, drafting)):
            yield from _replaced(text, side, place, new)


def _worded(fact: Fact, side: Side, gone: set[Claim], drafting: Drafting) -> str | None:
    """The model's sentence; else the old one with the only figure exchanged; None when neither holds."""
    exchanged = _exchanged(fact.text, side)
    source = "\n".join([side.now, exchanged or fact.text])
    said = drafting.asked("redraft", side.now, old=fact.text).splitlines()[:1]
    for line in [*said, *([exchanged] if exchanged else [])]:
        if gone & _things([line]):
            drafting.left_out.append(f"{side.name}: {line!r}: still says what went")
        elif drafting.stands(line, source, side.name):
            return line
    return None


def _exchanged(text: str, side: Side) -> str | None:
    """The sentence with the new figure in the old one's place, where exactly one went and one came."""
    old, new = (_FIGURE.findall(" ".join(values)) for values in (side.before, side.after))
    if len(old) != 1 or len(new) != 1:
        return None
    swapped = re.sub(rf"(?<![\d.]){re.escape(old[0])}(?![\d]|\.\d)", new[0], text)
    return swapped if swapped != text else None


def _papers(text: str, side: Side, drafting: Drafting) -> Iterator[Edit]:
    """A paper that took another's place is renamed, one that came is added; one that went is for a person."""
    names = [fact.text for fact in side.facts]
    free = set(range(len(names)))
    for came in side.after:
        name = drafting.asked("name_paper", came).splitlines()[:1]
        if not name or not drafting.stands(name[0].rstrip("."), came, "papers"):
            continue
        taken = _nearest(side.before, names, free) if len(side.before) == len(side.after) else None
        free -= {taken}
        yield from _renamed(text, side, taken, name[0].rstrip("."))


def _renamed(text: str, side: Side, place: int | None, name: str) -> Iterator[Edit]:
    if place is not None:
        yield from _replaced(text, side, place, name)
    elif side.facts:
        item = {"text": name, "source": side.facts[-1].source}
        edit = yaml_text.added_item(text, item, side.name)
        yield from [edit] if edit else []


def _nearest(gone: Iterable[str], names: list[str], free: set[int]) -> int | None:
    """The place of the record's paper that is most like one of those that went."""
    best: tuple[float, int] | None = None
    for each in gone:
        if found := process.extractOne(each, {place: names[place] for place in free}, scorer=fuzz.token_set_ratio):
            best = max(best or (0.0, -1), (found[1], found[2]))
    return best[1] if best and best[0] >= _ALIKE else None


def _replaced(text: str, side: Side, place: int, new: str) -> Iterator[Edit]:
    """The sentence, and its typed figure when that is the one that went."""
    edits = [yaml_text.scalar(text, new, side.name, place, "text")]
    old, came = (_FIGURE.findall(" ".join(values)) for values in (side.before, side.after))
    for name in _TYPED:
        value = getattr(side.facts[place], name, None)
        if value is not None and len(came) == 1 and str(value) in {each.replace(".", "") for each in old}:
            edits.append(yaml_text.scalar(text, int(came[0].replace(".", "")), side.name, place, name))
    return (edit for edit in edits if edit)


def _things(texts: Iterable[str]) -> set[Claim]:
    """The figures and offices that the texts name, whatever stands around them."""
    return {
        claim
        for claim in borne_out("\n".join(texts))
        if claim.kind in ("number", "office") and claim.value[:1] != "0"
    }


def _review(text: str, record: Procedure, kinds: Iterable[str], day: dt.date | None) -> Edit:
    """What changed goes into `needs_review`, before what stood there."""
    said = ", ".join(prompts()["kinds"][kind] for kind in kinds)
    note = prompts()["changed_review"].format(kinds=said, day=f"{day:%d-%m-%Y}" if day else "?")
    whole = f"{note} {record.needs_review}" if record.needs_review else note
    return yaml_text.scalar(text, whole, "needs_review") or yaml_text.added_key(text, "needs_review", whole)


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    """The first of several edits of one place; additions all stay."""
    kept: dict[tuple[int, int, str], Edit] = {}
    for edit in edits:
        added = edit.text if edit.start == edit.end else ""
        kept.setdefault((edit.start, edit.end, added), edit)
    return [*kept.values()]


def _told(difference: Difference) -> str:
    before, after = (", ".join(values) or "nothing" for values in (difference.before, difference.after))
    return f"{difference.aspect}: from {before} to {after}"
