"""Which forms look at a host: exact names, domains by label, then the few patterns."""

from __future__ import annotations

from ..urls import domains
from .forms import Form

__all__ = ["HostIndex"]


class HostIndex:
    """Forms by host. Blogs link hundreds of hosts (`brand.pxf.io`), so a new host must not cost a look at every form."""

    def __init__(self, forms: list[Form]) -> None:
        self._exact: dict[str, list[int]] = {}
        self._domains: dict[str, list[int]] = {}
        self._forms = forms
        self._patterns = [number for number, form in enumerate(forms) if form.rule.host_regex]
        for number, form in enumerate(forms):
            for host in form.rule.hosts_exact:
                self._exact.setdefault(host, []).append(number)
            for domain in form.hosts:
                self._domains.setdefault(domain, []).append(number)

    def forms(self, host: str) -> list[Form]:
        """Return the forms for a host, in the catalog's order."""
        found = set(self._exact.get(host, ()))
        for domain in domains(host):
            found.update(self._domains.get(domain, ()))
        found.update(number for number in self._patterns if self._forms[number].fits_pattern(host))
        return [self._forms[number] for number in sorted(found) if not self._forms[number].excludes(host)]
