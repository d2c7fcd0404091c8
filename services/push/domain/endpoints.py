"""Where a device may be rung: at a push service that is known. The endpoint is the text of whoever sends it.

What is not written exactly as push services write it is refused, and never mended: parsers differ about the rest.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.wire import FieldError, Invalid

LONGEST_ENDPOINT = 2_048
"""Characters."""

KNOWN = (
    "fcm.googleapis.com",
    "android.googleapis.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST = rf"{LABEL}(?:\.{LABEL})*"
PORT = r":[1-9][0-9]{0,4}"
ORIGIN = re.compile(rf"(?P<scheme>https?)://(?P<host>{HOST})(?P<port>{PORT})?")
# Of RFC 3986's path and query; what is percent-encoded stays so.
ENDPOINT = re.compile(rf"(?P<origin>https?://{HOST}(?:{PORT})?)(?P<path>/[A-Za-z0-9/?:@!$&'()*+,;=._~%-]*)")
NAME = re.compile(rf"{HOST}(?<![0-9])")
"""Of a host: one that ends in a digit may be an address, in one of the many ways to write one."""


@dataclass(frozen=True)
class Origin:
    """`is_trusted`: the operator has named exactly this one, wherever it is."""

    scheme: str
    host: str
    port: int
    is_trusted: bool

    def __str__(self) -> str:
        usual = {"https": 443, "http": 80}[self.scheme]
        return f"{self.scheme}://{self.host}" + ("" if self.port == usual else f":{self.port}")


def origin_of(match: re.Match[str], *, is_trusted: bool) -> Origin:
    scheme = match["scheme"]
    port = int(match["port"][1:]) if match["port"] else {"https": 443, "http": 80}[scheme]
    return Origin(scheme, match["host"], port, is_trusted)


class PushServices:
    """Those that are let. `named` are names of hosts, which stand for all below them too, over https on its own port;
    or whole origins, `https://push.our.example:8443`, which stand for themselves alone.

    Raises ValueError for anything else.
    """

    def __init__(self, named: Sequence[str]) -> None:
        self.hosts: list[str] = []
        self.origins: set[tuple[str, str, int]] = set()
        for name in named:
            if match := ORIGIN.fullmatch(name):
                origin = origin_of(match, is_trusted=True)
                self.origins.add((origin.scheme, origin.host, origin.port))
            elif NAME.fullmatch(name):
                self.hosts.append(name)
            else:
                raise ValueError(f"{name} is neither the name of a host nor an origin such as https://push.our.example")

    @property
    def has_plain_http(self) -> bool:
        return any(scheme == "http" for scheme, _, _ in self.origins)

    def check(self, endpoint: str, field: str = "endpoint") -> Origin:
        """Where it is. Raises Invalid, which names `field`."""
        if len(endpoint) > LONGEST_ENDPOINT:
            detail = f"{field} may have {LONGEST_ENDPOINT} characters, this one has {len(endpoint)}."
            raise Invalid.of(field, "too_long", detail)
        found = ENDPOINT.fullmatch(endpoint)
        match = ORIGIN.fullmatch(found["origin"]) if found else None
        if match is None:
            raise Invalid(f"{field} is not the address of a push service.", errors=[wrong(field, "not_an_endpoint")])
        origin = origin_of(match, is_trusted=False)
        if (origin.scheme, origin.host, origin.port) in self.origins:
            return Origin(origin.scheme, origin.host, origin.port, is_trusted=True)
        if origin.scheme != "https" or origin.port != 443 or not self.knows(origin.host):  # noqa: PLR2004  of https
            raise Invalid(f"{field} is at no push service that is let here.", errors=[wrong(field, "unknown_service")])
        return origin

    def knows(self, host: str) -> bool:
        return any(host == known or host.endswith(f".{known}") for known in self.hosts)


def wrong(field: str, code: str) -> FieldError:
    details = {
        "not_an_endpoint": f"{field} is an https address of plain ASCII, without a user, a fragment or blanks.",
        "unknown_service": f"{field} is on a host of a browser's push service, or one that the operator has named.",
    }
    return FieldError(field=field, code=code, detail=details[code])
