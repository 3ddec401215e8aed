"""What the shipped files name before it is built; a test says when it is there, and then it leaves this list."""

from __future__ import annotations

import sys
from typing import Final

FLAGS: Final = ("--baseline", "--source", "--changed-only")
FORMATS: Final = ("sarif", "junit", "github", "gitlab")
COMMANDS: Final = ("baseline",)


def without(args: list[str]) -> list[str]:
    """The arguments that today's command knows."""
    left: list[str] = []
    words = iter(args)
    for word in words:
        if word in FLAGS:
            next(words)
        elif word in ("-o", "--output", "-f", "--format"):
            value = next(words)
            left += [] if value.partition(":")[0] in FORMATS else [word, value]
        else:
            left.append(word)
    return left


if __name__ == "__main__":
    from linkaudit.cli import main

    main(without(sys.argv[1:]))
