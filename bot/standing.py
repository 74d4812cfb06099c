"""Tells a citizen where their submissions stand, from the store's rows. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages import Reply
from bot.store.records import SubmissionKept
from bot.wording import Wording
from knowledge.library import Library

MOST = 3


def standing(submissions: Sequence[SubmissionKept], wording: Wording, library: Library) -> Reply:
    """One line a submission, newest first."""
    if not submissions:
        return Reply(wording.say("submission.status.none"))
    return Reply("\n".join(_line(each, wording, library) for each in submissions[:MOST]))


def _line(kept: SubmissionKept, wording: Wording, library: Library) -> str:
    procedure = next(iter(library.by_code(kept.procedure)), None)
    title = procedure.title if procedure else kept.procedure
    return wording.say("submission.status.one", title=title, reference=kept.reference, state=_state(kept, wording))


def _state(kept: SubmissionKept, wording: Wording) -> str:
    if kept.rejected_at:
        return wording.say("submission.status.refused")
    if kept.accepted_at and kept.portal_code is None:
        return wording.say("submission.status.prepared")
    if kept.accepted_at:
        return wording.say(f"submission.state.{kept.portal_state}")
    return wording.say("submission.status.waiting")
