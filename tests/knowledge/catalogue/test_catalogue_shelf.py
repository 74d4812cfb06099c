"""The catalogue on disk appears whole or not at all, and is read as it was written."""

import threading

import pytest
from catalogue_records import JULY, JUNE, read, text

from knowledge.catalogue import shelf, snapshot


def keep(folder, entries, as_of=JULY):
    return snapshot.keep(entries, folder / "catalogue", as_of=as_of)


def test_what_is_kept_is_what_is_loaded(tmp_path):
    entries = read(tmp_path, text("1.000001"), text("1.000002")).entries
    fingerprint = keep(tmp_path, entries)
    found = shelf.load(tmp_path / "catalogue")
    assert (found.fingerprint, found.as_of, len(found)) == (fingerprint, JULY, 2)
    assert "1.000001" in found
    assert "9.999999" not in found
    assert [found.entry(heading.code) for heading in found.headings] == list(entries)
    assert found.procedure("1.000002").slug == "1.000002"
    with pytest.raises(KeyError):
        found.entry("9.999999")


def test_nothing_imported_is_no_catalogue(tmp_path):
    assert shelf.load(tmp_path / "catalogue") is None
    assert shelf.load_previous(tmp_path / "catalogue") is None


def test_the_catalogue_before_stays_for_the_comparison_and_older_ones_go(tmp_path):
    for number, day in enumerate((JUNE, JUNE, JULY)):
        keep(tmp_path, read(tmp_path, text(title=f"Việc {number}")).entries, day)
    assert shelf.load(tmp_path / "catalogue").headings[0].title == "Việc 2"
    assert shelf.load_previous(tmp_path / "catalogue").headings[0].title == "Việc 1"
    folders = [path for path in (tmp_path / "catalogue").iterdir() if (path / "entries.bin").exists()]
    assert len(folders) == 2


def test_the_same_again_keeps_the_one_before(tmp_path):
    first, second = (read(tmp_path, text(title=title)).entries for title in ("Một", "Hai"))
    keep(tmp_path, first)
    assert keep(tmp_path, second) == keep(tmp_path, second)
    assert shelf.load_previous(tmp_path / "catalogue").headings[0].title == "Một"


def test_a_damaged_catalogue_is_told_and_importing_again_mends_it(tmp_path):
    entries = read(tmp_path, text()).entries
    fingerprint = keep(tmp_path, entries)
    (tmp_path / "catalogue" / fingerprint / "entries.bin").write_bytes(b"damaged")
    with pytest.raises(snapshot.CatalogueError, match="damaged"):
        shelf.load(tmp_path / "catalogue")
    keep(tmp_path, entries)
    assert len(shelf.load(tmp_path / "catalogue")) == 1


def test_readers_see_the_old_one_or_the_new_one(tmp_path):
    states = [read(tmp_path, text(title=title)).entries for title in ("Một", "Hai")]
    keep(tmp_path, states[0])
    seen, stop = set(), threading.Event()

    def look():
        while not stop.is_set():
            seen.add(shelf.load(tmp_path / "catalogue").headings[0].title)

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(30):
        keep(tmp_path, states[number % 2])
    stop.set()
    reader.join()
    assert seen <= {"Một", "Hai"}
    assert seen
