"""Numbers written in words or digits, and numbers dictated digit by digit.

Reads Northern and Southern words with or without marks. It must not judge what the number is for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlu.words import Word, bare, lexicon, words

Tokens = Sequence[str]
_NEVER: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Numerals:
    digits: dict[str, int]
    ten: frozenset[str]
    leads: dict[str, int]
    dozen: frozenset[str]
    half: frozenset[str]
    hundred: frozenset[str]
    zero_tens: frozenset[str]
    scales: tuple[tuple[int, frozenset[str]], ...]
    confusable: frozenset[str]
    plain_five: str
    opening_ten: str

    def knows(self, token: str) -> bool:
        plain = self.ten | self.dozen | self.half | self.hundred | self.zero_tens
        return token in self.digits or token in self.leads or token in plain or self.scale_of(token) > 0

    def scale_of(self, token: str) -> int:
        return next((size for size, names in self.scales if token in names), 0)


def _bares(listed: Sequence[str]) -> frozenset[str]:
    return frozenset(bare(each) for each in listed)


@lru_cache(maxsize=1)
def _numerals() -> _Numerals:
    known = lexicon("numbers")
    digits = {bare(name): value for value, names in known["digits"].items() for name in names}
    leads = {bare(name): 20 for name in known["twenty"]} | {bare(name): 30 for name in known["thirty"]}
    scales = sorted(((size, _bares(names)) for size, names in known["scales"].items()), reverse=True)
    confusable = frozenset(words(each)[0].raw for each in known["confusable"])
    return _Numerals(
        digits=digits,
        ten=_bares(known["ten"]),
        leads=leads,
        dozen=_bares(known["dozen"]),
        half=_bares(known["half"]),
        hundred=_bares(known["hundred"]),
        zero_tens=_bares(known["zero_tens"]),
        scales=tuple(scales),
        confusable=confusable,
        plain_five=bare(known["plain_five"]),
        opening_ten=words(known["opening_ten"])[0].raw,
    )


def token(word: Word) -> str:
    """What number grammar sees of a word: bare, unless its marks make it another word."""
    return word.raw if word.raw in _numerals().confusable else word.bare


def is_number(text: str) -> bool:
    """Whether a token can be part of a number."""
    return text.isdecimal() or _numerals().knows(text)


def is_scale(text: str) -> bool:
    """Whether a token is thousand, million or billion."""
    return _numerals().scale_of(text) > 0


def is_digit_word(text: str) -> bool:
    """Whether a token names one digit."""
    return text in _numerals().digits


def parse(tokens: Tokens) -> int | None:
    """The number that the tokens spell, all of them together; None when they spell none."""
    if not tokens or len(tokens) > 24:
        return None
    for size, names in _numerals().scales:
        for at, each in enumerate(tokens):
            if each in names:
                return _scaled(tokens[:at], size, tokens[at + 1 :])
    return _below_thousand(tokens)


def _scaled(head: Tokens, size: int, tail: Tokens) -> int | None:
    times = parse(head) if head else 1
    rest = _after_scale(tail, size)
    return None if times is None or rest is None else times * size + rest


def _after_scale(tail: Tokens, size: int) -> int | None:
    """What follows a scale: nothing, a half, one digit of the next place ("triệu hai"), or a number."""
    known = _numerals()
    if not tail:
        return 0
    if len(tail) == 1 and tail[0] in known.half:
        return size // 2
    if len(tail) == 1 and (digit := _digit(tail[0])):
        return digit * size // 10
    if tail[0] in known.zero_tens:
        tail = tail[1:]
    rest = parse(tail)
    return rest if rest is not None and rest < size else None


def _digit(text: str) -> int | None:
    if text.isdecimal():
        return int(text) if len(text) == 1 else None
    return _numerals().digits.get(text)


def _below_thousand(tokens: Tokens) -> int | None:
    hundred = _numerals().hundred
    for at, each in enumerate(tokens):
        if each in hundred:
            return _hundreds(tokens[:at], tokens[at + 1 :])
    return _below_hundred(tokens)


def _hundreds(head: Tokens, tail: Tokens) -> int | None:
    times = _below_hundred(head) if head else 1
    rest = _after_hundred(tail)
    return None if times is None or rest is None else times * 100 + rest


def _after_hundred(tail: Tokens) -> int | None:
    known = _numerals()
    if not tail:
        return 0
    if len(tail) == 1:
        digit = _digit(tail[0])
        return 50 if tail[0] in known.half else digit * 10 if digit else _below_hundred(tail)
    if len(tail) == 2 and tail[0] in known.zero_tens:
        return _digit(tail[1])
    return _below_hundred(tail)


def _below_hundred(tokens: Tokens) -> int | None:
    """One to three tokens: a digit, a ten, tens and ones in the long or the spoken short form."""
    if len(tokens) == 1:
        return _single(tokens[0])
    if len(tokens) == 2:
        return _pair(*tokens)
    return _tens_and_ones(*tokens) if len(tokens) == 3 else None


def _single(text: str) -> int | None:
    known = _numerals()
    if text.isdecimal():
        return int(text) if len(text) <= 15 else None
    if text in known.ten or text in known.dozen:
        return 10
    return known.digits.get(text, known.leads.get(text))


def _pair(first: str, second: str) -> int | None:
    known = _numerals()
    one, two = _digit(first), _digit(second)
    if second in known.ten or second in known.dozen:
        return one * 10 if one else None
    if first in known.dozen and second in known.half:
        return 15
    if not two:
        return None
    if first in known.ten or first in known.dozen:
        return 10 + two
    if first in known.leads:
        return known.leads[first] + two
    spoken = not first.isdecimal() and not second.isdecimal() and second != known.plain_five
    return one * 10 + two if one and spoken else None


def _tens_and_ones(first: str, ten: str, last: str) -> int | None:
    known = _numerals()
    tens, ones = _digit(first), _digit(last)
    if not tens or (ten not in known.ten and ten not in known.dozen):
        return None
    if last in known.half:
        return tens * 10 + 5
    return tens * 10 + ones if ones else None


def readings(tokens: Tokens) -> list[str]:
    """The ways to hear dictated digits, likeliest first.

    "chín mười hai" is 9 12, "chín mươi hai" is 92; without marks, or when those give no number of a
    fitting length, the other cuts are there too, at last 90 2.
    """
    opening = _numerals().opening_ten
    as_marked, always = frozenset({opening}), _numerals().ten | {opening}
    ways = ((True, as_marked), (True, always), (True, _NEVER), (False, _NEVER))
    plain = [bare(each) if each == opening else each for each in tokens]
    heard = [dictated(tokens if opens == as_marked else plain, pairs=pairs, opens=opens) for pairs, opens in ways]
    return list(dict.fromkeys(each for each in heard if each))


def dictated(tokens: Tokens, *, pairs: bool, opens: frozenset[str] = _NEVER) -> str | None:
    """Digits as people dictate them: one by one, or in twos and threes ("mười hai", "không trăm bảy hai").

    `pairs` joins a ten with the digit after it; a token in `opens` never belongs to the digit before it.
    """
    out: list[str] = []
    at = 0
    while at < len(tokens):
        piece, taken = _piece(tokens, at, pairs=pairs, opens=opens)
        if not taken:
            return None
        out.append(piece)
        at += taken
    return "".join(out)


def _piece(tokens: Tokens, at: int, *, pairs: bool, opens: frozenset[str]) -> tuple[str, int]:
    if tokens[at].isdecimal():
        return tokens[at], 1
    parts = [[bare(each) for each in tokens[at : at + length]] for length in (5, 4, 3, 2)]
    for part in parts:
        number = _below_thousand(part) if set(part[1:2]) & _numerals().hundred else None
        if number is not None:
            return f"{number:03d}", len(part)
    for part in parts[2:]:
        belongs = not set(tokens[at + 1 : at + len(part)]) & opens and (pairs or _closes(part))
        number = _below_hundred(part) if belongs and _has_ten(part) else None
        if number is not None and number > 9:
            return str(number), len(part)
    return _one_digit(bare(tokens[at]))


def _has_ten(part: Tokens) -> bool:
    known = _numerals()
    return any(each in known.ten or each in known.leads for each in part[:2])


def _one_digit(text: str) -> tuple[str, int]:
    if text in _numerals().zero_tens:
        return "0", 1
    number = _single(text)
    return ("", 0) if number is None else (str(number), 1)


def _closes(part: Tokens) -> bool:
    """Whether a part certainly belongs together: tens without ones."""
    return part[-1] in _numerals().ten


def runs(found: Sequence[Word]) -> list[list[str]]:
    """The stretches of number tokens in a text, in order; a marked "mười" keeps its mark."""
    stretches: list[list[str]] = [[]]
    for word in found:
        each = token(word)
        if is_number(each) and not is_scale(each):
            stretches[-1].append(word.raw if word.raw == _numerals().opening_ten else each)
        elif stretches[-1]:
            stretches.append([])
    return [stretch for stretch in stretches if stretch]


def grouped(found: Sequence[Word], text: str) -> list[str]:
    """Number tokens of a text with thousands written together: 1.200 and 1,200,000 are one token."""
    tokens: list[str] = []
    for at, word in enumerate(found):
        joins = at > 0 and _continues(found[at - 1], word, text)
        if joins:
            tokens[-1] += word.raw
        else:
            tokens.append(token(word))
    return tokens


def _continues(before: Word, word: Word, text: str) -> bool:
    between = text[before.end : word.start]
    return before.raw.isdecimal() and len(word.raw) == 3 and word.raw.isdecimal() and between in {".", ","}
