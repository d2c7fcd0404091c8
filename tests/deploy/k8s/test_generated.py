"""What is made of tables in the code is what they say now, and what operators read is true."""

import os
import re

import pytest
import yaml
from support.k8s import validation
from support.k8s.rendering import Tree
from support.k8s.telling import environment

from deploy.k8s import generate
from deploy.k8s.network import matrix

REFRESH = "QERO_REFRESH=1 ./qero test tests/deploy/k8s/test_generated.py"
PAGE = generate.FOLDER.parents[1] / "docs/operations/kubernetes.md"
BEGIN, END = "<!-- edges -->\n", "<!-- end of edges -->"


@pytest.mark.parametrize("path", generate.FILES)
def test_a_generated_file_is_what_the_code_says(path):
    if os.environ.get("QERO_REFRESH"):
        generate.write()

    assert (generate.FOLDER / path).read_text() == generate.FILES[path](), REFRESH


def test_the_page_for_operators_has_every_edge():
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    wanted = f"{before}{BEGIN}{matrix()}{END}{after}"
    if os.environ.get("QERO_REFRESH"):
        PAGE.write_text(wanted)

    assert PAGE.read_text() == wanted, REFRESH


SHOWN = re.compile(r"```yaml\n(patches:.*?)```", re.DOTALL)


def test_the_page_shows_how_to_say_what_only_its_reader_knows(tree: Tree):
    shown, _ = SHOWN.findall(PAGE.read_text())

    rendering = tree.patched("prod", yaml.safe_load(shown)["patches"])

    [gateway] = rendering.pod("Deployment gateway").containers
    told = [one for one in gateway["env"] if "value" in one]
    assert environment({"env": told}, rendering, {})["ALLOWED_ORIGINS"] == "https://app.example.com"
    store = rendering.named("ObjectStore", "postgres")["spec"]["configuration"]
    assert store["destinationPath"] == "s3://my-bucket/qero"


def test_the_page_shows_how_to_bring_a_moment_back(tree: Tree):
    _, shown = SHOWN.findall(PAGE.read_text())

    rendering = tree.patched("prod", yaml.safe_load(shown)["patches"])

    cluster = rendering.named("Cluster", "postgres")
    [source] = cluster["spec"]["externalClusters"]
    [archiver] = cluster["spec"]["plugins"]
    assert list(validation.faults(cluster)) == []
    assert cluster["spec"]["bootstrap"]["recovery"]["source"] == source["name"]
    assert source["plugin"]["parameters"]["barmanObjectName"] == archiver["parameters"]["barmanObjectName"]
    assert source["plugin"]["parameters"]["serverName"] != archiver["parameters"]["serverName"]
