"""Finds what is named in a row of tokens: offices with their level, papers, and groups of words such as "free"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from knowledge.claims.claim import Claim
from knowledge.claims.words import Phrases, table, words
from nlu.text import unmark

Found = tuple[int, int, Claim, tuple[Claim, ...]]
"""Where it begins and ends, what it claims, and the weaker claims that it bears out."""
_TAIL = 2
_FLOWS_ON = frozenset({",", "/"})


def groups(row: Sequence[str]) -> Iterator[Found]:
    """Groups such as "free", and the words that no rewording may use; harmless phrases are passed over."""
    place = 0
    while place < len(row):
        name, length = _groups().at(row, place) or ("", 1)
        if name.startswith("never:"):
            yield place, place + length, Claim("secret", name.removeprefix("never:")), ()
        elif name and name != "harmless":
            yield place, place + length, Claim("says", name), ()
        place += length


def offices(row: Sequence[str]) -> Iterator[Found]:
    """Each office with its level, or with the words of its name."""
    for place, kind, length in _heads(row, "office:"):
        head, end = kind, place + length
        base = Claim("office", head)
        if head in _topical():
            yield place, end, *_tailed("office", head, row, end)
            continue
        levels = tuple(Claim("office", f"{head} {level}") for level in _levels(row, end))
        for claim in levels or (base,):
            yield place, end, claim, (base, *levels)


def papers(row: Sequence[str]) -> Iterator[Found]:
    """Each paper with the word after it."""
    for place, head, length in _heads(row, "paper:"):
        yield place, place + length, *_tailed("paper", head, row, place + length, most=1)


def _heads(row: Sequence[str], kind: str) -> Iterator[tuple[int, str, int]]:
    """Heads of one kind; what is harmless, or a longer head of the other kind, is passed over."""
    place = 0
    while place < len(row):
        name, length = _all_heads().at(row, place) or ("", 1)
        if name.startswith(kind):
            yield place, name.removeprefix(kind), length
        place += length


def _tailed(
    kind: str, head: str, row: Sequence[str], end: int, *, most: int = _TAIL
) -> tuple[Claim, tuple[Claim, ...]]:
    """The head with the words of its name; a source bears out every beginning of them."""
    tail: list[str] = []
    for word in row[end : end + most]:
        if not word.isalpha():
            break
        tail.append(word)
    forms = [Claim(kind, " ".join([head, *tail[:length]])) for length in range(len(tail) + 1)]
    said = next((length for length, word in enumerate(tail) if word in words("plain")), len(tail))
    return forms[said], tuple(forms)


def _levels(row: Sequence[str], place: int) -> Iterator[str]:
    """The levels right behind an office, as in "công an xã, phường"."""
    seen: set[str] = set()
    skipped, levels = phrases_of("skipped"), phrases_of("levels")
    while place < len(row):
        if found := levels.at(row, place):
            if found[0] not in seen:
                yield found[0]
            seen.add(found[0])
        else:
            found = skipped.at(row, place) or (("", 1) if row[place] in _FLOWS_ON else None)
        if found is None:
            return
        place += found[1]


@cache
def phrases_of(section: str) -> Phrases:
    """A section below `offices`."""
    found = table()["offices"][section]
    return Phrases(found if isinstance(found, dict) else {section: found})


@cache
def _groups() -> Phrases:
    """Groups with harmless phrases; several words typed without marks mean the same."""
    named = {**table()["groups"], "harmless": table()["harmless"]}
    named |= {f"never:{word}": [word] for word in table()["never"]}
    return Phrases({name: [*_bare(found), *found] for name, found in named.items()})


def _bare(found: Iterable[object]) -> list[str]:
    return [unmark(str(phrase)) for phrase in found if " " in str(phrase)]


@cache
def _all_heads() -> Phrases:
    offices, aliases = table()["offices"], table()["offices"]["aliases"]
    named = {"harmless": table()["harmless"]}
    named |= {f"office:{head}": [head] for head in (*offices["general"], *offices["topical"])}
    named |= {f"office:{head}": [head, *short] for head, short in aliases.items()}
    return Phrases(named | {f"paper:{head}": [head] for head in table()["papers"]})


@cache
def _topical() -> frozenset[str]:
    return frozenset(table()["offices"]["topical"])
