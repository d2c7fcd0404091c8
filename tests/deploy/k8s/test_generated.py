"""What is made of tables in the code is what they say now."""

import os

import pytest

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
