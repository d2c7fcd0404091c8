"""Postgres as the cluster sees it: the roles that CloudNativePG keeps, and the SQL that `deploy.roles` says."""

from deploy import roles
from deploy.k8s.manifests import DATABASE, POSTGRES, Manifest, manifest
from deploy.topology import SERVICES


def prepare_sql(database: str = DATABASE) -> str:
    """For an administrator of the database, when it is made and whenever a version brings more of it."""
    head = "-- Written by `python -m deploy.k8s.generate`: change `deploy.roles`. It may be run again at any time.\n"
    return head + "".join(f"{statement};\n" for statement in roles.statements(database))


def managed_roles() -> Manifest:
    """A patch of the Cluster. The operator gives each role the password of its Secret, again whenever that changes."""
    managed = [
        {"name": role, "ensure": "present", "login": True, "inherit": False, "passwordSecret": {"name": secret}}
        for service in SERVICES
        for role, secret in ((service.owner, f"db-{service.name}-owner"), (service.app, f"db-{service.name}"))
    ]
    return manifest("postgresql.cnpg.io/v1", "Cluster", POSTGRES, {"managed": {"roles": managed}})
