"""Pass one over a folder: one process when it is small, else a pool over chunks of file paths, results in order."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Final

import msgspec

from .document import Kept
from .engine import Bench
from .errors import LinkauditError
from .model import Page, Unread, UnreadReason
from .pipeline import Job, PageResult, bench_of, fed, work
from .sources import Folder, read

__all__ = ["feed_results", "folder_results", "safely"]

CHUNK: Final = 100
# Below this many pages a second process costs more than it saves.
SMALL: Final = 300
# Generators make a feed for every tag; the first ones hold all the articles.
MAX_FEEDS: Final = 50


Keep = Callable[[Page], Kept]


class _Desk(msgspec.Struct, frozen=True):
    folder: Folder
    job: Job
    bench: Bench
    keep: Keep | None


# A worker's desk is laid when it starts: the folder is inherited by fork and never pickled.
_desk: dict[str, _Desk] = {}


def folder_results(
    folder: Folder, job: Job, progress: Callable[[int, int], None], keep: Keep | None = None
) -> Iterator[PageResult | Unread]:
    """Yield the result of every file of the folder, in the folder's order."""
    total = len(folder.files)
    starts = range(0, total, CHUNK)
    _desk["here"] = _Desk(folder, job, bench_of(job), keep)
    if total <= SMALL or (os.cpu_count() or 1) < 2:
        yield from _decoded(map(_chunk, starts), total, progress)
        return
    from concurrent.futures import ProcessPoolExecutor  # loaded for large folders only
    from multiprocessing import get_context

    workers = min(8, os.cpu_count() or 2)
    # What is loaded by now lives as long as the run: kept out of the collector, and out of the pages fork copies.
    gc.freeze()
    gc.set_threshold(50_000)
    with ProcessPoolExecutor(workers, get_context("fork")) as pool:
        yield from _decoded(pool.map(_chunk, starts), total, progress)


def feed_results(folder: Folder, job: Job, say: Callable[[str], None]) -> Iterator[PageResult]:
    """Yield what the folder's feeds print, the site's own before those of its sections; an item is looked at once."""
    if not folder.feeds:
        return
    from .sources.feeds import items, looks_like_feed  # lxml is loaded where there is a feed

    seen: dict[bytes, None] = {}
    for file in folder.feeds[:MAX_FEEDS]:
        page = read(folder, file)
        if isinstance(page, Unread):
            say(f"The feed {file} could not be read: {page.detail}.")
        elif looks_like_feed(page.body):
            fresh = {key: item for item in items(page.body) if (key := _key(item.html)) not in seen}
            seen |= dict.fromkeys(fresh)
            yield fed(page.url, ((item.title, item.html) for item in fresh.values()), job)
    if len(folder.feeds) > MAX_FEEDS:
        say(f"{len(folder.feeds)} files are named like feeds; the first {MAX_FEEDS} were looked through.")


def _key(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()


def _decoded(chunks: Iterator[bytes], total: int, progress: Callable[[int, int], None]) -> Iterator[PageResult | Unread]:
    decoder = msgspec.msgpack.Decoder(tuple[list[PageResult], list[Unread]])
    done = 0
    for chunk in chunks:
        results, unread = decoder.decode(chunk)
        done += len(results) + len(unread)
        progress(done, total - done)
        yield from results
        yield from unread


def _chunk(start: int) -> bytes:
    desk = _desk["here"]
    results: list[PageResult] = []
    unread: list[Unread] = []
    for file in desk.folder.files[start : start + CHUNK]:
        page = read(desk.folder, file)
        result = page if isinstance(page, Unread) else safely(page, desk.job, desk.bench, desk.keep)
        if isinstance(result, Unread):
            unread.append(result)
        else:
            results.append(result)
    return msgspec.msgpack.encode((results, unread))


def safely(page: Page, job: Job, bench: Bench, keep: Keep | None = None) -> PageResult | Unread:
    """Analyse a page; one that breaks the analysis is a page not read, with the reason, and the audit goes on."""
    try:
        result = work(page, job, bench)
    except LinkauditError:
        raise
    except Exception as error:  # a bug of ours must not hide the other pages
        return Unread(page.url, UnreadReason.CRASH, f"{type(error).__name__}: {error}"[:200], page.file)
    # A short link may turn out to be an affiliate link when it is asked, and the bytes have gone by then.
    return msgspec.structs.replace(result, kept=keep(page)) if keep and (result.links or result.targets) else result
