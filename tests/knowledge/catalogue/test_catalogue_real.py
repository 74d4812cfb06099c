"""The real files, where they are at hand: all of them are read, in time, and no trap of theirs gets through."""

import re
import time
from datetime import date

import pytest
from catalogue_records import SHARED

from knowledge.catalogue import shelf, snapshot
from knowledge.catalogue.diff import compare
from knowledge.catalogue.importing import Given, read_files
from knowledge.catalogue.plain_fees import fees_of

NATIONAL = SHARED / "national-2026-07.txt.jsonl.gz"
pytestmark = pytest.mark.skipif(not NATIONAL.exists(), reason=f"the real catalogue is not at {SHARED}")

LEAKED = re.compile(r"\b(?:WORKING_DAY|ONLINE|DIRECT|POSTAL|OTHER|HOUR|MONTH|[A-Z]+_[A-Z_]+)\b")


@pytest.fixture(scope="module")
def whole():
    names = (
        NATIONAL.name,
        "portal-list-2026-07.jsonl.gz",
        "portal-api-2026-07.jsonl.gz",
        "second-crawl-2026-06.jsonl.gz",
    )
    started = time.monotonic()
    imported = read_files([Given(SHARED / name, _day(name)) for name in names])
    return imported, time.monotonic() - started


@pytest.fixture(scope="module")
def found(whole):
    imported, _ = whole
    return shelf.opened(snapshot.packed(imported.entries, as_of=imported.as_of))


def _day(name):
    return date(2026, 6, 1) if "06" in name else date(2026, 7, 1)


def test_all_records_are_read_in_time(whole):
    imported, seconds = whole
    assert imported.read == {"text": 5649, "list": 5666, "api": 502, "page": 2625}
    assert len(imported.entries) == 5666
    assert len(imported.problems) == 24  # six odd codes, a double row, seventeen pages under another's code
    assert seconds < 60


def test_provincial_copies_know_their_province(whole):
    kinds = {"provincial": 0, "standard": 0, "internal": 0}
    for entry in whole[0].entries:
        kinds[entry.kind] += 1
        assert (entry.kind == "provincial") == (entry.province is not None)
    assert kinds == {"provincial": 902, "standard": 4573, "internal": 191}


def test_codes_that_only_the_june_pages_have_are_gone(whole):
    assert len(whole[0].vanished) == 69


def test_the_scrambled_steps_of_1_001193_are_left_out(found):
    entry = found.entry("1.001193")
    assert entry.steps == ()
    assert "steps_scrambled" in entry.doubts


def test_no_enum_leaks_and_no_sentence_is_too_long(found):
    for heading in found.headings:
        for fact in found.procedure(heading.code).facts:
            assert not LEAKED.search(fact.text), (heading.code, fact.text)
            assert len(fact.text.split()) <= 34, (heading.code, fact.text)


def test_nothing_is_called_free_because_the_portal_gives_a_nought(whole):
    for entry in whole[0].entries:
        said = [fee for way in entry.ways for fee in way.fees if fee.text or fee.amount]
        if not said:
            assert list(fees_of(entry, "catalogue")) == []


def test_texts_are_composed(found):
    from unicodedata import is_normalized

    assert all(is_normalized("NFC", heading.title + heading.keywords) for heading in found.headings)


def test_the_june_pages_against_july_show_the_other_decisions(found):
    crawl = read_files([Given(SHARED / "second-crawl-2026-06.jsonl.gz", date(2026, 6, 1))])
    before = shelf.opened(snapshot.packed(crawl.entries, as_of=crawl.as_of))
    changes = compare(before, found, {})
    decided = [change for change in changes.changes if "decision" in change.kinds]
    # 297 codes, less 17 that are another procedure's page, three that differ by a slip and one without a number
    assert len(decided) == 276
