"""RabbitMQ 4 beside the system's own: packages of a newer Debian, unpacked into a folder, with the libraries they want.

Nothing is installed. apt fetches into lists and a cache of its own, from the mirror that this machine uses, and each
program is started by the loader that it was built for. Any user may do so.
"""

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from deploy.local.home import Home
from deploy.local.machine import SHARED, account_for
from deploy.local.say import Trouble, say, step

SUITE = "trixie"
ERLANG = (
    *("asn1", "base", "crypto", "eldap", "inets", "mnesia", "os-mon", "parsetools", "public-key", "runtime-tools"),
    *("ssl", "syntax-tools", "tools", "xmerl"),
)
LIBRARIES = (
    "libc6",
    "libcap2",
    "libgcc-s1",
    "libssl3t64",
    "libstdc++6",
    "libsystemd0",
    "libtinfo6",
    "libzstd1",
    "zlib1g",
)
PACKAGES = ("rabbitmq-server", *(f"erlang-{name}" for name in ERLANG), *LIBRARIES)

SOURCES = Path("/etc/apt")
PROGRAMS = ("rabbitmq-server", "rabbitmqctl", "epmd")
VERSIONS = "versions"
"""Beside the programs: of which packages they are."""

ELF = b"\x7fELF"
STANZA_FIELD = re.compile(r"^(?P<name>[A-Za-z-]+):[ \t]*(?P<value>.*(?:\n[ \t]+.*)*)", re.MULTILINE)
ONE_LINE = re.compile(
    r"^deb\s+(?:\[(?P<options>[^]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)\s+(?P<parts>.*)$", re.MULTILINE
)


