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
    "emergency", "calamity", "scam", "abuse", "greeting", "thanks", "goodbye", "who_are_you", "wants_to_file"
]
Aspect = Literal["fee", "days", "papers", "where", "who"]
LEXICON = Path(__file__).parent / "data" / "meanings.yml"


@dataclass(frozen=True, slots=True)
class Meaning:
    """`intent` and `aspect` are None when nothing in the text says so; `question`: it asks something.

    A `calamity` is an emergency unless it is told as the reason why papers are needed.
    """

    intent: Intent | None
    aspect: Aspect | None
    question: bool


@dataclass(frozen=True, slots=True)
class _Lexicon:
    whole: dict[str, Intent]
    has: tuple[tuple[str, Intent], ...]
    bare: tuple[tuple[str, Intent], ...]
    aspects: tuple[tuple[str, Aspect], ...]
    questions: tuple[str, ...]
    questions_bare: tuple[str, ...]
    particles: frozenset[str]


def meaning(text: str) -> Meaning:
    """What this message is about; never raises."""
    folded, said = fold(text), " ".join(syllables(text.lower()))
    lexicon = _lexicon()
    aspect = next((aspect for phrase, aspect in lexicon.aspects if _occurs(phrase, folded)), None)
    words = lexicon.questions_bare if said == folded else lexicon.questions
    asks = "?" in text or aspect is not None or any(_occurs(word, said) for word in words)
    return Meaning(_intent(said, folded, lexicon), aspect, asks)


def _occurs(phrase: str, where: str) -> bool:
    return f" {phrase} " in f" {where} "


def _intent(said: str, folded: str, lexicon: _Lexicon) -> Intent | None:
    for phrase, intent in lexicon.bare if said == folded else lexicon.has:
        if _occurs(phrase, said):
            return intent
    return lexicon.whole.get(folded) or lexicon.whole.get(without_particles(folded))


def without_particles(folded: str) -> str:
    """Folded words without those of mere politeness and address."""
    return " ".join(word for word in folded.split() if word not in _lexicon().particles)


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    found = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))
    particles = frozenset(found["particles"])
    whole: dict[str, Intent] = {}
    has: list[tuple[str, Intent]] = []
    bare: list[tuple[str, Intent]] = []
    for name, lists in found["intents"].items():
        intent = cast("Intent", name)
        for phrase in lists.get("whole", ()):
            whole[phrase] = intent
            short = " ".join(word for word in phrase.split() if word not in particles)
            if short:
                whole.setdefault(short, intent)
        has += [(phrase, intent) for phrase in lists.get("has", ())]
        bare += [(phrase, intent) for phrase in lists.get("bare", ())]
    aspects = tuple(
        (phrase, cast("Aspect", name)) for name, phrases in found["aspects"].items() for phrase in phrases
    )
    return _Lexicon(
        whole,
        tuple(has),
        tuple(bare),
        aspects,
        tuple(found["questions"]),
        tuple(found["questions_bare"]),
        particles,
    )
