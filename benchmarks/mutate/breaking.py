"""What breaks a good page, and the rules of which one must say so."""

from __future__ import annotations

from functools import partial
from typing import Final

from bs4 import BeautifulSoup, Comment, Tag

from .subject import Change, Draft, NoPlace
from .words import DENIALS, LOOKALIKES, TRANSLATIONS

__all__ = ["BREAKS"]

_NAME: Final = "zq-line"


def _to_end(draft: Draft) -> None:
    if draft.home is None:
        raise NoPlace
    draft.home.append(draft.notice.extract())


def _to_footer(draft: Draft) -> None:
    footers = [tag for tag in draft.soup.find_all("footer") if tag.find_parent(["article", "main"]) is None]
    footer = footers[-1] if footers else draft.soup.new_tag("footer")
    if not footers:
        draft.body.append(footer)
    footer.append(draft.notice.extract())


def _to_sidebar(draft: Draft) -> None:
    frame = draft.soup.find("main") or draft.home
    if frame is None:
        raise NoPlace
    aside = draft.soup.new_tag("aside", attrs={"class": "sidebar"})
    frame.insert_before(aside)
    aside.append(draft.notice.extract())


def _inline(css: str, draft: Draft) -> None:
    draft.notice["style"] = css


def _named(css: str, draft: Draft) -> None:
    draft.notice["class"] = _NAME
    draft.style(css.replace("NAME", _NAME))


def _linked(draft: Draft) -> None:
    draft.notice["class"] = _NAME
    draft.head.append(draft.soup.new_tag("link", attrs={"rel": "stylesheet", "href": "zq.css"}))
    draft.sheets["zq.css"] = f".{_NAME} {{ display: none }}"


def _attribute(draft: Draft) -> None:
    draft.notice["hidden"] = ""


def _folded(draft: Draft) -> None:
    box = draft.notice.wrap(draft.soup.new_tag("details"))
    summary = draft.soup.new_tag("summary")
    summary.string = "ⓘ"
    box.insert(0, summary)


def _translated(draft: Draft) -> None:
    draft.say(TRANSLATIONS[draft.language])


def _negated(draft: Draft) -> None:
    draft.say(DENIALS[draft.language])


def _lookalike(draft: Draft) -> None:
    draft.say(LOOKALIKES[draft.language])


def _deleted(draft: Draft) -> None:
    draft.notice.decompose()


def _commented(draft: Draft) -> None:
    draft.notice.replace_with(Comment(f" {draft.notice.get_text(' ', strip=True).replace('--', ' ')} "))


def _only_linked(draft: Draft) -> None:
    """The notice moves to a page of its own; what is left is a link to it."""
    box: Tag = BeautifulSoup('<p><a href="/policy/">Affiliate disclosure</a></p>', "html.parser").p  # type: ignore[assignment]
    draft.notice.decompose()
    draft.body.append(box)


_HIDDEN: Final = ("disclosure-hidden-css",)
_SR_ONLY: Final = ".NAME{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip:rect(0,0,0,0);white-space:nowrap}"
BREAKS: Final[tuple[tuple[str, Change, tuple[str, ...]], ...]] = (
    ("moved to the end of the article", _to_end, ("disclosure-end-only",)),
    ("moved to the footer", _to_footer, ("disclosure-footer-only",)),
    ("moved to a sidebar", _to_sidebar, ("disclosure-sidebar-only",)),
    ("hidden: display:none inline", partial(_inline, "display: none"), _HIDDEN),
    ("hidden: display:none by a class in <style>", partial(_named, ".NAME{display:none}"), _HIDDEN),
    ("hidden: display:none by a linked sheet", _linked, _HIDDEN),
    ("hidden: visibility:hidden", partial(_named, ".NAME{visibility:hidden}"), _HIDDEN),
    ("hidden: opacity .05", partial(_inline, "opacity:.05"), _HIDDEN),
    ("hidden: absolute, off the screen", partial(_named, ".NAME{position:absolute;left:-9999px}"), _HIDDEN),
    ("hidden: 1px clip for screen readers", partial(_named, _SR_ONLY), _HIDDEN),
    ("hidden: font-size 0", partial(_inline, "font-size:0"), _HIDDEN),
    ("hidden: hidden attribute", _attribute, _HIDDEN),
    ("hidden on phones", partial(_named, "@media (max-width: 600px){.NAME{display:none}}"), ("disclosure-hidden-on-mobile",)),
    (
        "shrunk: font-size .6em",
        partial(_named, ".NAME{font-size:.6em!important}.NAME *{font-size:inherit!important}"),
        ("disclosure-small-text",),
    ),
    ("paled: #ccc on #fff", partial(_named, ".NAME,.NAME *{color:#ccc!important;background:#fff!important}"), ("disclosure-low-contrast",)),
    ("folded into <details>", _folded, ("disclosure-behind-interaction",)),
    ("translated", _translated, ("disclosure-wrong-language",)),
    ("negated", _negated, ("disclosure-contradicted", "disclosure-missing")),
    ("replaced by what only sounds like a notice", _lookalike, ("disclosure-missing",)),
    ("deleted", _deleted, ("disclosure-missing",)),
    ("commented out", _commented, ("disclosure-not-in-text", "disclosure-missing")),
    ("only linked to", _only_linked, ("disclosure-other-page-only", "disclosure-missing")),
)
