"""Computed styles against Chromium's: does linkaudit's cascade see what a browser sees?

    python benchmarks/browser.py --corpus DIR [--pages N] [--chromium PATH]

Pages are served from loopback, scripts taken out; Chromium may reach nothing else. Of every text element the display,
type size and colour are compared on a desk and on a phone; elements that either side hides are compared as hidden.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import re
import subprocess
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from linkaudit.facts.sheets import sheets_of
from linkaudit.facts.visibility import Screens
from linkaudit.html import Element, parse
from linkaudit.sources import LocalStyles
from linkaudit.style import Cascade, Style

TAGS = ("p", "li", "h2", "small", "a", "div", "span", "em", "td")
SITE = "https://site.invalid"
_ASK = f"""<script>addEventListener('load',function(){{var o=[];
document.querySelectorAll('{",".join(TAGS)}').forEach(function(e){{var s=getComputedStyle(e);
o.push([e.localName,s.fontSize,s.color,e.checkVisibility({{checkVisibilityCSS:true}})])}});
var x=document.createElement('script');x.type='x-out';x.id='x-out';x.textContent=btoa(JSON.stringify(o));
document.documentElement.appendChild(x)}})</script>"""
_UNREAD = re.compile(r"<script\b.*?</script>|<noscript\b.*?</noscript>", re.DOTALL | re.IGNORECASE)


class _Files(SimpleHTTPRequestHandler):
    """The site's files, and one page as it is handed over."""

    page: tuple[str, bytes] = ("", b"")

    def do_GET(self) -> None:
        if self.path.partition("?")[0] != self.page[0]:
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page[1])

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def served(root: Path, file: str, html: str) -> Iterator[str]:
    """Serve a page among the files of its site."""
    handler = type("_Here", (_Files,), {"page": (f"/{file}", html.encode())})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(root))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/{file}"
        server.shutdown()


def asked(chromium: str, url: str, width: int, height: int) -> list[list[Any]] | None:
    """Return what Chromium computes, element by element."""
    with tempfile.TemporaryDirectory() as profile:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
                 "--disable-component-update", "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                 f"--user-data-dir={profile}", f"--window-size={width},{height}", "--dump-dom", url]  # fmt: skip
        try:
            out = subprocess.run([chromium, *flags], capture_output=True, timeout=120, check=False).stdout.decode("utf-8", "replace")
        except subprocess.TimeoutExpired:
            return None
    found = re.search(r'id="x-out">([^<]*)<', out)
    return json.loads(base64.b64decode(found[1])) if found else None


def compare(element: Element, screens: Screens, cascade: Cascade, told: list[Any]) -> Iterator[str]:
    """Yield what differs."""
    _, size, colour, shown = told
    style = cascade.of(element)
    seen, _ = screens.seen(element, cascade)
    if style.own.get("display") == "none" and shown:
        yield "hidden here, shown by the browser"
    if seen and not shown:
        yield "shown here, hidden by the browser"
    if not shown:
        return
    if style.font_px is None or abs(style.font_px - float(size[:-2])) > 0.6:
        yield "size"
    if _differs(style, [float(part) for part in re.findall(r"[\d.]+", colour)]):
        yield "colour"


def _differs(style: Style, parts: list[float]) -> bool:
    mine = style.colour
    return mine is None or any(abs(a * 255 - b) > 2 for a, b in zip((mine.red, mine.green, mine.blue), parts, strict=False))


def main() -> None:
    """Compare some pages of each site."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=2, help="of each site")
    parser.add_argument("--chromium", default="chromium")
    args = parser.parse_args()
    lot, tally = random.Random(7), Counter[str]()
    for root in sorted(path for path in args.corpus.iterdir() if path.is_dir()):
        files = sorted(path for path in root.rglob("*.html") if path.stat().st_size < 1_000_000)
        for file in lot.sample(files, min(args.pages, len(files))):
            _page(root, file.relative_to(root).as_posix(), args.chromium, tally)
    print(dict(tally))


def _page(root: Path, file: str, chromium: str, tally: Counter[str]) -> None:
    html = _UNREAD.sub("", (root / file).read_text(encoding="utf-8", errors="replace"))
    dom = parse(html.encode(), "utf-8")
    screens = Screens(sheets_of(dom, f"{SITE}/{file}", LocalStyles(root, SITE)))
    elements = list(dom.elements(*TAGS))
    for cascade in (screens.desktop, screens.phone):
        with served(root, file, html + _ASK) as url:
            told = asked(chromium, url, cascade.screen.width, cascade.screen.height)
        if told is None or len(told) != len(elements):
            tally["pages not compared"] += 1
            continue
        found = Counter(said for element, one in zip(elements, told, strict=True) for said in compare(element, screens, cascade, one))
        tally.update(found)
        tally["elements"] += len(elements)
        tally["pages"] += 1
        print(f"{root.name}/{file} at {cascade.screen.width} px: {len(elements)} elements, {dict(found) or 'no difference'}", flush=True)


if __name__ == "__main__":
    main()
