"""The tables of people and of what is on its way to them, as they stand.

Does not ask or write. May import: store.columns, sqlalchemy.
"""

import sqlalchemy as sa

from watcher.store.columns import count, flag, json, key, metadata, moment, number, words

# Who hears, and what is on its way. Ids of people are never used twice (autoincrement): a delivery outlives its person.

subscribers = sa.Table(
    "subscribers",
    metadata,
    number(),
    words("address"),
    sa.Column("address_key", sa.Text, nullable=False, unique=True),
    sa.Column("told_up_to", sa.BigInteger, nullable=False),
    flag("is_new"),
    words("state"),
    moment("created_at"),
    moment("confirmed_at", optional=True),
    moment("left_at", optional=True),
    words("consent"),  # where and when it was given
    words("trouble"),  # why nothing is sent to this address
    count("bounces"),
    sqlite_autoincrement=True,
)

# Only the hash of a token is kept: whoever reads the database cannot use it.
tokens = sa.Table(
    "tokens",
    metadata,
    key("hash"),
    sa.Column("subscriber_id", sa.ForeignKey("subscribers.id", ondelete="CASCADE"), nullable=False),
    words("purpose"),
    moment("made_at"),
    moment("expires_at", optional=True),
    moment("used_at", optional=True),
    sa.Index(None, "subscriber_id"),
)

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("subscriber_id", sa.ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True),
    json("councils"),
    json("committees"),
    json("topics"),
    words("frequency"),
    flag("hears_quiet_weeks"),
)

runs = sa.Table(
    "runs",
    metadata,
    number(),
    words("frequency"),
    words("period"),
    sa.Column("up_to", sa.BigInteger, nullable=False),
    moment("opened_at"),
    moment("finished_at", optional=True),
    sa.UniqueConstraint("frequency", "period"),
    sqlite_autoincrement=True,
)

editions = sa.Table(
    "editions",
    metadata,
    sa.Column("run_id", sa.ForeignKey("runs.id"), primary_key=True),
    key("slug"),
    json("edition"),
    moment("composed_at"),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    number(),
    sa.Column("run_id", sa.ForeignKey("runs.id"), nullable=True),  # a confirmation is of no run
    sa.Column("subscriber_id", sa.Integer, nullable=False),
    words("kind"),
    words("edition_slug"),
    words("address"),
    sa.Column("message_id", sa.Text, nullable=False, unique=True),
    words("subject"),
    words("state"),
    count("attempts"),
    moment("next_attempt_at", optional=True),  # of those that wait, also before the first attempt
    moment("lease_until", optional=True),
    moment("expires_at", optional=True),
    json("history"),
    moment("changed_at"),
    sa.UniqueConstraint("run_id", "subscriber_id"),
    sa.Index(None, "state"),
    sa.Index(None, "subscriber_id"),
    sa.Index(None, "next_attempt_at", "id"),
    sa.Index(None, "lease_until"),
    sqlite_autoincrement=True,
)

# The bytes of an email, apart from its state: a step of its way must not write them anew.
messages = sa.Table(
    "messages",
    metadata,
    sa.Column("delivery_id", sa.ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

# The server that takes our mail, by name: while it is paused, nobody's email is tried.
relays = sa.Table(
    "relays",
    metadata,
    key("name"),
    moment("paused_until", optional=True),
    words("why"),
    moment("since", optional=True),
    count("failures"),
)

# The first email to a person about a meeting: later ones refer to it.
threads = sa.Table(
    "threads",
    metadata,
    sa.Column("subscriber_id", sa.ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True),
    key("meeting_key"),
    words("message_id"),
    moment("told_at"),
)

# Letters of our mailbox (bounces, requests to leave) that were acted on.
letters_read = sa.Table("letters_read", metadata, key("letter"), moment("read_at"))

# What the operator must know. Of one kind and about one thing only one trouble stands at a time.
troubles = sa.Table(
    "troubles",
    metadata,
    number(),
    words("kind"),
    words("about"),
    words("what"),
    moment("since"),
    moment("seen_at"),
    moment("ended_at", optional=True),
    moment("start_told_at", optional=True),
    moment("end_told_at", optional=True),
    sa.Index(
        None,
        "kind",
        "about",
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)
