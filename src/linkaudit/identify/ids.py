"""What publisher ids say of their owners."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ..catalog import Program
from ..urls import host_of, host_within

__all__ = ["fitting", "kin", "stem"]

_SUFFIX: Final = re.compile(r"-2\d$")


def stem(name: str) -> str:
    """Return an id or host less its last part: the marketplace's number, the domain's ending."""
    return re.sub(r"[^a-z0-9]", "", re.split(r"[-.](?=[^-.]*$)", name.lower())[0])


def kin(one: str, other: str) -> bool:
    """Ids of one owner mostly share a stem: shop-21, shopkitchen-21."""
    first, second = stem(one), stem(other)
    return bool(first and second) and (first[:4] == second[:4] or first in second or second in first)


def fitting(ids: Iterable[str], program: Program, address: str) -> list[str]:
    """Return those of an owner's ids that fit the shop of an absolute address: Amazon's end in a number for each country."""
    shop = next((one for one in program.marketplace if host_within(host_of(address), one.host)), None)
    return [one for one in ids if shop is None or not _SUFFIX.search(one) or one.endswith(shop.suffix)]
