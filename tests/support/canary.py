"""A port on loopback that nobody is to connect to."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def canary() -> Iterator[tuple[int, list[object]]]:
    """A port on loopback, and whoever has connected to it."""
    connected: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, peer = server.accept()
                except OSError:
                    return
                connected.append(peer)
                connection.close()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield server.getsockname()[1], connected
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
