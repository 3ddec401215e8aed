"""Which law is guessed from language, region and domain, and what is said of it."""

from __future__ import annotations

import pytest

from linkaudit.regimes import choose


@pytest.mark.parametrize(
    ("host", "language", "regime"),
    [
        ("blog.example.com", "en-US", "ftc"),
        ("blog.com", "en", "ftc"),
        ("blog.co.uk", "en", "uk"),
        ("blog.com", "en-GB", "uk"),
        ("blog.de", "de", "de"),
        ("blog.com", "de-AT", "eu"),
        ("blog.nl", "nl", "eu"),
        ("blog.com", "pt-PT", "eu"),
        ("blog.com", "pt", "eu"),
        ("blog.com", "pt-BR", "ftc"),
        ("blog.com.br", "pt", "ftc"),
        ("blog.com", "es-MX", "ftc"),
        ("blog.ca", "fr-CA", "ftc"),
        ("blog.com", "", "ftc"),
    ],
)
def test_the_guess(host: str, language: str, regime: str) -> None:
    (found,) = choose((), host, [language] if language else [])
    assert found.id == regime
    assert found.why.startswith("guessed: ")


def test_an_experimental_regime_is_named_and_not_chosen() -> None:
    (found,) = choose((), "blog.com", ["pt-BR"])
    assert (found.id, "--regime br" in found.why) == ("ftc", True)
    assert choose(("br",), "blog.com", [])[0].why == "set by you; experimental"
