"""Anything → Page | Unread."""

from __future__ import annotations

from .crawl import crawl
from .folder import Folder, read, scan
from .urls import fetch_list, read_list

__all__ = ["Folder", "crawl", "fetch_list", "read", "read_list", "scan"]
