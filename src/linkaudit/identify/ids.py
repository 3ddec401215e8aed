"""What publisher ids say of their owners."""

from __future__ import annotations

import re

__all__ = ["kin", "stem"]


def stem(name: str) -> str:
    """Return an id or host less its last part: the marketplace's number, the domain's ending."""
    return re.sub(r"[^a-z0-9]", "", re.split(r"[-.](?=[^-.]*$)", name.lower())[0])


def kin(one: str, other: str) -> bool:
    """Ids of one owner mostly share a stem: shop-21, shopkitchen-21."""
    first, second = stem(one), stem(other)
    return bool(first and second) and (first[:4] == second[:4] or first in second or second in first)
