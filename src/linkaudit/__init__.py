"""Audits affiliate links and their disclosures.

>>> from linkaudit import Plan, audit, load_settings
>>> document = audit(Plan("public/", load_settings(None), offline=True))  # doctest: +SKIP
>>> [cause.title for cause in document.causes]  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .app import Plan, audit
    from .config import load as load_settings
    from .document import Audit
    from .errors import LinkauditError
    from .identify import identifier
    from .reports import FORMATS
    from .reports.saved import load as load_audit
    from .wording import grade

__version__ = "0.1.0"
__all__ = ["FORMATS", "Audit", "LinkauditError", "Plan", "audit", "grade", "identifier", "load_audit", "load_settings"]

_HOMES = {
    "FORMATS": ("reports", "FORMATS"),
    "Audit": ("document", "Audit"),
    "LinkauditError": ("errors", "LinkauditError"),
    "Plan": ("app", "Plan"),
    "audit": ("app", "audit"),
    "grade": ("wording", "grade"),
    "identifier": ("identify", "identifier"),
    "load_audit": ("reports.saved", "load"),
    "load_settings": ("config", "load"),
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: `linkaudit --help` needs none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module 'linkaudit' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(f".{module}", __name__), attribute)
