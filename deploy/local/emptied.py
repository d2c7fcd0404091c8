"""A home that begins empty each time, and whose servers end with it: for tests, soaks and benches."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.down import tidy
from deploy.local.home import Home
from deploy.local.reset import forget_servers


@contextmanager
def emptied(home: Home, *folders: str) -> Iterator[None]:
    """Alone in it, with these of its folders empty; what else is kept there stays, as caches do."""
    with home.alone():
        tidy(home)
        for name in folders:
            empty(home.path / name)
        try:
            home.open()
            yield
        finally:
            forget_servers(home)


def empty(folder: Path) -> None:
    shutil.rmtree(folder.resolve(), ignore_errors=True)
    if folder.is_symlink():
        folder.resolve().mkdir(parents=True)
