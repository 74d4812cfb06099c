"""People's names as they are to stand on a paper.

Cases are mended and lead-ins dropped. Marks are never added: a name typed without them is asked about.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from nlu.reading.name_frame import strong_family, within_frame
from nlu.reading.nav import read_nav
from nlu.reading.result import UNKNOWN, Context, Reading, ask, invalid, value
from nlu.reading.unknown import says_unknown
from nlu.reading.yes_no import read_yes_no
from nlu.text import unmark
from nlu.words import Phrases, Word, lexicon, words

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ′ʹ‛", "'"))
_SYLLABLE = r"[^\W\d_](?:[^\W\d_]|['-](?=[^\W\d_]))*"
_NAME = re.compile(rf"{_SYLLABLE}(?: {_SYLLABLE})*")
_PART = re.compile(r"[^\W\d_]+")
_BRACKETED = re.compile(r"\([^)]*\)")
_MOST_SYLLABLES, _MOST_LETTERS = 10, 60
_MOST_WITHOUT_FAMILY = 6
_NOT_A_NAME = invalid("not_a_name")


def read_person_name(text: str, context: Context) -> Reading:
    """A name in title case; `diacritics` when it was typed without marks that it should have."""
    found = words(text)
    if says_unknown(found):
        return UNKNOWN
    if not found or "?" in text or read_nav(text, context).result == "value" or _is_yes_or_no(text, context):
        return _NOT_A_NAME
    spelled = within_frame(_without_asides(text))
    if not _could_be_name(spelled) or spelled in _listed("never_lower"):
        return _NOT_A_NAME
    name = _cased(spelled)
    return ask("diacritics", name) if _lacks_marks(name) else value(name)


def _without_asides(text: str) -> str:
    """Without brackets and symbols, apostrophes of one kind."""
    kept = _BRACKETED.sub(" ", text.translate(_APOSTROPHES))
    shown = (" " if unicodedata.category(char) in {"So", "Sk"} else char for char in kept)
    return " ".join("".join(shown).split())


def _is_yes_or_no(text: str, context: Context) -> bool:
    found = words(text)
    given_name = len(found) == 1 and found[0].is_bare and found[0].raw in _listed("plain")
    full_name = len(found) > 1 and found[0].raw in strong_family()
    return not given_name and not full_name and read_yes_no(text, context).result == "value"


def _could_be_name(spelled: str) -> bool:
    fits = len(spelled.split()) <= _MOST_SYLLABLES and 2 <= len(spelled) <= _MOST_LETTERS
    if not fits or not _NAME.fullmatch(spelled) or not _is_latin(spelled) or _is_mashed(spelled):
        return False
    return not _is_sentence(spelled)


def _is_latin(spelled: str) -> bool:
    return all(unicodedata.name(char, "").startswith("LATIN") for char in spelled if char.isalpha())


def _is_mashed(spelled: str) -> bool:
    """Letters struck at random or cut short: many consonants, one letter again and again, no vowel."""
    plain = unmark(spelled)
    if re.search(r"[^aeiouy' -]{5,}|([a-z])\1\1", plain):
        return True
    if any(len(each) > 1 and not re.search("[aeiouy]", each) for each in plain.split()):
        return True
    return not re.search("[ '-]", plain) and not _is_vietnamese(plain)


@lru_cache(maxsize=4)
def _sentence_words(group: str) -> tuple[str, ...]:
    return tuple(f" {' '.join(word.raw for word in words(each))} " for each in lexicon("names")[group])


def _is_sentence(spelled: str) -> bool:
    found = words(spelled)
    if _ends_in_no(found):
        found = found[:-1]
    marked = f" {' '.join(word.raw for word in found)} "
    plain = f" {' '.join(word.bare for word in found)} "
    if any(each in marked for each in _sentence_words("sentence")):
        return True
    if any(each in plain for each in _sentence_words("sentence_bare")) or _names_two(found):
        return True
    if found[0].raw in strong_family() or _royal().at(found, 0) or _has_middle(found):
        return False
    too_long = len(found) > _MOST_WITHOUT_FAMILY
    return too_long or any(each in marked for each in _sentence_words("sentence_without_family"))


def _ends_in_no(found: list[Word]) -> bool:
    """Whether "không" is the given name: behind a family name and "văn" or "thị"."""
    full = len(found) in {3, 4} and found[0].raw in strong_family() and found[1].raw in _listed("middle")
    return full and found[-1].raw in _listed("given_no")


def _has_middle(found: list[Word]) -> bool:
    family = any(word.raw in {each, unmark(each)} for word in found[:1] for each in _listed("weak_family"))
    return family and len(found) > 2 and found[1].raw in _listed("middle")


def _names_two(found: list[Word]) -> bool:
    joins, families = _listed("joins"), _listed("never_bare_family")
    bare_joins = {unmark(each) for each in joins}
    return any(
        word.raw in joins or (word.raw in bare_joins and after.bare in families)
        for word, after in pairwise(found[2:])
    )


@lru_cache(maxsize=1)
def _royal() -> Phrases:
    return Phrases({"royal": lexicon("names")["royal"]})


def _cased(spelled: str) -> str:
    return _PART.sub(lambda part: _capital(part[0]), spelled)


def _capital(part: str) -> str:
    keeps_case = part[0].isupper() and not part.isupper()
    return part if keeps_case else part[0].upper() + part[1:].lower()


@lru_cache(maxsize=1)
def _shapes() -> tuple[frozenset[str], frozenset[str]]:
    known = lexicon("names")
    return frozenset(known["onsets"]), frozenset(known["rhymes"])


@lru_cache(maxsize=2048)
def _is_vietnamese(plain: str) -> bool:
    """Whether an unmarked syllable has the letters of a Vietnamese one."""
    onsets, rhymes = _shapes()
    return any(plain[:cut] in onsets and plain[cut:] in rhymes for cut in range(4))


@lru_cache(maxsize=8)
def _listed(group: str) -> frozenset[str]:
    return frozenset(lexicon("names")[group])


def _lacks_marks(name: str) -> bool:
    plain = unmark(name)
    if plain != name.lower():
        return _lacks_some(name.lower().split())
    syllables = plain.split()
    if len(syllables) == 1:
        return plain not in _listed("plain") and "'" not in plain
    foreign = not all(_is_vietnamese(each) for each in syllables)
    return not foreign or syllables[0] in _listed("never_bare_family")


def _lacks_some(syllables: list[str]) -> bool:
    """Whether one syllable of a marked name is one that nobody writes bare."""
    anywhere = any(each in _listed("never_bare") for each in syllables)
    inner = any(each in _listed("never_bare_before_last") for each in syllables[1:-1])
    return anywhere or inner or syllables[0] in _listed("never_bare_family")
