"""An editor's day: edit, check, publish, roll back, settle what was not understood; seen by a running assistant."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app import App, build
from bot.cli.main import main
from bot.config import Config
from bot.home import Home, Secrets
from bot.messages import IncomingMessage
from bot.store.records import TurnKept

Run = Callable[..., tuple[int, str]]
PASSPORT = "procedures/ho-chieu.yml"
NEW_WORDS = "cuốn vượt biên hợp lệ màu tím than"


@pytest.fixture
def app(config: Config, tmp_path: Path) -> Iterator[App]:
    """A running assistant's inside; nothing polls by itself."""
    built = build(config, Home(tmp_path), Secrets(None, None, None, None), sandbox_url="http://127.0.0.1:9")
    yield built
    built.store.close()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    def called(*words: str) -> tuple[int, str]:
        out = io.BytesIO()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="utf-8", write_through=True))
        code = main(["--home", str(tmp_path), *words])
        return code, out.getvalue().decode()

    return called


def ask(app: App, text: str, number: int = 1) -> TurnKept:
    message = IncomingMessage("web:1", str(number), datetime.now(UTC), text=text)
    app.store.turns.receive([message])
    app.inbox.take_turns()
    turn = app.store.outbox.turn("web:1", str(number))
    assert turn is not None
    return turn


def with_words(draft: Path, words: str) -> None:
    text = draft.read_text(encoding="utf-8")
    draft.write_text(text.replace("everyday:\n", f"everyday:\n    - {words}\n", 1), encoding="utf-8")


def lines(said: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.splitlines()]


def test_a_published_name_is_found_without_a_restart_and_taken_back_again(
    app: App, run: Run, tmp_path: Path
) -> None:
    code, path = run("edit", "ho-chieu")
    assert code == 0
    with_words(Path(path.strip()), NEW_WORDS)
    assert not app.live.refresh()
    code, said = run("publish", "--by", "Lan", "-m", "tên mới")
    assert code == 0, said
    assert f"+    - {NEW_WORDS}" in said
    assert app.live.refresh()
    assert app.resources.find(NEW_WORDS, None).hits[0].slug == "ho-chieu"
    assert app.resources.find(NEW_WORDS, None).verdict == "certain"
    assert not (tmp_path / "drafts" / PASSPORT).exists()
    code, said = run("rollback")
    assert code == 0, said
    assert app.live.refresh()
    found = app.resources.find(NEW_WORDS, None)
    assert not (found.verdict == "certain" and found.hits[0].slug == "ho-chieu")
    _, said = run("rollback", "--list")
    first = lines(said)[0]
    assert (first["number"], first["by"], first["files"]) == (1, "Lan", [PASSPORT])


def test_a_draft_that_is_wrong_is_not_published(app: App, run: Run) -> None:
    _, path = run("edit", "ho-chieu")
    draft = Path(path.strip())
    draft.write_text(draft.read_text(encoding="utf-8").replace("title:", "tittle:", 1), encoding="utf-8")
    code, said = run("check")
    assert code == 1
    assert "tittle" in said
    code, _ = run("publish")
    assert code == 1
    assert not app.live.refresh()


def test_content_that_does_not_load_leaves_the_old_in_force(app: App, tmp_path: Path) -> None:
    before = app.resources
    broken = tmp_path / "content" / "faq" / "hoi-hong.yml"
    broken.parent.mkdir(parents=True)
    broken.write_text("slug: hoi-hong\n", encoding="utf-8")
    (tmp_path / "content" / ".applied").write_text("7", encoding="utf-8")
    with pytest.raises(Exception, match="hoi-hong"):
        app.live.refresh()
    assert app.resources is before


def test_what_was_not_understood_becomes_a_name(app: App, run: Run) -> None:
    asked = f"xin {NEW_WORDS} cho Nguyễn Văn Bảy"
    assert ask(app, asked).outcome in ("no_answer", "out_of_scope")
    assert ask(app, f"lấy {NEW_WORDS} ở đâu thế nhỉ", 2).outcome in ("no_answer", "out_of_scope")
    _, said = run("misses")
    (group,) = lines(said)
    assert group["count"] == 2
    assert not any("Bảy" in text for text in group["texts"])
    code, said = run("misses", group["group"], "--as", "name", "--for", "ho-chieu")
    assert code == 0, said
    code, said = run("publish", "--by", "Lan")
    assert code == 0, said
    assert app.live.refresh()
    assert app.resources.find(NEW_WORDS, None).hits[0].slug == "ho-chieu"
    assert run("misses") == (0, "")


def test_a_new_question_begins_as_a_draft_that_cannot_be_published_yet(app: App, run: Run) -> None:
    ask(app, NEW_WORDS)
    (group,) = lines(run("misses")[1])
    code, said = run("misses", group["group"], "--as", "faq", "--for", "hoi-cuon-tim-than")
    assert code == 0
    draft = Path(lines(said)[0]["draft"])
    assert NEW_WORDS in draft.read_text(encoding="utf-8")
    code, said = run("publish")
    assert code == 1


def test_what_cannot_be_done_is_said(run: Run, app: App) -> None:
    assert run("edit", "khong-co-giay-nay")[0] == 1
    assert run("publish")[0] == 1
    assert run("rollback")[0] == 1
    assert run("misses", "abc", "--as", "name", "--for", "ho-chieu")[0] == 2
