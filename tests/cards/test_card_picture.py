"""Pictures of identity cards: made worse in every way that is measured, hostile, and never kept."""

from __future__ import annotations

import builtins
import io
import logging
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import date

import card_pictures
import numpy as np
import pytest
import segno
from card_pictures import KINDS, TODAY, Shot, jpeg, shots
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot import card_picture
from bot.card_picture import Unread, card_in
from nlu.card import Card, Invalid, read_card

EASY = next(shots("easy", seed=7))
OTHER = next(shots("easy", seed=8))


def grey(shot: Shot) -> Image.Image:
    return Image.open(io.BytesIO(shot.picture)).convert("L")


def saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def code_of(text: str, encoding: str = "utf-8") -> Image.Image:
    out = io.BytesIO()
    segno.make_qr(text, encoding=encoding).save(out, kind="png", scale=6)
    return Image.open(out).convert("L")


def beside(*pictures: Image.Image) -> bytes:
    whole = Image.new("L", (sum(each.width for each in pictures), max(each.height for each in pictures)), 200)
    left = 0
    for each in pictures:
        whole.paste(each, (left, 0))
        left += each.width
    return jpeg(whole)


def expected(shot: Shot) -> Card:
    card = read_card(shot.text, today=TODAY)
    assert isinstance(card, Card)
    return card


def unread(picture: bytes) -> str:
    read = card_in(picture, today=TODAY)
    assert isinstance(read, Unread), read
    return read.reason


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_of_bad_picture_gives_its_card(kind: str) -> None:
    for shot in shots(kind, seed=11, count=2):
        assert card_in(shot.picture, today=TODAY) == expected(shot)


def test_a_turned_picture_needs_no_exif() -> None:
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        turned = grey(EASY).transpose(Image.Transpose((orientation - 1) % 7))
        assert card_in(saved(turned, "JPEG", exif=exif), today=TODAY) == expected(EASY)


@pytest.mark.parametrize(
    ("kind", "mode", "how"),
    [
        ("PNG", "L", {}),
        ("PNG", "RGBA", {}),
        ("PNG", "P", {}),
        ("PNG", "1", {}),
        ("WEBP", "RGB", {"quality": 70}),
        ("JPEG", "CMYK", {}),
        ("JPEG", "L", {"progressive": True}),
    ],
)
def test_what_telephones_and_screens_save(kind: str, mode: str, how: dict[str, object]) -> None:
    assert card_in(saved(grey(EASY).convert(mode), kind, **how), today=TODAY) == expected(EASY)


def test_a_code_on_a_transparent_ground() -> None:
    ink = code_of(EASY.text).point(lambda value: 255 - value)
    picture = Image.new("RGBA", ink.size, (0, 0, 0, 0))
    picture.putalpha(ink)
    assert card_in(saved(picture, "PNG"), today=TODAY) == expected(EASY)


def test_other_codes_do_not_matter_and_two_cards_are_refused() -> None:
    link = code_of("https://example.org/thanh-toan")
    assert card_in(beside(grey(EASY), link), today=TODAY) == expected(EASY)
    foreign = code_of("名前と住所", encoding="shift-jis")
    assert card_in(beside(grey(EASY), foreign), today=TODAY) == expected(EASY)
    assert card_in(beside(foreign), today=TODAY) == Invalid("not_a_card")
    assert card_in(beside(grey(EASY), grey(EASY)), today=TODAY) == expected(EASY)
    assert unread(beside(grey(EASY), grey(OTHER))) == "several_cards"
    assert card_in(beside(link), today=TODAY) == Invalid("not_a_card")
    assert card_in(beside(code_of(EASY.text[:40])), today=TODAY) == Invalid("cut")


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises more."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))
        for kind, held in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda: b"", "empty"),
        (lambda: b"\xff\xd8\xff" + bytes(card_picture.MOST_BYTES), "too_heavy"),
        (lambda: b"hello", "not_a_picture"),
        (lambda: b"%PDF-1.7\n", "not_a_picture"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (lambda: saved(grey(EASY), "GIF"), "not_a_picture"),
        (lambda: saved(grey(EASY), "TIFF"), "not_a_picture"),
        (lambda: EASY.picture[: len(EASY.picture) // 2], "not_a_picture"),
        (lambda: png_claiming(200, 300), "not_a_picture"),
        (lambda: png_claiming(5200, 5200), "too_many_pixels"),
        (lambda: png_claiming(12_000, 12_000), "too_many_pixels"),
        (lambda: png_claiming(60_000, 60_000), "too_many_pixels"),
        (lambda: saved(Image.new("L", (6000, 6000)), "PNG"), "too_many_pixels"),
        (lambda: saved(Image.new("L", (79, 500)), "PNG"), "too_small"),
        (lambda: saved(Image.new("L", (800, 600), 200), "JPEG"), "no_code"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_reason(made: Callable[[], bytes], why: str) -> None:
    assert unread(made()) == why


def test_a_small_card_in_a_picture_of_full_size() -> None:
    chance = np.random.default_rng(5)
    text = card_pictures.person(chance)
    drawn = card_pictures.card(text, chance)
    taken = card_pictures.photograph(drawn, chance, size=(4000, 3000), share=0.24, angle=9)
    assert card_in(jpeg(taken), today=TODAY) == read_card(text, today=TODAY)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=30))
def test_damaged_bytes_do_no_harm_and_give_no_other_person(changes: list[tuple[float, int]]) -> None:
    damaged = bytearray(jpeg(code_of(EASY.text)))
    for where, byte in changes:
        damaged[int(where * len(damaged))] = byte
    read = card_in(bytes(damaged), today=TODAY)
    assert not isinstance(read, Card) or read == expected(EASY)


def test_a_card_is_judged_by_the_day_it_is_read() -> None:
    assert card_in(EASY.picture, today=date(2020, 12, 31)) == Invalid("issue_date")


def test_nothing_is_written_printed_or_logged(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    real = builtins.open

    def only_read(file: object, mode: str = "r", *rest: object, **more: object) -> object:
        assert not set(mode) & set("wax+"), file
        return real(file, mode, *rest, **more)  # type: ignore[call-overload]

    with monkeypatch.context() as patched, caplog.at_level(logging.DEBUG):
        patched.setattr(builtins, "open", only_read)
        patched.setattr(io, "open", only_read)
        read, cut = card_in(EASY.picture, today=TODAY), card_in(EASY.picture[:9000], today=TODAY)
    assert read == expected(EASY)
    assert isinstance(cut, Unread)
    assert capfd.readouterr() == ("", "")
    assert not [part for part in EASY.text.split("|") if part and part in caplog.text]


def test_the_libraries_are_loaded_with_the_first_picture() -> None:
    looked = "import sys, bot.card_picture; sys.exit(bool({'PIL', 'zxingcpp'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", looked], check=False).returncode == 0
