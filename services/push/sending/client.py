"""Posts to push services, and to nobody else: where a name leads is looked up here, looked at, and then connected to.

Nothing is followed, little is read, and nothing takes longer than it may.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Mapping

import certifi
import eventlet
import urllib3
from eventlet import tpool

from services.push.domain.answers import Answer
from services.push.domain.endpoints import Origin

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 3.05, 8.0, 10.0
MOST_READ = 4_096
"""Bytes of an answer."""
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
        self.pools: dict[tuple[str, str], urllib3.HTTPConnectionPool] = {}
        self.addresses: dict[str, tuple[float, list[str]]] = {}
        self.tls = ssl.create_default_context()
        self.tls.load_verify_locations(certifi.where())

    def post(self, origin: Origin, endpoint: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """`endpoint` has been checked to be at `origin`. Raises Unreachable."""
        path = endpoint.partition("://")[2].partition("/")[2]
        try:
            with eventlet.Timeout(WHOLE_SECONDS, Unreachable("it took too long")):
                return self.posted(self.pool(origin), f"/{path}", {**headers, "Host": authority(origin)}, body)
        except (OSError, urllib3.exceptions.HTTPError) as error:
            raise Unreachable(type(error).__name__) from None

    def posted(self, pool: urllib3.HTTPConnectionPool, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        answer = pool.urlopen(
            "POST",
            path,
            body,
            headers,
            retries=False,
            redirect=False,
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            preload_content=False,
            decode_content=False,
        )
        is_whole = False
        try:
            read = answer.read(MOST_READ + 1)
            is_whole = len(read) <= MOST_READ
        finally:
            if not is_whole:
                answer.close()
        told = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status, told, read[:MOST_READ].decode("utf-8", "replace"))

    def pool(self, origin: Origin) -> urllib3.HTTPConnectionPool:
        address = self.address(origin)
        pool = self.pools.get((str(origin), address))
        if pool is None:
            if origin.scheme == "https":
                pool = urllib3.HTTPSConnectionPool(
                    address,
                    origin.port,
                    ssl_context=self.tls,
                    server_hostname=origin.host,
                    assert_hostname=origin.host,
                    maxsize=MOST_CONNECTIONS,
                )
            else:
                pool = urllib3.HTTPConnectionPool(address, origin.port, maxsize=MOST_CONNECTIONS)
            self.pools[str(origin), address] = pool
        return pool

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


def authority(origin: Origin) -> str:
    return str(origin).partition("://")[2]
