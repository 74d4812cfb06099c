"""Lists of units: read from a wheel and from files, checked, kept, compared and put right."""

import io
import json
import sqlite3
import sys
import zipfile
from dataclasses import replace
from datetime import date

import pytest
import unit_lists

from bot.cli.main import main
from knowledge.places import corrections, listing, storing, wheel
from knowledge.places.place import OldWard
from knowledge.places.storing import UnitsError

NAMES = ("province", "ward", "wardType", "provinceCode", "wardCode", "provinceKey", "wardKey")
OLD_NAMES = ("province", "district", "ward", "wardType", "districtType", "provinceKey", "districtKey", "wardKey", "wardAlias", "districtAlias")  # fmt: skip


@pytest.fixture(autouse=True)
def small_country(monkeypatch):
    """Lists of a few units count as whole, as all of them do elsewhere."""
    monkeypatch.setattr(storing, "PROVINCES", 1)
    monkeypatch.setattr(storing, "COMMUNES", range(1, 9))


@pytest.fixture
def wheel_file(tmp_path):
    """A wheel of one province, two communes and three old wards, shaped as the real one with its quirks."""
    database = tmp_path / "dataset.db"
    with sqlite3.connect(database) as opened:
        opened.execute(f"CREATE TABLE admin_units ({', '.join(NAMES)})")
        opened.executemany(
            f"INSERT INTO admin_units VALUES ({','.join('?' * len(NAMES))})",
            [
                ("Tỉnh Tây Ninh", "Xã Tân Biên", "Xã", "80", "25486", "tinhtayninh", "xatanbien"),
                ("Tỉnh Tây Ninh", "Xã Tân Lập", "Phường", "80", "25489", "tinhtayninh", "xatanlap"),
            ],
        )
        opened.execute(f"CREATE TABLE admin_units_legacy ({', '.join(OLD_NAMES)})")
        where = ("Tỉnh Tây Ninh", "Huyện Tân Biên")
        keys = ("Huyện", "tinhtayninh", "huyentanbien")
        opened.executemany(
            f"INSERT INTO admin_units_legacy VALUES ({','.join('?' * len(OLD_NAMES))})",
            [
                (
                    *where,
                    "Thị Trấn Tân Biên",
                    "Thị trấn",
                    *keys,
                    "thitrantanbien",
                    '["xatanbien"]',
                    '["huyencu", "cu"]',
                ),
                (
                    *where,
                    "Xã Tân Hoà",
                    "Xã",
                    *keys,
                    "xatanhoa",
                    '["xamoc", "moc", "phuong12", "p12", "f12"]',
                    None,
                ),
                (*where, None, None, *keys, None, None, None),
            ],
        )
    opened.close()
    old = "tinhtayninh_huyentanbien_"
    became = {
        "DICT_PROVINCE_WARD_NO_DIVIDED": {"tinhtayninh": {"xatanbien": [f"{old}thitrantanbien", old]}},
        "DICT_PROVINCE_WARD_DIVIDED": {
            "tinhtayninh": {
                f"{old}xatanhoa": [
                    {"newWardKey": "xatanbien", "isDefaultNewWard": False},
                    {"newWardKey": "xatanlap", "isDefaultNewWard": True},
                ]
            }
        },
    }
    path = tmp_path / "vietnamadminunits-9.9.9-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as file:
        stamp = zipfile.ZipInfo("vietnamadminunits/data/dataset.db", (2025, 8, 23, 6, 54, 0))
        file.writestr(stamp, database.read_bytes())
        file.writestr("vietnamadminunits/data/converter_2025.json", json.dumps(became))
    return path


