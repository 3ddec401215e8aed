"""Certificates made by the openssl command: one authority, and what a server may hold that is wrong."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

NAME = "shop.example"
KINDS = ("good", "wrong-host", "expired", "self-signed")
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def make(folder: Path) -> Path:
    """Write `authority.pem`, and a certificate and key of each kind; return the authority's file. Without openssl, this fails."""
    _openssl(
        folder, "req", "-x509", *_KEY, "-days", "2", "-subj", "/CN=test authority", "-keyout", "authority.key", "-out", "authority.pem"
    )
    _openssl(folder, "req", "-x509", *_KEY, "-days", "2", *_named(NAME), "-keyout", "self-signed.key", "-out", "self-signed.pem")
    _signed(folder, "good", NAME, days=2)
    _signed(folder, "wrong-host", "other.example", days=2)
    _signed(folder, "expired", NAME, days=-1)
    return folder / "authority.pem"


def context(folder: Path, kind: str) -> ssl.SSLContext:
    """A server's context with a certificate of that kind."""
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(folder / f"{kind}.pem", folder / f"{kind}.key")
    return found


def _signed(folder: Path, kind: str, host: str, days: int) -> None:
    _openssl(folder, "req", *_KEY, "-subj", f"/CN={host}", "-keyout", f"{kind}.key", "-out", f"{kind}.csr")
    (folder / f"{kind}.ext").write_text(f"subjectAltName=DNS:{host},IP:127.0.0.1\n", encoding="ascii")
    _openssl(
        folder, "x509", "-req", "-in", f"{kind}.csr", "-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial",
        "-days", str(days), "-extfile", f"{kind}.ext", "-out", f"{kind}.pem",
    )  # fmt: skip


def _named(host: str) -> tuple[str, ...]:
    return ("-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}")


def _openssl(folder: Path, *arguments: str) -> None:
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"openssl {arguments[0]}: {done.stderr}"
