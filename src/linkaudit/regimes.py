"""Which laws are in force: the owner's choice, else a guess that gives its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from .catalog import Law, law, laws
from .document import RegimeChoice
from .errors import CatalogError
from .urls import tld

__all__ = ["choose", "policies"]


def choose(wanted: Sequence[str], host: str, languages: Iterable[str]) -> tuple[RegimeChoice, ...]:
    """Return the regimes in force. `languages` are the `lang` values of pages; raises `CatalogError` for unknown names."""
    if wanted:
        return tuple(_choice(_regime(name), "set by you") for name in dict.fromkeys(wanted))
    counts = Counter(value.partition("-")[0].lower() for value in languages if value)
    language = counts.most_common(1)[0][0] if counts else ""
    regions = Counter(value.partition("-")[2].upper() for value in languages if "-" in value)
    region = regions.most_common(1)[0][0] if regions else ""
    best = max(_regimes(), key=lambda one: _fit(one, host, language, region))
    if _fit(best, host, language, region) == 0:
        best = law("ftc")
    why = ", ".join(
        part
        for part in (f"language {language}" if language else "", f".{tld(host)}" if tld(host).isalpha() and tld(host) != "invalid" else "")
        if part
    )
    return (_choice(best, f"guessed: {why or 'nothing to go by'}"),)


def _regime(name: str) -> Law:
    found = law(name)
    if found.kind != "regime":
        raise CatalogError(f"{name} is a program's policy, not a regime: it holds by itself where its links are")
    return found


def policies() -> tuple[RegimeChoice, ...]:
    """Return the program policies; each speaks only on pages that link its program."""
    return tuple(_choice(one, "its links are on the page") for one in laws().values() if one.kind == "policy")


def _regimes() -> list[Law]:
    """Those that may be guessed; an experimental one is the owner's choice."""
    return [one for one in laws().values() if one.kind == "regime" and one.status == "full"]


def _fit(one: Law, host: str, language: str, region: str) -> int:
    """A country's own domain says more than the language; an English page on a neutral domain is the FTC's."""
    fit = 4 if tld(host) in one.tlds and tld(host) not in ("com", "net", "org", "blog") else 0
    fit += 2 if language in one.languages else 0
    fit += 3 if (region, one.id) in (("GB", "uk"), ("US", "ftc"), ("DE", "de")) else 0
    return fit + (1 if one.id == "ftc" and language == "en" else 0)


def _choice(one: Law, why: str) -> RegimeChoice:
    return RegimeChoice(one.id, why if one.status == "full" else f"{why}; experimental", one.name, one.kind)
