"""`motcua ask`: one question, one answer, no memory."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from bot.app import new_reference
from bot.cli.output import emit, inputs
from bot.config import load
from bot.conversation import respond
from bot.home import find_config, find_home
from bot.loading import Shelves, load_resources
from bot.messages import IncomingMessage
from bot.moment import Resources
from bot.session import Session
from knowledge.content import Record
from knowledge.faq import Faq
from knowledge.procedure import Procedure

MOST_PROCEDURES = 10


def options(parser: argparse.ArgumentParser) -> None:
    """The question, or lines of them."""
    parser.add_argument("question", nargs="*")
    parser.add_argument("--lines", action="store_true", help="one question a line on standard input")


def call(arguments: argparse.Namespace) -> int:
    """Answer every question."""
    resources = load_resources(Shelves(load(find_config(arguments.config)), find_home(arguments.home)))
    for question in inputs(arguments.question, lines=arguments.lines):
        emit(answer(question, resources))
    return 0


def answer(question: str, resources: Resources) -> dict[str, Any]:
    """What a citizen who asks this first would be told, and the procedures that were considered."""
    now = datetime.now(UTC)
    message = IncomingMessage("console:ask", "1", now, text=question)
    # Somebody who was greeted already: the answer alone, without the introduction.
    session = Session("console:ask", greeted=True)
    turn = respond(session, message, resources, now=now, new_reference=new_reference)
    hits = resources.find(question, None).hits[:MOST_PROCEDURES]
    found: dict[str, tuple[Procedure, float]] = {}
    for hit in hits:
        for procedure in _procedures(resources.library.by_slug(hit.slug), resources):
            found.setdefault(procedure.slug, (procedure, hit.score))
    return {
        "question": question,
        "outcome": turn.outcome,
        "procedures": [
            {"code": each.code, "slug": each.slug, "title": each.title, "score": round(score, 4)}
            for each, score in found.values()
        ],
        "reply": "\n\n".join(reply.text for reply in turn.replies),
    }


def _procedures(record: Record, resources: Resources) -> tuple[Procedure, ...]:
    """The record itself, or the procedures that a question or an event belongs to."""
    if isinstance(record, Procedure):
        return (record,)
    slugs = record.procedures if isinstance(record, Faq) else [step.procedure for step in record.steps]
    return tuple(found for slug in slugs if (found := resources.procedure(slug)))
