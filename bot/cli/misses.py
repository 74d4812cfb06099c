"""`motcua misses`: what was not understood, alike together; each group can become something that is understood.

What it becomes is written into drafts, so that it is checked and published like any other change.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from bot.cli.editing import opened_store, overlay_of
from bot.cli.output import emit, local_today
from bot.config import load
from bot.home import find_config, find_home
from bot.loading import load_embedding
from bot.overlay import Overlay
from bot.store.misses import Miss
from knowledge.neighbours import clusters

BECOMES = ("name", "faq", "not-ours", "question", "nothing")
SHEET = "phrasings/from-misses.yml"
QUESTIONS = "questions/from-misses.yml"
KEY = 8


def options(parser: argparse.ArgumentParser) -> None:
    """What a group becomes; without it the groups are listed."""
    parser.add_argument("group", nargs="?", help="the key of a group, as listed")
    parser.add_argument("--as", dest="become", choices=BECOMES, help="what the group becomes")
    parser.add_argument("--for", dest="slug", help="name, question: the record; faq: its slug; not-ours: a topic")


def call(arguments: argparse.Namespace) -> int:
    """One JSON object for each group, the largest first; or settle one."""
    embedding = load_embedding(load(find_config(arguments.config)))
    with opened_store(arguments) as store:
        groups = _groups(store.misses.open(), embedding)
        if not arguments.group:
            for group in groups:
                emit(_plain(group))
            return 0
        group = next((each for each in groups if any(m.id.startswith(arguments.group) for m in each)), [])
        if not group or not arguments.become or (arguments.become != "nothing" and not arguments.slug):
            print("motcua misses: name a listed group, --as, and --for", file=sys.stderr)
            return 2
        overlay = overlay_of(find_home(arguments.home))
        draft = _become(arguments.become, arguments.slug, [miss.text for miss in group], overlay)
        store.misses.settle([miss.id for miss in group], arguments.become, time.time())
    emit({"settled": len(group), "as": arguments.become, "draft": str(draft) if draft else None})
    return 0


def _groups(open_: Sequence[Miss], embedding: Any) -> list[list[Miss]]:
    found = clusters([miss.text for miss in open_], embedding)
    return sorted(([open_[place] for place in group.places] for group in found), key=len, reverse=True)


def _plain(group: Sequence[Miss]) -> dict[str, Any]:
    texts = list(dict.fromkeys(miss.text for miss in group))
    newest = datetime.fromtimestamp(max(miss.at for miss in group), UTC).date().isoformat()
    outcomes = sorted({miss.outcome for miss in group})
    return {
        "group": group[0].id[:KEY],
        "count": len(group),
        "newest": newest,
        "outcomes": outcomes,
        "texts": texts,
    }


def _become(become: str, slug: str, texts: list[str], overlay: Overlay) -> Path | None:
    said = list(dict.fromkeys(texts))
    if become == "name":
        return _add(overlay, SHEET, ("procedures", slug), said)
    if become == "not-ours":
        return _add(overlay, SHEET, ("none", slug), said)
    if become == "question":
        return _add(overlay, QUESTIONS, ("questions", slug), said)
    if become == "faq":
        return overlay.edit(f"faq/{slug}.yml", _faq(slug, said))
    return None


def _add(overlay: Overlay, path: str, where: tuple[str, str], texts: list[str]) -> Path:
    """Texts added under two keys of a sheet that only this command writes."""
    draft = overlay.edit(path)
    sheet: dict[str, dict[str, list[str]]] = yaml.safe_load(draft.read_text(encoding="utf-8")) or {}
    kept = sheet.setdefault(where[0], {}).setdefault(where[1], [])
    kept += [text for text in texts if text not in kept]
    draft.write_text(yaml.safe_dump(sheet, allow_unicode=True, sort_keys=True, width=120), encoding="utf-8")
    return draft


def _faq(slug: str, texts: list[str]) -> str:
    """The beginning of an entry; what it still lacks keeps it from being published."""
    begun = {
        "slug": slug,
        "title": texts[0],
        "asked": texts,
        "answer": [],
        "sources": {},
        "checked": local_today(),
    }
    return yaml.safe_dump(begun, allow_unicode=True, sort_keys=False, width=120)
