"""A Job for each service that brings its schema to what the image wants.

Jobs never change once they are made: `deploy.k8s.release` gives them new names with each image.
"""

from deploy.k8s.manifests import IMAGE, MIGRATE, PART, Manifest, manifest
from deploy.topology import SERVICES

TRIES = 8
"""With Kubernetes' growing pauses about 20 minutes, in which the database may still be on its way."""

LONGEST_SECONDS = 3600
KEPT_SECONDS = 7 * 24 * 3600
"""So that the logs of an upgrade can be read afterwards."""


def job_name(service: str) -> str:
    return f"{MIGRATE}-{service}"


def migrations() -> list[Manifest]:
    return [job(service.name) for service in SERVICES]


def job(service: str) -> Manifest:
    container = {
        "name": "qero",
        "image": IMAGE,
        "command": ["python", "-m", "kit.migrations", service],
        # Past any pooler: it holds a lock of its session while it works.
        "env": [{"name": "DATABASE_URL", "valueFrom": {"secretKeyRef": {"name": f"db-{service}-owner", "key": "url"}}}],
        "resources": {"requests": {"cpu": "100m", "memory": "256Mi"}, "limits": {"memory": "256Mi"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],  # noqa: S108  a volume of the pod's own
    }
    pod = {
        "serviceAccountName": MIGRATE,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "restartPolicy": "Never",
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": 10001,
            "runAsGroup": 10001,
            "fsGroup": 10001,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [container],
        "volumes": [{"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}}],
    }
    spec = {
        "backoffLimit": TRIES,
        "activeDeadlineSeconds": LONGEST_SECONDS,
        "ttlSecondsAfterFinished": KEPT_SECONDS,
        "template": {"metadata": {"labels": {PART: MIGRATE}}, "spec": pod},
    }
    return manifest("batch/v1", "Job", job_name(service), spec)
