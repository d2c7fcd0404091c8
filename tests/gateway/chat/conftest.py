"""What only tests of the chat need."""

from typing import Any
from uuid import uuid4

import pytest


@pytest.fixture
def never_was() -> dict[str, Any]:
    """A conversation that nobody ever began."""
    return {"id": str(uuid4())}
