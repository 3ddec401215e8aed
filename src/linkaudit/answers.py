"""What was found out about each link, held encoded: a site has thousands of chains, and each is looked at once or twice."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping

import msgspec

from .model import Probe

__all__ = ["Answers"]

_DECODER = msgspec.msgpack.Decoder(Probe)


class Answers(MutableMapping[str, Probe]):
    """Probes by the link's URL; a fifth of the memory that the objects would take."""

    def __init__(self) -> None:
        self._encoded: dict[str, bytes] = {}

    def __getitem__(self, url: str) -> Probe:
        return _DECODER.decode(self._encoded[url])

    def __setitem__(self, url: str, probe: Probe) -> None:
        self._encoded[url] = msgspec.msgpack.encode(probe)

    def __delitem__(self, url: str) -> None:
        del self._encoded[url]

    def __iter__(self) -> Iterator[str]:
        return iter(self._encoded)

    def __len__(self) -> int:
        return len(self._encoded)
