"""What a log hides of an address with credentials, and what it goes on telling."""

from __future__ import annotations

import re
import string
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linkaudit.cli.masked import Mask, secrets_in

MAIL = "mailtos://ann:password@mail.invalid?to=ann@{}"
TOKEN = st.from_regex(r"[a-z]{4,8}[0-9]{4,8}[A-Za-z0-9_-]{0,12}", fullmatch=True)
PASSWORD = st.text(string.ascii_letters + string.digits + "!$%&+-_:@/?#", min_size=4, max_size=20)
HOST = st.sampled_from(["localhost", "blog.example", "www.blog.example", "127.0.0.1", "password-shop.example", "a1b2c3d4e5.cdn.example"])


def told(text: str, secret: str, *hosts: str) -> str:
    return Mask(secrets_in(secret), hosts)(text, 10_000)


@pytest.mark.parametrize("host", ["localhost", "blog.example"])
def test_the_site_a_mail_goes_to_is_told(host: str) -> None:
    line = f"not read: https://{host}/mail/pan: ann@{host} and password"
    assert told(line, MAIL.format(host), host) == f"not read: https://{host}/mail/pan: ann@{host} and ***"
    assert told(f"x {MAIL.format('mail.example')} x", MAIL.format("mail.example")) == "x *** x"


@pytest.mark.parametrize(
    ("secret", "hidden", "seen"),
    [
        ("Bearer s3cr3t-of-the-blog", ["s3cr3t-of-the-blog"], ["Bearer"]),
        ("ann:sesame", ["sesame", "ann:sesame"], ["ann"]),
        ("sid=a1b2c3d4e5; theme=dark", ["a1b2c3d4e5"], ["theme", "dark"]),
        ("https://hc.example/ping/0123-secret", ["0123-secret"], ["hc.example", "ping", "https"]),
        ("https://blog.example/", [], ["https://blog.example/", "https://blog.example/pan/"]),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general", ["TIiajkdnlazkcOXrIdevi7FQ", "A1BRTD4JD"], ["general"]),
        ("tgram://123456789:AAbcdefgh_token/12315544/", ["AAbcdefgh_token", "12315544"], ["tgram"]),
        ("json://hook.example/in?apikey=tulip&to=reports", ["tulip"], ["reports", "hook.example"]),
        ("ntfy://ann:p%40ssw0rd@ntfy.example/affiliate-links", ["p@ssw0rd", "p%40ssw0rd"], ["affiliate-links", "ntfy.example"]),
        ("mailto://ann:pa/5word@mail.example", ["pa/5word"], ["mail.example"]),
        (f"{MAIL.format('a.example')}, json://ann:tulips@b.example", ["password", "tulips"], ["a.example", "b.example", "json"]),
        ("json://h.example/eyJhbGci.eyJzdWIiOjEyMw.SflKxwRJ", ["eyJhbGci.eyJzdWIiOjEyMw.SflKxwRJ"], ["h.example"]),
    ],
)
def test_passwords_and_tokens_are_hidden_hosts_and_words_are_not(secret: str, hidden: list[str], seen: list[str]) -> None:
    for one in hidden:
        assert told(f"x {one} y", secret) == "x *** y"
    for one in seen:
        assert told(f"x {one} y", secret) == f"x {one} y"


def test_of_two_that_overlap_nothing_is_left() -> None:
    assert Mask(["abcd1234", "1234efgh"])("xabcd1234efghx", 100) == "x***x"


def addressed(draw: st.DrawFn, host: str) -> tuple[str, list[str]]:
    """An address as an owner might set it, on any host, with what in it is secret."""
    password, token, key = draw(PASSWORD), draw(TOKEN), draw(TOKEN)
    at = draw(st.sampled_from(["mail.invalid", host]))
    address = f"json://ann:{quote(password, safe='')}@{at}/hooks/{token}?to=ann@{host}&room={key}"
    return address, [password, token, key]


@given(st.data(), HOST, st.text(string.ascii_lowercase + " /.:", max_size=30))
def test_the_site_s_host_is_never_masked_and_what_is_secret_always(data: st.DataObject, host: str, words: str) -> None:
    address, secrets = data.draw(st.composite(addressed)(host))
    # What is a piece of the host, of the sentence or of another secret can't be looked for.
    assume(not any(one.lower() in f"{host} {words} not read: ann@ ://".lower() for one in secrets))
    assume(not any(host in one for one in secrets))
    line = f"not read: https://{host}/ {words} {address} {' '.join(secrets)} ann@{host} {host}/{secrets[1]}"
    shown = told(line, address, host)
    assert len(re.findall(re.escape(host), shown)) == line.count(host)
    assert not any(one in shown for one in secrets)


@given(HOST, st.data())
def test_a_password_that_is_a_piece_of_the_host_hides_none_of_it(host: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(host) - 4))
    password = host[start : data.draw(st.integers(start + 4, len(host)))]
    assert host in told(f"audit of https://{host}/", f"mailtos://ann:{password}@mail.invalid", host)
