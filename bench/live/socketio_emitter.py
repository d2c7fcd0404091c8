"""What writes beside python-socketio: commits a row, then emits it by the write-only RabbitMQ manager.

Runs in the bench's own venv: AMQP_URL=… DATABASE_URL=… python -m bench.live.socketio_emitter SOCKET
"""

import asyncio
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import socketio

from bench.live.orders import Order, read_order

AT_ONCE = 10
"""Transactions: as many as a service of QERO has workers."""

ROOM = "team"


class Emitter:
    def __init__(self) -> None:
        self.manager = socketio.AsyncAioPikaManager(os.environ["AMQP_URL"], write_only=True)
        self.free: asyncio.Queue[psycopg.AsyncConnection] = asyncio.Queue()

    async def serve(self, path: Path) -> None:
        for _ in range(AT_ONCE):
            self.free.put_nowait(await psycopg.AsyncConnection.connect(os.environ["DATABASE_URL"]))
        server = await asyncio.start_unix_server(self.obey, path)
        await server.serve_forever()

    async def obey(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        order = read_order(await reader.readline())
        began = time.monotonic()
        emitting = []
        for numbers in order.transactions():
            await asyncio.sleep(max(0, began + order.due(numbers[0]) - time.monotonic()))
            emitting.append(asyncio.create_task(self.emit(order, numbers)))
        committed = [at for each in await asyncio.gather(*emitting) for at in each]
        writer.write(json.dumps(committed).encode() + b"\n")
        writer.close()

    async def emit(self, order: Order, numbers: range) -> list[float]:
        connection = await self.free.get()
        events = []
        try:
            for number in numbers:
                data = order.data_of(number)
                inserted = await connection.execute(
                    "insert into committed (data) values (%s) returning position", [json.dumps(data)]
                )
                row = await inserted.fetchone()
                events.append(event(row[0] if row else 0, data))
            committing_at = time.time()
            await connection.commit()
        finally:
            self.free.put_nowait(connection)
        for each in events:
            await self.manager.emit("event", each, room=ROOM)
        return [committing_at] * len(numbers)


def event(position: int, data: dict[str, Any]) -> dict[str, Any]:
    """As QERO's streams tell it."""
    told = {"n": position, "service": "contacts", "position": position, "event_id": str(uuid4())}
    return told | {"type": "call_logged", "at": datetime.now(UTC).isoformat(), "data": data}


if __name__ == "__main__":
    asyncio.run(Emitter().serve(Path(sys.argv[1])))
