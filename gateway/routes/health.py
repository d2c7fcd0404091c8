"""Whether this gateway lives, and whether new requests should come to it."""

from fastapi import APIRouter

from contracts.wire import Unavailable, Wire
from gateway.asking import Shared
from gateway.documentation import problems

router = APIRouter(tags=["operations"])


class Health(Wire):
    status: str = "ok"


@router.get("/livez", responses=problems())
async def live() -> Health:
    return Health()


@router.get("/readyz", responses=problems(Unavailable))
async def ready(shared: Shared) -> Health:
    """503 while the message bus is away, and from the moment this process was told to stop."""
    if not shared.bus.ready:
        raise Unavailable("This gateway takes no new requests for the moment.", facts={"retry_after": 1})
    return Health()
