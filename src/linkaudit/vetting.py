"""Refuses settings that name what isn't there."""

from __future__ import annotations

from pathlib import Path

from .catalog import law, programs
from .config import Settings
from .errors import CatalogError, ConfigError, TargetError, nearest
from .regimes import choose
from .rules import rulebook

__all__ = ["vet"]


def vet(settings: Settings) -> None:
    """A regime, rule or program that does not exist would be ignored silently: an error with its place and the known names instead."""
    config = settings.config
    known = programs(settings.local_programs)
    tables = (*(("ignore", one) for one in config.ignore), *(("decision", one) for one in config.decision))
    for key, regime in (
        *(("disclosure.regimes", one) for one in config.disclosure.regimes),
        *((f"{name}.regime", one.regime) for name, one in tables),
    ):
        if regime is not None:
            _check_regime(settings, key, regime)
    for name in (*config.rules, *(one.rule for _, one in tables if one.rule)):
        if name not in rulebook():
            raise ConfigError(f'{settings.place_of("", name)}: no rule "{name}"{nearest(name, rulebook())}; see linkaudit rules')
    for name in config.programs:
        if name not in known:
            raise ConfigError(f'{settings.place_of("", name)}: no program "{name}"{nearest(name, known)}; see linkaudit programs')
    for folder in config.source.folders:
        if not Path(folder).is_dir():
            raise TargetError(f"{settings.place_of('source.folder', folder)}: there is no such folder of sources: {folder}")
    for _, one in tables:
        if not one.hides and not one.text and not one.rule:
            raise ConfigError(f'{settings.place_of("", one.reason)}: [[decision]] verdict = "reject" names neither a text nor a rule')


def _check_regime(settings: Settings, key: str, name: str) -> None:
    try:
        if law(name).kind == "policy" and key == "disclosure.regimes":
            choose([name], "", ())
    except CatalogError as error:
        raise ConfigError(f"{settings.place_of(key, name)}: {error}") from error