def test_a_wheel_is_read_without_its_code(wheel_file):
    units = wheel.read(wheel_file)
    assert (units.as_of, units.source) == (date(2025, 8, 23), "vietnamadminunits 9.9.9")
    assert [units.describe(code) for code in units.communes] == [
        "xã Tân Biên, tỉnh Tây Ninh",
        "xã Tân Lập, tỉnh Tây Ninh",
    ]
    town, divided, island = units.old
    assert town == OldWard("Tây Ninh", "Huyện", "Tân Biên", "Thị trấn", "Tân Biên", ("25486",), (), ("cu",))
    assert (divided.name, divided.communes, divided.aliases) == ("Tân Hòa", ("25489", "25486"), ("moc", "12"))
    assert (island.name, island.communes) == ("", ("25486",))


def test_what_is_no_wheel_is_told(tmp_path):
    for content in (b"", b"not a zip", _zip({"x": b"y"})):
        path = tmp_path / "vietnamadminunits-1.whl"
        path.write_bytes(content)
        with pytest.raises(UnitsError):
            wheel.read(path)


def _zip(files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    return made.getvalue()


def test_what_is_kept_comes_back_the_same(wheel_file, tmp_path):
    units = wheel.read(wheel_file)
    assert storing.load(tmp_path / "units") is None
    storing.save(units, tmp_path / "units")
    assert storing.load(tmp_path / "units") == units
    assert [path.name for path in (tmp_path / "units").iterdir()] == ["units.json"]
    assert (tmp_path / "units" / "units.json").read_text(encoding="utf-8").startswith('{"format":1,')


@pytest.mark.parametrize(
    "content", ["", "[]", '{"format":0}', '{"format":1}', '{"format":1,"as_of":"x"}', "nonsense"]
)
def test_a_broken_file_is_told(tmp_path, content):
    (tmp_path / "units.json").write_text(content, encoding="utf-8")
    with pytest.raises(UnitsError, match=r"units\.json"):
        storing.load(tmp_path)


def test_a_list_that_is_not_whole_changes_nothing(wheel_file, tmp_path):
    units = wheel.read(wheel_file)
    storing.save(units, tmp_path)
    commune = units.communes["25486"]
    wrong = replace(
        units,
        communes={"2548": replace(commune, code="2548"), "25489": replace(commune, code="25489", province="99")},
        provinces={},
    )
    with pytest.raises(UnitsError) as caught:
        storing.save(wrong, tmp_path)
    told = str(caught.value)
    for part in (
        "provinces: 0, there are 1",
        "'2548': needs a code of five digits",
        "no province '99'",
        "no commune '25486'",
    ):
        assert part in told
    assert storing.load(tmp_path) == units


def _files(tmp_path, *, code="25486", extra=()):
    wards = [{"Code": code, "FullName": "Xã Tân Biên"}, {"Code": "25489", "FullName": "Xã Tân Lập"}, *extra]
    today = tmp_path / "units-2026-07-25.json"
    today.write_text(json.dumps([{"Code": "80", "FullName": "Tỉnh Tây Ninh", "Wards": wards}]), encoding="utf-8")
    old = tmp_path / "old.csv"
    rows = [
        "province,district,ward,newProvinceCode,newWardCode,newWard",
        "Tỉnh Tây Ninh,Huyện Tân Biên,Xã Tân Hoà,80,25486,Xã Tân Biên",
        "Tỉnh Tây Ninh,Huyện Tân Biên,Xã Tân Hoà,80,25489,Xã Tân Lập",
        "Tỉnh Tây Ninh,Huyện Tân Biên,,80,25489,Xã Tân Lập",
    ]
    old.write_text("\n".join(rows), encoding="utf-8")
    return today, old


def test_files_are_read_by_what_they_are(tmp_path):
    units = listing.read([*_files(tmp_path)], None)
    assert units.as_of == date(2026, 7, 25)
    assert [ward.communes for ward in units.old] == [("25486", "25489"), ("25489",)]
    assert units.old[0].name == "Tân Hòa"


def test_one_file_leaves_the_rest_as_it_was(tmp_path, wheel_file):
    kept = wheel.read(wheel_file)
    today, old = _files(tmp_path, code="25487")
    newer = listing.read([today], kept)
    assert {code for ward in newer.old for code in ward.communes} == {"25487", "25489"}
    assert next(storing.changes(kept, newer)) == "commune 25486: xã Tân Biên, tỉnh Tây Ninh → not listed"
    wards = listing.read([old], kept)
    assert (wards.as_of, wards.communes) == (kept.as_of, kept.communes)
    assert wards.old[0].aliases == ("moc", "12")
    assert wards.old[0].communes == ("25489", "25486"), "the likelier one stays first"


@pytest.mark.parametrize(
    ("extra", "problem"),
    [
        ([{"Code": "25489", "FullName": "Xã Tân Lập"}], "'25489': listed twice"),
        ([{"Code": "25490", "FullName": "Tân Bình"}], "begins with no type|has no type"),
        ([{"Code": "25490"}], r"FullName: Field required"),
    ],
)
def test_bad_rows_are_told(tmp_path, extra, problem):
    with pytest.raises(UnitsError, match=problem):
        listing.read([*_files(tmp_path, extra=extra)], None)


def test_half_a_list_is_not_enough_to_begin_with(tmp_path):
    today, old = _files(tmp_path)
    for files in ([today], [old]):
        with pytest.raises(UnitsError, match="nothing is kept yet"):
            listing.read(files, None)
    undated = today.rename(tmp_path / "units.json")
    with pytest.raises(UnitsError, match="of which day"):
        listing.read([undated, old], None)
    assert listing.read([undated, old], None, date(2026, 8, 1)).as_of == date(2026, 8, 1)


def test_corrections_are_for_older_lists_only(wheel_file):
    units = wheel.read(wheel_file)
    change = corrections.Correction(
        since=date(2026, 1, 1),
        source="luật",
        provinces={"80": "Thành phố"},
        communes={"25486": "Phường", "99999": "Xã"},
    )
    changed = corrections.corrected(units, (change,))
    assert changed.describe("25486") == "phường Tân Biên, thành phố Tây Ninh"
    newer = replace(units, as_of=date(2026, 1, 1))
    assert corrections.corrected(newer, (change,)) == newer


def test_the_shipped_corrections_fit_the_real_list(everywhere):
    found = corrections.corrected(replace(everywhere, as_of=date(2025, 8, 23)), corrections.shipped())
    assert found.describe("75") == "thành phố Đồng Nai"
    assert found.describe_commune("26368") == "phường Long Thành"
    for correction in corrections.shipped():
        assert correction.provinces.keys() <= everywhere.provinces.keys()
        assert correction.communes.keys() <= everywhere.communes.keys()


def test_the_command_takes_a_wheel_then_newer_files(wheel_file, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    home = ["--home", str(tmp_path / "home")]
    assert main([*home, "units"]) == 1
    assert main([*home, "units", "--wheel", str(wheel_file)]) == 0
    assert json.loads(capsys.readouterr().out)["divided"] == 1
    today, _ = _files(tmp_path, code="25487")
    assert main([*home, "units", str(today)]) == 0
    shown = capsys.readouterr()
    assert "commune 25487: not listed → xã Tân Biên, tỉnh Tây Ninh" in shown.err
    assert json.loads(shown.out)["as_of"] == "2026-07-25"
    assert main([*home, "units", str(today), "--wheel", str(wheel_file)]) == 2
    today.write_text("[]", encoding="utf-8")
    assert main([*home, "units", str(today), "--as-of", "2027-01-01"]) == 1
    capsys.readouterr()
    assert main([*home, "units"]) == 0
    assert json.loads(capsys.readouterr().out)["as_of"] == "2026-07-25"


def test_the_reference_lists_can_be_taken(monkeypatch):
    monkeypatch.setattr(storing, "PROVINCES", 34)
    monkeypatch.setattr(storing, "COMMUNES", range(3200, 3500))
    units = listing.read(unit_lists.shared_files(), None)
    assert list(storing.problems_of(units)) == []
    assert (len(units.communes), len(units.old)) == (3321, 10040)
    assert sum(len(ward.communes) > 1 for ward in units.old) == 471
