"""The tables of contacts. What holds them together (keys, policies, indexes) is in the migrations."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData(schema="contacts")


def contact_columns() -> tuple[Column[object], ...]:
    return (
        Column("team_id", Uuid, primary_key=True),
        Column("id", Uuid, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("company", Text, nullable=False),
        Column("title", Text, nullable=False),
        Column("phones", ARRAY(Text), nullable=False),
        Column("emails", ARRAY(Text), nullable=False),
        Column("tags", ARRAY(Text), nullable=False),
        Column("owner_id", Uuid),
        Column("notes", Text, nullable=False),
        Column("last_called_at", DateTime(timezone=True)),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("created_by", Uuid, nullable=False),
        Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("archived_at", DateTime(timezone=True)),
        Column("version", Integer, nullable=False, server_default="1"),
        # Made of the others by `domain.contacts.keys`, to sort and to search.
        Column("name_key", Text, nullable=False),
        Column("company_key", Text, nullable=False),
        Column("search_text", Text, nullable=False),
        Column("pieces", ARRAY(Text), nullable=False),
        Column("tag_keys", ARRAY(Text), nullable=False),
    )


contacts = Table("contacts", metadata, *contact_columns())

team_contacts = Table(
    "team_contacts",
    metadata,
    *contact_columns(),
    # last_called_at, or before everything for who was never called.
    Column("called_key", DateTime(timezone=True), nullable=False),
)
"""A view of `contacts` for lists: docs/decisions/search-sees-the-team-through-a-view.md."""

tags = Table(
    "tags",
    metadata,
    Column("team_id", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    # As it was written last.
    Column("name", Text, nullable=False),
    Column("contacts", Integer, nullable=False),
)
"""Kept by triggers of `contacts`: docs/decisions/tags-are-counted-by-triggers.md."""

team_reach = Table(
    "team_reach",
    metadata,
    *contact_columns(),
    # The phones and e-mails, each with its team.
    Column("reach", ARRAY(Text)),
)
"""A view of `contacts` for those who can be reached as somebody else can, which one index alone answers."""

personal_settings = Table(
    "personal_settings",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("contact_id", Uuid, primary_key=True),
    # Of the team that the transaction acts for.
    Column("team_id", Uuid, nullable=False, server_default=func.current_setting("app.team_id")),
    Column("status", Text),
    Column("follow_up_at", DateTime(timezone=True)),
    Column("version", BigInteger, nullable=False),
)
"""A copy of what settings keeps, as far as its events have been heard. Seen by its person alone."""

call_logs = Table(
    "call_logs",
    metadata,
    Column("team_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("contact_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("called_at", DateTime(timezone=True), nullable=False),
    Column("duration_seconds", Integer),
    Column("note", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("version", Integer, nullable=False, server_default="1"),
    ForeignKeyConstraint(["team_id", "contact_id"], ["contacts.contacts.team_id", "contacts.contacts.id"]),
)

history = Table(
    "history",
    metadata,
    Column("team_id", Uuid, primary_key=True),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("contact_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("person_id", Uuid, nullable=False),
    Column("what", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changes", JSONB, nullable=False),
    Column("call_log_id", Uuid),
    Column("import_id", Uuid),
    Column("import_row", Integer),
    Column("merge_id", Uuid),
)

merges = Table(
    "merges",
    metadata,
    Column("team_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("survivor_id", Uuid, nullable=False),
    Column("merged_id", Uuid, nullable=False),
    Column("merged", JSONB, nullable=False),
    Column("merged_name_key", Text, nullable=False),
    Column("merged_version", Integer, nullable=False),
    Column("survivor_before", JSONB, nullable=False),
    Column("survivor_after", JSONB, nullable=False),
    Column("call_log_ids", ARRAY(Uuid), nullable=False),
    Column("merged_by", Uuid, nullable=False),
    Column("merged_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    Column("undone_by", Uuid),
    Column("undone_at", DateTime(timezone=True)),
)
"""The contact that was merged away is here and nowhere else, so that no list has to know of merges."""

suspicions = Table(
    "suspicions",
    metadata,
    Column("team_id", Uuid, primary_key=True),
    Column("one_id", Uuid, primary_key=True),
    Column("other_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("number", BigInteger, Identity(always=True), nullable=False),
    Column("found_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("import_id", Uuid),
    Column("dismissed_by", Uuid),
    Column("dismissed_at", DateTime(timezone=True)),
)
"""Pairs of contacts, each once: the lesser id is `one_id`."""

imports = Table(
    "imports",
    metadata,
    Column("team_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("filename", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="uploading"),
    Column("bytes", Integer, nullable=False, server_default="0"),
    # How the file is read, from the end of its upload on.
    Column("encoding", Text),
    Column("delimiter", Text),
    Column("has_header", Boolean),
    Column("columns", ARRAY(Text)),
    Column("mapping", ARRAY(Text)),
    Column("sample", JSONB),
    Column("country", Text),
    Column("rows", Integer, nullable=False, server_default="0"),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("created", Integer, nullable=False, server_default="0"),
    Column("updated", Integer, nullable=False, server_default="0"),
    Column("unchanged", Integer, nullable=False, server_default="0"),
    Column("refused", Integer, nullable=False, server_default="0"),
    Column("suspected", Integer, nullable=False, server_default="0"),
    # Of the last row that is done: where the next batch begins.
    Column("last_number", Integer, nullable=False, server_default="0"),
    Column("detail", Text, nullable=False, server_default=""),
    Column("created_by", Uuid, nullable=False),
    Column("started_by", Uuid),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("finished_at", DateTime(timezone=True)),
)

import_chunks = Table(
    "import_chunks",
    metadata,
    Column("team_id", Uuid, primary_key=True),
    Column("import_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

refused_rows = Table(
    "refused_rows",
    metadata,
    Column("team_id", Uuid, primary_key=True),
    Column("import_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("cells", ARRAY(Text), nullable=False),
    Column("reason", Text, nullable=False),
)

import_turns = Table(
    "import_turns",
    metadata,
    Column("team_id", Uuid, primary_key=True),
    Column("import_id", Uuid, primary_key=True),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("held_by", Uuid),
    Column("held_until", DateTime(timezone=True), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
)
"""When something is to be done for an import: the next rows, or, in the end, forgetting it."""
