"""argon2id on a thread, for its C code would stop every other call of the process. At most two at once."""

import threading
import unicodedata
from collections.abc import Callable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from eventlet import tpool
from eventlet.patcher import is_monkey_patched

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
MOST_AT_ONCE = 2

Made = TypeVar("Made")

turns = threading.BoundedSemaphore(MOST_AT_ONCE)
# Of the 20 that it has else, each would keep the memory of its last hash.
tpool.set_num_threads(MOST_AT_ONCE)


def hash_password(password: str) -> str:
    return in_turn(lambda: HASHER.hash(typed(password)))


HASH_OF_NOBODY = HASHER.hash("nobody")


def is_password(hashed: str | None, password: str) -> bool:
    """None stands for a person who does not exist: the same work, so that the time it takes tells nothing."""
    is_right = in_turn(lambda: matches(hashed or HASH_OF_NOBODY, typed(password)))
    return is_right and hashed is not None


def is_outdated(hashed: str) -> bool:
    return HASHER.check_needs_rehash(hashed)


def matches(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def typed(password: str) -> str:
    """One password, whichever keyboard it was typed on."""
    return unicodedata.normalize("NFKC", password)


def in_turn(work: Callable[[], Made]) -> Made:
    with turns:
        if is_monkey_patched("thread"):
            made: Made = tpool.execute(work)
            return made
        return work()
