"""The pass over the network: each target of the site's links is asked once, then the pages are judged anew by what was found out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from .answers import Answers
from .document import Reached
from .model import PageFacts, Probe, Reach, Streak, Unread
from .pipeline import Job, PageResult, bench_of, judged
from .probes import Follower, Ways, again, attached, first_ask, tells, within_budget
from .reduce import Ledger
from .session import Session, Step
from .store import Spool, Targets
from .streaks import Patience
from .urls import host_of, parse

__all__ = ["Asking"]

# Chains open at a time; each host's own pace is kept below this.
WINDOW: Final = 400
DAY: Final = 86_400.0
_KEPT: Final = frozenset((Reach.OK, Reach.MOVED))


class Asking:
    """Gathers a run's targets while pages pass, asks them, and lets the pages pass on, judged with the answers."""

    def __init__(self, job: Job, session: Session, links: str) -> None:
        self._job, self._session = job, session
        self._settings = session.plan.settings.config.links
        lens = job.lens
        ids = frozenset(name for names in lens.declared.values() for name in names)
        self._ways = Ways(lens.identifier, lens.is_own, self._settings.clicks, ids)
        self._site = links
        self._groups: dict[str, list[str]] = {}
        self._seen: dict[str, None] = {}
        self._ids: set[str] = set()
        self._unasked: set[str] = set()
        self._probes = Answers()
        self._spool = Spool()
        self._read = Ledger()

    def passed(self, results: Iterable[PageResult | Unread]) -> Iterator[PageResult | Unread]:
        """Yield the results as they are after the links were asked."""
        for result in results:
            if isinstance(result, Unread):
                yield result
                continue
            self._read.add(result)
            self._seen.update(dict.fromkeys(result.targets))
            self._ids.update(name for _, name, _ in result.ids)
            self._spool.add("result", [msgspec.msgpack.encode(result)])
        if self._seen and not self._session.interrupted:
            self._gather()
            self._ask()
        yield from self._judged()
        self._spool.close()

    def settled(self, result: PageResult) -> bool:
        """True when this run found out what became of each link of a page, as far as linkaudit asks at all."""
        return all((probe := self._probes.get(url)) is not None and not probe.unsure for url in result.targets)

    def reached(self) -> Reached:
        """Return what became of the targets, in numbers."""
        found = Counter(probe.outcome.value for probe in self._probes.values())
        reasons = Counter(_short(probe.reason) for probe in self._probes.values() if probe.outcome in (Reach.UNVERIFIED, Reach.BLOCKED))
        soft = Counter(probe.soft.value for probe in self._probes.values() if probe.soft)
        return Reached(
            len(self._seen),
            dict(sorted(found.items())),
            dict(sorted(soft.items())),
            dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))[:12]),
            self._settings.clicks,
        )

    def probes(self) -> Iterator[bytes]:
        """Yield the probes, encoded, by URL."""
        for url in sorted(self._probes):
            yield msgspec.json.encode(self._probes[url])

    def _gather(self) -> None:
        """Put the links together that begin to ask at one address. No id that any page shows is sent with any of them."""
        self._ways = msgspec.structs.replace(self._ways, ids=self._ways.ids | self._ids, memo={})
        for url in self._seen:
            first = first_ask(url, self._ways)
            if first is None:
                self._unasked.add(url)
            self._groups.setdefault(first or url, []).append(url)

    def _ask(self) -> None:
        if not self._session.has_run:
            self._session.open_run("", self._session.plan.target)
        loop, store = self._session.loop(self._site), self._session.targets()
        patience = Patience(self._session, self._job.lens.identifier)
        chosen = self._chosen(store, patience.pressing())
        self._session.plan.progress(Step("Asking links", 0, len(chosen), said=self._preview(len(chosen)) if chosen else ""))
        self._run(chosen, store)
        # Those of a run that was killed before its second look are among them.
        asked = (first for first, _ in store.found() if first in self._groups)
        gone = [first for first in asked if (one := self._of(first)) and one.outcome is Reach.GONE and one.times == 1 and one.hops]
        if gone and not loop.stopped:
            self._run(gone, store, second=True)
        self._doubt_ourselves()
        self._leave_open(gone)
        patience.note((first for first in store.asked() if first in self._groups), self._of, self._remind)
        self._note_robots()

    def _remind(self, first: str, streak: Streak) -> None:
        for url in self._groups[first]:
            self._probes[url] = msgspec.structs.replace(self._probes[url], streak=streak)

    def _chosen(self, store: Targets, pressing: set[str]) -> list[str]:
        """Leave out what was found out in this run already, what is fresh enough, and what is over tonight's budget."""
        for first, body in store.found():
            if first in self._groups and (probe := _decoded(body)):
                self._share(first, probe)
        for first in list(self._groups):
            if first in self._unasked and self._of(first) is None:
                self._share(first, None)
        waiting = [first for first in self._groups if self._of(first) is None and not self._fresh(first, store)]
        used = Counter(host_of(first) for first in store.asked())
        chosen = list(
            within_budget(((first, 0.0 if first in pressing else store.last(first)) for first in waiting), self._settings.budget, used)
        )
        for first in set(waiting) - set(chosen):
            for url in self._groups[first]:
                self._probes[url] = Probe(url, Reach.UNVERIFIED, "not asked tonight (links.budget)", url)
        return chosen

    def _fresh(self, first: str, store: Targets) -> bool:
        """Only a good answer is believed for `links.recheck_after` days; a failure is asked again each time."""
        days = self._settings.recheck_after
        body = store.known(first) if days and time.time() - store.last(first) < days * DAY else None
        probe = _decoded(body) if body else None
        if probe is None or probe.outcome not in _KEPT or probe.soft:
            return False
        store.keep(first)
        self._share(first, probe)
        return True

    def _run(self, chosen: list[str], store: Targets, second: bool = False) -> None:
        loop, waiting = self._session.loop(), iter(chosen)
        self._fill(waiting)
        for done, (first, probe) in enumerate(loop.results(), 1):
            before = self._of(first) if second else None
            stands = again(before, probe) if before is not None else probe
            if stands is not None:
                self._share(first, stands)
            if stands is not None and probe is not None:  # what the end of a run left open is asked by whoever resumes it
                store.save(first, time.time(), msgspec.msgpack.encode(stands))
            news = tuple(f"{one.host}: {one.requests} ({one.why})" for one in loop.waiting())[:3]
            self._session.plan.progress(
                Step("Looking again at what seems gone" if second else "Asking links", done, len(chosen) - done, news)
            )
            self._fill(waiting)

    def _fill(self, waiting: Iterator[str]) -> None:
        loop = self._session.loop()
        while loop.open < WINDOW and not loop.stopped and (first := next(waiting, None)) is not None:
            loop.add(first, Follower(self._groups[first][0], self._ways).talk())

    def _preview(self, asking: int) -> str:
        """What the pages say by themselves: known before the slow part begins."""
        read = self._read
        verdicts = [
            f"{regime}: " + ", ".join(f"{number:,} {outcome}" for outcome, number in sorted(counts.items()))
            for regime, counts in sorted(read.verdicts.items())
        ]
        told = [f"Pages read: {read.pages:,}, with affiliate links: {read.affiliate_pages:,}, links: {read.links:,}", *verdicts]
        return f"{'; '.join(told)}. Now asking {asking:,} of {len(self._groups):,} link targets; Ctrl-C leaves the rest out."

    def _of(self, first: str) -> Probe | None:
        return self._probes.get(self._groups[first][0])

    def _share(self, first: str, probe: Probe | None) -> None:
        """All links that begin to ask at one address share its answers, each with its own way there."""
        for url in self._groups[first]:
            if probe is not None and probe.url == url:
                self._probes[url] = probe
            else:
                follower = Follower(url, self._ways)
                self._probes[url] = follower.retold(probe) if probe is not None else follower.unasked()

    def _leave_open(self, gone: list[str]) -> None:
        """One look condemns nothing: where the run ended before the second, the link is not verified."""
        for first in gone:
            probe = self._of(first)
            if probe is not None and probe.outcome is Reach.GONE and probe.times == 1:
                self._share(first, again(probe, None))

    def _doubt_ourselves(self) -> None:
        """When no name at all could be found, the fault is on our side of the network."""
        if self._session.loop().resolver.works:
            return
        for url, probe in list(self._probes.items()):
            if probe.outcome is Reach.GONE and "host does not exist" in probe.reason:
                self._probes[url] = msgspec.structs.replace(
                    probe,
                    outcome=Reach.UNVERIFIED,
                    reason="the name was not found, but few names are found here; is the network restricted?",
                )

    def _note_robots(self) -> None:
        asked = [first for first in self._groups if (one := self._of(first)) and one.hops and one.hops[0].asked == first]
        own = [first for first in asked if (url := parse(first)) and self._ways.own(url)]
        if own:
            self._session.notes.append(
                f"{len(own):,} link{'s' if len(own) > 1 else ''} of the site's own that lead{'s' if len(own) == 1 else ''} elsewhere "
                "(cloaked links) were asked, whatever robots.txt says of them: the link is the site's, and only its redirect was read."
            )

    def _judged(self) -> Iterator[PageResult]:
        bench = bench_of(self._job)
        decoder, facts_of = msgspec.msgpack.Decoder(PageResult), msgspec.msgpack.Decoder(PageFacts)
        identifier = self._job.lens.identifier
        for body in self._spool.rows("result"):
            result = decoder.decode(body)
            if any((probe := self._probes.get(url)) and tells(probe) for url in result.targets):
                anew = judged(attached(facts_of.decode(result.facts), self._probes, identifier), self._job, bench)
                result = msgspec.structs.replace(anew, kept=result.kept, targets=result.targets)
            yield result


def _decoded(body: bytes) -> Probe | None:
    """A row that an older version wrote in another form is asked again."""
    try:
        return msgspec.msgpack.decode(body, type=Probe)
    except msgspec.DecodeError:
        return None


def _short(reason: str) -> str:
    return reason.partition(":")[0][:110]
