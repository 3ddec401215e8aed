"""Redirect files of hosts, read without a request."""

from __future__ import annotations

import pytest

from linkaudit.facts import parse_redirects


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("_redirects", "# comment\n/go/x https://s.example/p 302\n/old /new 301\n/a/*/b https://s.example/\n/* https://s.example/\n"),
        ("netlify.toml", '[[redirects]]\nfrom = "/go/x"\nto = "https://s.example/p"\nstatus = 302\n'),
        ("vercel.json", '{"redirects": [{"source": "/go/x", "destination": "https://s.example/p"}]}'),
        (".htaccess", "Redirect 302 /go/x https://s.example/p\n"),
        (".htaccess", "RewriteEngine On\nRewriteRule ^go/x/?$ https://s.example/p [R=302,L]\n"),
        (".htaccess", "RedirectMatch 301 ^/go/x/?$ https://s.example/p\n"),
    ],
)
def test_redirects(name: str, text: str) -> None:
    assert parse_redirects(name, text) == {"/go/x": "https://s.example/p"}


@pytest.mark.parametrize("name", ["_redirects", "netlify.toml", "vercel.json", ".htaccess"])
@pytest.mark.parametrize("text", ["", "\0\xff{[[", "[[redirects]]\nfrom = 3", '{"redirects": 5}', "[1, 2]", "/" * 10_000])
def test_broken_files_are_empty(name: str, text: str) -> None:
    assert parse_redirects(name, text) == {}
