"""A page is judged, mended and judged again, as `linkaudit fix` does it."""

from __future__ import annotations

from typing import Any

import msgspec

from linkaudit.catalog import laws
from linkaudit.document import PageRecord
from linkaudit.facts import Lens
from linkaudit.fixes import Mended, Owner, mend_page, said
from linkaudit.fixes.rounds import Look
from linkaudit.identify import identifier
from linkaudit.model import Finding, Page
from linkaudit.pipeline import Job, bench_of, work
from linkaudit.wording import notice_language

WORDS = "We earn a commission when you buy."
SHOP = "https://www.amazon.com/dp/B000000001"
PAID = SHOP + "?tag=b-20"


def look(url: str = "https://blog.example/post/", **more: Any) -> Look:
    lens = Lens(own=("blog.example",), required=more.get("required"), declared=more.get("ids", {}), cloaked=more.get("cloaked", ()))
    job = Job(lens=lens, laws=more.get("regimes", tuple(laws())), insert=more.get("insert"), alone=True)
    bench = bench_of(job)

    def judge(body: bytes) -> tuple[PageRecord | None, list[Finding]]:
        done = work(Page(url, body, "post/index.html"), job, bench)
        page = msgspec.json.decode(done.record, type=PageRecord) if done.record else None
        return page, [msgspec.json.decode(one, type=Finding) for one in done.findings]

    return judge


def mended(body: bytes | str, rules: frozenset[str] = frozenset(), **more: Any) -> Mended:
    """Mend a page whose owner has declared b-20, and the words of a notice."""
    more = {"ids": {"amazon": ("b-20",)}, "required": WORDS} | more
    language = notice_language(said(more["required"], more.get("insert")))
    owner = Owner(identifier(), more["ids"], more["required"], more.get("insert"), tuple(more.get("cloaked", ())), language)
    raw = body.encode() if isinstance(body, str) else body
    return mend_page(raw, look(**more), owner, "post/index.html", rules)


def rules_of(body: bytes, **more: Any) -> set[str]:
    """The rules that fail a page, those that another speaks for too."""
    more = {"ids": {"amazon": ("b-20",)}, "required": WORDS} | more
    return {rule for one in look(**more)(body)[1] if one.outcome == "failed" for rule in (one.rule, *one.also)}
