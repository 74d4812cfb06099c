"""A confirmed filing as a dossier for a portal, and back from the store. Pure.

A submission keeps the whole flow that it answers, so that it reads the same after the flow has changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from bot.messages import Submit
from bot.store.records import NewSubmission, dumps
from bot.wording import Wording
from connectors.port import Dossier, Row
from flows.answers import Answers, from_plain
from flows.describing import called, spoken
from flows.flow import Flow
from flows.form import portal_form
from flows.journey import journey
from flows.lists import Lists
from knowledge.procedure import Procedure


def prepare(
    submit: Submit,
    flow: Flow,
    procedure: Procedure,
    *,
    adapter: str,
    lists: Lists,
    words: Mapping[str, str],
    wording: Wording,
) -> NewSubmission:
    """The submission to be kept: dossier and flow as JSON."""
    answers = from_plain(submit.answers)
    rows = _rows(flow, answers, words)
    dossier = {
        "reference": submit.reference,
        "procedure_code": procedure.code,
        "procedure_title": procedure.official_title,
        "flow_id": flow.id,
        "flow_version": flow.version,
        "official_form": flow.official_form,
        "applicant": _first(flow, answers, "person_name"),
        "phone": _first(flow, answers, "phone") or None,
        "filed_at": submit.filed_at.isoformat(),
        "form": portal_form(flow, answers, lists=lists, words=words),
        "rows": [asdict(row) for row in rows],
        "papers": [_paper(paper.text, paper.condition, wording) for paper in procedure.papers],
        "portal_page": procedure.portal_page,
    }
    body = dumps({"dossier": dossier, "flow": flow.model_dump(mode="json")})
    return NewSubmission(submit.reference, procedure.code, flow.id, flow.version, adapter, body)


def restore(body: bytes) -> Dossier:
    """The dossier that `prepare` wrote."""
    plain = json.loads(body)["dossier"]
    plain["rows"] = tuple(Row(**row) for row in plain["rows"])
    plain["papers"] = tuple(plain["papers"])
    plain["filed_at"] = datetime.fromisoformat(plain["filed_at"])
    return Dossier(**plain)


def _rows(flow: Flow, answers: Answers, words: Mapping[str, str]) -> tuple[Row, ...]:
    return tuple(
        Row(flow.step_of(field.id).title, called(field, answers).label, spoken(field, answers[field.id], words))
        for field in journey(flow, answers).done
    )


def _first(flow: Flow, answers: Answers, kind: str) -> str:
    """The requester's own: the first answer of this kind in the part of the form about them (`nyc`)."""
    done = [field for field in journey(flow, answers).done if field.kind == kind]
    own = [field for field in done if (field.portal or "").startswith("nyc.")]
    given = [answers[field.id] for field in (*own, *done)]
    return next((answer for answer in given if isinstance(answer, str)), "")


def _paper(text: str, condition: str | None, wording: Wording) -> str:
    return wording.fill(f"{text} ({condition})" if condition else text)
