"""The article this project started from: two tagged Amazon links, one notice at the very end, audited alone."""

from __future__ import annotations

from collections.abc import Callable

from tests.conftest import rows

from linkaudit.document import Audit

LINK_1 = '<a href="https://www.amazon.com/s?k=diet+books&amp;tag=clinic-20" rel="sponsored">see this link</a>'
LINK_2 = '<a href="https://www.amazon.com/dp/B000000001?tag=clinic-20" rel="sponsored">The Patient Gut</a>'
NOTICE = (
    "Disclosure: clinic.example may earn a commission when you purchase through links on our site. We only promote what we use ourselves."
)
FILLER = "".join(f"<h2>Part {n}</h2><p>{'Plain words about food and pain. ' * 12}</p>" for n in range(5))


def article(top: str, first: str, second: str, end: str) -> str:
    return (
        f'<!doctype html><html lang="en"><title>Can the gut make joints ache?</title><main><article><h1>Can it?</h1>{top}{FILLER}'
        f"<ol><li><p>There are many books on diets that calm inflammation on Amazon, {first}.</p></li></ol>{FILLER}"
        f"<p>To learn more we recommend {second}.</p>{end}</article></main></html>"
    )


def told(document: Audit) -> dict[str, tuple[str, str, list[str]]]:
    return {one["rule"]: (one["outcome"], one["severity"], one["also"]) for one in rows(document, "findings")}


def test_as_found(audited: Callable[..., Audit]) -> None:
    document = audited({"index.html": article("", LINK_1, LINK_2, f"<p>{NOTICE}</p>")})
    assert told(document) == {
        "disclosure-end-only": ("failed", "error", ["disclosure-after-first-link"]),
        "amazon-statement-missing": ("failed", "warning", []),
        "link-label-missing": ("failed", "warning", []),
        "link-generic-text": ("failed", "info", []),
        "claim-we-use-it": ("review", "info", []),
    }
    assert next(cause.rule for cause in document.causes) == "disclosure-end-only"
    (page,) = rows(document, "pages")
    assert page["verdicts"]["ftc"] == "failed"
    assert [one["grade"] for one in page["disclosures"]] == ["conditional"]


def test_after_the_notice_is_moved_up_labelled_and_joined_by_the_statement(audited: Callable[..., Audit]) -> None:
    top = f"<p>{NOTICE} As an Amazon Associate I earn from qualifying purchases.</p>"
    document = audited({"index.html": article(top, f"{LINK_1} (paid link)", f"{LINK_2} (paid link)", "")})
    assert document.counts["error"] == document.counts["warning"] == 0
    assert rows(document, "pages")[0]["verdicts"] == {"ftc": "passed", "amazon": "passed"}
