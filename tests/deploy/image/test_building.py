"""The steps of a Dockerfile, taken into a folder."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.image.building import DOCKERFILE, IGNORED, Building, main
from deploy.local.say import Trouble

TEXT = """
FROM node:1 AS node
FROM python:1 AS python
RUN touch /not-taken

FROM node AS app
RUN touch /never-taken-when-an-app-is-given

FROM python AS packages
WORKDIR /srv
COPY list.txt ./
RUN cp list.txt copied.txt && python -c "open('by-python', 'w')"

FROM python
ENV PATH="/srv/bin:$PATH" PLACE=/srv/code GREETING="good day"
WORKDIR /srv/code
COPY --from=packages /srv /srv/packages
COPY code ./inner
COPY --from=app /srv/dist ./app
RUN ["sh", "-c", "echo $PLACE > place.txt"]
"""


@pytest.fixture
def building(tmp_path: Path) -> Building:
    """Of a repository that a test may change."""
    root, app = tmp_path / "root", tmp_path / "app"
    for path, text in {
        root / DOCKERFILE: TEXT,
        root / IGNORED: "**/*.pyc\n",
        root / "list.txt": "one\n",
        root / "code" / "a.py": "",
        root / "code" / "a.pyc": "",
        app / "index.html": "",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Building(tmp_path / "folder", app=app, root=root)


@pytest.fixture
def built(building: Building) -> Path:
    """The folder that stands for the image's /srv."""
    building.build()
    return building.image / "srv"


def again(building: Building) -> Building:
    return Building(building.folder, app=building.app, root=building.root)


def mark(building: Building, stage: str) -> Path:
    """A file that is gone when the stage is taken anew."""
    path = building.folder / stage / "mark"
    path.touch()
    return path


class TestSteps:
    def test_copy_files_and_folders_without_what_is_ignored(self, built: Path):
        assert [path.name for path in (built / "code" / "inner").iterdir()] == ["a.py"]
        assert (built / "code" / "app" / "index.html").is_file()

    def test_run_where_they_would(self, built: Path):
        assert (built / "packages" / "copied.txt").read_text() == "one\n"
        assert (built / "packages" / "by-python").is_file()

    def test_are_told_what_the_image_says(self, built: Path):
        assert (built / "code" / "place.txt").read_text() == f"{built}/code\n"

    def test_that_fail_are_said_with_their_line(self, building: Building):
        text = TEXT.replace("cp list.txt", "echo because && cp nothing.txt")
        (building.root / DOCKERFILE).write_text(text)

        with pytest.raises(Trouble, match=r"Line 12 of deploy/image/Dockerfile failed: echo because(.|\n)*because\n"):
            again(building).build()

    def test_that_copy_what_is_not_there_are_said(self, building: Building):
        (building.root / "list.txt").unlink()

        with pytest.raises(Trouble, match=r"copies list\.txt, which is not there"):
            again(building).build()


class TestAgain:
    def test_nothing_is_taken_when_nothing_changed(self, built: Path, building: Building):
        marks = [mark(building, stage) for stage in ("packages", "app", "image")]
        again(building).build()

        assert all(path.exists() for path in marks)

    @pytest.mark.parametrize(
        ("change", "anew"),
        [
            (lambda root: (root / "list.txt").write_text("two\n"), ["packages", "image"]),
            (lambda root: (root / "code" / "b.py").touch(), ["image"]),
            (lambda root: (root.parent / "app" / "new.js").touch(), ["app", "image"]),
            (lambda root: (root / "code" / "b.pyc").touch(), []),
        ],
    )
    def test_what_is_made_of_a_change_is_taken(
        self, built: Path, building: Building, change: Callable[[Path], object], anew: list[str]
    ):
        marks = {stage: mark(building, stage) for stage in ("packages", "app", "image")}
        change(building.root)
        again(building).build()

        assert [stage for stage, path in marks.items() if not path.exists()] == anew


class TestStart:
    def run(self, building: Building, *words: str, **told: str) -> str:
        environment = {"PATH": "/usr/bin:/bin", **told}
        return subprocess.run(
            [building.start, *words], env=environment, capture_output=True, text=True, check=True
        ).stdout.strip()

    def test_is_where_the_image_starts(self, built: Path, building: Building):
        assert self.run(building, "pwd") == str(built / "code")

    def test_finds_the_programs_of_the_image_first(self, built: Path, building: Building):
        assert self.run(building, "sh", "-c", "echo $PATH") == f"{built}/bin:/usr/bin:/bin"

    def test_says_what_the_image_says_where_nobody_else_does(self, built: Path, building: Building):
        assert self.run(building, "sh", "-c", "echo $GREETING $PLACE", PLACE="here") == "good day here"

    def test_finds_no_module_of_the_repository(self, built: Path, building: Building):
        assert self.run(building, "sh", "-c", "echo [$PYTHONPATH]", PYTHONPATH="/here") == "[]"


class TestTheCommandLine:
    def test_refuses_an_option_where_the_command_begins(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
        with pytest.raises(SystemExit):
            main([str(tmp_path / "image"), "--app", str(tmp_path)])

        assert "--app comes before the folder" in capsys.readouterr().err
        assert not (tmp_path / "image").exists()
