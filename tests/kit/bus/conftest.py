"""Each test begins with empty tables, also where the process is another test's."""

import pytest


@pytest.fixture(autouse=True)
def begin_empty(empty: None) -> None:
    pass
