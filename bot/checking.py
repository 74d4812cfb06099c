"""Everything wrong with content, flows, phrases and configuration, as lines with their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from bot import shipped
from bot import wording as phrases
from bot.config import load
from bot.home import PROJECT
from bot.loading import FLOWS, SHIPPED_MODEL
from bot.overlay import SHIPPED
from bot.plain.corpus import check
from bot.wording import Wording
from flows import loading
from flows.flow import Flow
from knowledge import consistency
from knowledge.content import Content, load_content
from knowledge.embedding import StaticEmbedding
from knowledge.neighbours import contradictions, near_duplicates
from knowledge.places import overlay_files

_SAID = re.compile(r"""(?:\bsay|has)\(\s*"([a-z_]+(?:\.[a-z_0-9]+)+)\"""")
_BUTTON = re.compile(r"""\.button\("([a-z_]+)\"""")


def problems(config: Path, *overlays: Path, today: date) -> Iterator[str]:
    """Every mistake with its place; a part that cannot be read does not hide the mistakes of the others.

    `overlays` are folders over the shipped content, the later winning: what is published, then drafts.
    """
    _, wrong = _tried(lambda: load(config))
    yield from wrong
    _, wrong = _tried(shipped.check)
    yield from wrong
    if wrong:
        return  # what follows needs these files
    flows, wrong = _tried(lambda: loading.load(FLOWS))
    yield from wrong
    content, wrong = _tried(lambda: load_content(SHIPPED, *overlays))
    yield from wrong
    said, wrong = _tried(phrases.load)
    yield from wrong
    if flows and content and said:
        yield from _across(flows, content)
        reasons = loading.load_reasons(FLOWS)
        wording = Wording(said | {f"reasons.{name}": text for name, text in reasons.items()})
        yield from check(wording, flows, content)
        yield from consistency.problems(content, today)
        yield from _alike(content)
        for folder in overlays:
            _, wrong = _tried(partial(overlay_files.load, folder / "places", content.procedures))
            yield from wrong
        yield from _unsaid(said)


def _alike(content: Content) -> Iterator[str]:
    """Records that say nearly the same: a citizen would be asked which of two like things is meant."""
    about = {(faq.slug, slug) for faq in content.faqs for slug in faq.procedures}
    for pair in near_duplicates(content, StaticEmbedding(SHIPPED_MODEL)):
        if {pair.slugs, pair.slugs[::-1]} & about:
            continue  # a question about a procedure names it
        yield f"{' and '.join(pair.slugs)} say nearly the same: {' / '.join(pair.texts)}"


def doubtful(content: Content) -> Iterator[str]:
    """What a person should look at: facts of one matter that say the same with other figures."""
    for pair in contradictions(content, StaticEmbedding(SHIPPED_MODEL)):
        yield f"{' and '.join(pair.slugs)}: {' / '.join(pair.texts)}"


def _tried(read: Callable[[], Any]) -> tuple[Any, list[str]]:
    try:
        return read(), []
    except Exception as error:
        if (wrong := getattr(error, "problems", None)) is None:
            raise
        return None, list(wrong)


def _across(flows: tuple[Flow, ...], content: Content) -> Iterator[str]:
    """Flows and procedures must speak of the same things."""
    codes = {procedure.code for procedure in content.procedures}
    for flow in flows:
        if flow.procedure not in codes:
            yield f"flow {flow.id}: no procedure has the code {flow.procedure}"


def _unsaid(said: dict[str, str]) -> Iterator[str]:
    """A phrase that the code says must be there."""
    for file in sorted((PROJECT / "bot").rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        wanted = set(_SAID.findall(text)) | {f"buttons.{name}" for name in _BUTTON.findall(text)}
        for name in sorted(wanted - set(said)):
            yield f"{file.relative_to(PROJECT)}: says {name!r}, which no phrase file has"
