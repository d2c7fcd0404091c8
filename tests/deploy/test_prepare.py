"""What `deploy.prepare` is told; what it makes, `tests/deploy/image` runs for real."""

import pytest

from deploy.local.say import Trouble
from deploy.prepare import PrepareConfig, passwords, role_variables


def told(**changed: str) -> PrepareConfig:
    urls = {variable.lower(): f"postgresql://{role}:{role}%21@host/qero" for role, variable in role_variables()}
    return PrepareConfig(database_url="postgresql://postgres:secret@host/qero", **{**urls, **changed})


class TestPasswords:
    def test_are_those_of_the_urls(self):
        assert passwords(told()) == {role: f"{role}!" for role, _ in role_variables()}

    @pytest.mark.parametrize(
        ("url", "trouble"),
        [
            (
                "postgresql://chat_owner:secret@host/qero",
                "DB_CHAT_URL signs in as chat_owner; its role is called chat_app",
            ),
            ("postgresql://host/qero", "DB_CHAT_URL signs in as nobody"),
            ("postgresql://chat_app@host/qero", "DB_CHAT_URL has no password"),
        ],
    )
    def test_of_a_url_that_is_another_roles_or_has_none_are_missed(self, url: str, trouble: str):
        with pytest.raises(Trouble, match=trouble):
            passwords(told(db_chat_url=url))
