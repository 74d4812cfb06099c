"""Says what a reply claims and its source does not: figures, dates, forms, laws, links, offices, absolute words.

It refuses rather than lets pass. It must not look anything up, and it knows no procedure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from knowledge.claims.claim import Claim
from knowledge.claims.reading import Clause, Sentence, sentences
from knowledge.claims.words import phrases, plain_text, same_words, table, tokens, words
from nlu.text import syllables, unmark

_TOO_MANY_BARE = 4
_MARKUP = frozenset("{}<>[]*#_|\\`~^=")


def claims(text: str) -> frozenset[Claim]:
    """Everything that a text claims."""
    return frozenset[Claim]().union(*(sentence.claims for sentence in sentences(text)))


def ungrounded(reply: str, source: str) -> list[str]:
    """What stands in the reply and not in the source, one line each; empty when all of it is borne out."""
    missing = {str(claim) for claim in claims(reply) - borne_out(source)}
    return sorted(missing | {*_never_said(reply), *_foreign(reply, source)})


def unfaithful(reply: str, source: str) -> list[str]:
    """Everything that keeps the reply from being the same text in other words; empty when it is."""
    wrong = ungrounded(reply, source)
    wrong += [f"left out: {claim}" for claim in sorted(claims(source) - borne_out(reply))]
    wrong += [f"new word: {word}" for word in sorted(_new_words(reply, source))]
    wrong += _moved(reply, source)
    wrong += [f"left out: {word}" for word in sorted(_new_words(source, reply))]
    wrong += [f"turned round: {each}" for each in _moved(source, reply)]
    return [*wrong, *_reordered(reply, source), *_reordered(source, reply)]


def borne_out(source: str) -> frozenset[Claim]:
    """Everything that a text claims, and what may be said because of it."""
    return frozenset[Claim]().union(*(sentence.bears_out for sentence in sentences(source)))


def _never_said(reply: str) -> Iterator[str]:
    """What no rewording says, whatever the source does."""
    for claim in claims(reply):
        if claim.kind == "secret":
            yield str(claim)
        elif claim.kind == "link" and not _is_allowed(claim.value.split("/")[0]):
            yield f"{claim} is not on the list"
    row = tokens(plain_text(reply))
    yield from _programs(row)


def _is_allowed(host: str) -> bool:
    return any(host == allowed or host.endswith(f".{allowed}") for allowed in table()["hosts"])


def _programs(row: tuple[str, ...]) -> Iterator[str]:
    """Installing anything but the state's own programs, known by their names behind the verb."""
    for place in range(len(row)):
        if verb := phrases("app_verbs").at(row, place):
            behind = row[place + verb[1] : place + verb[1] + 4]
            if not words("apps") & set(behind):
                yield f"program: {' '.join(behind[:2])}"


def _foreign(reply: str, source: str) -> Iterator[str]:
    """Letters of another alphabet, signs of markup, sentences typed without marks: they would hide words."""
    letters = {char for char in plain_text(reply) if char.isalpha() and not _is_latin(char)}
    if strange := letters - set(source):
        yield f"letters: {''.join(sorted(strange))}"
    if marks := _MARKUP & (set(reply) - set(source)):
        yield f"signs: {''.join(sorted(marks))}"
    for line in plain_text(reply).splitlines():
        said = [word for word in syllables(line) if word.isalpha()]
        if len(said) >= _TOO_MANY_BARE and line.lower() == unmark(line) and line not in source:
            yield f"no marks: {line[:30]}"


def _is_latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith("LATIN ")


def _new_words(reply: str, source: str) -> set[str]:
    known = {same_words().get(word, word) for word in tokens(plain_text(source))}
    return {word for word in _words(sentences(reply)) if word not in known and word not in words("plain")}


def _words(read: Iterable[Sentence]) -> set[str]:
    return {word for sentence in read for word in sentence.words}


def _moved(reply: str, source: str) -> list[str]:
    """Claims that are in the source, but beside other words there: a price swapped between two cases."""
    told = sentences(source)
    vocabulary = _words(told)
    return [
        f"not together: {', '.join(sorted(map(str, clause.claims)))}"
        for sentence in sentences(reply)
        for clause in sentence.clauses
        if clause.claims and not _stands_together(clause, told, vocabulary)
    ]


def _reordered(reply: str, source: str) -> Iterator[str]:
    """Sentences whose telling words stand in another order, where that swaps who does what or what is denied."""
    said = [item for sentence in sentences(reply) for item in sentence.order]
    for sentence in sentences(source):
        left = iter(said)
        if _is_ordered(sentence) and not all(item in left for item in sentence.order):
            yield f"another order: {' '.join(sentence.order)[:60]}"


def _is_ordered(sentence: Sentence) -> bool:
    said = {claim.value for claim in sentence.claims if claim.kind == "says"}
    return len(sentence.clauses) > 1 or bool(said & set(table()["ordered"]))


def _stands_together(clause: Clause, told: tuple[Sentence, ...], vocabulary: set[str]) -> bool:
    """One sentence of the source has all these claims, and those of the clause's words that the source has.

    Where a clause of the source has the claims, its words count instead of the whole sentence's.
    """
    homes = [each for each in told if clause.claims <= each.bears_out]
    said = {word for word in clause.words & vocabulary if word not in words("plain")}
    for home in homes:
        parts = [part for part in home.clauses if clause.claims <= part.bears_out]
        around = set().union(*(part.words for part in parts)) if parts else set(home.words)
        elsewhere = set(home.words) - around if len(home.clauses) > 1 else set()
        claimed_elsewhere = any(part.claims and part not in parts for part in home.clauses)
        if said <= (around if claimed_elsewhere else around | elsewhere):
            return True
    return False
