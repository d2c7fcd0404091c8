"""The tables of settings, one for each kind. Made by migrations/; row level security is forced on all of them."""

from sqlalchemy import BigInteger, Column, DateTime, MetaData, Table, Text, Uuid, func

from contracts.contacts import Kind

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
    )


TABLES = {Kind.CONTACT: personal("user_contact_settings"), Kind.TMA: personal("user_tma_settings")}
