"""Which addresses may be asked: none that is private, unless it is the audited origin or the owner allows it."""

from __future__ import annotations

import ipaddress
import socket

__all__ = ["forbidden", "is_public"]


def is_public(address: str) -> bool:
    """True for an address of the public internet; mapped and NAT64 forms are judged by the address inside."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or _nat64(found)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast


def _nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def forbidden(host: str, port: int) -> str | None:
    """Return the first address of a host that must not be asked, or None. Unknown hosts are not forbidden, they fail."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None
    return next((str(item[4][0]) for item in found if not is_public(str(item[4][0]))), None)
