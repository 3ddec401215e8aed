"""Anything → Page | Unread.

What needs the network is imported where it is used: an offline audit loads no HTTP client.
"""

from __future__ import annotations

from .folder import Folder, read, scan, within
from .styles import LocalStyles
from .urls import read_list

__all__ = ["Folder", "LocalStyles", "read", "read_list", "scan", "within"]
