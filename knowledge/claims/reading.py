"""Reads a text into clauses with what each claims, bears out and otherwise says. It must not judge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from knowledge.claims.claim import Claim, Mark, number
from knowledge.claims.figures import MONEY, Amount, Bound, amounts, bound
from knowledge.claims.marks import marked
from knowledge.claims.named import Found, groups, offices, papers, phrases_of
from knowledge.claims.words import FIRST_MARK, phrases, plain_text, raw_tokens, same_words, token, words

_ENDS = frozenset(".!?…\n")
_PAUSES = frozenset(",;:()–—")
_LIST_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Clause:
    """`claims` is what it says, `bears_out` what may be said because of it, `words` the rest of its words.

    `order` are claims and words that tell something, one behind the other as they are said.
    """

    claims: frozenset[Claim]
    bears_out: frozenset[Claim]
    words: frozenset[str]
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The clauses of a sentence together."""

    clauses: tuple[Clause, ...]

    @property
    def claims(self) -> frozenset[Claim]:
        return frozenset[Claim]().union(*(clause.claims for clause in self.clauses))

    @property
    def bears_out(self) -> frozenset[Claim]:
        return frozenset[Claim]().union(*(clause.bears_out for clause in self.clauses))

    @property
    def words(self) -> frozenset[str]:
        return frozenset[str]().union(*(clause.words for clause in self.clauses))

    @property
    def order(self) -> tuple[str, ...]:
        return tuple(item for clause in self.clauses for item in clause.order)


@lru_cache(maxsize=512)
def sentences(text: str) -> tuple[Sentence, ...]:
    """Every sentence of a text; the numbers of a list's lines are not its own."""
    said, marks = marked(_LIST_NUMBER.sub("", plain_text(text)))
    raw = raw_tokens(said)
    return tuple(Sentence(tuple(_clauses(each, marks))) for each in _split(raw))


def _split(raw: Sequence[str]) -> Iterator[list[str]]:
    sentence: list[str] = []
    for each in raw:
        if each in _ENDS:
            if sentence:
                yield sentence
            sentence = []
        else:
            sentence.append(each)
    if sentence:
        yield sentence


def _clauses(raw: Sequence[str], marks: Sequence[Mark]) -> Iterator[Clause]:
    """Amounts, offices and names are read over the whole sentence, then shared out to its clauses."""
    row = tuple(map(token, raw))
    found = [*_found(row, marks), *_names(raw, row)]
    starts = [0, *(place for place in range(1, len(row)) if _begins_clause(row, place)), len(row)]
    taken = {place for begin, end, claim, _ in found if _is_used_up(claim) for place in range(begin, end)}
    for begin, end in pairwise(starts):
        inside = [each for each in found if begin <= each[0] < end]
        claims = frozenset(claim for _, _, claim, _ in inside)
        weaker = frozenset(claim for _, _, _, more in inside for claim in more)
        rest = [row[place] for place in range(begin, end) if place not in taken and row[place].isalpha()]
        kept = frozenset(same_words().get(word, word) for word in rest if not _is_mark(word))
        bears_out = claims | weaker | frozenset(Claim("name", word) for word in row[begin:end])
        yield Clause(claims, bears_out, kept, tuple(_order(inside, row, range(begin, end), taken)))


def _order(inside: Sequence[Found], row: Sequence[str], places: range, taken: set[int]) -> Iterator[str]:
    said = {begin: str(claim) for begin, _, claim, _ in inside if _is_used_up(claim)}
    for place in places:
        word = same_words().get(row[place], row[place])
        if place in said:
            yield said[place]
        elif place not in taken and word.isalpha() and not _is_mark(word) and word not in words("plain"):
            yield word


def _begins_clause(row: Sequence[str], place: int) -> bool:
    """At a pause or a joining word; not between the levels of one office, as in "xã, phường"."""
    levels = phrases_of("levels")
    one_office = levels.until(row, place) and levels.at(row, place + 1)
    return (row[place] in _PAUSES and not one_office) or row[place] in words("joins")


def _is_used_up(claim: Claim) -> bool:
    """Papers and offices keep their words: what they are called must come back as well."""
    return claim.kind not in {"paper", "office", "name"}


def _is_mark(word: str) -> bool:
    return ord(word[0]) >= FIRST_MARK and ord(word[0]) <= 0xF8FF


def _found(row: Sequence[str], marks: Sequence[Mark]) -> Iterator[Found]:
    """Figures with their bounds first; a word that bounds a figure is no other claim."""
    figures = [each for amount in amounts(row) for each in _of_amount(row, amount)]
    found = [(place, marks[ord(word) - FIRST_MARK]) for place, word in enumerate(row) if _is_mark(word)]
    figures += [_of_mark(row, place, mark) for place, mark in found]
    yield from figures
    taken = {place for begin, end, _, _ in figures for place in range(begin, end)}
    for each in (*groups(row), *offices(row), *papers(row)):
        if each[0] not in taken:
            yield each


def _of_mark(row: Sequence[str], place: int, mark: Mark) -> Found:
    """A date or time of day with its bound; whatever else was recognised has none."""
    if not mark.amount and not mark.bounded:
        return place, place + 1, mark.claim, mark.weaker
    limit = bound(row, place, place + 1)
    kind, value = ("amount", _amount(*mark.amount)) if mark.amount else (mark.claim.kind, mark.claim.value)
    return limit.start, limit.end, Claim(kind, value + _in_words(limit.name)), mark.weaker


def _of_amount(row: Sequence[str], amount: Amount) -> Iterator[Found]:
    value, begin, end = number(amount.value), amount.start, amount.end
    bare = Claim("number", value)
    if label := _label(row, begin):
        yield begin, end, Claim("label", f"{label} {value}"), (bare,)
    elif not amount.unit:
        yield begin, end, _unitless(value, amount.near), (bare, *_beside(value, amount.near))
    elif amount.value == 0 and amount.unit == MONEY:
        yield begin, end, Claim("says", "free"), (bare,)
    else:
        limit = Bound("", begin, end) if amount.ends_range else bound(row, begin, end)
        said = _amount(amount.value, amount.unit) + _in_words(limit.name)
        yield limit.start, limit.end, Claim("amount", said), (bare,)


def _unitless(value: str, near: tuple[str, ...]) -> Claim:
    """A figure of an unknown kind belongs to the word right behind it, if that says anything."""
    tells = near and near[0].isalpha() and near[0] not in words("plain") and not _is_mark(near[0])
    return Claim("number", f"{value} {near[0]}" if tells else value)


def _beside(value: str, near: tuple[str, ...]) -> Iterator[Claim]:
    return (Claim("number", f"{value} {word}") for word in near if word.isalpha())


def _label(row: Sequence[str], start: int) -> str:
    found = phrases("labels").until(row, start)
    return " ".join(row[start - found[1] : start]) if found else ""


def _amount(value: Decimal, unit: str) -> str:
    return f"{number(value)} {unit}"


def _in_words(limit: str) -> str:
    return f" ({limit})" if limit else ""


def _names(raw: Sequence[str], row: Sequence[str]) -> Iterator[Found]:
    """Words with a capital in mid-sentence, and words in capitals anywhere: somebody's or something's name."""
    for place, each in enumerate(raw):
        if not each.isalpha() or _is_mark(each):
            continue
        opens = place == 0 or raw[place - 1] in {":", "(", '"', "“", "-", "•"}
        if (each[0].isupper() and not opens) or (len(each) > 1 and each.isupper()):
            yield place, place + 1, Claim("name", row[place]), ()
