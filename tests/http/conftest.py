"""The bad web, once for all tests; the two transports."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import certifi
import pytest
import requests.adapters
from tests.http.badweb import BadWeb, bad_web

from linkaudit.http.curl import CurlTransport
from linkaudit.http.plain import PlainTransport
from linkaudit.http.proxies import Proxies
from linkaudit.http.seam import Transport

TRANSPORTS: dict[str, Callable[[Proxies], Transport]] = {"curl": CurlTransport, "plain": PlainTransport}


@pytest.fixture(scope="session")
def one_web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BadWeb]:
    with bad_web(tmp_path_factory.mktemp("badweb")) as web:
        yield web


@pytest.fixture
def web(one_web: BadWeb, monkeypatch: pytest.MonkeyPatch) -> BadWeb:
    """The bad web with nothing asked yet; its authority is the one that clients trust, and no proxy is set."""
    one_web.forget()
    monkeypatch.setattr(certifi, "where", lambda: str(one_web.authority))
    monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", str(one_web.authority))
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return one_web


@pytest.fixture(params=TRANSPORTS)
def name(request: pytest.FixtureRequest) -> str:
    """A transport's name: every test that asks for one runs with both."""
    return str(request.param)


@pytest.fixture
def transport(name: str, web: BadWeb) -> Iterator[Transport]:
    found = TRANSPORTS[name](Proxies())
    yield found
    found.close()
