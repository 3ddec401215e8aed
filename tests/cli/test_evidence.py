"""`--evidence`: the bytes an audit stands on, kept so that anybody can check them, in a folder and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.wire import Said, Tell, wired

from linkaudit.app import Plan, Stop, audit
from linkaudit.cli import main
from linkaudit.cli.evidence import Evidence
from linkaudit.config import load
from linkaudit.http.seam import Request

SITE = "https://blog.example"
LINK = '<p><a href="https://www.amazon.com/dp/B000000001?tag=blogex-20">buy</a></p>'
FILES = {"a/index.html": f"<title>\u00fc</title>{LINK}", "b.html": f"<h1>b</h1>{LINK}", "plain.html": "<p>no link", "feed.xml": "<rss/>"}


def run(*args: str) -> int:
    with pytest.raises(SystemExit) as done:
        main(list(args))
    return int(str(done.value.code))


def index(folder: Path) -> Any:
    return json.loads((folder / "evidence.json").read_text(encoding="utf-8"))


def held(folder: Path) -> dict[str, bytes]:
    """Address → the bytes that were kept of it."""
    return {one["url"]: (folder / one["file"]).read_bytes() for one in index(folder)["pages"] if one["file"]}


def missing(folder: Path) -> dict[str, str]:
    return {one["url"].removeprefix(SITE): one["missing"] for one in index(folder)["pages"] if not one["file"]}


def check(folder: Path) -> set[str]:
    """What `sha256sum -c` does; returns the files that are summed."""
    sums = dict(reversed(line.split("  ", 1)) for line in (folder / "SHA256SUMS").read_text().splitlines())
    for name, digest in sums.items():
        assert sha256((folder / name).read_bytes()).hexdigest() == digest, name
    assert {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {"SHA256SUMS"} == set(sums)
    return set(sums)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_affiliate_pages_of_a_folder_with_all_that_belongs_to_them(site: Callable[..., Path]) -> None:
    assert run("audit", str(site(FILES)), "--offline", "--regime", "ftc", "--evidence", "ev", "--quiet") == 1
    folder = Path("ev")
    summed = check(folder)
    assert {"evidence.json", "report.html", "report.json", "settings.json"} < summed and len(summed) == 6
    found = index(folder)
    assert (found["evidence"], found["finished"], found["interrupted"], found["regimes"][0]) == (1, True, False, "ftc")
    for page in found["pages"]:
        body = (folder / page["file"]).read_bytes()
        assert body == FILES[page["source"]].encode()
        assert page["file"] == f"pages/{page['sha256']}.html" == f"pages/{sha256(body).hexdigest()}.html"
        assert (page["bytes"], page["affiliate_links"], page["verdicts"]["ftc"], page["missing"]) == (len(body), 1, "failed", "")
    assert [page["source"] for page in found["pages"]] == ["a/index.html", "b.html"]


def test_workers_keep_what_they_read(site: Callable[..., Path]) -> None:
    files = {f"p{n:03}.html": f"<p>{n}{LINK if n % 2 else ''}" for n in range(320)}
    run("audit", str(site(files)), "--offline", "--evidence", "ev", "--quiet")
    assert sorted(held(Path("ev")).values()) == sorted(files[f"p{n:03}.html"].encode() for n in range(1, 320, 2))
    check(Path("ev"))


def test_pages_alike_share_a_file_and_each_stands_in_the_index(site: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    run("audit", str(site({"a.html": LINK, "b.html": LINK})), "--offline", "--evidence", "ev")
    assert len(list(Path("ev/pages").iterdir())) == 1
    assert len(held(Path("ev"))) == 2
    assert "Report   ev/ (2 pages kept)" in capsys.readouterr().out


def test_the_same_input_is_the_same_evidence(site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    folder = str(site(FILES))
    for name in ("one", "two"):
        run("audit", folder, "--offline", "--no-state", "--evidence", name, "--quiet")
    assert Path("one/SHA256SUMS").read_bytes() == Path("two/SHA256SUMS").read_bytes()


def test_the_settings_in_force_with_their_origin_and_without_secrets(site: Callable[..., Path]) -> None:
    Path("linkaudit.toml").write_text(
        '[site]\nurl = "https://ann:s3cret@blog.example"\n[http]\nauth."blog.example" = "env:BLOG_AUTH"\n'
        'headers."blog.example" = { X-Key = "s3cret" }\n[[ignore]]\nrule = "link-generic-text"\nreason = "https://ann:s3cret@wiki.example"\n'
    )
    run("audit", str(site(FILES)), "--offline", "--regime", "uk", "--evidence", "ev", "--quiet")
    text = Path("ev/settings.json").read_text()
    told = json.loads(text)["settings"]
    assert told["disclosure.regimes"] == {"value": ["uk"], "origin": "command line"}
    assert told["http.headers.blog.example.X-Key"]["value"] == "(redacted)"
    assert told["http.auth.blog.example"]["value"] == "env:BLOG_AUTH"
    assert told["site.url"]["value"] == "https://(redacted)@blog.example"
    assert told["crawl.max_pages"] == {"value": 20_000, "origin": "default"}
    assert "s3cret" not in text


def strange(place: str) -> None:
    """Make a place that can't be a folder of evidence."""
    if place == "full":
        Path("full").mkdir()
        Path("full/thesis.txt").write_text("mine")
    elif place == "alike":
        Path("alike").mkdir()
        Path("alike/evidence.json").write_text('{"case": 7}')
    elif place == "file":
        Path("file").write_text("mine")
    elif place == "led":
        Evidence(Path("led"), SITE)
        Path("elsewhere").mkdir()
        Path("led/pages").rmdir()
        Path("led/pages").symlink_to(Path("elsewhere").resolve())


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("full", "full: holds files that are no evidence of linkaudit; choose an empty folder or a new one"),
        ("alike", "alike: holds files that are no evidence"),
        ("file", "file: is a file; --evidence takes a folder"),
        ("led", "led: holds symbolic links, which may lead out of it"),
        ("site/ev", "site/ev: lies in the audited folder, whose next audit would read it"),
        ("site", "site: lies in the audited folder"),
    ],
)
def test_a_place_it_did_not_make_is_left_alone(
    site: Callable[..., Path], capsys: pytest.CaptureFixture[str], place: str, said: str
) -> None:
    site(FILES)
    strange(place)
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    assert run("audit", "site", "--offline", "--evidence", place) == 2
    assert f"Error: {said}" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


