"""What operators and their machines ask of the gateway: on a port of its own, never the public one."""

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from gateway.bus import Bus


def operations(bus: Bus) -> Starlette:
    """Live: the loop turns, which answering proves. Ready: requests that arrive now can be answered.

    At the start a replica waits for the events of every service, so that browsers which come to it are told of all of
    them; but not for ever (`gateway.live.lanes`), and never again afterwards.
    """

    async def livez(_request: Request) -> Response:
        return PlainTextResponse("live\n")

    async def readyz(_request: Request) -> Response:
        return PlainTextResponse("ready\n") if bus.ready else PlainTextResponse("not ready\n", 503)

    async def metrics(_request: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/livez", livez), Route("/readyz", readyz), Route("/metrics", metrics)])
