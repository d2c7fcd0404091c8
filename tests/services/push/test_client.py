"""Connections are made to push services, and to nothing else, whatever their names lead to."""

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.x509.oid import NameOID
from support.canary import canary

from services.push.domain.endpoints import Origin, PushServices
from services.push.sending.client import Client, Unreachable, is_public

HOST = "push.nord.example"

PRIVATE = [
    "127.0.0.1", "127.255.255.254", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::",
    "2001:0:7f00:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_nobodys_push_service(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["142.250.74.170", "17.57.144.20", "2a00:1450:400f:80c::200a"])
def test_a_public_address_may_be_one(address):
    assert is_public(address)


def untrusted(port: int) -> Origin:
    return Origin("https", HOST, port, is_trusted=False)


class TestAName:
    @pytest.mark.parametrize("addresses", [["127.0.0.1"], ["142.250.74.170", "127.0.0.1"], ["::ffff:127.0.0.1"], []])
    def test_that_leads_to_a_private_address_is_not_connected_to(self, addresses):
        with canary() as (port, connected):
            client = Client(resolve=lambda _host, _port: addresses)

            with pytest.raises(Unreachable, match="its name leads"):
                client.post(untrusted(port), f"https://{HOST}:{port}/x", {}, b"")

        assert connected == []

    def test_that_leads_elsewhere_the_second_time_is_still_asked_at_the_address_that_was_looked_at(self):
        answers = iter([["192.0.2.1"], ["127.0.0.1"]])
        with canary() as (port, connected):
            client = Client(resolve=lambda _host, _port: next(answers))

            for _ in range(2):
                with pytest.raises(Unreachable, match="private"):
                    client.post(untrusted(port), f"https://{HOST}:{port}/x", {}, b"")

        assert connected == []


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> tuple[Path, Path]:
    """A certificate of `HOST` that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, private


@pytest.fixture
def tls_server(authority) -> Iterator[tuple[int, list[str | None]]]:
    """Its port, and the names that it was asked for. It answers 201 to one request a connection."""
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    plain, _ = server.accept()
                except OSError:
                    return
                try:
                    with context.wrap_socket(plain, server_side=True) as connection:
                        read = b""
                        while not read.endswith(b"body") and (more := connection.recv(65_536)):
                            read += more
                        connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                except OSError:
                    pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], names
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


class TestTls:
    def test_is_spoken_with_the_name_at_the_address_that_was_looked_up(self, tls_server, authority):
        port, names = tls_server
        client = Client(resolve=lambda _host, _port: ["127.0.0.1"])
        client.tls.load_verify_locations(authority[0])
        origin = PushServices([f"https://{HOST}:{port}"]).check(f"https://{HOST}:{port}/up")

        answer = client.post(origin, f"https://{HOST}:{port}/up", {"TTL": "60"}, b"body")

        assert (answer.status, names) == (201, [HOST])

    def test_of_whoever_cannot_prove_the_name_is_not_believed(self, tls_server, authority):
        port, _names = tls_server
        client = Client(resolve=lambda _host, _port: ["127.0.0.1"])
        client.tls.load_verify_locations(authority[0])
        origin = PushServices([f"https://another.example:{port}"]).check(f"https://another.example:{port}/up")

        with pytest.raises(Unreachable):
            client.post(origin, f"https://another.example:{port}/up", {}, b"body")

    def test_of_whom_nobody_vouches_for_is_not_believed(self, tls_server):
        port, _names = tls_server
        client = Client(resolve=lambda _host, _port: ["127.0.0.1"])
        origin = PushServices([f"https://{HOST}:{port}"]).check(f"https://{HOST}:{port}/up")

        with pytest.raises(Unreachable):
            client.post(origin, f"https://{HOST}:{port}/up", {}, b"body")
