"""The rules, one file each, found by file name."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

import msgspec

from .api import Example, Known, Rule, SiteFacts, Verdict

__all__ = ["Example", "Known", "Rule", "SiteFacts", "Verdict", "rulebook"]


@lru_cache(maxsize=1)
def rulebook() -> dict[str, Rule]:
    """Return all rules by id, which is the file's name with hyphens, in alphabetical order."""
    found = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        if module.name not in ("api", "chains", "markup", "nouns"):
            loaded = importlib.import_module(f"{__name__}.{module.name}")
            name = module.name.replace("_", "-")
            checks = {key: getattr(loaded, key, None) for key in ("check", "check_site")}
            found[name] = msgspec.structs.replace(loaded.RULE, id=name, **checks)
    return found
