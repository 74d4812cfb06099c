"""Unicode and diacritics, nothing else: the one leaf that `knowledge` and `flows` may import.

It must import nothing of the project and must not know a single Vietnamese word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

_LAST_KEPT = 0x3000
"""Decisions about characters below this are remembered; the rest of Unicode is too big to keep."""

_INVISIBLE: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc")
"""Characters that show nothing although Unicode does not call them control or format characters."""

_ETH: Final = str.maketrans({"\u00d0": "\u0110", "\u0189": "\u0110", "\u00f0": "\u0111"})
"""Letters of other alphabets that old Vietnamese fonts and keyboards produce for đ."""

_SHOWS_NO_WORD: Final = frozenset({"So", "Sk", "Mn", "Me", "Cn"})
"""Symbols, their modifiers, and emoji newer than this Python."""

_TIENG = re.compile(r"[^\W_]+")


def _toned(letters: str) -> str:
    """The letters with each of the five tone marks: grave, acute, hook, tilde, dot below."""
    tones = "\u0300\u0301\u0309\u0303\u0323"
    return "".join(unicodedata.normalize("NFC", letter + tone) for letter in letters for tone in tones)


_OPEN_TONE = re.compile(rf"(?<![qQ])([oOuU])([{_toned('aeyAEY')}])(?![^\W\d_])")
_FINAL_Y = re.compile(rf"(?:(?<=[bcdghklmnpqrstvx\u0111])|(?<=\bqu))[y{_toned('y')}]\b")
_I_FOR_Y: Final = str.maketrans("y" + _toned("y"), "i" + _toned("i"))
_TAIL_OF = {"a": "oO", "e": "oO", "y": "uU"}


def _is_invisible(char: str) -> bool:
    code = ord(char)
    variation = 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF
    never_a_character = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    unseen = char in _INVISIBLE or unicodedata.category(char) in {"Cc", "Cf", "Cs"}
    return variation or never_a_character or unseen


def _visible(char: str) -> str:
    if char.isspace():
        return " "
    return "" if _is_invisible(char) else char


def _unmarked(char: str) -> str:
    if char in "\u0111\u0110":  # d with stroke has no decomposition
        return "d"
    return "" if unicodedata.category(char)[0] == "M" else _visible(char)


def _folded(char: str) -> str:
    return " " if unicodedata.category(char)[0] in "PSZ" else _unmarked(char)


class _Table(dict[int, str]):
    """A translate table that decides about a character when it first meets it."""

    def __init__(self, decide: Callable[[str], str]) -> None:
        super().__init__()
        self._decide = decide

    def __missing__(self, code: int) -> str:
        decided = self._decide(chr(code))
        if code < _LAST_KEPT:
            self[code] = decided
        return decided


_CLEAN, _UNMARK, _FOLD = _Table(_visible), _Table(_unmarked), _Table(_folded)


def clean(text: str) -> str:
    """NFC, without what cannot be seen, spaces collapsed, surrounding space gone."""
    visible = unicodedata.normalize("NFC", text).translate(_CLEAN)
    return " ".join(unicodedata.normalize("NFC", visible).translate(_ETH).split())


def unmark(text: str) -> str:
    """Lower case without diacritics and with d for đ; punctuation stays."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_ETH)).lower()
    return " ".join(unicodedata.normalize("NFKD", decomposed).translate(_UNMARK).split())


def fold(text: str) -> str:
    """What matching compares: lower case, no diacritics, d for đ, punctuation as single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_ETH)).lower()
    return " ".join(unicodedata.normalize("NFKD", decomposed).translate(_FOLD).split())


def same_tone_placement(text: str) -> str:
    """Both ways of placing a tone mark written the older way: hoà as hòa, thuỷ as thủy, quý untouched."""
    return _OPEN_TONE.sub(_move_tone, unicodedata.normalize("NFC", text))


def _move_tone(found: re.Match[str]) -> str:
    first, second = found.groups()
    letter, mark = tuple(unicodedata.normalize("NFD", second))
    if first not in _TAIL_OF[letter.lower()]:
        return found[0]
    return unicodedata.normalize("NFC", first + mark) + letter


def same_i(lowered: str) -> str:
    """Lower-case text with i for a closing y, so that lý = lí and quy = qui."""
    return _FINAL_Y.sub(lambda found: found[0].translate(_I_FOR_Y), lowered)


def syllables(text: str) -> list[str]:
    """The tiếng of a text: runs of letters or digits after NFC."""
    return _TIENG.findall(unicodedata.normalize("NFC", text))


def is_only_emoji(text: str) -> bool:
    """Whether a message shows symbols and nothing to read (an empty one does not)."""
    shown = clean(text).replace(" ", "")
    return bool(shown) and all(unicodedata.category(char) in _SHOWS_NO_WORD for char in shown)


def digits(text: str) -> str:
    """The decimal digits of a text, of any script, as 0-9."""
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())
