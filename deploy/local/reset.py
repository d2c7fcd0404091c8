"""`./qero reset`: deletes the home with everything in it. Runs by any Python: the home may be broken, venv and all."""

import shutil
import sys
from pathlib import Path

from deploy.local.down import stop_launcher, tidy
from deploy.local.home import Home, foreign, home_path
from deploy.local.say import Trouble, confirmed, say


def reset(path: Path) -> None:
    if not path.exists() and not path.is_symlink():
        say(f"{path} does not exist: there is nothing to delete.")
        return
    # Tests, soaks and benches have homes of their own within.
    for lock in (path / "lock", *path.glob("*/lock")):
        if lock.is_file():
            stop(Home(lock.parent))
            forget_servers(Home(lock.parent))
    delete(path)
    say(f"{path} is deleted. ./qero up begins anew.")


def stop(home: Home) -> None:
    try:
        stop_launcher(home)
        with home.alone():
            tidy(home)
    except (Trouble, KeyError, TypeError, AttributeError) as error:
        say(f"  Nothing could be stopped by what {home.path} says: {error}")


def forget_servers(home: Home) -> None:
    """Their data may live elsewhere, see `deploy.local.machine.server_folder`. Tests keep homes below their own."""
    for servers in (home.path / "servers", *home.path.glob("*/servers")):
        if servers.is_symlink() and servers.resolve().name == Home(servers.parent).mark:
            delete(servers.resolve())


def delete(path: Path) -> None:
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except PermissionError as error:
        raise Trouble(foreign(path, Path(error.filename).lstat().st_uid)) from error


def asked(path: Path) -> bool:
    return "--yes" in sys.argv or confirmed(f"This deletes {path} with all data of this QERO.")


def main() -> int:
    path = home_path()
    try:
        if not asked(path):
            say("Nothing is deleted.")
            return 1
        reset(path)
    except Trouble as trouble:
        print(f"✗ {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
