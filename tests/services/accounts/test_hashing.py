import subprocess
import sys
from textwrap import dedent

from support.accounts import PASSWORD

from services.accounts import hashing

GREEN = """
import eventlet
eventlet.monkey_patch()
from eventlet.patcher import original
from services.accounts import hashing
"""


def said(code: str) -> str:
    """By a process that is patched as a service is; pytest's own is not."""
    return subprocess.run([sys.executable, "-c", GREEN + code], capture_output=True, text=True, check=True).stdout


class TestHashing:
    def test_is_argon2id_with_at_least_19_mebibytes(self):
        assert hashing.hash_password("some password").startswith("$argon2id$v=19$m=19456,t=2,p=1$")

    def test_takes_a_password_as_the_same_from_any_keyboard(self):
        composed, decomposed = "l\u00f6senordet", "lo\u0308senordet"

        assert hashing.is_password(hashing.hash_password(composed), decomposed)

    def test_of_nobody_is_never_right(self):
        assert not hashing.is_password(None, "nobody")

    def test_takes_what_is_no_hash_for_a_wrong_password(self):
        assert not hashing.is_password("$argon2id$broken", PASSWORD)


class TestHashingInAService:
    def test_lets_other_calls_go_on(self):
        others = """
            turns = 0
            def other_call():
                global turns
                while True:
                    turns += 1
                    eventlet.sleep(0)
            eventlet.spawn(other_call)
            eventlet.sleep(0)
            before = turns
            hashing.hash_password("some password")
            print(turns > before)
        """
        assert said(dedent(others)) == "True\n"

    def test_is_done_by_two_at_once_at_most(self):
        six = """
            begun, go = [], original("threading").Event()
            def work():
                begun.append(1)
                go.wait()
            six = [eventlet.spawn(hashing.in_turn, work) for _ in range(6)]
            while len(begun) < 2:
                eventlet.sleep(0)
            for _ in range(20):
                eventlet.sleep(0.005)
            at_once = len(begun)
            go.set()
            for one in six:
                one.wait()
            print(at_once, len(begun))
        """
        assert said(dedent(six)) == "2 6\n"

    def test_many_take_no_more_memory_than_a_few(self):
        forty = """
            def mebibytes():
                [line] = [line for line in open("/proc/self/status") if line.startswith("VmRSS")]
                return int(line.split()[1]) // 1024
            before = mebibytes()
            pool = eventlet.GreenPool(8)
            for number in range(40):
                pool.spawn(hashing.hash_password, f"password {number}")
            pool.waitall()
            print(mebibytes() - before)
        """
        assert int(said(dedent(forty))) < 4 * 19
