"""Anything → Page | Unread.

What needs the network is imported where it is used: an offline audit loads no HTTP client.
"""

from __future__ import annotations

from .addresses import is_tracking
from .folder import Folder, read, scan, within
from .styles import LocalStyles
from .urls import read_list

__all__ = ["Folder", "LocalStyles", "is_tracking", "read", "read_list", "scan", "within"]
