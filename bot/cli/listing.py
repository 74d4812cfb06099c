"""`motcua list procedures|flows`: one JSON object a line."""

from __future__ import annotations

import argparse

from bot.cli.output import emit
from bot.loading import FLOWS, PROCEDURES
from flows import loading
from knowledge import content


def options(parser: argparse.ArgumentParser) -> None:
    """What to list."""
    parser.add_argument("what", choices=("procedures", "flows"))


def call(arguments: argparse.Namespace) -> int:
    """Print the list."""
    procedures = content.load(PROCEDURES)
    if arguments.what == "procedures":
        for each in procedures:
            emit({"code": each.code, "slug": each.slug, "title": each.title, "status": each.status})
        return 0
    slugs = {each.code: each.slug for each in procedures}
    for flow in loading.load(FLOWS):
        fields = [
            {"id": field.id, "kind": field.kind, "required": not (field.optional or field.may_be_unknown)}
            for field in flow.fields
        ]
        emit({"code": flow.procedure, "slug": slugs[flow.procedure], "title": flow.title, "fields": fields})
    return 0
