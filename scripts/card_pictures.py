"""Synthetic pictures of identity cards, made worse in the ways of a phone camera: what the card's QR is measured on.

Nobody in them exists. Everything follows from a seed. `python scripts/card_pictures.py` measures reading them (make
bench-card); `--folder FOLDER` writes them, to be looked at.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import segno
import yaml
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.card_picture import card_in
from nlu.card import Card, read_card

TODAY = date(2026, 11, 22)
CARD = (1712, 1080)  # 85.6 by 54 mm, 20 pixels a millimetre
CODE_MM = {"cccd": 15.0, "can_cuoc": 16.0}
PHOTO = (1280, 960)  # what messengers send on
EACH = 25
LOWEST_RATE, LONGEST_MEDIAN_MS = 0.99, 30.0
PEOPLE = yaml.safe_load((Path(__file__).parent / "card_people.yml").read_text(encoding="utf-8"))

Chance = np.random.Generator
Worsen = Callable[[Image.Image, Chance], Image.Image]


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture, how it was made worse, and the text that it must give."""

    kind: str
    text: str
    picture: bytes


def person(chance: Chance) -> str:
    """The text of a card's code for somebody who does not exist, of either kind of card."""
    year, female = int(chance.integers(1932, 2011)), bool(chance.integers(2))
    century = 2 * (year >= 2000) + female
    number = f"{chance.choice(PEOPLE['prefixes'])}{century}{year % 100:02}{chance.integers(10**6):06}"
    old = f"{chance.integers(10**9):09}" if year < 1995 and chance.random() < 0.7 else ""
    name = " ".join(str(chance.choice(PEOPLE[part])) for part in ("families", "middles", "given")).replace(
        "' ", "'"
    )
    born, issued = chance.integers(1, 28, 2), chance.integers(2021, 2026)
    parts = [number, old, name, f"{born[0]:02}{born[0] % 12 + 1:02}{year}", PEOPLE["sexes"][female]]
    parts += [str(chance.choice(PEOPLE["places"])), f"{born[1]:02}{born[1] % 12 + 1:02}{issued}"]
    return "|".join(parts + ["", "", ""] * int(issued > 2024))


def card(text: str, chance: Chance) -> Image.Image:
    """A card of the size of a real one with its code; lines and boxes stand for everything else on it."""
    picture = Image.new("L", CARD, int(chance.integers(205, 240)))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((70, 380, 470, 900), fill=int(chance.integers(90, 150)))
    for row in range(8):
        end = int(chance.integers(900, 1500))
        draw.rectangle((540, 420 + 75 * row, end, 440 + 75 * row), fill=int(chance.integers(30, 90)))
    for wave in range(0, CARD[0], 24):
        draw.arc((wave, 40, wave + 500, 1040), 0, 360, fill=int(chance.integers(180, 215)), width=2)
    new_kind = text.count("|") > 6
    code = _code(text, str(chance.choice(("l", "m", "q"))))
    side = int((CODE_MM["can_cuoc"] if new_kind else CODE_MM["cccd"]) * 20)
    code = code.resize((side, side), Image.Resampling.BOX)
    picture.paste(code, (CARD[0] - side - 80, 60))
    return picture


def _code(text: str, level: str) -> Image.Image:
    """The code with two modules of quiet zone, as printed cards have little room for more."""
    made = segno.make_qr(text, error=level, encoding="utf-8", eci=False, boost_error=False)
    out = io.BytesIO()
    made.save(out, kind="png", scale=8, border=2)
    return Image.open(out).convert("L")


