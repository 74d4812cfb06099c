"""The QR code in a photograph of an identity card: bytes in, a card or a reason out.

The one home of zxing-cpp and Pillow. The picture and its text stay in memory for the time of the call: nothing
here writes or logs them, nor may a caller.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from nlu.card import Card, Invalid, read_card

if TYPE_CHECKING:
    from PIL import Image

Reason = Literal[
    "empty",
    "too_heavy",
    "too_many_pixels",
    "too_small",
    "not_a_picture",  # no JPEG, PNG or WebP, or a damaged one
    "no_code",
    "several_cards",
]

MOST_BYTES = 12_000_000
MOST_PIXELS = 26_000_000
"""Cameras make 12 to 25 megapixels unless told otherwise; decoded in grey, this many are 26 MB."""
FEWEST_PIXELS = 80
"""The shorter side. A card's code has 37 modules or more."""
_OTHER_CODES = frozenset({Invalid("not_a_card"), Invalid("not_text"), Invalid("too_long")})
_FORMATS = ("JPEG", "PNG", "WEBP")
_ENOUGH = (1600, 1200)
_LARGEST_FIRST, _LARGEST_DOUBLED = 2400, 1300


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a picture gave no card."""

    reason: Reason


def card_in(picture: bytes, *, today: date) -> Card | Invalid | Unread:
    """The one card whose code is in the picture. Another code beside it does not matter; two cards are refused."""
    other: Invalid | Unread = Unread("no_code")
    try:
        for codes in _tries(picture):
            read = [read_card(code, today=today) for code in codes]
            cards = {each for each in read if each not in _OTHER_CODES}
            if cards:  # a whole card or a broken one: a code that was read was read right, so no try betters it
                return cards.pop() if len(cards) == 1 else Unread("several_cards")
            other = Invalid("not_a_card") if read else other
    except _Unreadable as unreadable:
        return Unread(unreadable.reason)
    return other


class _Unreadable(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


def _tries(picture: bytes) -> Iterator[list[bytes]]:
    """What each try finds, from the cheapest to the dearest; whoever asks stops when it is enough."""
    import zxingcpp

    formats = zxingcpp.barcode_formats_from_str("QRCode")
    for image in _views(picture):
        found = zxingcpp.read_barcodes(image, formats=formats, try_invert=False)
        # The bytes, not the text: which letters they are the library can only guess, and cards write UTF-8.
        yield [code.bytes for code in found]


def _views(picture: bytes) -> Iterator[Image.Image]:
    """The picture as it is, then smaller, sharper, larger, smoother: each helps against something else."""
    from PIL import ImageFilter

    seen, whole = _opened(picture, reduced=True)
    yield seen
    if whole != seen.size:  # a small card in a large picture
        yield _opened(picture, reduced=False)[0]
    yield seen.reduce(2)
    yield seen.filter(ImageFilter.UnsharpMask(2, 250, 0))
    seen = _at_most(seen, _LARGEST_DOUBLED)
    yield _enlarged(seen, 2)
    yield _enlarged(seen.filter(ImageFilter.UnsharpMask(2, 500, 0)), 2)
    yield seen.filter(ImageFilter.MedianFilter(3))
    yield _enlarged(seen, 3)


def _enlarged(image: Image.Image, times: int) -> Image.Image:
    from PIL import Image

    return image.resize((times * image.width, times * image.height), Image.Resampling.LANCZOS)


def _at_most(image: Image.Image, longest: int) -> Image.Image:
    """Shrunk by a whole number, which is quick and keeps the edges of a code."""
    shrink = -(-max(image.size) // longest)
    return image.reduce(shrink) if shrink > 1 else image


def _opened(picture: bytes, *, reduced: bool) -> tuple[Image.Image, tuple[int, int]]:
    """The picture in grey and the size it came in, once its header has been found harmless."""
    from PIL import Image

    if not picture or len(picture) > MOST_BYTES:
        raise _Unreadable("too_heavy" if picture else "empty")
    try:
        with Image.open(io.BytesIO(picture), formats=_FORMATS) as image:
            whole = image.size
            _check_size(whole)
            if reduced:
                image.draft("L", _ENOUGH)
            return _at_most(_grey(image), _LARGEST_FIRST if reduced else max(whole)), whole
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _Unreadable("too_many_pixels") from None
    except _Unreadable:
        raise
    except Exception:  # noqa: BLE001 - decoders meet hostile bytes here and raise whatever they please
        raise _Unreadable("not_a_picture") from None


def _check_size(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise _Unreadable("too_many_pixels")
    if min(size) < FEWEST_PIXELS:
        raise _Unreadable("too_small")


def _grey(image: Image.Image) -> Image.Image:
    """In grey, on white where it is transparent. Turning is left to the reader, so no EXIF is looked at."""
    from PIL import Image

    if image.has_transparency_data:
        shades, cover = image.convert("LA").split()
        white = Image.new("L", image.size, 255)
        white.paste(shades, mask=cover)
        return white
    return image.convert("L")