class Apt:
    """apt with lists, cache and sources of its own below `folder`; how it reaches a mirror is the system's business."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("lists/partial", "cache/archives/partial"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "status").touch()
        (folder / "sources.list").write_text(source_line(SOURCES))
        self.options = {
            "Dir::Etc::sourcelist": folder / "sources.list",
            "Dir::Etc::sourceparts": "-",
            "Dir::State::lists": folder / "lists",
            "Dir::State::status": folder / "status",
            "Dir::Cache": folder / "cache",
            "Acquire::Languages": "none",
            # Its own user for downloads may not enter everywhere.
            "APT::Sandbox::User": "root",
        }

    def run(self, *words: str, folder: Path | None = None) -> str:
        command = [words[0], *(part for name, value in self.options.items() for part in ("-o", f"{name}={value}"))]
        done = subprocess.run(
            [*command, *words[1:]],
            cwd=folder or self.folder,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Trouble(
                f"RabbitMQ 4 cannot be had. It comes from Debian {SUITE}, by the mirror that {SOURCES} names, and "
                f"{words[0]} says:\n{done.stdout}"
            )
        return done.stdout


def programs(home: Home) -> Path:
    """The folder of RabbitMQ 4's programs, made when there is none of the newest version. Raises Trouble.

    Where the mirror cannot be asked, those that are there do.
    """
    for tool in ("apt-get", "dpkg-deb"):
        if not shutil.which(tool):
            raise Trouble(f"RabbitMQ 4 comes from Debian's packages, and this system has no {tool}.")
    folder = place(home)
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    there = (folder / VERSIONS).read_text() if (folder / VERSIONS).exists() else None
    apt = Apt(folder / "apt")
    try:
        with step("Asking the mirror for RabbitMQ 4"):
            apt.run("apt-get", "--quiet", "update", "-o", "APT::Update::Error-Mode=any")
            newest = apt.run("apt-cache", "show", "--no-all-versions", *PACKAGES)
    except Trouble:
        if there is None:
            raise
        say("  It does not answer: the one that is there is taken.")
        return folder / "bin"
    wanted = "".join(f"{name} {version}\n" for name, version in sorted(stanzas(newest)))
    if there != wanted:
        with step("Unpacking RabbitMQ 4 (once, and when Debian has a newer one)"):
            unpack(apt, folder)
            (folder / VERSIONS).write_text(wanted)
    return folder / "bin"


def place(home: Home) -> Path:
    """Where the user that runs the broker may enter."""
    account = account_for("rabbitmq")
    return (SHARED if account and not account.may_enter(home.path) else home.path) / "rabbitmq-4"


def unpack(apt: Apt, folder: Path) -> None:
    root, fetched = folder / "root", folder / "fetched"
    (folder / VERSIONS).unlink(missing_ok=True)
    for old in (root, fetched, folder / "bin"):
        shutil.rmtree(old, ignore_errors=True)
        old.mkdir()
        old.chmod(0o755)
    apt.run("apt-get", "--quiet", "download", *PACKAGES, folder=fetched)
    for package in sorted(fetched.glob("*.deb")):
        done = subprocess.run(["dpkg-deb", "--extract", package, root], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Trouble(f"{package.name} cannot be unpacked: {done.stderr}")
    shutil.rmtree(fetched)
    erlang = root / "usr" / "lib" / "erlang"
    start_by_own_loader(root, erlang)
    for name in ("erl", "start"):
        for path in (erlang / "bin" / name, *erlang.glob(f"erts-*/bin/{name}")):
            path.write_text(path.read_text().replace("/usr/lib/erlang", str(erlang)))
    for name in PROGRAMS:
        real = (erlang if name == "epmd" else root / "usr" / "lib" / "rabbitmq") / "bin" / name
        script(
            folder / "bin" / name, f'PATH={shlex.quote(str(erlang / "bin"))}:$PATH exec {shlex.quote(str(real))} "$@"'
        )


def start_by_own_loader(root: Path, erlang: Path) -> None:
    """Puts a script in the place of each program, which starts it with the C library that came with it."""
    loader = next(root.glob("usr/lib/*-linux-gnu*/ld-linux*.so.*"), None)
    if loader is None:
        raise Trouble(f"Debian {SUITE}'s libc6 has no loader for this machine where one was expected.")
    words = f'{shlex.quote(str(loader))} --library-path {shlex.quote(str(loader.parent))} --argv0 "$0"'
    folders = (erlang / "bin", *erlang.glob("erts-*/bin"), *erlang.glob("lib/*/priv/bin"))
    for path in [path for folder in folders for path in sorted(folder.iterdir())]:
        if path.is_symlink() or not path.is_file() or path.read_bytes()[:4] != ELF:
            continue
        moved = path.with_name(f"{path.name}.elf")
        path.rename(moved)
        script(path, f'exec {words} {shlex.quote(str(moved))} "$@"')


def script(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def stanzas(shown: str) -> Iterator[tuple[str, str]]:
    """Name and version of each package."""
    for stanza in shown.split("\n\n"):
        told = fields(stanza)
        if "Package" in told:
            yield told["Package"], told["Version"]


def source_line(sources: Path) -> str:
    """The first of this machine's mirrors of Debian itself, for the newer suite. Raises Trouble."""
    for uri, suites, parts, key in mirrors(sources):
        if "main" in parts and any(re.fullmatch(r"[a-z]+", suite) for suite in suites):
            return f"deb {f'[signed-by={key}] ' if key else ''}{uri} {SUITE} main\n"
    raise Trouble(f"RabbitMQ 4 comes from Debian {SUITE}, and {sources} names no mirror of Debian.")


def mirrors(sources: Path) -> Iterator[tuple[str, list[str], list[str], str]]:
    """Address, suites, components and key, as they are written in either format."""
    for path in sorted(sources.glob("sources.list.d/*.sources")):
        for stanza in re.split(r"\n\s*\n", re.sub(r"^#.*\n", "", path.read_text(), flags=re.MULTILINE)):
            told = fields(stanza)
            if "deb" in told.get("Types", "").split() and told.get("Enabled", "yes") != "no":
                for uri in told.get("URIs", "").split():
                    key = told.get("Signed-By", "")
                    suites, parts = told.get("Suites", "").split(), told.get("Components", "").split()
                    yield uri, suites, parts, key if key.startswith("/") else ""
    for path in (sources / "sources.list", *sorted(sources.glob("sources.list.d/*.list"))):
        for match in ONE_LINE.finditer(path.read_text() if path.exists() else ""):
            options = dict(option.split("=", 1) for option in (match["options"] or "").split() if "=" in option)
            yield match["uri"], [match["suite"]], match["parts"].split(), options.get("signed-by", "")


def fields(stanza: str) -> Mapping[str, str]:
    return {match["name"]: match["value"].strip() for match in STANZA_FIELD.finditer(stanza)}
