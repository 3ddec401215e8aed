"""What is changed in an address: each function takes what the address says and gives the changes, or raises `Unsure`."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from ..catalog import Program
from ..document import LinkRecord
from ..identify.ids import fitting
from ..model import Match
from ..urls import Splice, host_of, host_within, join, parameter_place, parse, spliced, strip_blanks, value_places
from .nouns import Owner, Unsure

__all__ = ["filled", "secured", "tagged", "unescaped"]

_TWICE: Final = re.compile(r"&((?:amp;)+)")
# Stands for the page's own address, for `//host/path`: what is changed is told by the link's host alone.
_ANYWHERE: Final = "https://site.invalid/"


def unescaped(address: str, link: LinkRecord, owner: Owner) -> list[Splice]:
    """Take away what an ampersand was escaped once too often with."""
    found = [(*match.span(1), "") for match in _TWICE.finditer(address)]
    if not found:
        raise Unsure("the address has to be written anew")
    return found


def secured(address: str, link: LinkRecord, owner: Owner) -> list[Splice]:
    """Write https where the program is known to answer it: on its own hosts."""
    url = parse(strip_blanks(address))
    at = address.lower().find("http:")
    if url is None or url.scheme != "http" or at < 0:
        return []
    program = owner.identifier.programs.get(link.program or "")
    if url.port or program is None or program.status == "closed" or not owner.identifier.at_home(program.id, url.host):
        raise Unsure("nothing says that the host answers https: open the address in a browser, then change it by hand")
    return [(at + 4, at + 4, "s")]


def tagged(address: str, link: LinkRecord, owner: Owner) -> list[Splice]:
    """Put the owner's id into an address that has none, where the program takes it as a parameter."""
    if _read(address, owner).publisher_id:
        return []
    program = _program(link, owner)
    mine = _own_id(address, program, owner)
    for name in dict.fromkeys(name for rule in program.rule if rule.marketplaces for name in rule.id_param):
        change = parameter_place(address, name, quote(mine, safe="-._~"))
        if _pays(spliced(address, [change]), program, mine, owner):
            return [change]
    raise Unsure(f"{program.name} hands out whole links: take one from your account there")


def filled(address: str, link: LinkRecord, owner: Owner) -> list[Splice]:
    """Write the owner's id over a placeholder."""
    program = _program(link, owner)
    placeholder = link.publisher_id or ""
    if placeholder in owner.ids.get(program.id, ()) or _read(address, owner).publisher_id != placeholder:
        return []
    mine = _own_id(address, program, owner)
    changes = [(*place, quote(mine, safe="-._~")) for place in value_places(address, placeholder)]
    if not changes or not _pays(spliced(address, changes), program, mine, owner):
        raise Unsure("the placeholder is not alone in its place: write the address anew")
    return changes


def _program(link: LinkRecord, owner: Owner) -> Program:
    program = owner.identifier.programs.get(link.program or "")
    if program is None:
        raise Unsure("the link belongs to no known program")
    return program


def _own_id(address: str, program: Program, owner: Owner) -> str:
    """The one declared id that fits the program and the country's shop; never a choice among several."""
    ids = owner.ids.get(program.id, ())
    if not ids:
        raise Unsure(f"no id of {program.name} is declared: [programs.{program.id}] ids in linkaudit.toml")
    absolute = join(_ANYWHERE, strip_blanks(address)) or ""
    found, host = fitting(ids, program, absolute), host_of(absolute)
    where = next((one.host for one in program.marketplace if host_within(host, one.host)), program.name)
    if not found:
        raise Unsure(f"none of the declared ids is one of {where}")
    if len(found) > 1:
        raise Unsure(f"{len(found)} declared ids fit {where}, and nothing says which")
    return found[0]


def _pays(address: str, program: Program, mine: str, owner: Owner) -> bool:
    """True when the address is, after the change, a link of the program that carries the id."""
    match = _read(address, owner)
    return match.affiliate is True and match.program == program.id and match.publisher_id == mine


def _read(address: str, owner: Owner) -> Match:
    return owner.identifier.identify(join(_ANYWHERE, strip_blanks(address)) or "")
