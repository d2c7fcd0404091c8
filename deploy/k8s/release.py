"""`python -m deploy.k8s.release OVERLAY IMAGE` says which image an overlay runs, and gives its migrations new names.

IMAGE is `registry/name@sha256:…`, or `registry/name:tag` where nobody ever pushes another one to the same tag.
"""

import re
import sys
from pathlib import Path
from typing import Any

import yaml

from deploy.k8s.generate import FOLDER
from deploy.k8s.jobs import job_name
from deploy.k8s.manifests import IMAGE, Plain
from deploy.topology import SERVICES

HEADER = "# Written by `python -m deploy.k8s.release`.\n"
PINNED = re.compile(r"(?P<name>[\w./:-]+?)(@(?P<digest>sha256:[0-9a-f]{64})|:(?P<tag>[a-z0-9][a-z0-9.-]{0,39}))")
DIGITS_IN_A_NAME = 12


def component(image: str) -> dict[str, Any]:
    """Raises ValueError for an image that is not pinned."""
    found = PINNED.fullmatch(image)
    if found is None or found["tag"] == "latest":
        raise ValueError(f"{image!r} is no pinned image: registry/name@sha256:<64 digits>, or registry/name:tag")
    which = {"digest": found["digest"]} if found["digest"] else {"newTag": found["tag"]}
    return {
        "apiVersion": "kustomize.config.k8s.io/v1alpha1",
        "kind": "Component",
        "images": [{"name": IMAGE, "newName": found["name"], **which}],
        "patches": [
            {
                "target": {"kind": "Job", "name": job_name(service.name)},
                "options": {"allowNameChange": True},
                "patch": f"- {{op: replace, path: /metadata/name, value: {job_name(service.name)}-{suffix(image)}}}",
            }
            for service in SERVICES
        ],
    }


def suffix(image: str) -> str:
    """Of the names of what belongs to one image only."""
    name, _, digest = image.partition("@sha256:")
    return digest[:DIGITS_IN_A_NAME] if digest else name.rpartition(":")[2].replace(".", "-")


def write(overlay: Path, image: str) -> None:
    told = yaml.dump(component(image), Dumper=Plain, sort_keys=False, width=120)
    (overlay / "release/kustomization.yaml").write_text(HEADER + told)


if __name__ == "__main__":
    try:
        [overlay_name, image_name] = sys.argv[1:]
        write(FOLDER / "overlays" / overlay_name, image_name)
    except ValueError as error:
        sys.stderr.write(f"{error}\nusage: python -m deploy.k8s.release OVERLAY IMAGE\n")
        raise SystemExit(2) from None
