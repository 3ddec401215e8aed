"""The merchant URL inside a network's link, decoded as that network encodes it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote

from ..urls import parse

__all__ = ["destination_of"]


def _as_is(value: str) -> str:
    return value


def _while_encoded(value: str) -> str:
    for _ in range(3):
        if "://" in value or "%" not in value:
            break
        value = unquote(value)
    return value


def _base64(value: str) -> str:
    if "://" in value:
        return value
    try:
        return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return value


def _bracketed(value: str) -> str:
    return value.strip("[]")


_DECODERS: Final[dict[str, Callable[[str], str]]] = {
    "percent-or-base64": _base64,
    "percent-double-bracket": _bracketed,
    "path-raw": _as_is,
}
_SCHEMELESS: Final = re.compile(r"^[a-z0-9-]+(\.[a-z0-9-]+)+([/?#]|$)", re.IGNORECASE)


def destination_of(raw: str, encoding: str | None) -> str | None:
    """Return the destination as an absolute http(s) URL, or None: `javascript:` and friends are refused."""
    value = _DECODERS.get(encoding or "percent", _while_encoded)(raw.strip())
    value = _while_encoded(value)
    if value.startswith("//"):
        value = "https:" + value
    elif value.startswith("/") and encoding in ("percent-path", "percent-path-or-url"):
        return None
    elif "://" not in value and _SCHEMELESS.match(value):
        value = "https://" + value
    found = parse(value)
    if found is None or not found.is_web or "." not in found.host:
        return None
    return value