def table(size: tuple[int, int], chance: Chance) -> Image.Image:
    """Something to lie on: spots of two sizes on a shade."""
    spots = chance.integers(0, 80, (size[1] // 16, size[0] // 16)) + int(chance.integers(30, 150))
    return Image.fromarray(spots.astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)


def photograph(
    picture: Image.Image, chance: Chance, *, size: tuple[int, int], share: float, angle: float
) -> Image.Image:
    """The card on a table, taking `share` of the picture's width and turned by `angle`."""
    width = int(size[0] * share)
    shrunk = picture.resize((width, width * CARD[1] // CARD[0]), Image.Resampling.LANCZOS)
    mask = Image.new("L", shrunk.size, 255).rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    turned = shrunk.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    ground = table(size, chance)
    ground.paste(turned, ((size[0] - turned.width) // 2, (size[1] - turned.height) // 2), mask)
    return ground


def skewed(picture: Image.Image, chance: Chance, most: float) -> Image.Image:
    """Seen from the side: each corner moved inwards by up to `most` of the sides."""
    width, height = picture.size
    corners = [(0, 0), (width, 0), (width, height), (0, height)]
    moved = [
        (
            x + (1 if x == 0 else -1) * chance.random() * most * width,
            y + (1 if y == 0 else -1) * chance.random() * most * height,
        )
        for x, y in corners
    ]
    rows = []
    for (x, y), (u, v) in zip(moved, corners, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    wanted = np.array(corners, dtype=float).reshape(8)
    sent = np.linalg.solve(np.array(rows, dtype=float), wanted)
    return picture.transform(
        picture.size, Image.Transform.PERSPECTIVE, tuple(sent), Image.Resampling.BICUBIC, fillcolor=90
    )


def _blur(radius: float) -> Worsen:
    return lambda picture, _: picture.filter(ImageFilter.GaussianBlur(radius))


def _motion(picture: Image.Image, chance: Chance, *, length: int = 5) -> Image.Image:
    """The hand moved `length` pixels along one direction."""
    angle = chance.random() * np.pi
    pixels = np.asarray(picture, dtype=np.float32)
    steps = [(round(np.cos(angle) * step), round(np.sin(angle) * step)) for step in range(length)]
    shifted = [np.roll(pixels, step, axis=(1, 0)) for step in steps]
    return Image.fromarray(np.mean(shifted, axis=0).astype(np.uint8))


def _noise(picture: Image.Image, chance: Chance, *, sigma: float = 12.0) -> Image.Image:
    pixels = np.asarray(picture, dtype=np.float32)
    noisy = pixels + chance.normal(0, sigma, pixels.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def _dark(picture: Image.Image, chance: Chance) -> Image.Image:
    return _noise(ImageEnhance.Brightness(picture).enhance(0.22), chance, sigma=6)


def _pale(picture: Image.Image, chance: Chance) -> Image.Image:
    faded = Image.eval(picture, lambda value: int(175 + value * 0.27))
    return _noise(faded, chance, sigma=3)


def _shadow(picture: Image.Image, chance: Chance) -> Image.Image:
    """A hand's soft shadow across the picture."""
    across = np.linspace(-1, 1, picture.width)[None, :] + np.linspace(-0.5, 0.5, picture.height)[:, None]
    light = 0.25 + 0.75 / (1 + np.exp(-14 * (across - chance.uniform(0.0, 0.7))))
    return Image.fromarray((np.asarray(picture) * light).astype(np.uint8))


def _glare(picture: Image.Image, chance: Chance) -> Image.Image:
    """A lamp in the lamination: a soft white spot near the code."""
    rows, columns = np.mgrid[0 : picture.height, 0 : picture.width]
    x, y = chance.uniform(0.62, 0.95) * picture.width, chance.uniform(0.1, 0.45) * picture.height
    far = np.hypot(columns - x, rows - y) / (chance.uniform(0.08, 0.16) * picture.width)
    pixels = np.asarray(picture, dtype=np.float32)
    lit = pixels + (250 - pixels) * 0.8 * np.exp(-(far**2))
    return Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))


def _scratched(picture: Image.Image, chance: Chance) -> Image.Image:
    """Fine scratches of a worn card, in both directions and shades."""
    worn = picture.copy()
    draw = ImageDraw.Draw(worn)
    for _ in range(14):
        x, y = chance.uniform(0.6, 1) * picture.width, chance.uniform(0, 0.5) * picture.height
        length, shade = chance.uniform(-90, 90, 2), int(chance.choice((60, 235)))
        draw.line((x, y, x + length[0], y + length[1]), fill=shade, width=1)
    return worn


def _all_together(picture: Image.Image, chance: Chance) -> Image.Image:
    seen = skewed(picture, chance, 0.06).filter(ImageFilter.GaussianBlur(0.9))
    return _noise(ImageEnhance.Brightness(_shadow(seen, chance)).enhance(0.7), chance, sigma=7)


@dataclass(frozen=True, slots=True)
class Kind:
    """How the pictures of one kind are taken."""

    worsen: Worsen = lambda picture, _: picture
    size: tuple[int, int] = PHOTO
    share: float = 0.85
    turn: float = 4.0
    quality: int = 85


KINDS: dict[str, Kind] = {
    "easy": Kind(),
    "any rotation": Kind(share=0.6, turn=180),
    "from the side": Kind(lambda picture, chance: skewed(picture, chance, 0.12)),
    "blurred, sigma 1.0": Kind(_blur(1.0)),
    "blurred, sigma 1.6": Kind(_blur(1.6)),
    "hand moved 5 px": Kind(_motion),
    "noisy": Kind(lambda picture, chance: _noise(picture, chance, sigma=25)),
    "dark and noisy": Kind(_dark),
    "pale": Kind(_pale),
    "shadow across": Kind(_shadow),
    "glare": Kind(_glare),
    "scratched": Kind(_scratched),
    "JPEG quality 30": Kind(quality=30),
    "half the width": Kind(share=0.55),
    "small, 40 % of the width": Kind(share=0.40),
    "full size, 12 megapixels": Kind(size=(4000, 3000), share=0.5),
    "full size, blurred": Kind(_blur(3.5), size=(4000, 3000), share=0.8),
    "all together": Kind(_all_together, turn=25),
}

# Worse than what the reader is asked to manage; measured to know where it ends, and counted apart.
BEYOND: dict[str, Kind] = {
    "blurred, sigma 2.2": Kind(_blur(2.2)),
    "hand moved 9 px": Kind(lambda picture, chance: _motion(picture, chance, length=9)),
    "tiny, 30 % of the width": Kind(share=0.30),
}


def shots(kind: str, *, seed: int, count: int = EACH) -> Iterator[Shot]:
    """The pictures of one kind."""
    every = KINDS | BEYOND
    how = every[kind]
    for number in range(count):
        chance = np.random.default_rng([seed, list(every).index(kind), number])
        text = person(chance)
        angle = chance.uniform(-how.turn, how.turn)
        taken = photograph(card(text, chance), chance, size=how.size, share=how.share, angle=angle)
        yield Shot(kind, text, jpeg(how.worsen(taken, chance), how.quality))


def jpeg(picture: Image.Image, quality: int = 85) -> bytes:
    """The picture in colour, as phones write them."""
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


@dataclass(slots=True)
class Tally:
    """Pictures of one kind: how many, how many gave their card, how many another, and the milliseconds."""

    pictures: int = 0
    read: int = 0
    wrong: int = 0
    took: list[float] = field(default_factory=list)

    def add(self, shot: Shot) -> None:
        """Read one picture. The time is this process's own, since a busy machine is not the reader's doing."""
        started = time.process_time()
        found = card_in(shot.picture, today=TODAY)
        self.took.append(1000 * (time.process_time() - started))
        self.pictures += 1
        self.read += found == read_card(shot.text, today=TODAY)
        self.wrong += isinstance(found, Card) and found != read_card(shot.text, today=TODAY)

    def told(self) -> dict[str, float]:
        """The figures, as they are printed."""
        self.took.sort()
        p95 = self.took[int(len(self.took) * 0.95)]
        return {
            "pictures": self.pictures,
            "read": self.read,
            "wrong": self.wrong,
            "rate": round(self.read / self.pictures, 4),
            "median_ms": round(statistics.median(self.took), 1),
            "p95_ms": round(p95, 1),
        }


def measure(*, seed: int, count: int) -> dict[str, Any]:
    """Every kind, those asked for together, and those beyond them apart."""
    tallies: dict[str, Tally] = {}
    for kind in KINDS | BEYOND:
        tallies[kind] = Tally()
        for shot in shots(kind, seed=seed, count=count):
            tallies[kind].add(shot)
    whole = Tally()
    for kind in KINDS:
        each = tallies[kind]
        whole.pictures, whole.read = whole.pictures + each.pictures, whole.read + each.read
        whole.wrong, whole.took = whole.wrong + each.wrong, whole.took + each.took
    kinds = {kind: tally.told() for kind, tally in tallies.items()}
    return {
        "card_qr": whole.told() | {"seed": seed},
        "kinds": {kind: kinds[kind] for kind in KINDS},
        "beyond": {kind: kinds[kind] for kind in BEYOND},
    }


def main() -> int:
    """Measure, or write the pictures to a folder; exits 1 under the rate or over the time that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=4711)
    parser.add_argument("--count", type=int, default=EACH, help="pictures of each kind")
    parser.add_argument("--folder", type=Path, help="write the pictures here and measure nothing")
    asked = parser.parse_args()
    if asked.folder:
        write(asked.folder, seed=asked.seed, count=asked.count)
        return 0
    result = measure(seed=asked.seed, count=asked.count)
    print(json.dumps(result, indent=2))
    whole = result["card_qr"]
    return int(whole["rate"] < LOWEST_RATE or whole["median_ms"] > LONGEST_MEDIAN_MS or whole["wrong"] > 0)


def write(folder: Path, *, seed: int, count: int) -> None:
    """The pictures as files, named by kind."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS | BEYOND:
        for number, shot in enumerate(shots(kind, seed=seed, count=count)):
            (
                folder / f"{kind.replace(' ', '-').replace(',', '').replace('%', 'percent')}-{number}.jpg"
            ).write_bytes(shot.picture)


if __name__ == "__main__":
    raise SystemExit(main())
