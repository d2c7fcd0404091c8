"""Every overlay, and every combination of components that makes sense: it renders, and it holds together."""

import yaml
from support.k8s import confining, naming, reaching, referring, scaling, selecting, validation
from support.k8s.rendering import BACKUPS, COMPONENTS, Tree

from deploy.k8s import generate


class TestAnyRendering:
    def test_is_what_three_versions_of_kubernetes_and_the_operators_take(self, faults_in):
        assert (
            faults_in(lambda rendering: [fault for one in rendering.manifests for fault in validation.faults(one)])
            == {}
        )

    def test_names_nothing_that_is_not_there(self, faults_in):
        assert faults_in(referring.faults) == {}

    def test_selects_exactly_the_pods_that_are_meant(self, faults_in):
        assert faults_in(selecting.faults) == {}

    def test_says_once_how_many_there_are_of_each(self, faults_in):
        assert faults_in(scaling.faults) == {}

    def test_confines_every_pod(self, faults_in):
        assert faults_in(confining.faults) == {}

    def test_has_valid_names_quantities_ports_and_images(self, faults_in):
        assert faults_in(naming.faults) == {}

    def test_lets_those_reach_each_other_who_are_in_the_table_and_nobody_else(self, faults_in):
        assert faults_in(reaching.faults) == {}


class TestAnOverlay:
    def test_of_ones_own_cluster_brings_every_secret_that_it_needs(self, overlays):
        assert list(referring.faults(overlays["local"], by_hand={})) == []

    def test_for_people_needs_no_secret_by_hand_but_those_of_others(self, overlays):
        assert list(referring.faults(overlays["prod"], by_hand=referring.TLS | referring.BACKUPS)) == []

    def test_of_ones_own_cluster_runs_one_of_each(self, overlays):
        assert {one["spec"]["replicas"] for one in overlays["local"].of("Deployment", "StatefulSet")} == {1}

    def test_for_people_shows_no_secret(self, overlays):
        assert list(overlays["prod"].of("Secret")) == []


class TestAComponent:
    def test_can_be_added_alone(self, tree: Tree):
        """But for the one that changes another."""
        alone = [name for name in COMPONENTS if name != BACKUPS]

        found = {name: tree.combination([name]) for name in alone}

        assert {
            name: faults
            for name, rendering in found.items()
            if (faults := [fault for one in rendering.manifests for fault in validation.faults(one)])
        } == {}

    def test_is_in_some_combination(self):
        folders = {path.name for path in (generate.FOLDER / "components").iterdir() if path.is_dir()}

        assert folders == set(COMPONENTS)

    def test_says_what_it_is(self):
        assert [
            name for name in COMPONENTS if not (generate.FOLDER / "components" / name / "README.md").is_file()
        ] == []

    def test_is_one(self):
        kinds = {
            yaml.safe_load((generate.FOLDER / "components" / name / "kustomization.yaml").read_text())["kind"]
            for name in COMPONENTS
        }

        assert kinds == {"Component"}
