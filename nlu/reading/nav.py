"""Commands that steer the conversation, in whatever words they come.

A command is the whole message: a name or an address that holds such a word is not one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from nlu.reading.result import Context, Reading, invalid, value
from nlu.text import digits
from nlu.words import Phrases, Word, lexicon, words

_MOST_WORDS = 16
_NOT_UNDERSTOOD = invalid("not_understood")


@lru_cache(maxsize=1)
def _commands() -> Phrases:
    return Phrases(lexicon("nav")["commands"])


@lru_cache(maxsize=1)
def _polite() -> Phrases:
    return Phrases({"polite": lexicon("nav")["polite"]})


@lru_cache(maxsize=1)
def _unsure_bare() -> frozenset[str]:
    return frozenset(words(each)[0].bare for each in lexicon("nav")["unsure_bare"])


def read_nav(text: str, context: Context) -> Reading:
    """One of the closed list of commands; a bare 0 asks for a person unless the field takes a zero."""
    found = words(text)
    if len(found) == 1 and digits(text) == "0" and found[0].raw.isdecimal():
        return _NOT_UNDERSTOOD if context.accepts_zero else value("HUMAN")
    if not found or len(found) > _MOST_WORDS or _is_written_as_name(found, text):
        return _NOT_UNDERSTOOD
    command = _command(found)
    return _NOT_UNDERSTOOD if command is None else value(command)


def _is_written_as_name(found: list[Word], text: str) -> bool:
    """Several bare words that all begin with a capital: "Ho Anh"."""
    return len(found) > 1 and all(word.is_bare and text[word.start : word.end].istitle() for word in found)


def is_command(found: list[Word]) -> bool:
    """Whether the words are a command."""
    return 0 < len(found) <= _MOST_WORDS and _command(found) is not None


def _command(found: list[Word]) -> str | None:
    """The longest part that is a command, when all around it is politeness."""
    bare = all(word.is_bare for word in found)
    for length in range(len(found), 0, -1):
        before, after = _beside_bare() if bare and length == 1 else (_polite(), _polite())
        for start in range(len(found) - length + 1):
            command = _label(found[start : start + length])
            opened = command is not None and before.cover(found[:start]) is not None
            if opened and after.cover(found[start + length :]) is not None:
                return command
    return None if bare and len(found) < 4 else _last_of_several(found) or _framed(found)


def _label(part: list[Word]) -> str | None:
    return None if len(part) == 1 and _is_unsure(part[0]) else _commands().whole(part)


def _is_unsure(word: Word) -> bool:
    """Whether a word without its marks is as likely something else: "dung" is also "đúng", "huy" a name."""
    return word.is_bare and word.bare in _unsure_bare()


@lru_cache(maxsize=1)
def _beside_bare() -> tuple[Phrases, Phrases]:
    known = lexicon("nav")
    return Phrases({"": known["before_bare"]}), Phrases({"": known["after_bare"]})


@lru_cache(maxsize=1)
def _all_phrases() -> Phrases:
    return Phrases({**lexicon("nav")["commands"], "": lexicon("nav")["polite"]})


def _last_of_several(found: list[Word]) -> str | None:
    """Where a message is several commands ("bận rồi, mai làm"), the last one."""
    labels = [label for label in _all_phrases().cover(found) or () if label]
    unsure = any(match.length == 1 and _is_unsure(found[at]) for at, match in _all_phrases().within(found))
    return labels[-1] if labels and not unsure else None


@lru_cache(maxsize=1)
def _frames() -> tuple[tuple[str, Phrases, Phrases | None], ...]:
    return tuple(
        (each["command"], Phrases({"": each["opens"]}), _closes(each)) for each in lexicon("nav")["framed"]
    )


def _closes(frame: Mapping[str, list[str]]) -> Phrases | None:
    return Phrases({"": frame["closes"]}) if "closes" in frame else None


def _framed(found: list[Word]) -> str | None:
    """A command with something in its middle, such as what is asked for before "làm gì"."""
    for first in dict.fromkeys((0, _after_polite(found))):
        for command, opens, closes in _frames():
            opening = opens.at(found, first)
            if opening is not None and (closes is None or _ends(found, first + opening.length, closes)):
                return command
    return None


def _after_polite(found: list[Word]) -> int:
    at = 0
    while at < len(found) and (match := _polite().at(found, at)):
        at += match.length
    return at


def _ends(found: list[Word], start: int, closes: Phrases) -> bool:
    """Whether one of the closing phrases comes last, politeness aside."""
    ends = [start + at + match.length for at, match in closes.within(found[start:])]
    return bool(ends) and _polite().cover(found[ends[-1] :]) is not None
