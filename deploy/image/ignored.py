"""What a `.dockerignore` keeps away from a build."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath


class Ignored:
    """The last pattern that fits a path, or a folder above it, decides; `!` lets in again."""

    def __init__(self, lines: Iterable[str]) -> None:
        said = [line.strip() for line in lines]
        self.rules = [
            (expression(line.removeprefix("!")), line.startswith("!"))
            for line in said
            if line and not line.startswith("#")
        ]

    def __call__(self, path: PurePosixPath) -> bool:
        places = [str(place) for place in (path, *path.parents) if place != PurePosixPath()]
        ignored = False
        for fits, lets_in in self.rules:
            if any(fits.fullmatch(place) for place in places):
                ignored = not lets_in
        return ignored


def expression(pattern: str) -> re.Pattern[str]:
    """`*` stays within a folder, `**` does not; other signs mean themselves."""
    meaning = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern.strip("/"))
    return re.compile("".join(meaning.get(part) or re.escape(part) for part in parts))


def context_files(root: Path, source: str, ignored: Ignored) -> Iterator[PurePosixPath]:
    """The files that COPY takes for `source`, as paths below `root`, in order."""
    place = root / source
    found = sorted(place.rglob("*")) if place.is_dir() else [place]
    for path in found:
        below = PurePosixPath(path.relative_to(root).as_posix())
        if path.is_file() and not ignored(below):
            yield below
