"""Publishing on both databases: who, when, what; taking back; two editors at once; another machine catching up."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import overlay as files
from bot.overlay import DraftConflict, Overlay
from bot.publishing import NothingToPublish, Unfit, catch_up, difference, publish, roll_back
from bot.store.publications import Publication
from bot.store.store import Store

PATH = "faq/hoi-thu.yml"


@pytest.fixture(autouse=True)
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A product with one shipped question."""
    folder = tmp_path / "shipped"
    (folder / "faq").mkdir(parents=True)
    (folder / PATH).write_text("as shipped\n", encoding="utf-8")
    monkeypatch.setattr(files, "SHIPPED", folder)
    return folder


def home(tmp_path: Path, name: str = "home") -> Overlay:
    return Overlay(tmp_path / name / "content", tmp_path / name / "drafts")


def changed(overlay: Overlay, text: str) -> None:
    overlay.edit(PATH).write_text(text, encoding="utf-8")


def published(overlay: Overlay, store: Store, *, wrong: list[str] | None = None) -> Publication:
    return publish(overlay, store.publications, lambda: wrong or [], author="Lan", note="phí mới", at=5.0)


def test_a_publication_says_who_when_and_what(store: Store, tmp_path: Path) -> None:
    mine = home(tmp_path)
    changed(mine, "as published\n")
    done = published(mine, store)
    kept = store.publications.after(0)
    assert [(each.seq, each.author, each.note, each.at) for each in kept] == [(done.seq, "Lan", "phí mới", 5.0)]
    assert "-as shipped" in list(difference(kept[0], mine))
    assert "+as published" in list(difference(kept[0], mine))
    assert mine.in_force(PATH) == "as published\n"
    assert mine.drafted() == []


def test_what_does_not_pass_the_checks_changes_nothing(store: Store, tmp_path: Path) -> None:
    mine = home(tmp_path)
    changed(mine, "a wrong fee\n")
    with pytest.raises(Unfit, match="fee"):
        published(mine, store, wrong=["fee"])
    assert store.publications.newest() == 0
    assert mine.in_force(PATH) == "as shipped\n"
    assert [change.after for change in mine.drafted()] == ["a wrong fee\n"]


def test_taking_back_gives_the_shipped_file_again(store: Store, tmp_path: Path) -> None:
    mine = home(tmp_path)
    changed(mine, "first\n")
    published(mine, store)
    changed(mine, "second\n")
    second = published(mine, store)
    roll_back(mine, store.publications, second.seq, author="Lan", note="", at=6.0)
    assert mine.in_force(PATH) == "first\n"
    with pytest.raises(NothingToPublish, match="later"):
        roll_back(mine, store.publications, 1, author="Lan", note="", at=7.0)
    assert len(store.publications.after(0)) == 3


def test_another_machine_catches_up_from_the_database_alone(store: Store, tmp_path: Path) -> None:
    mine, theirs = home(tmp_path), home(tmp_path, "elsewhere")
    changed(mine, "first\n")
    published(mine, store)
    changed(mine, "second\n")
    published(mine, store)
    assert catch_up(theirs, store.publications)
    assert theirs.in_force(PATH) == "second\n"
    assert not catch_up(theirs, store.publications)


def test_a_draft_taken_before_somebody_else_published_is_refused(store: Store, tmp_path: Path) -> None:
    mine, theirs = home(tmp_path), home(tmp_path, "elsewhere")
    changed(mine, "mine\n")
    changed(theirs, "theirs\n")
    published(theirs, store)
    with pytest.raises(DraftConflict, match=PATH):
        published(mine, store)
    assert mine.in_force(PATH) == "theirs\n"


def test_two_publications_at_the_same_moment_do_not_both_pass(store: Store, tmp_path: Path) -> None:
    mine = home(tmp_path)
    changed(mine, "mine\n")
    change = mine.drafted()
    assert store.publications.add(change, after=0, author="Lan", note="", at=1.0) == 1
    assert store.publications.add(change, after=0, author="Bảy", note="", at=1.0) is None


def test_an_empty_draft_withdraws_a_shipped_record(store: Store, tmp_path: Path) -> None:
    mine = home(tmp_path)
    changed(mine, "")
    published(mine, store)
    assert mine.in_force(PATH) == ""
    roll_back(mine, store.publications, None, author="Lan", note="", at=6.0)
    assert mine.in_force(PATH) == "as shipped\n"


def test_nothing_to_publish_is_said(store: Store, tmp_path: Path) -> None:
    mine = home(tmp_path)
    mine.edit(PATH)
    with pytest.raises(NothingToPublish):
        published(mine, store)
    with pytest.raises(NothingToPublish):
        roll_back(mine, store.publications, None, author="Lan", note="", at=6.0)
