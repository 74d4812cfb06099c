"""Forgetting a citizen on request (Luật 91/2025/QH15, điều 14): what they said and were told goes.

Kept: that a message id was seen (so that a redelivery is not answered afresh) and a submission that is still on
its way to its portal; one that arrived or was refused loses its content and keeps its reference and times.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, update

from bot.store.schema import attachments, handovers, inbox, outbox, sessions, submissions

NOTHING = b""


def forget(connection: Connection, citizen: str, turn: int) -> None:
    """Erase inside the caller's transaction; only the replies of the turn that asked for it stay."""
    handled = (inbox.c.citizen == citizen) & inbox.c.handled_at.is_not(None)
    connection.execute(update(inbox).where(handled).values(body=NOTHING))
    connection.execute(delete(outbox).where(outbox.c.citizen == citizen, outbox.c.turn.is_distinct_from(turn)))
    connection.execute(delete(attachments).where(attachments.c.citizen == citizen))
    connection.execute(delete(sessions).where(sessions.c.citizen == citizen))
    connection.execute(
        update(handovers)
        .where(handovers.c.citizen == citizen, handovers.c.closed_at.is_(None))
        .values(closed_at=handovers.c.asked_at)
    )
    connection.execute(
        update(submissions)
        .where(
            submissions.c.citizen == citizen,
            submissions.c.accepted_at.is_not(None) | submissions.c.rejected_at.is_not(None),
        )
        .values(body=NOTHING)
    )
