"""The tables. Sealed columns are `LargeBinary`; times are UTC epoch seconds, which both databases sort alike.

Status is never stored: it follows from which time stamps are set.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(column_0_label)s",
    }
)
_Sequence = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only in an INTEGER primary key

sessions = Table(
    "sessions",
    metadata,
    Column("citizen", String(96), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("updated_at", Float, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("seq", _Sequence, primary_key=True, autoincrement=True),
    Column("citizen", String(96), nullable=False),
    Column("message_id", String(96), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("received_at", Float, nullable=False),
    Column("handled_at", Float),
    Column("outcome", String(24)),
    Column("reference", String(32)),
    UniqueConstraint("citizen", "message_id"),
)
Index(
    "ix_inbox_unhandled",
    inbox.c.citizen,
    inbox.c.seq,
    sqlite_where=inbox.c.handled_at.is_(None),
    postgresql_where=inbox.c.handled_at.is_(None),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", _Sequence, primary_key=True, autoincrement=True),
    Column("citizen", String(96), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("turn", BigInteger),  # the inbox row that it answers
    # What produced it: "<inbox row>/<n>", "receipt/<reference>", "desk/<id>". A second one is ignored.
    Column("cause", String(128), nullable=False),
    Column("author", String(16), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("due_at", Float, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("sent_at", Float),
    Column("refused_at", Float),
    UniqueConstraint("citizen", "cause"),
)
Index("ix_outbox_citizen_seq", outbox.c.citizen, outbox.c.seq)
_unsent = outbox.c.sent_at.is_(None) & outbox.c.refused_at.is_(None)
Index("ix_outbox_unsent", outbox.c.channel, outbox.c.due_at, sqlite_where=_unsent, postgresql_where=_unsent)

submissions = Table(
    "submissions",
    metadata,
    Column("reference", String(32), primary_key=True),
    Column("citizen", String(96), nullable=False, index=True),
    Column("procedure", String(16), nullable=False),
    Column("flow", String(48), nullable=False),
    Column("flow_version", Integer, nullable=False),
    Column("adapter", String(16), nullable=False),
    Column("body", LargeBinary, nullable=False),  # the dossier and the whole flow that it answers
    Column("created_at", Float, nullable=False),
    Column("due_at", Float, nullable=False),
    Column("lease_until", Float),
    Column("leased_by", String(96)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("accepted_at", Float),
    Column("rejected_at", Float),
    Column("portal_code", String(64)),
    Column("portal_state", Integer),
)
_waiting = submissions.c.accepted_at.is_(None) & submissions.c.rejected_at.is_(None)
Index("ix_submissions_waiting", submissions.c.due_at, sqlite_where=_waiting, postgresql_where=_waiting)

# Which keys ever sealed something here, each with a text sealed by it (see `bot.store.keys`).
keys = Table(
    "keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("proof", LargeBinary, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", String(48), primary_key=True),
    Column("citizen", String(96), nullable=False, index=True),
    Column("name", String(128), nullable=False),
    Column("media_type", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", Float, nullable=False),
)

handovers = Table(
    "handovers",
    metadata,
    Column("id", _Sequence, primary_key=True, autoincrement=True),
    Column("citizen", String(96), nullable=False),
    Column("procedure", String(16)),
    Column("asked_at", Float, nullable=False),
    Column("officer", String(64)),
    Column("taken_at", Float),
    Column("closed_at", Float),
)
# A citizen waits once, however often they ask.
Index(
    "uq_handovers_open",
    handovers.c.citizen,
    unique=True,
    sqlite_where=handovers.c.closed_at.is_(None),
    postgresql_where=handovers.c.closed_at.is_(None),
)

# What an editor published: `changes` is JSON with every file before and after. It holds no citizen's words.
publications = Table(
    "publications",
    metadata,
    Column("seq", _Sequence, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("author", String(96), nullable=False),
    Column("note", String(400), nullable=False),
    Column("changes", LargeBinary, nullable=False),
)

# What was not understood: words without personal values, sealed all the same, and nobody's.
misses = Table(
    "misses",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("at", Float, nullable=False),
    Column("outcome", String(24), nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("settled_at", Float),
    Column("settled_as", String(24)),
)
Index(
    "ix_misses_open",
    misses.c.at,
    sqlite_where=misses.c.settled_at.is_(None),
    postgresql_where=misses.c.settled_at.is_(None),
)
