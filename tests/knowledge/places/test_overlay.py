"""Overlays: what a province or commune changes, and everything an editor can get wrong."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from knowledge.content import ContentError
from knowledge.places import overlay_files
from knowledge.places.overlay import Overlay, Overlays, localised
from knowledge.places.place import Place
from knowledge.procedure import Procedure

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "place-overlay.yml"
TODAY = date(2026, 11, 22)
HERE = Place("80", "25486")


def procedure(**changed):
    return Procedure.model_validate(
        {
            "code": "1.000001",
            "slug": "mot-viec",
            "status": "known",
            "group": "ho-tich",
            "title": "Một việc",
            "official_title": "Thủ tục một việc",
            "names": {"everyday": ["một việc"]},
            "fees": [{"text": "Không mất tiền.", "amount": 0, "source": "tw"}],
            "notes": [{"text": "Mang bản gốc.", "source": "tw"}],
            "nothing_to_bring": {"text": "Không phải mang gì.", "source": "tw"},
            "sources": {"tw": {"title": "Luật"}},
        }
        | changed
    )


def overlay(place, **changed):
    return {
        "place": place,
        "name": "nơi này",
        "checked": date(2026, 10, 1),
        "sources": {"nq": {"title": "Nghị quyết", "date": date(2025, 12, 1)}},
    } | changed


def fee(text, amount):
    return {"text": text, "amount": amount, "source": "nq"}


def built(*plain):
    return Overlays({each["place"]: Overlay.model_validate(each) for each in plain})


def write(folder, plain, name=None):
    (folder / f"{name or plain['place']}.yml").write_text(
        yaml.safe_dump(plain, allow_unicode=True), encoding="utf-8"
    )


def test_a_replaced_fact_carries_its_own_source_and_day():
    overlays = built(overlay("80", procedures={"mot-viec": {"fees": {"replace": [fee("8.000 đồng.", 8000)]}}}))
    got = overlays.localised(procedure(), Place("80"))
    (found,) = got.fees
    assert (found.amount, found.checked) == (8000, date(2026, 10, 1))
    assert got.sources[found.source].title == "Nghị quyết"
    assert got.sources["tw"].title == "Luật"
    assert Procedure.model_validate(got.model_dump()) == got


def test_an_added_fact_stands_behind_the_national_ones():
    note = {"text": "Chiều thứ sáu nghỉ.", "source": "nq", "checked": date(2026, 11, 1)}
    got = built(overlay("80", procedures={"mot-viec": {"notes": {"add": [note]}}})).localised(
        procedure(), Place("80")
    )
    assert [each.text for each in got.notes] == ["Mang bản gốc.", "Chiều thứ sáu nghỉ."]
    assert got.notes[1].checked == date(2026, 11, 1)


def test_the_commune_has_the_last_word_and_both_sources_stay():
    overlays = built(
        overlay("80", procedures={"mot-viec": {"fees": {"replace": [fee("8.000 đồng.", 8000)]}}}),
        overlay("25486", procedures={"mot-viec": {"fees": {"add": [fee("Gửi tận nhà: 20.000 đồng.", 20000)]}}}),
    )
    got = overlays.localised(procedure(), HERE)
    assert [each.amount for each in got.fees] == [8000, 20000]
    assert {"tw", "80:nq", "25486:nq"} == set(got.sources)
    assert [each.amount for each in overlays.localised(procedure(), Place("80")).fees] == [8000]


def test_a_local_paper_ends_that_there_is_nothing_to_bring():
    paper = {"text": "Sổ hộ nghèo", "source": "nq"}
    got = built(overlay("80", procedures={"mot-viec": {"papers": {"add": [paper]}}})).localised(procedure(), HERE)
    assert got.nothing_to_bring is None
    assert [each.text for each in got.papers] == ["Sổ hộ nghèo"]


def test_an_empty_replacement_takes_the_national_facts_away():
    got = built(overlay("80", procedures={"mot-viec": {"fees": {"replace": []}}})).localised(procedure(), HERE)
    assert got.fees == ()


@pytest.mark.parametrize("place", [None, Place("01"), Place("01", "00004")])
def test_elsewhere_nothing_changes(place):
    overlays = built(overlay("80", procedures={"mot-viec": {"fees": {"replace": []}}}))
    assert overlays.localised(procedure(), place) is not None
    assert overlays.localised(procedure(), place) == procedure()


def test_the_nearest_office_in_force_serves():
    office = {"name": "Trung tâm tỉnh", "serves": ["one_stop", "land"], "source": "nq"}
    own = {"name": "Quầy xã", "serves": ["one_stop"], "source": "nq", "valid_to": date(2026, 12, 31)}
    overlays = built(overlay("80", offices=[office]), overlay("25486", offices=[own]))
    assert overlays.office(HERE, "one_stop", TODAY).name == "Quầy xã"
    assert overlays.office(HERE, "one_stop", date(2027, 1, 1)).name == "Trung tâm tỉnh"
    assert overlays.office(HERE, "land", TODAY).name == "Trung tâm tỉnh"
    assert overlays.office(HERE, "court", TODAY) is None
    assert overlays.office(None, "one_stop", TODAY) is None


def test_every_mistake_of_every_file_is_told_at_once(tmp_path):
    bad_hours = {"name": "Quầy", "serves": ["one_stop"], "source": "nq", "hours": {"mon": [["11:30", "07:30"]]}}
    write(tmp_path, overlay("80", offices=[bad_hours], colour="red"))
    write(tmp_path, overlay("25486", procedures={"viec-la": {"fees": {"replace": [fee("1 đồng.", 1)]}}}))
    write(tmp_path, overlay("00004", procedures={"mot-viec": {"fees": {"replace": [], "add": [fee("1.", 1)]}}}))
    write(tmp_path, overlay("01", procedures={"mot-viec": {"notes": {"add": [{"text": "x", "source": "ai"}]}}}))
    write(tmp_path, overlay("92"), name="93")
    with pytest.raises(ContentError) as caught:
        overlay_files.load(tmp_path, [procedure()])
    told = "\n".join(caught.value.problems)
    for part in (
        "80.yml: offices.0: hours.mon: must go forward",
        "80.yml: colour: is not a known key",
        "25486.yml: procedures.viec-la: no such procedure",
        "00004.yml: procedures.mot-viec.fees: give either replace or add",
        "01.yml: record: sources not listed: ai",
        "93.yml: place: '92' is not the file's name",
    ):
        assert part in told, told


def test_a_paper_that_asks_for_an_unknown_answer_is_a_mistake(tmp_path):
    paper = {
        "text": "Sổ",
        "source": "nq",
        "condition": "nếu nghèo",
        "when": [{"field": "ngheo", "one_of": ["co"]}],
    }
    write(tmp_path, overlay("80", procedures={"mot-viec": {"papers": {"add": [paper]}}}))
    with pytest.raises(ContentError) as caught:
        overlay_files.load(tmp_path, [procedure()])
    assert "procedures.mot-viec: when: ngheo is not answered with co before" in caught.value.problems[0]


def test_places_are_held_against_the_list(tmp_path, few):
    write(tmp_path, overlay("80", name="tỉnh Tây Ninh"))
    write(tmp_path, overlay("25486", name="xã Tân Bình, tỉnh Tây Ninh"))
    write(tmp_path, overlay("99999"))
    with pytest.raises(ContentError) as caught:
        overlay_files.load(tmp_path, [procedure()], few)
    first, second = sorted(caught.value.problems)
    assert "'25486' is 'xã Tân Biên, tỉnh Tây Ninh'" in first
    assert "no province or commune '99999'" in second


def test_no_folder_and_empty_files_say_nothing(tmp_path):
    assert overlay_files.load(tmp_path / "none", []) == Overlays({})
    (tmp_path / "80.yml").touch()
    assert overlay_files.load(tmp_path, []).of(HERE) == ()


def test_the_documented_example_is_whole_and_clearly_no_office():
    found = Overlay.model_validate(yaml.safe_load(EXAMPLE.read_text(encoding="utf-8")))
    base = procedure(slug="khai-sinh")
    got = localised(base, found)
    assert [each.amount for each in got.fees] == [5000]
    assert len(got.notes) == len(base.notes) + 1
    assert found.place == "00000"
    assert "AN EXAMPLE" in EXAMPLE.read_text(encoding="utf-8")
