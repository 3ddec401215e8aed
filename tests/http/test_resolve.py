"""Whose fault a missing name is: the host's, or our network's."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from linkaudit.http.resolve import Resolver
from linkaudit.http.seam import Trouble


def resolver(known: set[str], error: int = socket.EAI_NONAME) -> Resolver:
    def lookup(host: str, *args: Any, **more: Any) -> list[Any]:
        if host not in known:
            raise socket.gaierror(error, "not here")
        return [(socket.AF_INET, 1, 6, "", ("93.184.216.34", 0))]

    return Resolver(lookup)


def ask(names: Resolver, host: str) -> Any:
    until = time.monotonic() + 5
    while (found := names.find(host)) is None and time.monotonic() < until:
        time.sleep(0.001)
    return found


@pytest.mark.parametrize(
    ("there", "missing", "works"),
    [
        ([], ["a.example"], False),
        (["localhost", "intranet", "site.local"], ["a.example"], False),
        (["a.example"], ["b.example"], True),
        (["a.example"], [f"m{n}.example" for n in range(4)], True),
        (["a.example"], [f"m{n}.example" for n in range(6)], False),
        ([f"t{n}.example" for n in range(6)], [f"m{n}.example" for n in range(6)], True),
    ],
)
def test_no_such_host_is_believed_where_names_are_found(there: list[str], missing: list[str], works: bool) -> None:
    names = resolver(set(there))
    for host in (*there, *missing):
        ask(names, host)
    assert names.works is works
    names.close()


def test_a_machine_without_a_network_says_so_soon() -> None:
    names = resolver(set(), socket.EAI_AGAIN)
    asked: list[str] = []
    real: Callable[..., Any] = names._lookup
    names._lookup = lambda host, *args, **more: (asked.append(host), real(host))[1]  # type: ignore[func-returns-value]
    found = [ask(names, f"h{n}.example") for n in range(50)]
    assert len(asked) == 8
    assert found[-1].trouble is Trouble.RESOLVER
    assert "network" in found[-1].detail
    names.close()
