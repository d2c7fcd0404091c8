"""A Dockerfile, read: as much of the language as ours uses. What it does not know, it refuses."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

KNOWN = frozenset(
    {"ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "LABEL", "RUN", "STOPSIGNAL", "USER", "WORKDIR"}
)
PAIRS = frozenset({"ENV", "LABEL"})
FROM = re.compile(r"(?P<base>\S+)(?:\s+AS\s+(?P<name>[a-z][a-z0-9_.-]*))?", re.IGNORECASE)
FLAG = re.compile(r"--(?P<name>[a-z]+)=(?P<value>\S+)\s+")


class NotUnderstood(Exception):
    """What the reader does not know, and where it stands."""


@dataclass(frozen=True)
class Instruction:
    """`text` is what follows the word, flags left out and lines joined."""

    word: str
    text: str
    line: int
    flags: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """Of the exec form as they are; of the other form as a shell splits them."""
        if self.is_exec:
            return [str(word) for word in json.loads(self.text)]
        return shlex.split(self.text)

    @property
    def is_exec(self) -> bool:
        return self.text.startswith("[")

    @property
    def pairs(self) -> dict[str, str]:
        """Of ENV and LABEL, nothing filled in."""
        return dict(word.split("=", 1) for word in self.words)


@dataclass(frozen=True)
class Stage:
    """`base` is an image, or the name of a stage above. The last stage has no name: it is called `image`."""

    name: str
    base: str
    instructions: tuple[Instruction, ...]

    def all(self, word: str) -> list[Instruction]:
        return [instruction for instruction in self.instructions if instruction.word == word]

    def pairs(self, word: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for instruction in self.all(word):
            found |= instruction.pairs
        return found

    def copied(self) -> list[str]:
        """What the stage takes from the repository, as paths in it."""
        return [source for copy in self.all("COPY") if "from" not in copy.flags for source in copy.words[:-1]]


def stages(text: str) -> dict[str, Stage]:
    """By name, in their order. Raises NotUnderstood."""
    found: dict[str, list[Instruction]] = {}
    bases: dict[str, str] = {}
    name = ""
    for instruction in instructions(text):
        if instruction.word == "FROM":
            match = FROM.fullmatch(instruction.text)
            if not match:
                raise NotUnderstood(f"line {instruction.line}: FROM {instruction.text}")
            name = match["name"] or "image"
            if name in found:
                raise NotUnderstood(f"line {instruction.line}: a second stage {name}")
            found[name], bases[name] = [], match["base"]
        elif not name:
            raise NotUnderstood(f"line {instruction.line}: {instruction.word} before FROM")
        else:
            found[name].append(instruction)
    return {name: Stage(name, bases[name], tuple(each)) for name, each in found.items()}


def instructions(text: str) -> Iterator[Instruction]:
    for number, line in logical_lines(text):
        word, _, rest = line.partition(" ")
        word, rest = word.upper(), rest.strip()
        if word not in KNOWN or "<<" in rest:
            raise NotUnderstood(f"line {number}: {line}")
        flags: dict[str, str] = {}
        while match := FLAG.match(rest):
            flags[match["name"]] = match["value"]
            rest = rest[match.end() :]
        instruction = Instruction(word, rest, number, flags)
        if word in PAIRS and not all("=" in each for each in instruction.words):
            raise NotUnderstood(f"line {number}: {word} without an equals sign")
        if flags and (word, set(flags)) != ("COPY", {"from"}):
            raise NotUnderstood(f"line {number}: a flag that is not known, in {line}")
        yield instruction


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Comments and empty lines left out, lines that end in a backslash joined; each with its first line's number."""
    began, joined = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        began = began if joined else number
        joined += line.strip().removesuffix("\\")
        if not line.rstrip().endswith("\\"):
            yield began, joined
            joined = ""
    if joined:
        raise NotUnderstood(f"line {began}: it never ends")
