"""The image, made without an engine: once a run, and again only of what has changed."""

from pathlib import Path

import pytest
from conftest import told

from deploy.image.building import Building
from deploy.local.home import Home
from deploy.local.pwa import Pwa


@pytest.fixture(scope="session")
def building() -> Building:
    """Its packages are its own, from the lock; its app is the one that all tests share."""
    home = Home(Path(told("QERO_TEST_HOME"))).open()
    building = Building(home.path / "image", app=Pwa(home).built())
    building.build()
    return building
