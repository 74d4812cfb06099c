"""Golden conversations: what is said to whom, word for word. `--update` rewrites them; read the difference."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from conversation.playing import Play

from bot.channels.transcript import shown, written
from bot.moment import Resources
from bot.sealing import Seal
from bot.store.store import open_store

FOLDER = Path(__file__).parent / "transcripts"
FILES = sorted(FOLDER.glob("*.yml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_transcript(
    file: Path, resources: Resources, seal: Seal, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    script = yaml.safe_load(file.read_text(encoding="utf-8"))
    store = open_store(f"sqlite:///{tmp_path / 'play.sqlite'}", seal)
    play = Play(resources, store, datetime.fromisoformat(script["now"]))
    played = [_played(line, play) for line in script["turns"]]
    store.close()
    if request.config.getoption("--update"):
        file.write_text(written({**script, "turns": played}), encoding="utf-8")
    else:
        assert played == script["turns"]


def test_there_are_transcripts() -> None:
    assert len(FILES) >= 40


def _played(line: dict[str, Any], play: Play) -> dict[str, Any]:
    """One turn. `times` says a text over and over in one message, `later` lets hours pass before it."""
    said = {key: line[key] for key in ("later", "citizen", "times", "press", "attached") if key in line}
    play.now += timedelta(hours=line.get("later", 0))
    text = line["citizen"] * line.get("times", 1) if "citizen" in line else None
    turn = play.say(text, press=line.get("press"), attached=line.get("attached"))
    return {**said, **shown(turn)}
