"""`linkaudit init`: a site in, settings out that the next audit uses."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_cli import NOTICE, run
from tests.conftest import serving

HEAD = '<html lang="en"><head><link rel="canonical" href="https://blog.example/{}"></head><body><main>'


def amazon(*ids: str) -> str:
    return "".join(
        f'<p><a rel="sponsored" href="https://www.amazon.com/dp/B000000001?tag={name}">A book</a> (paid link)</p>' for name in ids
    )


def drafted(folder: Path, *more: str) -> tuple[dict[str, Any], str]:
    """The settings that init writes beside the site, read back, and their text."""
    done = run("init", "site", *more, cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    text = (folder / "linkaudit.toml").read_text()
    return tomllib.loads(text), text


def test_the_next_audit_goes_by_what_was_learned(site: Callable[..., Path]) -> None:
    folder = site({"a.html": HEAD.format("a.html") + NOTICE + amazon("blogex-20", "blogex-20", "blogexkitchen-20", "thief-20")}).parent
    table, text = drafted(folder)
    assert table["site"]["url"] == "https://blog.example"
    assert '# regimes = ["ftc"]   # guessed: language en' in text
    assert table["programs"]["amazon"]["ids"] == ["blogex-20", "blogexkitchen-20"]
    assert '# "thief-20",   # yours? 1 link on 1 page, for example on https://blog.example/a.html' in text
    done = run("audit", "site", "--offline", "-f", "json", cwd=folder)
    errors = [one for one in json.loads(done.stdout)["findings"] if one["severity"] == "error"]
    assert [(one["rule"], "thief-20" in one["message"]) for one in errors] == [("tag-foreign", True)]


def test_placeholders_are_no_ids_even_where_they_are_the_most(site: Callable[..., Path]) -> None:
    folder = site({"a.html": HEAD.format("a.html") + NOTICE + amazon(*["YOURTAG-20"] * 5, "blogex-20")}).parent
    table, text = drafted(folder)
    assert table["programs"]["amazon"]["ids"] == ["blogex-20"]
    assert '# "YOURTAG-20" is a placeholder, on 5 links' in text


def test_only_placeholders_declare_nothing(site: Callable[..., Path]) -> None:
    table, text = drafted(site({"a.html": HEAD.format("a.html") + NOTICE + amazon("YOURTAG-20")}).parent)
    assert table["programs"]["amazon"] == {}
    assert "only placeholders were found" in text


def test_notices_cloaks_and_demonstrations_are_offered(site: Callable[..., Path]) -> None:
    table, text = drafted(
        site(
            {
                "a.html": HEAD.format("a.html") + NOTICE + amazon("blogex-20") + '<a href="/go/host">Host</a>',
                "demo/b.html": HEAD.format("demo/b.html") + amazon("theme-20"),
                "_redirects": "/go/host https://www.amazon.com/dp/B000000002?tag=blogex-20 301\n",
            }
        ).parent
    )
    assert table["links"]["cloaked"] == ["/go/*"]
    assert (
        '# required = "We earn a commission when you buy. As an Amazon Associate I earn from qualifying purchases."   # on 1 page' in text
    )
    assert '# exclude = ["/demo/*"]' in text


@pytest.mark.parametrize(
    ("name", "body", "href"),
    [
        ("thirsty.csv", "Link Name,Destination URL,Slug,Categories\r\nHost,{},the-host,\r\n", "/recommends/the-host/"),
        ("pretty.csv", "id,url,slug,name\n1,{},go/the-host,Host\n", "/go/the-host"),
        ("bom.csv", "\ufeffid,url,slug,name\n1,{},the-host,Host\n", "/the-host"),
    ],
)
def test_a_plugins_export_tells_where_cloaks_lead(site: Callable[..., Path], name: str, body: str, href: str) -> None:
    folder = site({"a.html": HEAD.format("a.html") + NOTICE + f'<p><a href="{href}">Host</a></p>'}).parent
    (folder / name).write_text(body.format("https://www.amazon.com/dp/B000000002?tag=blogex-20"), newline="")
    table, _ = drafted(folder, "--cloaks", name)
    assert table["links"]["lists"] == [name]
    done = run("audit", "site", "--offline", "-f", "json", cwd=folder)
    (link,) = json.loads(done.stdout)["pages"][0]["affiliate_links"]
    assert (link["program"], link["publisher_id"]) == ("amazon", "blogex-20")


def test_a_live_site_is_read_and_no_listed_cloak_is_asked(tmp_path: Path) -> None:
    body = NOTICE + amazon("blogex-20") + '<a href="/bluehost">Host</a><a href="/b">b</a>'
    (tmp_path / "pretty.csv").write_text("id,url,slug\n1,https://www.bluehost.com/track/me/,bluehost\n")
    with serving(
        {"/": body, "/b": body, "/robots.txt": "", "/bluehost": (302, {"location": "https://www.bluehost.com/track/me/"}, b"")}
    ) as (
        url,
        asked,
    ):
        done = run("init", url, "--cloaks", "pretty.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "/bluehost" not in asked
    assert "/b" in asked
    assert tomllib.loads((tmp_path / "linkaudit.toml").read_text())["programs"]["bluehost"]["ids"] == ["me"]


def test_hostile_strings_stay_strings(site: Callable[..., Path]) -> None:
    odd = 'we earn a commission when you buy through links "\\ # ]] \x1b[31m \u202e on this page'
    folder = site({"a.html": HEAD.format("a.html") + f"<p>{odd}</p>" + amazon("blog%22%0Aevil-20", "blogex-20")}).parent
    _, text = drafted(folder)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert not any(line.startswith("evil") for line in text.splitlines())


@pytest.mark.parametrize(
    ("body", "said"),
    [("a,b\n1,2\n", "no columns"), ("", "no columns"), (b"\xff\xfe\x00", "can't be read"), ("url,slug\n" + '"' * 400_000, "can't be read")],
)
def test_a_list_that_is_none_is_exit_2(site: Callable[..., Path], body: str | bytes, said: str) -> None:
    folder = site({"a.html": HEAD.format("a.html") + NOTICE}).parent
    (folder / "x.csv").write_bytes(body if isinstance(body, bytes) else body.encode())
    done = run("init", "site", "--cloaks", "x.csv", cwd=folder)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "linkaudit.toml").exists()


def test_settings_that_are_there_are_kept(site: Callable[..., Path]) -> None:
    folder = site({"a.html": HEAD.format("a.html") + NOTICE}).parent
    (folder / "linkaudit.toml").write_text("# mine\n")
    done = run("init", "site", cwd=folder)
    assert done.returncode == 2
    assert "--force writes over it" in done.stderr
    assert (folder / "linkaudit.toml").read_text() == "# mine\n"
    assert run("init", "site", "--force", cwd=folder).returncode == 0


def test_files_left_out_are_said(site: Callable[..., Path]) -> None:
    folder = site(
        {"a.html": HEAD.format("a.html") + NOTICE + amazon("blogex-20"), "demo/b.html": HEAD.format("demo/b.html") + amazon("b-20")}
    ).parent
    (folder / "linkaudit.toml").write_text('[crawl]\nexclude = ["/demo/*"]\n')
    done = run("audit", "site", "--offline", "-f", "json", cwd=folder)
    document = json.loads(done.stdout)
    assert document["coverage"]["pages_read"] == 1
    assert "1 files were left out, as crawl.include and crawl.exclude say." in document["notes"]
