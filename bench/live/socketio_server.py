"""python-socketio as its documentation runs it: an AsyncServer with the RabbitMQ manager, in uvicorn.

Runs in the bench's own venv: AMQP_URL=… python -m bench.live.socketio_server PORT
"""

import os
import sys

import socketio
import uvicorn

from bench.live.clients import may_open_many

ROOM = "team"


def app() -> socketio.ASGIApp:
    server = socketio.AsyncServer(
        async_mode="asgi", client_manager=socketio.AsyncAioPikaManager(os.environ["AMQP_URL"]), cors_allowed_origins=[]
    )

    @server.event
    async def connect(sid: str, _environment: object) -> None:
        await server.enter_room(sid, ROOM)

    return socketio.ASGIApp(server)


if __name__ == "__main__":
    may_open_many()
    uvicorn.run(
        app(),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="asyncio",
        http="httptools",
        lifespan="off",
        log_level="warning",
        access_log=False,
        ws_ping_interval=None,  # Engine.IO has heartbeats of its own
    )
