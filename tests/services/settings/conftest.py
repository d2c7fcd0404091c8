import pytest

from services.settings.service import SettingsService


@pytest.fixture
def settings(service):
    """`settings(ann)` answers as Ann."""
    return lambda caller, **options: service(SettingsService, caller, **options)
