"""Which addresses may be asked: none that is private, unless it is the audited origin or the owner allows it."""

from __future__ import annotations

import ipaddress
from typing import Final

__all__ = ["is_public"]

# NAT64 prefixes (RFC 6052, RFC 8215): the IPv4 address is in the last 32 bits.
_NAT64: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_COMPATIBLE: Final = ipaddress.ip_network("::/96")
# All global unicast addresses are in here; Python calls site-local and translated ones (fec0::1, ::ffff:0:7f00:1) global too.
_UNICAST: Final = ipaddress.ip_network("2000::/3")


def is_public(address: str) -> bool:
    """True for an address of the public internet; mapped, compatible, 6to4 and NAT64 forms are judged by the address inside."""
    try:
        found = ipaddress.ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or _embedded(found)
        if inner is not None:
            return is_public(str(inner))
        if found not in _UNICAST:
            return False
    return found.is_global and not found.is_multicast


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if any(address in network for network in _NAT64) or (address in _COMPATIBLE and int(address) > 0xFFFF):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None
