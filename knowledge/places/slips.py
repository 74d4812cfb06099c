"""Names of places with a slip of the finger in them. Mends only what can be one name alone; never sure of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from knowledge.places.gazetteer import Gazetteer, Level
from knowledge.places.locating import locate
from knowledge.places.mentions import kinds_at
from knowledge.places.place import Located, Place
from knowledge.places.writing import Token, tokens

_SHORTEST, _LONG = 5, 9
"""Letters from which one slip is forgiven, and two."""
_MOST_SYLLABLES = 4
_MOST_WORDS = 12
"""Words of an answer that may hold a bare name; in a longer text only what follows a kind of unit is looked at."""


class Piece(NamedTuple):
    """A stretch of the text that may be a misspelt name: from `start` to `end`, its kind written from `begin`."""

    begin: int
    start: int
    end: int
    written: str


def mended(text: str, found: Located, gazetteer: Gazetteer, province: str | None) -> Located | None:
    """The text located again with its misspelt commune or province put right; None when that finds nothing more.

    Without a province to look in, a commune is only looked for behind its kind ("xã ...").
    """
    kept = found.spans if len(found.places) == 1 else ()
    for piece, keys in _attempts(text, found, gazetteer, province):
        if any(start < piece.end and piece.start < end for start, end in kept):
            continue
        if name := _one_name(piece.written, keys):
            again = locate(f"{text[: piece.start]}{name}{text[piece.end :]}", gazetteer, province)
            if _says_more(again, found):
                return _unsure(again, found, (piece.begin, piece.end))
    return None


def _attempts(
    text: str, found: Located, gazetteer: Gazetteer, province: str | None
) -> Iterator[tuple[Piece, Sequence[str]]]:
    """Where a slip may be, and the names that may be meant there."""
    all_ = tokens(text)
    left = [token for token in all_ if not any(start <= token.start < end for start, end in found.spans)]
    bare = [piece for at in range(len(left)) for piece in _from(left, at)] if len(all_) <= _MOST_WORDS else []
    communes = any(place.commune_code for place in found.places)
    provinces = {place.province_code for place in found.places}
    known = province or (provinces.pop() if len(provinces) == 1 else None)
    if known and not communes:
        yield from ((piece, gazetteer.commune_keys.get(known, ())) for piece in (*_typed(all_, "commune"), *bare))
    if not known:
        yield from ((piece, gazetteer.province_keys) for piece in (*_typed(all_, "province"), *bare))
    if not known and not communes:
        yield from ((piece, _of_length(gazetteer, len(piece.written))) for piece in _typed(all_, "commune"))


def _says_more(again: Located, before: Located) -> bool:
    if any(place.commune_code for place in before.places):
        return 0 < len(again.places) < len(before.places)
    return any(place.commune_code for place in again.places) or bool(again.places and not before.places)


def _of_length(gazetteer: Gazetteer, length: int) -> tuple[str, ...]:
    return tuple(key for near in (length - 1, length, length + 1) for key in gazetteer.typed_keys.get(near, ()))


def _one_name(written: str, keys: Sequence[str]) -> str | None:
    """The one key that differs from what was written by the fewest slips."""
    if len(written) < _SHORTEST or not keys:
        return None
    most = 2 if len(written) >= _LONG else 1
    close = extract(written, keys, scorer=OSA.distance, score_cutoff=most, limit=2, processor=None)
    if not close or close[0][1] == 0 or (len(close) > 1 and close[1][1] == close[0][1]):
        return None
    return str(close[0][0])


def _typed(all_: Sequence[Token], wanted: Level) -> Iterator[Piece]:
    """What stands behind a kind of unit of this level."""
    for at in range(len(all_)):
        for length, kinds in kinds_at(all_, at):
            if any(level == wanted for level, _ in kinds):
                for piece in _from(all_, at + length):
                    yield piece._replace(begin=all_[at].start)


def _from(all_: Sequence[Token], at: int) -> Iterator[Piece]:
    """The pieces that begin at a token, the longest first, never across a comma."""
    last = at
    while last + 1 < len(all_) and last + 1 - at < _MOST_SYLLABLES and not all_[last + 1].breaks:
        last += 1
    for end in range(last, at - 1, -1):
        if at < len(all_):
            written = "".join(token.bare for token in all_[at : end + 1])
            yield Piece(all_[at].start, all_[at].start, all_[end].end, written)


def _unsure(again: Located, before: Located, piece: tuple[int, int]) -> Located:
    places = tuple(Place(place.province_code, place.commune_code, sure=False) for place in again.places)
    kept = (span for span in before.spans if span[1] <= piece[0] or piece[1] <= span[0])
    return Located(places, again.others, tuple(sorted((*kept, piece))))
