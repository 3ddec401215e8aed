"""Settings in layers; bad ones name file, line, key and the nearest valid name."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkaudit.config import Config, find, load
from linkaudit.errors import ConfigError, nearest

EXAMPLE = Path(__file__).parent.parent / "config" / "linkaudit.toml"


def write(folder: Path, text: str) -> Path:
    path = folder / "linkaudit.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_flags_beat_environment_beats_file_beats_default(tmp_path: Path) -> None:
    path = write(tmp_path, '[crawl]\nmax_pages = 5\nexclude = ["/a"]\n[site]\nurl = "https://file.example"\n')
    settings = load(path, {"LINKAUDIT_CRAWL_MAX_PAGES": "7", "LINKAUDIT_SITE_OWN": "a.example,b.example"}, {"crawl.max_pages": 9})
    assert settings.config.crawl.max_pages == 9
    assert settings.config.crawl.exclude == ["/a"]
    assert settings.config.site.own == ["a.example", "b.example"]
    assert settings.origins["crawl.max_pages"] == "command line"
    assert settings.origins["site.own"] == "environment"
    assert settings.origins["site.url"] == str(path)
    assert settings.config.crawl.min_coverage == 0.5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[site]\nurll = "x"\n', ':2: unknown key "site.urll" (did you mean "url"?)'),
        ("[crawll]\nx = 1\n", ':1: unknown key "crawll" (did you mean "crawl"?)'),
        ('[crawl]\nmax_pages = "many"\n', ':2: "crawl.max_pages" must be a whole number; it is the text "many"'),
        ("[[ignore]]\nrule = 'x'\n", ":1: [[ignore]] number 1 has no reason"),
        ('[links]\nclicks = "always"\n', ':2: "links.clicks" must be one of never, resolve; it is the text "always"'),
        ("[crawl]\nmin_coverage = 5\n", ':2: "crawl.min_coverage" must be 1 or less; it is 5'),
        ("[http]\nconcurrency = 0\n", "concurrency"),
        (
            '[site]\nurl = "blog.example"\n',
            ':2: "site.url" must be an address, such as "https://blog.example"; it is the text "blog.example"',
        ),
        ('[disclosure]\nregimes = "ftc"\n', ':2: "disclosure.regimes" must be a list, such as ["ftc"]; it is the text "ftc"'),
        ('[disclosure]\nregimes = ["ftc", 1]\n', '"disclosure.regimes", item 2, must be text; it is 1'),
        ('[programs.ebay]\nids = ["5"]\n[programs.amazon]\nids = "b-20"\n', ':4: "programs.amazon.ids" must be a list, such as ["b-20"]'),
        (
            '[programs]\namazon = ["b-20"]\n',
            ':2: "programs.amazon" must be a table: [programs.amazon] with ids = ["blog-20"]; it is a list',
        ),
        ('[rules]\ntag-missing = "off"\n', ':2: "rules.tag-missing" must be a table: [rules.tag-missing] with enabled = false'),
        ('[ignore]\nreason = "x"\n', ':1: "ignore" must be a list of tables: [[ignore]] with reason = "…"; it is a table'),
        (
            '[[ignore]]\nreason = "a"\nuntil = 2020-01-01\n[[ignore]]\nreason = "b"\nuntil = "soon"\n',
            ':6: [[ignore]] number 2: "until" must be a date',
        ),
        ("[rules.tag-missing]\nenable = false\n", ':2: unknown key "rules.tag-missing.enable" (did you mean "enabled"?)'),
        ('[http.headers."https://blog.example"]\nA = "x"\n', ':1: "http.headers.https://blog.example" must be a host, such as'),
        ("[baseline]\nfile = ''\n", '"baseline.file" must not be empty'),
        ('disclosure = "ftc"\n', ':1: "disclosure" must be a table: [disclosure]; it is the text "ftc"'),
        ("[site\n", "not valid TOML"),
    ],
)
def test_bad_files_are_explained(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load(path, {})
    assert str(path) in str(caught.value)
    assert said in str(caught.value)


def test_what_is_sent_to_a_host_is_not_printed(tmp_path: Path) -> None:
    path = write(tmp_path, '[http.auth]\n"blog.example" = "Basic c2VjcmV0"\n')
    with pytest.raises(ConfigError, match=':2: "http.auth.blog.example" must name a variable of the environment') as caught:
        load(path, {})
    assert "c2VjcmV0" not in str(caught.value)


def test_a_wrong_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='^LINKAUDIT_CRAWL_MAX_PAGES must be a whole number; it is the text "x"$'):
        load(write(tmp_path, "[crawl]\nmax_pages = 3\n"), {"LINKAUDIT_CRAWL_MAX_PAGES": "x"})
    with pytest.raises(ConfigError, match='"crawl" must be a table'):
        load(write(tmp_path, 'crawl = "x"\n'), {"LINKAUDIT_CRAWL_MAX_PAGES": "5"})


@pytest.mark.parametrize(("text", "ours"), [("[tool\n", False), ("[tool.linkaudit\n", True), ("tool = 5\n", False), ("\0", False)])
def test_a_project_file_that_is_broken_is_ours_when_it_names_us(tmp_path: Path, text: str, ours: bool) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text(text)
    assert (find(tmp_path) is not None) == ours


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        load(tmp_path / "nope.toml", {})


def test_the_nearest_file_upwards_wins_and_the_repository_ends_the_search(tmp_path: Path) -> None:
    (tmp_path / "repo" / "docs" / "a").mkdir(parents=True)
    outer = write(tmp_path, "")
    assert find(tmp_path / "repo" / "docs" / "a") == outer
    (tmp_path / "repo" / ".git").mkdir()
    assert find(tmp_path / "repo" / "docs" / "a") is None
    project = tmp_path / "repo" / "pyproject.toml"
    project.write_text('[tool.linkaudit.site]\nurl = "https://p.example"\n')
    assert find(tmp_path / "repo" / "docs") == project
    assert load(project, {}).config.site.url == "https://p.example"


def test_the_annotated_example_is_valid_and_names_every_table() -> None:
    assert load(EXAMPLE, {}).config != Config()
    text = EXAMPLE.read_text(encoding="utf-8")
    for table in Config.__struct_fields__:
        assert table in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[http.auth]\n"blog.example:8080" = "env:SECRET"', "http.auth"),
        ('[http.auth]\n"https://blog.example" = "env:SECRET"', "http.auth"),
        ('[http.auth]\n"blog.example" = "Basic abc"', "http.auth"),
        ('[[ignore]]\nreason = "x"\ntext = ""', "text"),
    ],
)
def test_what_would_be_ignored_silently_is_an_error(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "linkaudit.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=said):
        load(path, {})


def test_credentials_are_set_by_host() -> None:
    flags = {"http.auth": {"blog.example": "env:SECRET", "[::1]": "env:SECRET"}}
    assert set(load(None, {}, flags).config.http.auth) == {"blog.example", "[::1]"}


def test_a_variable_that_sets_nothing_is_an_error() -> None:
    with pytest.raises(ConfigError, match="LINKAUDIT_CRAWL_MAX_PAGE is no setting.*LINKAUDIT_CRAWL_MAX_PAGES"):
        load(None, {"LINKAUDIT_CRAWL_MAX_PAGE": "5"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[http]\ntransport = "wget"', "one of auto, curl, requests"),
        ('[links]\nclicks = "always"', "one of never, resolve"),
        ('[rules.link-broken]\nseverity = "fatal"', "one of error, warning, info"),
        ('[[decision]]\nreason = "x"\nverdict = "maybe"', "one of accept, reject"),
    ],
)
def test_a_wrong_choice_names_the_right_ones(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "linkaudit.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=said):
        load(path, {})


@pytest.mark.parametrize(("word", "hint"), [("disclosure-missng", ' (did you mean "disclosure-missing"?)'), ("nope", "")])
def test_what_is_not_near_is_not_proposed(word: str, hint: str) -> None:
    assert nearest(word, ["disclosure-missing", "link-insecure-hop", "tag-missing"]) == hint
