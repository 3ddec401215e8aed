"""One HTML file, with parts beside it when a site is large: no network, every audited string inert, all of it readable without the
script. Opens with what to fix."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from html import escape
from importlib import resources
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ...document import Audit
from ...model import Outcome, Severity
from ...urls import parse
from .. import news
from ..files import SIGN, ReportFile, parts_folder
from ..imprint import imprint
from ..words import MARKS, clean, cut, headline, named, number, passed_as, plural, too_little, when
from . import evidence, snippets, trend
from .overview import Overview, look_over
from .parts import ONE_FILE, ONE_PART, Part
from .pictures import bar, shares, strip
from .rows import PageView, listed, reading_order

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["files", "page_of", "render"]

# A hostile page may hold megabytes in one attribute: what no reviewer would read to its end is not printed to its end.
MAX_TEXT: Final = 4000
# From here on the lists of pages wait as text, and the script draws the rows that are asked for: a browser reads megabytes
# of text at once, not the elements they stand for. Without the script all of it is markup as ever.
MANY_PAGES: Final = 600
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?")


def render(audit: Audit) -> Iterator[str]:
    """Yield the report as one file, in pieces; of a site too large for it the first pages."""
    yield from _whole(audit, look_over(audit))


def files(audit: Audit, file: str, bears: int = ONE_FILE, each: int = ONE_PART) -> Iterator[ReportFile]:
    """Yield the report's files, to be read one by one: the parts that one file can't bear, and `file` itself as the last."""
    overview = look_over(audit, parts_folder(PurePath(file)).name, bears, each)
    views = {well: listed(audit, overview, well) for well in (False, True)}
    for part in overview.parts:
        yield ReportFile(f"{overview.folder}/{part.file}", _part(audit, overview, part, (views[part.well], file)))
    yield ReportFile(file, _whole(audit, overview))


def _whole(audit: Audit, overview: Overview) -> Iterator[str]:
    lazy = not overview.parts and overview.rows > MANY_PAGES
    rows = {well: _rows(() if overview.parts else listed(audit, overview, well), lazy, "") for well in (False, True)}
    template = _environment().get_template("report.html.j2")
    yield from template.generate(
        audit=audit, over=overview, lazy=lazy, open_pages=rows[False], passed_pages=rows[True], **_texts(), **_sections(audit)
    )


def page_of(name: str, **values: Any) -> Iterator[str]:
    """Yield another page in the report's dress."""
    yield from _environment().get_template(name).generate(**_texts(), **values)


def _part(audit: Audit, overview: Overview, part: Part, source: tuple[Iterator[PageView], str]) -> Iterator[str]:
    """Yield a file of pages; `source` is the list it takes its pages from, and the name of the first file."""
    views, file = source
    lazy, home = part.pages > MANY_PAGES, "../" + quote(file, errors="surrogateescape")
    rows = _rows(islice(views, part.pages), lazy, home)
    template = _environment().get_template("part.html.j2")
    yield SIGN
    yield from template.generate(audit=audit, over=overview, part=part, home=home, lazy=lazy, rows=rows, **_texts(), **_sections(audit))


def _rows(views: Iterable[PageView], lazy: bool, home: str) -> Iterator[str]:
    template = _environment().get_template("row.html.j2")
    return (template.render(view=view, lazy=lazy, home=home) for view in views)


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
    }


def _web(url: str | None) -> str:
    """Return an address when it is safe to click, else an empty string."""
    found = parse(url) if url and len(url) <= MAX_TEXT else None
    return url or "" if found is not None and found.is_web and not found.host.endswith(".invalid") else ""


def _relative(path: str) -> str:
    """Return the address of a file beside the page: what looks like a scheme there is a name."""
    return "./" + quote(path, safe="/~!$&()*+,;=:@", errors="surrogateescape")


def _language(name: str | None) -> str:
    return name if name and _LANGUAGE.fullmatch(name) else ""


def _shown(value: Any) -> Any:
    """What is put into a page: nothing that an audited text could turn around or fill it with."""
    return cut(clean(value[: MAX_TEXT + 1]), MAX_TEXT) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _entire(text: str) -> Markup:
    """Text that the script searches: inert as all, and not cut."""
    from markupsafe import Markup

    return Markup(escape("\n".join(map(clean, text.split("\n")))))  # noqa: S704 - escaped here


def _text(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    import jinja2  # loaded when a page is written: the terminal needs none

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_text), autoescape=True, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )
    environment.filters |= {
        "number": number,
        "plural": plural,
        "when": when,
        "web": _web,
        "cut": cut,
        "lang": _language,
        "entire": _entire,
        "href": _relative,
    }
    environment.globals |= {
        "strip": strip,
        "bar": bar,
        "shares": shares,
        "marks": MARKS,
        "named": named,
        "passed_as": passed_as,
        "too_little": too_little,
        "order_of": reading_order,
        "evidence": evidence,
        "snippets": snippets,
        "news": news,
        "trend": trend,
        "imprint": imprint,
    }
    return environment
