"""An owner hears of what changed, of nothing else, and once; over a real mail server and a real web server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.test_cli import run
from tests.ears import Ear, ear, mailbox

NOTICE = "<p>We earn a commission when you buy through our links. As an Amazon Associate I earn from qualifying purchases.</p>"
LINK = '<p><a rel="sponsored" href="https://www.amazon.com/dp/B00000000{}?tag=blog-20">A pan</a></p>'
CONFIG = """[site]
url = "https://blog.example"
[disclosure]
regimes = ["ftc"]
[programs.amazon]
ids = ["blog-20"]
[notify]
to = ["env:BLOG_MESSAGES"]
heartbeat = "env:BLOG_HEARTBEAT"
"""


@pytest.fixture
def owner() -> Iterator[Ear]:
    with ear() as one:
        yield one


@pytest.fixture
def blog(tmp_path: Path, owner: Ear, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BLOG_MESSAGES", owner.address)
    monkeypatch.setenv("BLOG_HEARTBEAT", owner.heartbeat)
    (tmp_path / "linkaudit.toml").write_text(CONFIG)
    for number in range(1, 10):
        page(tmp_path, number)
    return tmp_path


def page(blog: Path, number: int, body: str = NOTICE, head: str = "") -> None:
    file = blog / f"public/p{number}/index.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"<html lang=en><head>{head}<title>Pan {number}</title></head><main>{body}{LINK.format(number)}</main></html>")


def night(blog: Path, *more: str, code: int = 0) -> str:
    """Audit the blog; return what was said on stderr."""
    done = run("audit", "public", "--no-probes", "--quiet", *more, cwd=blog)
    assert done.returncode == code, done.stderr
    return done.stderr


def test_the_first_run_says_what_stands_and_the_next_nothing(blog: Path, owner: Ear) -> None:
    night(blog)
    night(blog)
    assert owner.told == [("blog.example: 0 things to fix, 0 questions; later messages tell what changes",) * 2], (
        "without lines the title is the message"
    )
    assert owner.beats == ["/ping/0123-secret"] * 2


def test_what_is_new_more_and_fixed_is_told_once_with_page_and_place_to_edit(blog: Path, owner: Ear) -> None:
    night(blog)
    owner.told.clear()
    page(blog, 1, "", '<link rel="edit" href="x"></head><body class="postid-77">')
    night(blog, code=1)
    page(blog, 2, "")
    night(blog, code=1)
    night(blog, code=1)
    page(blog, 1)
    page(blog, 2)
    night(blog)
    (new, more, fixed) = [(title, [line for line in body.splitlines() if "No notice on the page" in line]) for title, body in owner.told]
    edit = "edit https://blog.example/wp-admin/post.php?post=77&action=edit"
    assert new[1] == [f"NEW No notice on the page · 1 page · https://blog.example/p1/ · {edit}"]
    assert more[1] == ["MORE No notice on the page · 1 more, on 2 pages in all · https://blog.example/p2/"]
    assert fixed[1] == ["FIXED No notice on the page · 2 pages · https://blog.example/p1/"]
    assert new[0].startswith("blog.example: ") and "2 grown" in more[0] and "fixed" in fixed[0]


def test_what_is_fixed_in_part_and_what_moved_on_is_told(blog: Path, owner: Ear) -> None:
    for number in (1, 2):
        page(blog, number, "")
    night(blog, code=1)
    page(blog, 1)
    night(blog, code=1)
    title, body = owner.told[-1]
    assert "smaller" in title and "LESS No notice on the page · 1 fixed, 1 page left" in body.splitlines()
    page(blog, 2)
    page(blog, 3, "")
    page(blog, 4, "")
    night(blog, code=1)
    heard = owner.told[-1][1].splitlines()
    assert "NEW No notice on the page · 2 pages · https://blog.example/p3/" in heard or any(
        line.startswith("MORE No notice on the page · 2 more and 1 fixed, on 2 pages in all") for line in heard
    )


def test_a_change_is_told_though_its_report_can_not_be_written(blog: Path, owner: Ear) -> None:
    night(blog)
    page(blog, 1, "")
    (blog / "r.html").mkdir()
    night(blog, "-o", "r.html", code=2)
    assert "NEW No notice on the page" in owner.told[-1][1]
    assert len(owner.beats) == 1, "who hears no heart knows that something is wrong"


def test_what_can_not_be_written_is_said_before_the_run(blog: Path) -> None:
    (blog / "afile").touch()
    for name in ("afile/x.html", "afile/deep/x.html"):
        assert "can't be written: " in night(blog, "-o", name, code=2)
    assert not (blog / ".linkaudit").exists()


def test_what_was_fixed_and_is_back_is_called_so(blog: Path, owner: Ear) -> None:
    for body in (NOTICE, "", NOTICE, ""):
        page(blog, 1, body)
        night(blog, code=0 if body else 1)
    title, body = owner.told[-1]
    assert "back" in title and "BACK No notice on the page" in body


def test_eight_lines_are_enough(blog: Path, owner: Ear) -> None:
    night(blog)
    bad = (
        '<p><a href="http://www.amazon.com/dp/B0000000AA?tag=yourtag-20">X</a> <a href="https://amzn.to/3abcdef">click here</a></p>',
        "<p>Independent review. No affiliate links here, we earn nothing.</p>",
        '<p style="display:none">We earn a commission when you buy.</p>',
        '<p><a href="https://www.amazon.com/dp/B0000000AB?tag=other-20&amp;amp;x=1">Y</a></p>',
        '<p><a href="https://shareasale.com/r.cfm?b=1&u=2&m=3">Z</a> <a href="https://amzn.to/3abcdef">@everyone https://amzn.to/3abcdef</a></p>',
    )
    for number in range(1, 10):
        page(blog, number, "".join(bad[number % 5 :]))
    night(blog, code=1)
    lines = owner.told[-1][1].splitlines()
    assert len(lines) == 8
    assert lines[-1].startswith("… and ") and lines[-1].endswith(" more: linkaudit show 2")
    assert not any("://amzn" in line or "://www.amazon" in line for line in lines), "a chat that asks for what it shows would click"


def test_a_mail_arrives(blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mailbox() as (address, letters):
        monkeypatch.setenv("BLOG_MESSAGES", address)
        night(blog)
        page(blog, 1, "")
        night(blog, code=1)
    assert len(letters) == 2
    assert letters[1]["subject"].startswith("blog.example: ")
    assert letters[1]["to"] == "bob@blog.example"
    assert "NEW No notice on the page · 1 page · https://blog.example/p1/" in letters[1].get_content()


def test_a_message_that_nobody_took_waits_for_the_next_run(blog: Path, owner: Ear) -> None:
    night(blog)
    owner.told.clear()
    owner.deaf = True
    page(blog, 1, "")
    said = night(blog, code=1)
    assert "notify.to: BLOG_MESSAGES could not be reached; the message waits for the next run" in said
    assert len(owner.beats) == 1, "the silence of the heart tells of the failed message"
    owner.deaf = False
    night(blog, code=1)
    ((title, body),) = owner.told
    assert " (run of 2" in title and "NEW No notice on the page" in body
    night(blog, code=1)
    assert len(owner.told) == 1
    assert len(owner.beats) == 3


def test_the_log_says_which_variable_a_message_went_to_or_did_not(blog: Path, owner: Ear) -> None:
    told = [line.split(" ", 1)[1] for line in night(blog, "--log", "text").splitlines()]
    assert "info sent to BLOG_MESSAGES: blog.example: 0 things to fix, 0 questions; later messages tell what changes" in told
    owner.deaf = True
    page(blog, 1, "")
    said = night(blog, "--log", "text", code=1)
    assert " warning not sent to BLOG_MESSAGES: blog.example: " in said
    assert owner.address not in said


def test_of_two_only_the_one_that_missed_it_gets_it_later(blog: Path, owner: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    config = CONFIG.replace('["env:BLOG_MESSAGES"]', '["env:BLOG_MESSAGES", "env:OTHER"]')
    (blog / "linkaudit.toml").write_text(config)
    with ear() as other:
        monkeypatch.setenv("OTHER", other.address)
        other.deaf = True
        night(blog)
        other.deaf = False
        night(blog)
        assert (len(owner.told), len(other.told)) == (1, 1)


def test_a_site_that_can_not_be_read_is_told_once_and_has_no_heartbeat(blog: Path, owner: Ear) -> None:
    night(blog)
    owner.told.clear()
    for file in (blog / "public").rglob("*.html"):
        file.rename(file.with_suffix(".off"))
        file.symlink_to("nowhere")
    night(blog, code=3)
    said = run("audit", "public", "--no-probes", "-o", "r.html", cwd=blog).stdout
    assert [title for title, _ in owner.told] == ["blog.example could not be read"]
    for text in (said, (blog / "r.html").read_text()):
        assert "Too little could be read (0 of 9 pages): nothing is known of the rest." in text
        assert "Nothing to fix" not in text and "no page failed" not in text
    assert "too little read" in run("history", cwd=blog).stdout
    assert "run 3 read too little, 0 of 9 pages" in run("diff", "1", "3", cwd=blog).stdout
    assert "Nothing is known of what has changed since 20" in owner.told[0][1]
    assert len(owner.beats) == 1
    for file in (blog / "public").rglob("*.off"):
        file.replace(file.with_suffix(".html"))
    night(blog)
    assert owner.told[1][0] == "blog.example: can be read again"


def test_offline_and_without_a_memory_nothing_is_told(blog: Path, owner: Ear) -> None:
    night(blog, "--offline")
    assert (owner.told, owner.beats) == ([], [])
    night(blog, "--no-state")
    assert (owner.told, owner.beats) == ([], ["/ping/0123-secret"]), "a run without a memory can still say that it ran"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BLOG_MESSAGES", "", "notify.to: the environment has no BLOG_MESSAGES"),
        ("BLOG_MESSAGES", "gibberish hunter2", "notify.to: BLOG_MESSAGES holds no address that apprise knows"),
        ("BLOG_HEARTBEAT", "", "notify.heartbeat: the environment has no BLOG_HEARTBEAT"),
    ],
)
def test_what_could_not_be_delivered_is_said_before_the_run(
    blog: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    heard = night(blog, code=2)
    assert said in heard and "hunter2" not in heard
    assert not (blog / ".linkaudit").exists()


def test_a_secret_in_the_file_is_refused(blog: Path) -> None:
    (blog / "linkaudit.toml").write_text(CONFIG.replace("env:BLOG_MESSAGES", "json://ann:hunter2@127.0.0.1/"))
    heard = night(blog, code=2)
    assert "notify.to" in heard and "hunter2" not in heard


def test_secrets_are_in_no_report_nor_log_nor_state(blog: Path, owner: Ear) -> None:
    owner.deaf = True
    heard = night(blog, "-o", "r.html", "-o", "r.json", "--evidence", "case")
    assert "notify.heartbeat" not in heard, "no heart beats for a message that is stuck"
    held = [file.read_bytes() for file in blog.rglob("*") if file.is_file()]
    assert len(held) > 12
    assert not any(secret in one for one in [*held, heard.encode()] for secret in (b"hunter2", b"0123-secret"))
    assert "hunter2" not in run("config", cwd=blog).stdout


def test_it_can_be_tried(blog: Path, owner: Ear) -> None:
    done = run("notify", cwd=blog)
    assert (done.returncode, done.stdout) == (0, "Sent to BLOG_MESSAGES.\nThe heartbeat was heard.\n")
    assert owner.told == [("linkaudit: a test message", "Audits tell here what has changed, when something has.")]
    owner.deaf = True
    done = run("notify", cwd=blog)
    assert done.returncode == 1 and "notify.heartbeat: not heard: HTTP 503" in done.stderr
    assert not (blog / ".linkaudit").exists(), "a test that nobody took is not worth waiting"


def test_without_anybody_to_tell_there_is_nothing_to_try(tmp_path: Path) -> None:
    done = run("notify", cwd=tmp_path)
    assert done.returncode == 2 and "nobody is to be told" in done.stderr
