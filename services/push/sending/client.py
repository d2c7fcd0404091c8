"""Posts to push services, and to nobody else: where a name leads is looked up here, looked at, and then connected to.

Nothing is followed, little is read, and nothing takes longer than it may.
"""

import ipaddress
import socket
import ssl
import time
from collections import defaultdict
from collections.abc import Callable, Mapping

import certifi
import eventlet
from eventlet import tpool

from services.push.domain.answers import Answer
from services.push.domain.endpoints import Origin
from services.push.sending.connection import Connection, Garbled

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 3.05, 8.0, 10.0
NAMES_KEPT_SECONDS = 60
MOST_CONNECTIONS = 40
"""Kept open with one push service."""

TUNNELS = [ipaddress.ip_network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]
"""IPv6 in which an IPv4 address is hidden."""

Resolve = Callable[[str, int], list[str]]


class Unreachable(Exception):
    """No answer; its text tells why, and nothing of what was sent or where."""


def resolve(host: str, port: int) -> list[str]:
    """In a thread: Postgres, the bus and other rings go on meanwhile."""
    found = tpool.execute(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_public(address: str) -> bool:
    """Nothing of this machine, of its network, or of nobody."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and (ip.ipv4_mapped or any(ip in network for network in TUNNELS)):
        return False
    return ip.is_global and not ip.is_multicast


class Client:
    """Connections are kept and used again."""

    def __init__(self, *, resolve: Resolve = resolve) -> None:
        self.resolve = resolve
        self.kept: dict[str, list[Connection]] = defaultdict(list)
        """By push service; the one used last is the last."""
        self.addresses: dict[str, tuple[float, list[str]]] = {}
        self.tls = ssl.create_default_context()
        self.tls.load_verify_locations(certifi.where())

    def post(self, origin: Origin, endpoint: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """`endpoint` has been checked to be at `origin`. Raises Unreachable."""
        path = endpoint.partition("://")[2].partition("/")[2]
        try:
            with eventlet.Timeout(WHOLE_SECONDS, Unreachable("it took too long")):
                return self.posted(origin, f"/{path}", {"Host": authority(origin), **headers}, body)
        except (OSError, Garbled) as error:
            raise Unreachable(type(error).__name__) from None

    def posted(self, origin: Origin, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        address = self.address(origin)
        kept = self.kept[str(origin)]
        connection = usable(kept, address) or Connection(address, self.connected(origin, address))
        try:
            answer = connection.ask(target, headers, body)
        finally:
            if connection.is_kept and len(kept) < MOST_CONNECTIONS:
                kept.append(connection)
            else:
                connection.close()
        return answer

    def connected(self, origin: Origin, address: str) -> socket.socket:
        connected = socket.create_connection((address, origin.port), CONNECT_SECONDS)
        try:
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if origin.scheme == "https":
                connected = self.tls.wrap_socket(connected, server_hostname=origin.host)
            connected.settimeout(READ_SECONDS)
        except BaseException:
            connected.close()
            raise
        return connected

    def address(self, origin: Origin) -> str:
        """Raises Unreachable when one of the addresses is not everybody's, unless the operator has named the origin."""
        looked_at, addresses = self.addresses.get(origin.host, (float("-inf"), []))
        if time.monotonic() - looked_at >= NAMES_KEPT_SECONDS:
            addresses = self.resolve(origin.host, origin.port)
            self.addresses[origin.host] = (time.monotonic(), addresses)
        if not addresses:
            raise Unreachable("its name leads nowhere")
        if not origin.is_trusted and not all(map(is_public, addresses)):
            raise Unreachable("its name leads to a private address")
        return addresses[0]


def usable(kept: list[Connection], address: str) -> Connection | None:
    """Those that are of no use any more, or lead where the name led before, are closed."""
    while kept:
        connection = kept.pop()
        if connection.address == address and connection.is_usable:
            return connection
        connection.close()
    return None


def authority(origin: Origin) -> str:
    return str(origin).partition("://")[2]
