"""The reader of Dockerfiles, and what a .dockerignore means."""

from pathlib import Path, PurePosixPath

import pytest

from deploy.image.dockerfile import NotUnderstood, stages
from deploy.image.ignored import Ignored, context_files

TWO = """
# first the packages
FROM python:3.11-slim AS packages
RUN pip install \\
    # not these
    --no-deps \\
    name
FROM python:3.11-slim
COPY --from=packages /srv/venv /srv/venv
ENV A=1 \\
    B="two words"
CMD ["python", "-m", "gateway"]
"""


class TestStages:
    def test_are_told_apart_and_the_last_is_the_image(self):
        assert {name: stage.base for name, stage in stages(TWO).items()} == {
            "packages": "python:3.11-slim",
            "image": "python:3.11-slim",
        }

    def test_lines_that_end_in_a_backslash_are_one(self):
        [run] = stages(TWO)["packages"].all("RUN")

        assert (run.words, run.line) == (["pip", "install", "--no-deps", "name"], 4)

    def test_a_flag_is_no_path(self):
        [copy] = stages(TWO)["image"].all("COPY")

        assert (copy.flags, copy.words) == ({"from": "packages"}, ["/srv/venv", "/srv/venv"])

    def test_variables_are_pairs(self):
        assert stages(TWO)["image"].pairs("ENV") == {"A": "1", "B": "two words"}

    def test_the_exec_form_is_read_as_json(self):
        [command] = stages(TWO)["image"].all("CMD")

        assert command.words == ["python", "-m", "gateway"]

    @pytest.mark.parametrize(
        "text",
        [
            "RUN true",
            "FROM a\nADD b c",
            "FROM a\nRUN <<end\ntrue\nend",
            "FROM a\nCOPY --chown=1 b c",
            "FROM a\nENV b c",
            "FROM a\nRUN b \\",
            "FROM a AS b\nFROM a AS b",
        ],
    )
    def test_what_is_not_known_is_refused(self, text: str):
        with pytest.raises(NotUnderstood, match="line"):
            stages(text)


class TestIgnored:
    @pytest.mark.parametrize("path", ["secret", "kit/__pycache__/a.pyc", "deploy/local/home.py", "kitchen/a.py"])
    def test_what_nothing_lets_in_stays_out(self, path: str):
        ignored = Ignored(["# all", "*", "!kit", "!deploy/local/say.py", "**/__pycache__"])

        assert ignored(PurePosixPath(path))

    @pytest.mark.parametrize("path", ["kit/a.py", "kit/journal/a.py", "deploy/local/say.py"])
    def test_what_is_let_in_goes_with_all_below_it(self, path: str):
        ignored = Ignored(["*", "!kit", "!deploy/local/say.py", "**/__pycache__"])

        assert not ignored(PurePosixPath(path))

    def test_a_folder_is_copied_without_what_is_ignored(self, tmp_path: Path):
        for name in ("kit/a.py", "kit/b.pyc", "kit/inner/c.py"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()

        assert [str(path) for path in context_files(tmp_path, "kit", Ignored(["**/*.pyc"]))] == [
            "kit/a.py",
            "kit/inner/c.py",
        ]
