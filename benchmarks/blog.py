"""A seeded blog of any size: 24-47 KB pages, about 63 links each, 3-7 of them affiliate links."""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

HOST = "https://blog.example"
WORDS = (
    "gut health book recipe diet sleep protein vitamin evidence study author chapter reader morning "
    "habit kitchen energy water muscle pain relief joint brain focus memory plan week month doctor "
    "paper result sample method trial dose review method guide story family garden weather simple"
).split()
SHOPS = (
    "https://www.amazon.com/dp/{asin}?tag=blogex-20&amp;linkCode=ll1",
    "https://www.amazon.com/dp/{asin}/?tag=blogex-20",
    "https://amzn.to/{code}",
    "https://www.awin1.com/cread.php?awinmid={number}&amp;awinaffid=123456&amp;ued=https%3A%2F%2Fshop{number}.example%2F",
    "https://shop{number}.pxf.io/c/10451/{number}/17220",
    "https://www.anrdoezrs.net/click-1234567-{number}",
)
NOTICE = "<p class=notice>We earn a commission when you buy through links in this article.</p>"
PARTS = ("diet", "sleep", "books", "joints", "focus", "recipes", "training", "supplements")


def write_site(folder: Path, pages: int, seed: int = 7, host: str = HOST, shops: Sequence[str] = SHOPS) -> None:
    """Write `pages` HTML files below `folder`; the same seed gives the same bytes. `shops` are the affiliate links to choose from."""
    rng = random.Random(seed)
    for number in range(pages):
        path = folder / PARTS[number % len(PARTS)] / f"post-{number}" / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_page(number, pages, rng, host, shops), encoding="utf-8")


def _page(number: int, pages: int, rng: random.Random, host: str, shops: Sequence[str]) -> str:
    url = f"{host}/{PARTS[number % len(PARTS)]}/post-{number}/"
    notice = NOTICE if rng.random() < 0.8 else ""
    body = _body(pages, rng, shops)
    late = "" if notice else NOTICE
    return (
        f'<!doctype html>\n<html lang="en-US">\n<head>\n<meta charset="utf-8">\n<title>Post {number}</title>\n'
        f'<link rel="canonical" href="{url}">\n<style>.notice{{font-size:1rem;color:#222}}</style>\n</head>\n<body>\n'
        f"<header><nav>{_links(pages, 14, rng)}</nav></header>\n<main><article>\n<h1>Post {number}</h1>\n"
        f"{notice}\n{body}\n{late}</article></main>\n<aside>{_links(pages, 12, rng)}</aside>\n"
        f"<footer>{_links(pages, 10, rng)}<p>&copy; blog.example</p></footer>\n</body>\n</html>\n"
    )


def _body(pages: int, rng: random.Random, shops: Sequence[str]) -> str:
    target = rng.randint(19_000, 42_000)
    bought = [_affiliate(rng, shops) for _ in range(rng.randint(3, 7))]
    inner = [_internal(pages, rng) for _ in range(22)]
    anchors = bought + inner
    rng.shuffle(anchors)
    out: list[str] = []
    size = 0
    while size < target or anchors:
        anchor = anchors.pop() if anchors and rng.random() < 0.6 else ""
        if size >= target and anchors:
            anchor = anchors.pop()
        text = f"<p>{_sentence(rng)} {anchor} {_sentence(rng)}</p>\n"
        if rng.random() < 0.12:
            text = f"<h2>{_sentence(rng)[:48]}</h2>\n" + text
        out.append(text)
        size += len(text)
    return "".join(out)


def _affiliate(rng: random.Random, shops: Sequence[str]) -> str:
    number = rng.randint(1000, 1330)
    code = f"{number:x}".rjust(7, "a")
    href = rng.choice(shops).format(asin=f"B0{number:08d}", code=code, number=number)
    return f'<a href="{href}" rel="sponsored nofollow" class="buy">{rng.choice(WORDS)} {rng.choice(WORDS)}</a>'


def _internal(pages: int, rng: random.Random) -> str:
    number = rng.randrange(pages)
    return f'<a href="/{PARTS[number % len(PARTS)]}/post-{number}/">{rng.choice(WORDS)} {rng.choice(WORDS)}</a>'


def _links(pages: int, count: int, rng: random.Random) -> str:
    return "".join(f"<li>{_internal(pages, rng)}</li>" for _ in range(count))


def _sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(12, 40))).capitalize() + "."


def main() -> None:
    """Command line: `python benchmarks/blog.py FOLDER --pages 5000`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    write_site(args.folder, args.pages, args.seed)


if __name__ == "__main__":
    main()