def test_a_place_it_made_is_written_anew_and_what_others_put_there_stays(site: Callable[..., Path]) -> None:
    root, folder = site(FILES), Path("ev")
    run("audit", str(root), "--offline", "--evidence", "ev", "--quiet")
    (folder / "notes.txt").write_text("for counsel")
    (folder / "pages" / f".{'0' * 64}.1.part").write_text("half of")
    (root / "b.html").write_text("<p>no link any more")
    run("audit", str(root), "--offline", "--evidence", "ev", "--quiet")
    assert list(held(folder).values()) == [FILES["a/index.html"].encode()]
    assert len(list((folder / "pages").iterdir())) == 1
    assert (folder / "notes.txt").read_text() == "for counsel"


def test_a_run_that_was_killed_leaves_a_place_that_can_be_used_again(site: Callable[..., Path]) -> None:
    Evidence(Path("ev"), "site")
    assert index(Path("ev"))["finished"] is False
    run("audit", str(site(FILES)), "--offline", "--evidence", "ev", "--quiet")
    assert index(Path("ev"))["finished"] is True


def test_a_run_that_never_began_leaves_the_evidence_of_the_last_one_whole(site: Callable[..., Path]) -> None:
    root = str(site(FILES))
    run("audit", root, "--offline", "--evidence", "ev", "--quiet")
    assert run("audit", root, "--offline", "--evidence", "ev", "--regime", "fcc") == 2
    assert len(check(Path("ev"))) == 6


def test_the_report_is_made_again_from_the_folder(site: Callable[..., Path]) -> None:
    run("audit", str(site(FILES)), "--offline", "--evidence", "ev", "--quiet")
    assert run("report", "ev", "-o", "links.csv") == 0
    assert Path("links.csv").read_text(encoding="utf-8").count("blogex-20,unknown") == 2


# Live sites


def crawled(evidence: Evidence, target: str = SITE + "/", **more: Any) -> None:
    flags = {"disclosure.regimes": ["ftc"], "http.retries": 0, "http.requests_per_second": 0}
    settings = load(None, {}, flags)
    evidence.close(audit(Plan(target, settings, keep=evidence.keep, **({"probes": False} | more))), settings)


