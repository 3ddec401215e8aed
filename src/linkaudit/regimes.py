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
    country = _country(host, region)
    best = max(_regimes(), key=lambda one: _fit(one, host, language, region) if _reaches(one, country) else 0)
    if not _reaches(best, country) or _fit(best, host, language, region) == 0:
        best = law("ftc")
    told = language if not region else f"{language}-{region}"
    parts = [
        f"language {told}" if language else "",
        f".{tld(host)}" if tld(host).isalpha() and tld(host) != "invalid" else "",
        _nearer(country),
    ]
    return (_choice(best, f"guessed: {', '.join(filter(None, parts)) or 'nothing to go by'}"),)


def _country(host: str, region: str) -> str:
    """The country as its top-level domain: of the language's region (`pt-BR`), else of a host under a country's domain."""
    if len(region) == 2:
        return {"GB": "uk"}.get(region, region.lower())
    return tld(host) if any(tld(host) in one.tlds for one in laws().values() if one.status == "experimental") else ""


def _reaches(one: Law, country: str) -> bool:
    """Portuguese is spoken in Portugal and in Brazil: the law of the Union is not guessed for a country outside it."""
    return one.id != "eu" or not country or country in one.tlds


def _nearer(country: str) -> str:
    """Name the experimental regime of the country: the owner may choose it."""
    found = [one.id for one in laws().values() if one.kind == "regime" and one.status == "experimental" and country in one.tlds]
    return f"--regime {found[0]} is there as an experiment" if found else ""


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
    fit += 3 if len(region) == 2 and _country(host, region) in one.tlds else 0
    return fit + (1 if one.id == "ftc" and language == "en" else 0)


def _choice(one: Law, why: str) -> RegimeChoice:
    return RegimeChoice(one.id, why if one.status == "full" else f"{why}; experimental", one.name, one.kind)
