from uuid import uuid4

import pytest

from contracts.accounts import LinkNotValid
from services.accounts.domain.links import LinkKind, Secrets

SECRETS = Secrets("one secret of enough letters")


class TestALinksToken:
    def test_leads_back_to_its_id_and_can_be_told_again(self):
        invite_id = uuid4()
        token = SECRETS.link_token(LinkKind.INVITE, invite_id)

        assert SECRETS.link_id(LinkKind.INVITE, token) == invite_id
        assert SECRETS.link_token(LinkKind.INVITE, invite_id) == token

    def test_of_an_invite_is_none_of_a_reset(self):
        with pytest.raises(LinkNotValid):
            SECRETS.link_id(LinkKind.RESET, SECRETS.link_token(LinkKind.INVITE, uuid4()))

    def test_made_with_another_secret_is_not_valid(self):
        with pytest.raises(LinkNotValid):
            SECRETS.link_id(LinkKind.INVITE, Secrets("another secret").link_token(LinkKind.INVITE, uuid4()))

    @pytest.mark.parametrize("token", ["", ".", "x", str(uuid4()), f"{uuid4()}.", f"{uuid4()}.ö", "." * 10_000])
    def test_that_is_made_up_is_not_valid(self, token):
        with pytest.raises(LinkNotValid):
            SECRETS.link_id(LinkKind.INVITE, token)


class TestASuccessor:
    def test_is_one_for_each_token(self):
        assert SECRETS.successor("a") == SECRETS.successor("a")
        assert SECRETS.successor("a") != SECRETS.successor("b")
