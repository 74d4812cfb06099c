"""What a message is about besides values: small talk, danger, the side of a procedure that is asked for.

Looks words up, nothing else. Procedures are found by `knowledge`, values are read by `nlu.read`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

import yaml

from nlu.text import fold, syllables

Intent = Literal[
    "emergency",
    "calamity",
    "distress",
    "scam",
    "about_scam",
    "abuse",
    "greeting",
    "thanks",
    "goodbye",
    "who_are_you",
    "wants_to_file",
    "office_hours",
    "divorce",
    "helpless",
]
Aspect = Literal["result", "source", "deadline", "online", "fee", "days", "papers", "who", "where", "more"]
LEXICON = Path(__file__).parent / "data" / "meanings.yml"
_Groups = dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Meaning:
    """`intent` and `aspect` are None when nothing in the text says so; `question`: it asks something.

    A `calamity` is an emergency unless it is told as the reason why papers are needed. `about_scam` asks whether
    this assistant cheats; `scam` tells of somebody else.
    """

    intent: Intent | None
    aspect: Aspect | None
    question: bool


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Phrases in the order in which they win; `marked` and `bare` are for texts typed with and without marks."""

    whole: dict[str, Intent]
    marked: tuple[tuple[str, Intent], ...]
    bare: tuple[tuple[str, Intent], ...]
    innocent: tuple[str, ...]
    whole_aspects: dict[str, Aspect]
    aspects: tuple[tuple[str, Aspect], ...]
    questions: tuple[str, ...]
    questions_bare: tuple[str, ...]
    particles: frozenset[str]


def meaning(text: str) -> Meaning:
    """What this message is about; never raises."""
    folded, said = fold(text), " ".join(syllables(text.lower()))
    lexicon = _lexicon()
    aspect = _aspect(folded, lexicon)
    words = lexicon.questions_bare if said == folded else lexicon.questions
    asks = "?" in text or aspect is not None or any(_occurs(word, said) for word in words)
    return Meaning(_intent(said, folded, lexicon), aspect, asks)


def _occurs(phrase: str, where: str) -> bool:
    """Whether the phrase stands there; of one such as "vneid + zalo" every part, in any order."""
    return all(f" {part} " in f" {where} " for part in phrase.split(" + "))


def _aspect(folded: str, lexicon: _Lexicon) -> Aspect | None:
    alone = lexicon.whole_aspects.get(without_particles(folded))
    return alone or next((aspect for phrase, aspect in lexicon.aspects if _occurs(phrase, folded)), None)


def _intent(said: str, folded: str, lexicon: _Lexicon) -> Intent | None:
    if said in lexicon.innocent:
        return None
    whole = lexicon.whole.get(folded) or lexicon.whole.get(without_particles(folded))
    if whole:
        return whole
    phrases = lexicon.bare if said == folded else lexicon.marked
    told, plainly = (_without(lexicon.innocent, each) for each in (said, folded))
    return next((each for phrase, each in phrases if _occurs(phrase, told) or _occurs(phrase, plainly)), None)


def _without(phrases: tuple[str, ...], where: str) -> str:
    """The text without phrases that only look like danger: "đánh mất" hits nobody."""
    padded = f" {where} "
    for phrase in phrases:
        padded = padded.replace(f" {phrase} ", " | ")
    return padded.strip()


def without_particles(folded: str) -> str:
    """Folded words without those of mere politeness and address."""
    return " ".join(word for word in folded.split() if word not in _lexicon().particles)


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    found = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))
    particles = frozenset(found["particles"])
    intents, aspects = found["intents"], found["aspects"]
    return _Lexicon(
        whole=cast("dict[str, Intent]", _whole(intents, particles)),
        marked=cast("tuple[tuple[str, Intent], ...]", _phrases(intents, "has", "loose")),
        bare=cast("tuple[tuple[str, Intent], ...]", _phrases(intents, "bare", "loose")),
        innocent=tuple(found["innocent"]),
        whole_aspects=cast("dict[str, Aspect]", _whole(aspects, particles)),
        aspects=cast("tuple[tuple[str, Aspect], ...]", _phrases(aspects, "loose")),
        questions=tuple(found["questions"]),
        questions_bare=tuple(found["questions_bare"]),
        particles=particles,
    )


def _phrases(known: _Groups, *keys: str) -> tuple[tuple[str, str], ...]:
    return tuple((phrase, name) for name, lists in known.items() for key in keys for phrase in lists.get(key, ()))


def _whole(known: _Groups, particles: frozenset[str]) -> dict[str, str]:
    """Whole messages, each also without its particles; one that is only particles stands as it is."""
    whole = {phrase: name for name, lists in known.items() for phrase in lists.get("whole", ())}
    for phrase, name in list(whole.items()):
        short = " ".join(word for word in phrase.split() if word not in particles)
        if short:
            whole.setdefault(short, name)
    return whole
