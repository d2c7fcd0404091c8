"""The tables of settings, the personal ones once for each kind. Made by migrations/; row level security is forced."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, FetchedValue, MetaData, Table, Text, Uuid, func

from contracts.kinds import Kind

metadata = MetaData(schema="settings")


def personal(name: str) -> Table:
    return Table(
        name,
        metadata,
        Column("person_id", Uuid, primary_key=True),
        Column("contact_id", Uuid, primary_key=True),
        Column("team_id", Uuid, nullable=False),
        Column("status", Text),
        Column("follow_up_at", DateTime(timezone=True)),
        Column("follow_up_note", Text, nullable=False),
        Column("version", BigInteger, nullable=False),
        Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("announced_for", DateTime(timezone=True)),
        Column("carried_version", BigInteger),
    )


TABLES = {Kind.CONTACT: personal("user_contact_settings"), Kind.TMA: personal("user_tma_settings")}

archived_contacts = Table(
    "archived_contacts",
    metadata,
    # The team that the transaction acts for, unless another one is named.
    Column("team_id", Uuid, primary_key=True, server_default=FetchedValue()),
    Column("contact_id", Uuid, primary_key=True),
    Column("archived", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
)

redirects = Table(
    "redirects",
    metadata,
    Column("team_id", Uuid, primary_key=True, server_default=FetchedValue()),
    Column("merged_id", Uuid, primary_key=True),
    Column("survivor_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("merge_id", Uuid, nullable=False),
    Column("merged_at", DateTime(timezone=True), nullable=False),
)
