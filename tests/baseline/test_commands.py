"""`linkaudit baseline` and `audit --baseline` as a team meets them."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.baseline.test_baseline import link, old_site, page
from tests.cli.test_cli import run

AUDIT = ("audit", "site", "--offline", "--regime", "ftc")


@pytest.fixture
def project(site: Callable[..., Path], tmp_path: Path) -> Path:
    """An old site of 60 failing findings, with a configuration beside it."""
    site(old_site(20))
    (tmp_path / "linkaudit.toml").write_text('[site]\nurl = "https://blog.example"\n[disclosure]\nregimes = ["ftc"]\n')
    return tmp_path


def test_a_first_run_suggests_it_and_what_it_suggests_works(project: Path) -> None:
    first = run(*AUDIT, cwd=project)
    assert first.returncode == 1
    said = next(line for line in first.stdout.splitlines() if line.startswith("An old site?"))
    command = "baseline write site --offline --regime ftc"
    assert said == f"An old site? linkaudit {command} records 60 findings; from then on only new ones fail."
    done = run(*command.split(), cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "linkaudit.baseline.json: 60 findings on 20 pages"
    second = run(*AUDIT, "--baseline", "linkaudit.baseline.json", cwd=project)
    assert (second.returncode, second.stderr) == (0, "")
    assert "Nothing to fix" in second.stdout
    assert "An old site?" not in second.stdout


def test_the_command_that_is_suggested_gives_the_baseline_of_that_very_run(project: Path) -> None:
    """A run under another configuration, another law, without the network: pasted as it stands, its suggestion leaves nothing new."""
    (project / "site").rename(project / "my site")
    (project / "ci").mkdir()
    (project / "linkaudit.toml").write_text('[site]\nurl = "https://other.example"\n[rules.tag-missing]\nenabled = false\n')
    (project / "ci/blog's.toml").write_text('[site]\nurl = "https://blog.example"\n[rules.rel-sponsored-missing]\nseverity = "error"\n')
    (project / "my site/bare.html").write_text('<main><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">pan</a></main>')
    audit = ("audit", "my site", "--no-probes", "--offline", "--regime", "uk", "--regime", "de", "-c", "ci/blog's.toml")
    first = run(*audit, cwd=project).stdout
    command = re.search(r"An old site\? linkaudit (.*) records (\d+) findings;", first)
    assert command
    done = run(*shlex.split(command[1]), cwd=project)
    assert done.stdout.startswith(f"ci/linkaudit.baseline.json: {command[2]} findings on 21 pages\n")
    again = re.search(r"Use it: linkaudit (.*), or ", done.stdout)
    assert again
    second = run(*shlex.split(again[1]), cwd=project)
    assert f": 0 new findings, 0 fixed, {command[2]} unchanged" in second.stdout


def test_nothing_but_a_baseline_is_written_over(project: Path) -> None:
    before = (project / "linkaudit.toml").read_text()
    done = run("baseline", "write", "site", "--offline", "--baseline", "linkaudit.toml", cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert "linkaudit.toml: not a baseline of linkaudit" in done.stderr and "this one is not written over" in done.stderr
    assert (project / "linkaudit.toml").read_text() == before
    torn = project / "linkaudit.baseline.json"
    run("baseline", "write", "site", "--offline", cwd=project)
    torn.write_text(torn.read_text().replace('"pages": [', '<<<<<<< HEAD\n"pages": ['))
    assert run("baseline", "write", "site", "--offline", cwd=project).returncode == 0, "what a merge has torn is written anew"


def test_the_document_of_a_run_is_no_baseline_and_says_how_to_make_one_of_it(project: Path) -> None:
    run(*AUDIT, "-o", "audit.json", "--quiet", cwd=project)
    done = run(*AUDIT, "--baseline", "audit.json", cwd=project)
    said = "Error: audit.json: not a baseline, but the document of a run; linkaudit baseline write audit.json makes one of it\n"
    assert (done.returncode, done.stderr) == (2, said)


def test_the_configuration_may_name_the_file_from_where_it_lies(project: Path) -> None:
    config = project / "linkaudit.toml"
    config.write_text(config.read_text() + '[baseline]\nfile = "known.json"\n')
    assert run("baseline", "write", "site", "--offline", cwd=project).returncode == 0
    assert (project / "known.json").is_file()
    assert run(*AUDIT, cwd=project).returncode == 0
    assert run("audit", str(project / "site"), "--offline", "-c", str(config)).returncode == 0, "from any working directory"


def test_a_new_fault_fails_and_a_stale_entry_fails_where_that_is_strict(project: Path) -> None:
    run("baseline", "write", "site", "--offline", cwd=project)
    known = ("--baseline", "linkaudit.baseline.json")
    (project / "site/post-003/index.html").write_text(page("The 3 best pans", link(30), link(31)))
    assert run(*AUDIT, *known, cwd=project).returncode == 0
    assert run(*AUDIT, *known, "--strict-baseline", cwd=project).returncode == 1
    assert run("baseline", "prune", "site", "--offline", cwd=project).stdout == "linkaudit.baseline.json: 1 of 60 findings taken out\n"
    assert run(*AUDIT, *known, "--strict-baseline", cwd=project).returncode == 0
    (project / "site/post-003/index.html").write_text(page("The 3 best pans", link(30), link(31), link(32)))
    done = run(*AUDIT, *known, cwd=project)
    assert done.returncode == 1
    assert "1 thing to fix" in done.stdout


def test_a_saved_audit_can_be_written_and_pruned(project: Path) -> None:
    run(*AUDIT, "-o", "audit.json", cwd=project)
    assert run("baseline", "write", "audit.json", cwd=project).stdout.startswith("linkaudit.baseline.json: 60 findings on 20 pages\n")
    assert run("baseline", "prune", "audit.json", cwd=project).stdout == "linkaudit.baseline.json: 0 of 60 findings taken out\n"


def test_show_tells_what_it_knows(project: Path) -> None:
    run("baseline", "write", "site", "--offline", cwd=project)
    shown = run("baseline", "show", cwd=project).stdout
    assert "60 findings; the site had 21 pages with 60 affiliate links on 20" in shown
    assert "     60  tag-missing (error)" in shown
    found = json.loads(run("baseline", "show", "-f", "json", cwd=project).stdout)
    assert (found["rules"], found["weights"], len(found["findings"])) == ({"tag-missing": 60}, {"error": 60}, 60)


def test_a_build_that_lost_its_boxes_fails_though_it_has_no_fault_left(project: Path) -> None:
    run("baseline", "write", "site", "--offline", cwd=project)
    for number in range(20):
        (project / f"site/post-{number:03}/index.html").write_text(page("lost"))
    done = run(*AUDIT, "--baseline", "linkaudit.baseline.json", cwd=project)
    assert done.returncode == 1
    assert "MONEY    ✗ 1 Pages or affiliate links have gone missing" in done.stdout
    assert "Affiliate links fell from 60 to 0" in run(*AUDIT, "--baseline", "linkaudit.baseline.json", "-f", "json", cwd=project).stdout
    assert run("baseline", "write", "site", "--offline", cwd=project).stdout.startswith("linkaudit.baseline.json: 0 findings")
    assert run(*AUDIT, "--baseline", "linkaudit.baseline.json", cwd=project).returncode == 0, "meant so, and recorded"


def test_a_site_that_has_shrunk_to_one_page_has_not_become_a_page_audited_alone(project: Path) -> None:
    run("baseline", "write", "site", "--offline", cwd=project)
    for number in range(20):
        (project / f"site/post-{number:03}/index.html").unlink()
    done = run(*AUDIT, "--baseline", "linkaudit.baseline.json", "-f", "json", cwd=project)
    assert done.returncode == 1
    assert "Pages fell from 21 to 1 and affiliate links fell from 60 to 0 since the baseline linkaudit.baseline.json" in done.stdout


@pytest.mark.parametrize(("share", "code"), [("0.5", 0), ("0.2", 1)])
def test_how_much_may_go_is_the_owners_to_say(project: Path, share: str, code: int) -> None:
    run("baseline", "write", "site", "--offline", cwd=project)
    for number in range(8):
        (project / f"site/post-{number:03}/index.html").unlink()
    config = project / "linkaudit.toml"
    config.write_text(config.read_text() + f"[baseline]\nmax_drop = {share}\n")
    assert run(*AUDIT, "--baseline", "linkaudit.baseline.json", cwd=project).returncode == code


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--baseline", "none.json"), "Error: none.json: there is no such baseline; linkaudit baseline write TARGET makes one\n"),
        (("--baseline", "site"), "Error: site: not a file; linkaudit baseline write TARGET makes one\n"),
        (
            ("--baseline", "linkaudit.toml"),
            "Error: linkaudit.toml: not a baseline of linkaudit, which is the JSON file that linkaudit baseline write TARGET makes\n",
        ),
        (
            ("--strict-baseline",),
            "Usage: linkaudit audit [OPTIONS] [TARGET]\nTry 'linkaudit audit --help' for help.\n\nError: --strict-baseline holds a run against a baseline, and there is none: name its file with --baseline FILE",
        ),
    ],
)
def test_a_wrong_file_is_a_sentence_and_exit_2(project: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(*AUDIT, *arguments, cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(said)
    assert "Traceback" not in done.stderr


def test_a_part_of_a_site_becomes_no_baseline(project: Path) -> None:
    run(*AUDIT, "-o", "audit.json", cwd=project)
    saved = json.loads((project / "audit.json").read_text())
    saved["coverage"]["partial"] = "--sample"
    (project / "audit.json").write_text(json.dumps(saved))
    done = run("baseline", "write", "audit.json", cwd=project)
    assert done.returncode == 2
    assert "this run did not read the whole site (--sample); a baseline of it would call the rest new" in done.stderr
