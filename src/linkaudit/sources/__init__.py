"""Anything → Page | Unread.

What needs the network is imported where it is used: an offline audit loads no HTTP client.
"""

from __future__ import annotations

from .folder import Folder, narrowed, read, scan
from .styles import LocalStyles
from .urls import read_list

__all__ = ["Folder", "LocalStyles", "narrowed", "read", "read_list", "scan"]
