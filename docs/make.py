"""Writes the generated pages: docs/rules.md, docs/environment.md and config/linkaudit.schema.json. Run by `make docs`."""

from __future__ import annotations

from pathlib import Path

from linkaudit.cli.audit import audit
from linkaudit.cli.check import check
from linkaudit.cli.explain import page_of
from linkaudit.cli.variables import environment_page
from linkaudit.config import schema
from linkaudit.rules import rulebook

ROOT = Path(__file__).parent.parent

pages = ["<!-- made by `make docs` -->", *(page_of(rule) for rule in rulebook().values())]
(ROOT / "docs" / "rules.md").write_text("\n\n".join(pages) + "\n", encoding="utf-8")
(ROOT / "config" / "linkaudit.schema.json").write_text(schema(), encoding="utf-8")
(ROOT / "docs" / "environment.md").write_text(environment_page([audit, check]), encoding="utf-8")
