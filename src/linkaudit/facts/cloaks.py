"""Redirects of the own site that a built folder shows without a request: `_redirects`, netlify, vercel, .htaccess, stubs."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any, Final

__all__ = ["FILES", "parse_redirects"]

_HTACCESS: Final = re.compile(
    r"""^\s*(?:Redirect(?:Permanent|Temp)?\s+(?:\d{3}\s+|permanent\s+|temp\s+|seeother\s+)?(?P<path>/\S+)\s+(?P<to>https?://\S+)
    |RedirectMatch\s+(?:\d{3}\s+)?\^?(?P<path2>/[\w/.-]+?)/?\??\$?\s+(?P<to2>https?://\S+)
    |RewriteRule\s+\^?/?(?P<path3>[\w/.-]+?)/?\??\$?\s+(?P<to3>https?://\S+)(?:\s+\[.*R.*\])?)""",
    re.IGNORECASE | re.VERBOSE,
)
MAX_LINES: Final = 20_000


def _redirects_file(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines()[:MAX_LINES]:
        words = line.split("#", 1)[0].split() if line.lstrip().startswith("#") else line.split()
        if len(words) >= 2 and words[0].startswith("/") and words[1].startswith(("http://", "https://")):
            yield words[0], words[1]


def _netlify(text: str) -> Iterator[tuple[str, str]]:
    try:
        rules = tomllib.loads(text).get("redirects", [])
    except tomllib.TOMLDecodeError:
        return
    yield from _pairs(rules, "from", "to")


def _vercel(text: str) -> Iterator[tuple[str, str]]:
    try:
        rules = json.loads(text).get("redirects", [])
    except (ValueError, AttributeError):
        return
    yield from _pairs(rules, "source", "destination")


def _pairs(rules: Any, source: str, target: str) -> Iterator[tuple[str, str]]:
    for rule in rules if isinstance(rules, list) else []:
        if isinstance(rule, dict) and str(rule.get(target, "")).startswith(("http://", "https://")):
            yield str(rule.get(source, "")), str(rule[target])


def _htaccess(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines()[:MAX_LINES]:
        if found := _HTACCESS.match(line[:2000]):
            path = found["path"] or found["path2"] or f"/{found['path3']}"
            yield path, (found["to"] or found["to2"] or found["to3"]).strip('"')


FILES: Final[dict[str, Callable[[str], Iterator[tuple[str, str]]]]] = {
    "_redirects": _redirects_file,
    "netlify.toml": _netlify,
    "vercel.json": _vercel,
    ".htaccess": _htaccess,
}


def parse_redirects(name: str, text: str) -> dict[str, str]:
    """Return own path → foreign URL from one redirect file. A path may end in `*`; other patterns are left out."""
    return {path: url for path, url in FILES[name](text) if "*" not in path[:-1] and ":" not in path and path != "/*"}
