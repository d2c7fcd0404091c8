"""Versions in If-Match, If-None-Match and ETag."""

import pytest

from contracts.wire import Invalid
from gateway.etags import etag, is_known, versions_in


class TestIfMatch:
    @pytest.mark.parametrize(
        ("given", "of_the_record", "of_the_plans"),
        [
            ('"7"', 7, 7),
            ('"7.3"', 7, 3),
            (' "0" ', 0, 0),
            ('"7.0"', 7, 0),
            ("*", None, None),
            (None, None, None),
            (f'"{10**18 - 1}"', 10**18 - 1, 10**18 - 1),
        ],
    )
    def test_names_the_version_of_what_is_changed(self, given, of_the_record, of_the_plans):
        assert versions_in(given) == (of_the_record, of_the_plans)

    @pytest.mark.parametrize("given", ["7", 'W/"7"', '"7", "8"', '"-1"', '"07"', '"a"', '""', "", '"' + "9" * 19 + '"'])
    def test_that_is_no_single_etag_of_ours_is_refused(self, given):
        with pytest.raises(Invalid) as refusal:
            versions_in(given)

        assert [error.field for error in refusal.value.errors] == ["If-Match"]


class TestIfNoneMatch:
    @pytest.mark.parametrize("given", ['"7.3"', 'W/"7.3"', '"1.0", "7.3"', "*"])
    def test_knows_what_it_names(self, given):
        assert is_known(etag(7, 3), given)

    @pytest.mark.parametrize("given", [None, "", '"7"', '"7.2"', "7.3"])
    def test_knows_nothing_else(self, given):
        assert not is_known(etag(7, 3), given)
