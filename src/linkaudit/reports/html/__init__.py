"""One HTML file: no network, every audited string inert, all of it readable without the script. Opens with what to fix."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from ...document import Audit
from ...model import Outcome, Severity
from ...urls import parse
from .. import news
from ..words import MARKS, clean, cut, headline, named, number, passed_as, plural
from . import evidence, snippets, trend
from .overview import look_over
from .pictures import bar, shares, strip
from .rows import MAX_PAGES, listed, reading_order

if TYPE_CHECKING:
    from jinja2 import Environment, Template

__all__ = ["render"]

# A hostile page may hold megabytes in one attribute: what no reviewer would read to its end is not printed to its end.
MAX_TEXT: Final = 4000
# From here on the lists of pages wait as text, and the script draws the rows that are asked for: a browser reads megabytes
# of text at once, not the elements they stand for. Without the script all of it is markup as ever.
MANY_PAGES: Final = 600
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?")


def render(audit: Audit) -> Iterator[str]:
    """Yield the report in pieces."""
    overview = look_over(audit)
    lazy = overview.rows > MANY_PAGES
    row = _environment().get_template("row.html.j2")
    yield from _template().generate(
        audit=audit,
        over=overview,
        lazy=lazy,
        open_pages=_rows(row, listed(audit, overview, well=False), lazy),
        passed_pages=_rows(row, listed(audit, overview, well=True), lazy),
        **_texts(),
        **_sections(audit),
    )


def _rows(template: Template, views: Iterator[Any], lazy: bool) -> Iterator[str]:
    return (template.render(view=view, lazy=lazy) for view in views)


def _texts() -> dict[str, str]:
    css, script = _text("report.css"), _text("report.js")
    return {"css": css, "script": script, "css_digest": _digest(css), "script_digest": _digest(script)}


def _digest(text: str) -> str:
    return base64.b64encode(sha256(text.encode()).digest()).decode()


def _sections(audit: Audit) -> dict[str, Any]:
    failed = [cause for cause in audit.causes if cause.outcome is Outcome.FAILED]
    stopped = {row["rule"] for row in audit.not_run}
    return {
        "todo": [cause for cause in failed if cause.severity is not Severity.INFO],
        "notes": [cause for cause in failed if cause.severity is Severity.INFO],
        "asked": [cause for cause in audit.causes if cause.outcome is Outcome.REVIEW],
        "rules": {rule.id: rule for rule in audit.rules},
        "ran": [rule for rule in audit.rules if rule.id not in stopped],
        "line": headline(audit),
        "max_pages": MAX_PAGES,
    }


def _web(url: str | None) -> str:
    """Return an address when it is safe to click, else an empty string."""
    found = parse(url) if url and len(url) <= MAX_TEXT else None
    return url or "" if found is not None and found.is_web and not found.host.endswith(".invalid") else ""


def _language(name: str | None) -> str:
    return name if name and _LANGUAGE.fullmatch(name) else ""


def _shown(value: Any) -> Any:
    """What is put into a page: nothing that an audited text could turn around or fill it with."""
    return cut(clean(value[: MAX_TEXT + 1]), MAX_TEXT) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _text(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")


def _template() -> Template:
    return _environment().get_template("report.html.j2")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    import jinja2  # loaded when a page is written: the terminal needs none

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_text), autoescape=True, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )
    environment.filters |= {"number": number, "plural": plural, "web": _web, "cut": cut, "lang": _language}
    environment.globals |= {
        "strip": strip,
        "bar": bar,
        "shares": shares,
        "marks": MARKS,
        "named": named,
        "passed_as": passed_as,
        "order_of": reading_order,
        "evidence": evidence,
        "snippets": snippets,
        "news": news,
        "trend": trend,
    }
    return environment
