"""Audits affiliate links and their disclosures.

>>> from linkaudit import Plan, audit, load
>>> document = audit(Plan("public/", load(None)))  # doctest: +SKIP
"""

from __future__ import annotations

__version__ = "0.1.0"
