"""Do thirty nights stay as fast and as small as the first ones? Whole processes over one state, on a site that changes every night.

    python benchmarks/nights.py --pages 2000 --nights 30

nginx serves the seeded blog and its shops on one core. Each night one page in twenty is written anew: it loses its notice,
or gets it back. Printed are wall time, CPU, peak memory and the size of `.linkaudit/` by night, then medians of the nights
after the second (the first reads everything, the second is the first that knows what has not changed).
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from blog import NOTICE
from crawl import Tool, _linkaudit, _pins, measure
from shop import Street, serve

SHARE = 20


def change(site: Path, night: int) -> int:
    """Take the notice from every twentieth page, another twentieth each night, or give it back; return how many were written."""
    pages = sorted(site.rglob("post-*/index.html"))
    some = pages[night % SHARE :: SHARE]
    for path in some:
        text = path.read_text(encoding="utf-8")
        bare = text.replace(NOTICE, "")
        path.write_text(bare if bare != text else text.replace("</h1>", f"</h1>{NOTICE}", 1), encoding="utf-8")
    return len(some)


def nightly(street: Street, pages: int) -> Tool:
    """Return the audit of the crawl's benchmark, with a memory."""
    tool = _linkaudit(street, pages, "curl")
    return Tool("linkaudit", [word for word in tool.command if word != "--no-state"], tool.environment)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--port", type=int, default=18090, help="this port and the next are used")
    args = parser.parse_args()
    server, client = _pins()
    with tempfile.TemporaryDirectory(prefix="linkaudit-nights-") as folder:
        work = Path(folder)
        work.chmod(0o755)
        with serve(work, args.pages, args.pages * 2 // 5, args.port, server) as street:
            tool = nightly(street, args.pages)
            rows = []
            print("night  wall s   CPU s  RSS MB  state MB  requests  exit")
            for night in range(1, args.nights + 1):
                if night > 1:
                    change(work / "site", night)
                run = measure(tool, street, client, 900)
                state = sum(path.stat().st_size for path in (work / "linkaudit" / ".linkaudit").rglob("*") if path.is_file()) / 1e6
                rows.append((run.wall, run.cpu, run.memory, state))
                print(
                    f"{night:5}  {run.wall:6.2f}  {run.cpu:6.2f}  {run.memory:6.0f}  {state:8.2f}  {run.seen.requests:8}  {run.code}",
                    flush=True,
                )
    part = max(1, min(10, (len(rows) - 2) // 2))
    for name, some in (("first", rows[2 : 2 + part]), ("last", rows[-part:])):
        wall, cpu, memory, state = (statistics.median(column) for column in zip(*some, strict=True))
        print(f"{name} {part} after the second, medians: wall {wall:.2f} s, CPU {cpu:.2f} s, peak {memory:.0f} MB, state {state:.2f} MB")


if __name__ == "__main__":
    if shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin") is None:
        sys.exit("nginx is missing: install it with `apt-get install nginx-light`.")
    main()
