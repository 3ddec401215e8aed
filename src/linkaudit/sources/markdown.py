"""A Markdown file as the HTML it becomes, with each link on a line of its own that remembers where its author wrote it."""

from __future__ import annotations

import re
from html import escape
from itertools import pairwise
from typing import Any, Final

import msgspec
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

__all__ = ["Rendered", "rendered"]

# YAML between dashes, TOML between pluses, at the very top.
_FRONT: Final = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\n(.*?\n)?\1[ \t]*(?:\n|\Z)", re.S)
# An address that stands in text: in a shortcode, an include, a component, or bare, as most generators link it.
_BARE: Final = re.compile(r"https?://[^\s<>\"'`)\]}|\\]+", re.I)
_COMPONENT: Final = re.compile(r"<[A-Z][^<>]*>")
# Attributes of the link before them: kramdown and MkDocs write {: rel="sponsored" }, Eleventy and Pandoc {rel=sponsored .buy}.
_ATTRIBUTES: Final = re.compile(r"\{:?([^{}\n]{1,300})\}")
_ATTRIBUTE: Final = re.compile(r"""(?<!\S)(?:\.([\w-]+)|(rel|class|id)=("[^"]*"|'[^']*'|[^\s"'}]+))""")
# A title over several lines puts an address below the line that its paragraph counts to.
_REACH: Final = 3


class Rendered(msgspec.Struct, frozen=True):
    """The HTML, and for each of its lines the (line, column) of the file that it was written at."""

    html: str
    places: tuple[tuple[int, int | None], ...]


def rendered(text: str) -> Rendered:
    """Render a Markdown file as CommonMark with tables; addresses are left as they were written."""
    front = _FRONT.match(text)
    head = front[0] if front else ""
    reader = MarkdownIt("commonmark", {"store_labels": True}).enable(["table", "strikethrough"])
    reader.normalizeLink = lambda url: url  # type: ignore[method-assign]
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    env: dict[str, Any] = {}
    tokens = reader.parse("\n" * head.count("\n") + text[len(head) :], env)
    page = _Page(text, reader, env)
    for number, line in enumerate(head.split("\n"), 1):
        page.addresses(line, number)
    for token in tokens:
        page.block(token)
    return Rendered("".join(page.parts), tuple(page.places))


class _Page:
    """The HTML as it grows, and where its lines come from."""

    def __init__(self, text: str, reader: MarkdownIt, env: dict[str, Any]) -> None:
        self._lines, self._options, self._env = text.split("\n"), reader.options, env
        self._renderer = RendererHTML()
        self._passed: dict[int, int] = {}
        self.parts: list[str] = []
        self.places: list[tuple[int, int | None]] = [(1, None)]

    def block(self, token: Token) -> None:
        line = token.map[0] + 1 if token.map else 1
        if token.type == "inline":
            self._inline(token.children or [], line)
        elif token.type == "html_block":
            self._raw(token.content, line)
        else:
            self._put(self._renderer.render([token], self._options, self._env))

    def addresses(self, text: str, line: int) -> None:
        """Write the addresses in a text as links: by themselves, for nothing around them is prose."""
        for found in _BARE.findall(text):
            self._link(found.rstrip(".,;:!?"), line)
            self._put("</a></p>")

    def _inline(self, children: list[Token], line: int) -> None:
        linked = 0
        _attribute(children)
        for child in children:
            linked += child.nesting if child.type in ("link_open", "link_close") else 0
            if child.type in ("softbreak", "hardbreak"):
                line += 1
            if child.type == "link_open":
                self._put_at(self._written(child, line), self._html(child))
            elif child.type == "html_inline":
                self._raw(child.content, line)
                line += child.content.count("\n")
            elif child.type == "text" and not linked and "://" in child.content:
                self._text(child.content, line)
            else:
                self._put(self._html(child))

    def _text(self, text: str, line: int) -> None:
        end = 0
        for found in _BARE.finditer(text):
            url = found[0].rstrip(".,;:!?")
            self._put(escape(text[end : found.start()]))
            self._put_at(self._place(url, line), f'<a href="{escape(url)}">{escape(url)}</a>')
            end = found.start() + len(url)
        self._put(escape(text[end:]))

    def _raw(self, html: str, line: int) -> None:
        """Markup stays as it is; the addresses that a component is given, whatever it calls them, become links."""
        if not html.startswith("</"):
            self._start((line, None))
        self._put(html)
        for component in _COMPONENT.finditer(html):
            self.addresses(component[0], line + html.count("\n", 0, component.start()))

    def _link(self, url: str, line: int) -> None:
        self._put_at(self._place(url, line), f'<p><a href="{escape(url)}">')

    def _written(self, link: Token, line: int) -> tuple[int, int | None]:
        """A reference's address stands where the reference is defined."""
        url = str(link.attrs.get("href", ""))
        defined = self._env.get("references", {}).get(link.meta.get("label"))
        return self._place(url, defined["map"][0] + 1) if defined else self._place(url, line)

    def _place(self, url: str, line: int) -> tuple[int, int | None]:
        for number in range(line, min(line + _REACH, len(self._lines) + 1)):
            passed = self._passed.get(number, 0)
            for written in (url, url.replace("&", "&amp;")):
                at = self._lines[number - 1].find(written, passed)
                if at >= 0:
                    self._passed[number] = at + len(written)
                    return number, at + 1
        return line, None

    def _html(self, token: Token) -> str:
        return self._renderer.renderInline([token], self._options, self._env)

    def _put_at(self, place: tuple[int, int | None], html: str) -> None:
        self._start(place)
        self._put(html)

    def _start(self, place: tuple[int, int | None]) -> None:
        self.parts.append("\n")
        self.places.append(place)

    def _put(self, html: str) -> None:
        self.parts.append(html)
        for _ in range(html.count("\n")):
            self.places.append((self.places[-1][0] + 1, None))


def _attribute(children: list[Token]) -> None:
    """Give links the marks that the text behind them holds."""
    link: Token | None = None
    for child, following in pairwise(children):
        link = child if child.type == "link_open" else link
        if link is None or child.type != "link_close" or following.type != "text":
            continue
        if found := _ATTRIBUTES.match(following.content):
            for name, key, value in _ATTRIBUTE.findall(found[1]):
                link.attrJoin(key or "class", name or value.strip("\"'"))
