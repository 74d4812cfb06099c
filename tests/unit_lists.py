"""Lists of places for tests: a few real units that are always there, and the whole lists where they could be had."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.places import listing, storing
from knowledge.places.place import Commune, OldWard, Province
from knowledge.places.units import Units, units_of

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data" / "units"

PROVINCES = (
    Province("01", "Thành phố", "Hà Nội"),
    Province("46", "Thành phố", "Huế"),
    Province("75", "Thành phố", "Đồng Nai"),
    Province("79", "Thành phố", "Hồ Chí Minh"),
    Province("80", "Tỉnh", "Tây Ninh"),
    Province("86", "Tỉnh", "Vĩnh Long"),
)
COMMUNES = (
    Commune("00004", "01", "Phường", "Ba Đình"),
    Commune("00008", "01", "Phường", "Ngọc Hà"),
    Commune("00025", "01", "Phường", "Giảng Võ"),
    Commune("00367", "01", "Phường", "Thanh Xuân"),
    Commune("19753", "46", "Phường", "Phú Xuân"),
    Commune("26020", "75", "Phường", "Long Bình"),
    Commune("26740", "79", "Phường", "Sài Gòn"),
    Commune("27142", "79", "Phường", "Nhiêu Lộc"),
    Commune("25486", "80", "Xã", "Tân Biên"),
    Commune("25489", "80", "Xã", "Tân Lập"),
    Commune("25645", "80", "Phường", "Hòa Thành"),
    Commune("28789", "86", "Phường", "Bến Tre"),
    Commune("28810", "86", "Xã", "Phú Túc"),
)
OLD = (
    OldWard("Hà Nội", "Quận", "Ba Đình", "Phường", "Trúc Bạch", ("00004",), ("nguyentrungtruc",)),
    OldWard("Hà Nội", "Quận", "Ba Đình", "Phường", "Cống Vị", ("00008", "00025")),
    OldWard("Huế", "Quận", "Phú Xuân", "Phường", "Thuận Hòa", ("19753",)),
    OldWard("Đồng Nai", "Thành phố", "Biên Hòa", "Phường", "Tân Biên", ("26020",)),
    OldWard("Hồ Chí Minh", "Quận", "1", "Phường", "Bến Nghé", ("26740",)),
    OldWard("Hồ Chí Minh", "Quận", "3", "Phường", "10", ("27142",)),
    OldWard("Tây Ninh", "Huyện", "Tân Biên", "Xã", "Tân Lập", ("25489",)),
    OldWard("Tây Ninh", "Huyện", "Tân Biên", "Thị trấn", "Tân Biên", ("25486",)),
    OldWard("Bến Tre", "Huyện", "Châu Thành", "Xã", "An Hiệp", ("28810",)),
)


def few() -> Units:
    """Six provinces of thirty-four: real names and codes."""
    return units_of(date(2026, 7, 25), "tests", PROVINCES, COMMUNES, OLD)


def everywhere() -> Units:
    """All units: the kept list, else the reference lists; a loud skip where there is neither."""
    kept = storing.load(ROOT / "var" / "units")
    if kept is None and SHARED.is_dir():
        kept = listing.read(shared_files(), None)
    if kept is None:
        pytest.skip("NO LIST OF PLACES: `make setup` could not fetch it; addresses are not tried at full scale")
    return kept


def shared_files() -> list[Path]:
    """The reference lists; a loud skip where they are not."""
    if not SHARED.is_dir():
        pytest.skip(f"NO REFERENCE LISTS: {SHARED} is not here")
    return [*sorted(SHARED.glob("units-*.json")), SHARED / "old-ward-to-new-ward.csv"]
