"""One Postgres database for all services: a schema, an owner and an app role each, from `deploy.topology`.

Left out: the server itself (`deploy.local.postgres`), what a role may do (`deploy.roles`) and what a table looks like
(`services.*.migrations`).
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from alembic.util import CommandError
from psycopg import sql
from sqlalchemy.exc import SQLAlchemyError

from deploy import roles
from deploy.local.say import Trouble
from deploy.topology import SERVICES, Part
from kit.migrations import upgrade

# Roles are the whole server's, an advisory lock only one database's: two launchers may trip over each other.
RACES = (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation, psycopg.errors.InternalError_)


def url_for(administrator: str, *, database: str | None = None, login: tuple[str, str] | None = None) -> str:
    """The same server, another database or another login."""
    parts = urlsplit(administrator)
    netloc = parts.netloc
    if login:
        user, password = login
        netloc = f"{quote(user)}:{quote(password, safe='')}@{netloc.rpartition('@')[2]}"
    return urlunsplit(parts._replace(netloc=netloc, path=f"/{database}" if database else parts.path))


def role_passwords(administrator: str) -> dict[str, str]:
    """One password a role, the same each time for the same administrator.

    Roles belong to the whole server: so a second QERO on it does not lock the first one out.
    """
    password = unquote(urlsplit(administrator).password or "")
    if not password:
        raise Trouble(
            "DATABASE_URL has no password. QERO derives the passwords of its roles from it: "
            "give the administrator one and name it, postgresql://user:password@host/database."
        )
    key = hashlib.scrypt(password.encode(), salt=b"qero roles", n=2**14, r=8, p=1)
    roles = [role for service in SERVICES for role in (service.owner, service.app)]
    return {role: hmac.new(key, role.encode(), hashlib.sha256).hexdigest() for role in roles}


def create_database(administrator: str, database: str) -> str:
    """A new empty database on the administrator's server; answers the administrator's URL of it."""
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(database)))
    return url_for(administrator, database=database)


def drop_database(administrator: str, database: str) -> None:
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database)))


def prepare_database(administrator: str, passwords: Mapping[str, str] | None = None) -> dict[str, str]:
    """Makes extensions, roles and schemas where they are missing; answers each role's URL.

    `administrator` names the database; `passwords` are by role, else derived from the administrator's. Running it again
    changes nothing but what a new version grants, and passwords that are others.
    """
    passwords = passwords or role_passwords(administrator)
    for last in (False, False, True):
        try:
            prepare(administrator, passwords)
            break
        except RACES:
            if last:
                raise
        except psycopg.OperationalError as error:
            raise Trouble(f"DATABASE_URL cannot be used: {error}") from error
    return {role: url_for(administrator, login=(role, password)) for role, password in passwords.items()}


def prepare(administrator: str, passwords: Mapping[str, str]) -> None:
    with psycopg.connect(administrator, connect_timeout=10) as connection:
        check_administrator(connection)
        run(connection, roles.statements(connection.info.dbname))
        for service in SERVICES:
            give_passwords(connection, service, passwords)


def migrate(urls: Mapping[str, str]) -> None:
    """Every service's tables, as this version wants them. `urls` are by role."""
    for service in SERVICES:
        try:
            upgrade(service.name, urls[service.owner])
        except (SQLAlchemyError, CommandError) as error:
            raise Trouble(
                f"A migration of {service.name} failed and is undone: {error}\n"
                "If the data was made by a newer QERO, run that one. ./qero reset gives the data up and begins anew."
            ) from error


def check_administrator(connection: psycopg.Connection) -> None:
    row = connection.execute(
        "select rolsuper or rolcreaterole, has_database_privilege(current_database(), 'create'), current_user"
        " from pg_roles where rolname = current_user"
    ).fetchone()
    makes_roles, makes_schemas, user = row or (False, False, "")
    if not (makes_roles and makes_schemas):
        raise Trouble(
            f"DATABASE_URL signs in as {user}, who may not make roles and schemas in {connection.info.dbname}. "
            f"Give the URL of an administrator, or let one run: alter role {user} createrole; "
            f"grant create on database {connection.info.dbname} to {user};"
        )


def prepare_service(connection: psycopg.Connection, service: Part, passwords: Mapping[str, str]) -> None:
    run(connection, roles.statements_of(service, connection.info.dbname))
    give_passwords(connection, service, passwords)


def give_passwords(connection: psycopg.Connection, service: Part, passwords: Mapping[str, str]) -> None:
    for role in (service.owner, service.app):
        connection.execute(
            sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(passwords[role]))
        )


def run(connection: psycopg.Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.execute(statement.encode())
