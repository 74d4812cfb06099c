"""Golden conversations: what is said to whom, word for word. `--update` rewrites them; read the difference."""

from __future__ import annotations

import json
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
SAYING = ("later", "citizen", "escaped", "times", "press", "attached")


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
    """One turn. What a citizen does is told by the first of these keys; the rest of the line is what was answered.

    `citizen` says a text, `times` over in one message; `escaped` says one with signs that a reader could not see;
    `press` presses a button by its label or value; `attached` sends something else; `later` lets hours pass first.
    """
    said = {key: line[key] for key in SAYING if key in line}
    play.now += timedelta(hours=line.get("later", 0))
    turn = play.say(_text(line), press=line.get("press"), attached=line.get("attached"))
    return {**said, **shown(turn)}


def _text(line: dict[str, Any]) -> str | None:
    if "escaped" in line:
        return str(json.loads(f'"{line["escaped"]}"'))
    return line["citizen"] * line.get("times", 1) if "citizen" in line else None
