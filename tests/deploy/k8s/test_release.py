"""Which image runs, and the migrations that go with it."""

import pytest
from support.k8s.rendering import OVERLAYS

from deploy.k8s import release
from deploy.k8s.jobs import job_name
from deploy.topology import EVERY_SERVICE

DIGEST = "sha256:" + "0123456789abcdef" * 4


def images(rendering) -> set[str]:
    return {pod.containers[0]["image"] for pod in rendering.pods() if pod.owner["kind"] in ("Deployment", "Job")}


class TestARelease:
    @pytest.mark.parametrize("overlay", OVERLAYS)
    def test_is_one_image_for_all(self, overlays, overlay):
        [image] = images(overlays[overlay])

        assert image != "qero"

    @pytest.mark.parametrize("overlay", OVERLAYS)
    def test_names_its_migrations_after_the_image(self, overlays, overlay):
        [image] = images(overlays[overlay])

        names = {job["metadata"]["name"] for job in overlays[overlay].of("Job")}
        assert names == {f"{job_name(service)}-{release.suffix(image)}" for service in EVERY_SERVICE}

    def test_for_people_is_pinned_by_its_digest(self, overlays):
        [image] = images(overlays["prod"])

        assert "@sha256:" in image

    def test_of_another_image_is_rendered_with_other_jobs(self, tree):
        release.write(tree.folder / "overlays/local", f"registry.example.com/team/qero@{DIGEST}")

        rendering = tree.overlay("local")

        assert images(rendering) == {f"registry.example.com/team/qero@{DIGEST}"}
        assert {job["metadata"]["name"] for job in rendering.of("Job")} == {
            f"migrate-{service}-0123456789ab" for service in EVERY_SERVICE
        }
        release.write(tree.folder / "overlays/local", "qero:local")

    @pytest.mark.parametrize(
        ("image", "suffix"),
        [
            (f"registry.example.com/qero@{DIGEST}", "0123456789ab"),
            (f"localhost:5000/qero@{DIGEST}", "0123456789ab"),
            ("registry.example.com:5000/qero:1.2.3", "1-2-3"),
            ("qero:local", "local"),
        ],
    )
    def test_may_be_named_like(self, image, suffix):
        release.component(image)

        assert release.suffix(image) == suffix

    @pytest.mark.parametrize(
        "image", ["qero", "qero:latest", "qero@sha256:short", "registry.example.com:5000/qero", "a b:1", ""]
    )
    def test_may_not_be_named_like(self, image):
        with pytest.raises(ValueError, match="no pinned image"):
            release.component(image)


class TestAMigration:
    def test_is_made_by_the_owner_and_past_everything_else(self, overlays):
        for job in overlays["prod"].of("Job"):
            [container] = job["spec"]["template"]["spec"]["containers"]
            service = container["command"][-1]
            [told] = container["env"]
            assert told["valueFrom"]["secretKeyRef"] == {"name": f"db-{service}-owner", "key": "url"}

    def test_is_tried_again_but_not_for_ever(self, overlays):
        for job in overlays["prod"].of("Job"):
            assert job["spec"]["template"]["spec"]["restartPolicy"] == "Never"
            assert job["spec"]["backoffLimit"] > 1
            assert job["spec"]["activeDeadlineSeconds"] > 0
