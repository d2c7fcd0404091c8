"""The steps of the Dockerfile, taken into a folder where no engine is. Stdlib only.

    python -m deploy.image.building [--app BUILT] FOLDER [command …]

Left out: what only an engine does. The stages `node` and `python` are what the machine has, nobody else's user is taken
on, and the root that a process sees is the machine's.
"""

import argparse
import hashlib
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from deploy.image.dockerfile import Instruction, Stage, stages
from deploy.image.ignored import Ignored, context_files
from deploy.local.home import ROOT, Home
from deploy.local.pwa import Pwa
from deploy.local.say import Trouble, say, step

DOCKERFILE = Path("deploy", "image", "Dockerfile")
IGNORED = Path(".dockerignore")
OF_THE_MACHINE = ("node", "python")
"""Stages that everything else begins from."""
APP = "app"
IMAGE = "image"
START = "start"
LAST_LINES = 30


class Building:
    """`folder` gets a folder of each stage, and `start`, which runs a command as the image would.

    `app` is one that was built elsewhere, instead of the stage of that name. A stage is taken again only when something
    that it is made of has changed.
    """

    def __init__(self, folder: Path, *, app: Path | None = None, root: Path = ROOT) -> None:
        self.folder = folder.absolute()
        self.app = app
        self.root = root
        self.stages = stages((root / DOCKERFILE).read_text())
        self.ignored = Ignored((root / IGNORED).read_text().splitlines())

    @property
    def image(self) -> Path:
        """Stands for the image's root folder."""
        return self.folder / IMAGE

    @property
    def start(self) -> Path:
        return self.folder / START

    def build(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for stage in self.stages.values():
            if stage.name in OF_THE_MACHINE:
                continue
            if stage.base not in OF_THE_MACHINE:
                raise Trouble(f"The stage {stage.name} begins from {stage.base}, which is none of a machine's.")
            self.take(stage)
        self.write_start()

    def take(self, stage: Stage) -> None:
        root, mark = self.folder / stage.name, self.folder / f"{stage.name}.json"
        wanted = {"of": self.made_of(stage)}
        if root.exists() and mark.exists() and json.loads(mark.read_text()) == wanted:
            return
        mark.unlink(missing_ok=True)
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir()
        if stage.name == APP and self.app:
            shutil.copytree(self.app, below(root, self.given_as(APP)))
        else:
            with step(f"Taking the steps of the stage {stage.name}"):
                Taking(self, stage, root).take()
        mark.write_text(json.dumps(wanted))

    def made_of(self, stage: Stage) -> str:
        """A hash of its instructions, and of all that they copy."""
        summed = hashlib.sha256(f"{platform.machine()} {sys.version}".encode())
        if stage.name == APP and self.app:
            for built in sorted(path for path in self.app.rglob("*") if path.is_file()):
                content = built.read_bytes()
                summed.update(f"{built.relative_to(self.app)} {len(content)}\n".encode() + content)
            return summed.hexdigest()
        for instruction in stage.instructions:
            summed.update(f"{instruction.word} {instruction.text}\n".encode())
            if source := instruction.flags.get("from"):
                summed.update(self.made_of(self.stages[source]).encode())
        for source in stage.copied():
            for path in self.files(source):
                content = (self.root / path).read_bytes()
                summed.update(f"{path} {len(content)}\n".encode() + content)
        return summed.hexdigest()

    def files(self, source: str) -> list[PurePosixPath]:
        """What COPY takes for it, as paths in the repository. Raises Trouble."""
        found = list(context_files(self.root, source, self.ignored))
        if not found:
            raise Trouble(f"{DOCKERFILE} copies {source}, which is not there, or which {IGNORED} keeps away.")
        return found

    def given_as(self, name: str) -> str:
        """The one path that other stages copy from this one."""
        [path] = {
            copy.words[0]
            for stage in self.stages.values()
            for copy in stage.all("COPY")
            if copy.flags.get("from") == name
        }
        return path

    def tools(self, base: str) -> Path:
        """The folder of what the stages `node` and `python` have."""
        if base == "node":
            pwa = Pwa(Home(self.folder))
            if not pwa.node.exists():
                pwa.install_node()
            return pwa.node.parent
        # Called by the name that it has in the image, which Debian leaves out; a link to it would forget its venv.
        tools = self.folder / "tools"
        tools.mkdir(exist_ok=True)
        script(tools / "python", f'exec {shlex.quote(sys.executable)} "$@"')
        return tools

    def write_start(self) -> None:
        """A script: what the environment says stays, ENV of the image says the rest."""
        stage = self.stages[IMAGE]
        told = environment(self.image, stage.pairs("ENV"), {"PATH": "$PATH"})
        [workdir] = stage.all("WORKDIR")
        lines = ["unset PYTHONPATH PYTHONHOME VIRTUAL_ENV", f'export PATH="{told.pop("PATH")}"']
        lines += [f'[ "${{{name}+told}}" ] || export {name}={shlex.quote(value)}' for name, value in told.items()]
        script(self.start, *lines, f"cd {shlex.quote(str(below(self.image, workdir.text)))}", 'exec "$@"')


class Taking:
    """One stage's steps, one after the other."""

    def __init__(self, building: Building, stage: Stage, root: Path) -> None:
        self.building = building
        self.stage = stage
        self.root = root
        self.at = root
        path = f"{building.tools(stage.base)}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        self.environment = {**os.environ, "PATH": path}
        # A venv that this runs in is not what the steps are to find.
        for name in ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"):
            self.environment.pop(name, None)

    def take(self) -> None:
        for instruction in self.stage.instructions:
            match instruction.word:
                case "WORKDIR":
                    self.at = below(self.root, instruction.text)
                    self.at.mkdir(parents=True, exist_ok=True)
                case "ENV":
                    self.environment = environment(self.root, instruction.pairs, self.environment)
                case "COPY":
                    self.copy(instruction)
                case "RUN":
                    self.run(instruction)
                case _:
                    pass

    def copy(self, instruction: Instruction) -> None:
        *sources, target = instruction.words
        place = below(self.root, target) if target.startswith("/") else self.at / target
        other = instruction.flags.get("from")
        for source in sources:
            if other:
                made = below(self.building.folder / other, source)
                shutil.copytree(made, place, symlinks=True, dirs_exist_ok=True, copy_function=os.link)
                continue
            is_folder = (self.building.root / source).is_dir()
            for path in self.building.files(source):
                inner = Path(path).relative_to(source) if is_folder else Path(Path(source).name)
                to = place / inner if is_folder or target.endswith("/") else place
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(self.building.root / path, to)

    def run(self, instruction: Instruction) -> None:
        command = instruction.words if instruction.is_exec else ["/bin/sh", "-c", instruction.text]
        done = subprocess.run(
            command,
            cwd=self.at,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            end = "\n".join(done.stdout.splitlines()[-LAST_LINES:])
            raise Trouble(f"Line {instruction.line} of {DOCKERFILE} failed: {instruction.text}\n{end}")


def below(root: Path, path: str) -> Path:
    """Where an absolute path of the image is."""
    return root / path.removeprefix("/")


def environment(root: Path, pairs: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """`before`, and what ENV says: variables filled in, and the image's own folder, /srv, below `root`."""
    told = dict(before)
    for name, value in pairs.items():
        filled = re.sub(r"\$\{?(\w+)\}?", lambda match: told.get(match[1], ""), value)
        told[name] = re.sub(r"(?<![^:])/srv/", f"{root}/srv/", filled)
    return told


def script(path: Path, *lines: str) -> None:
    path.write_text("\n".join(["#!/bin/sh", "set -eu", *lines, ""]))
    path.chmod(0o755)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="deploy/image/build-without-docker",
        description="Takes the steps of the Dockerfile into a folder; then runs a command there as the image would.",
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--app", type=Path, help="a built app, such as .qero/app; else it is built here")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="such as python -m gateway")
    told = parser.parse_args(words)
    if told.command and told.command[0].startswith("-"):
        parser.error(f"{told.command[0]} comes before the folder: what is behind it is the command")
    building = Building(told.folder, app=told.app)
    building.build()
    if told.command:
        os.execv(building.start, [str(building.start), *told.command])  # noqa: S606  no shell is wanted
    say(f"Built. Run a process with: {building.start} python -m gateway")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        sys.exit(f"✗ {trouble}")