def blog(**pages: Tell) -> dict[str, Tell]:
    home = "".join(f'<a href="/{name}">x</a>' for name in pages)
    return {f"{SITE}/": home, f"{SITE}/robots.txt": "404"} | {f"{SITE}/{name}": page for name, page in pages.items()}


def test_a_live_page_is_kept_as_it_came_and_again_on_the_second_night() -> None:
    wanted: list[dict[str, str]] = []

    def tagged(request: Request) -> Said:
        wanted.append({name.lower(): value for name, value in request.headers.items()})
        return 200, {"etag": '"1"'}, "<h1>a</h1>" + LINK

    with wired(blog(a=tagged, b="<p>nothing")):
        for name in ("one", "two"):
            crawled(Evidence(Path(name), SITE + "/"))
            assert held(Path(name)) == {SITE + "/a": b"<h1>a</h1>" + LINK.encode()}
            check(Path(name))
    assert not any("if-none-match" in headers for headers in wanted), "'not modified' would bring no bytes"


def test_a_page_whose_bytes_were_not_sent_says_so() -> None:
    nights = iter([(200, {}, LINK), (304, {}, "")])
    with wired(blog(a=lambda request: next(nights))):
        crawled(Evidence(Path("one"), SITE + "/"))
        crawled(Evidence(Path("two"), SITE + "/"))
    assert missing(Path("one")) == {}
    assert missing(Path("two")) == {"/a": "the file that an earlier run kept is not in this folder, or is not what it was"}


def test_a_page_that_a_run_without_evidence_had_read_says_so() -> None:
    nights = iter([(200, {}, LINK), (304, {}, "")])
    with wired(blog(a=lambda request: next(nights))):
        audit(
            Plan(
                SITE + "/", load(None, {}, {"http.retries": 0, "http.requests_per_second": 0, "disclosure.regimes": ["ftc"]}), probes=False
            )
        )
        crawled(Evidence(Path("ev"), SITE + "/"))
    assert missing(Path("ev"))["/a"].startswith("no bytes: ")
    assert check(Path("ev")) == {"evidence.json", "report.html", "report.json", "settings.json"}


def test_a_resumed_run_has_the_pages_from_before_it_was_stopped() -> None:
    stop = Stop()

    def last(request: Request) -> Said:
        stop.wished = True
        return "<h1>b</h1>" + LINK

    with wired(blog(a="<h1>a</h1>" + LINK + '<a href="/b">x</a>') | {f"{SITE}/b": last, f"{SITE}/c": LINK}):
        crawled(Evidence(Path("ev"), SITE + "/"), stop=stop)
        assert index(Path("ev"))["interrupted"] is True
        (Path("ev/pages") / "notes.txt").write_text("x")
        crawled(Evidence(Path("ev"), SITE + "/"), resume=True)
    assert index(Path("ev"))["interrupted"] is False
    assert sorted(held(Path("ev")).values()) == [
        f"<h1>{name}</h1>{LINK}".encode() + tail for name, tail in (("a", b'<a href="/b">x</a>'), ("b", b""))
    ]


def test_a_kept_file_that_was_tampered_with_is_not_taken_over() -> None:
    nights = iter([(200, {}, LINK), (304, {}, "")])
    with wired(blog(a=lambda request: next(nights))):
        crawled(Evidence(Path("ev"), SITE + "/"))
        (path,) = Path("ev/pages").iterdir()
        path.write_text("better")
        crawled(Evidence(Path("ev"), SITE + "/"))
    assert list(missing(Path("ev"))) == ["/a"]
    assert list(Path("ev/pages").iterdir()) == []


def test_a_short_link_that_turns_out_to_pay_makes_its_page_evidence() -> None:
    pages = blog(a='<p><a href="https://bit.ly/pays">x</a>', b='<p><a href="https://bit.ly/plain">x</a>')
    web = {
        "https://bit.ly/pays": "301 https://www.amazon.com/dp/B000000001?tag=blogex-20",
        "https://bit.ly/plain": "301 https://news.example/",
        "https://news.example/": "<p>news",
        "https://www.amazon.com/dp/B000000001": "<p>a thing",
    }
    with wired(pages | web):
        crawled(Evidence(Path("ev"), SITE + "/"), probes=True)
    assert list(held(Path("ev"))) == [SITE + "/a"]
    assert len(check(Path("ev"))) == 5
