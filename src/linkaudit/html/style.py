"""What `<style>` says about elements, as far as display, position and size of text go (tinycss2)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import msgspec
import tinycss2
from turbohtml import Element, SelectorSyntaxError

__all__ = ["Rule", "Sheet", "declarations", "sheet"]

PROPERTIES: Final = frozenset(
    "display visibility opacity font-size color background background-color position left top right text-indent clip "
    "clip-path height max-height width overflow content-visibility transform".split()
)
# A reader on a screen at rest: other media and states don't hide from this reader.
_MEDIA: Final = re.compile(r"^\s*(all|screen|only screen|)\s*$")
_STATEFUL: Final = re.compile(r":(hover|focus|active|target|checked|before|after|visited|:)")
_IDS: Final = re.compile(r"#[\w-]+")
_CLASSES: Final = re.compile(r"\.[\w-]+|\[[^\]]*\]|:(?!:)[\w-]+")
_TAGS: Final = re.compile(r"(?:^|[\s>+~])[a-z][\w-]*", re.IGNORECASE)
MAX_SHEET: Final = 400_000


class Rule(msgspec.Struct, frozen=True):
    """One selector with the declarations that matter here; `weight` is its specificity and place."""

    selector: str
    declared: dict[str, str]
    weight: tuple[int, int, int, int]


class Sheet(msgspec.Struct, frozen=True):
    """A parsed style sheet. `partial` is True when it holds rules that could not be judged (media, @import)."""

    rules: tuple[Rule, ...]
    partial: bool

    def computed(self, element: Element, inline: dict[str, str]) -> dict[str, str]:
        """Return what this sheet and the inline style declare for one element, the strongest winning."""
        found: dict[str, tuple[tuple[int, int, int, int], str]] = {}
        for rule in self.rules:
            if _matches(element, rule.selector):
                for name, value in rule.declared.items():
                    if name not in found or found[name][0] <= rule.weight:
                        found[name] = (rule.weight, value)
        return {name: value for name, (_, value) in found.items()} | inline


def _matches(element: Element, selector: str) -> bool:
    try:
        return element.matches(selector)
    except (SelectorSyntaxError, ValueError):
        return False


@lru_cache(maxsize=512)
def declarations(style: str) -> dict[str, str]:
    """Return the declarations of a style attribute that matter here, lower case."""
    return _declared(tinycss2.parse_declaration_list(style[:4000], skip_comments=True, skip_whitespace=True))


def _declared(nodes: list[tinycss2.ast.Node]) -> dict[str, str]:
    return {
        node.lower_name: tinycss2.serialize(node.value).strip().lower()
        for node in nodes
        if node.type == "declaration" and node.lower_name in PROPERTIES
    }


@lru_cache(maxsize=256)
def sheet(css: str) -> Sheet:
    """Parse the text of one or more `<style>` elements; the result is kept, for a template's sheet is on every page."""
    rules: list[Rule] = []
    partial = len(css) > MAX_SHEET
    for node in tinycss2.parse_stylesheet(css[:MAX_SHEET], skip_comments=True, skip_whitespace=True):
        if node.type == "qualified-rule":
            _add(rules, node)
        elif node.type == "at-rule" and node.lower_at_keyword == "media" and node.content is not None:
            if _MEDIA.match(tinycss2.serialize(node.prelude)):
                for inner in tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True):
                    if inner.type == "qualified-rule":
                        _add(rules, inner)
            else:
                partial = True
        elif node.type == "at-rule" and node.lower_at_keyword in ("import", "layer", "supports", "container"):
            partial = True
    return Sheet(tuple(rules), partial)


def _add(rules: list[Rule], node: tinycss2.ast.QualifiedRule) -> None:
    declared = _declared(tinycss2.parse_declaration_list(node.content, skip_comments=True, skip_whitespace=True))
    if not declared:
        return
    for selector in tinycss2.serialize(node.prelude).split(","):
        selector = selector.strip()
        if selector and not _STATEFUL.search(selector):
            rules.append(Rule(selector, declared, (*_specificity(selector), len(rules))))


def _specificity(selector: str) -> tuple[int, int, int]:
    return len(_IDS.findall(selector)), len(_CLASSES.findall(selector)), len(_TAGS.findall(selector))
