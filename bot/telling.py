"""What a citizen would be told about a record, for those who look over the bot's shoulder."""

from __future__ import annotations

from datetime import UTC, datetime

from bot import answering
from bot.messages import IncomingMessage
from bot.moment import Moment, Resources
from bot.session import Session
from knowledge.content import Record

NOBODY = "console:look-up"


def told(resources: Resources, record: Record, now: datetime | None = None) -> list[str]:
    """The messages of a first answer about it."""
    at = now or datetime.now(UTC)
    message = IncomingMessage(NOBODY, "1", at)
    moment = Moment(Session(NOBODY, greeted=True), message, resources, at, lambda: "", record.title)
    return [reply.text for reply in answering.tell(moment, record).replies]
