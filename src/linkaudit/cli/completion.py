"""`linkaudit completion`."""

from __future__ import annotations

from typing import Final

import click
from click.shell_completion import get_completion_class

__all__ = ["completion"]

_HOME: Final = {
    "bash": "linkaudit completion bash > ~/.local/share/bash-completion/completions/linkaudit",
    "zsh": "linkaudit completion zsh > ~/.zfunc/_linkaudit, with fpath+=~/.zfunc before compinit in ~/.zshrc",
    "fish": "linkaudit completion fish > ~/.config/fish/completions/linkaudit.fish",
}


@click.command()
@click.argument("shell", type=click.Choice(list(_HOME)))
def completion(shell: str) -> int:
    """Print the script that completes commands, options, rules and regimes in SHELL.

    \b
    Examples:
      source <(linkaudit completion bash)           for this session
      linkaudit completion bash > ~/.local/share/bash-completion/completions/linkaudit
      linkaudit completion zsh > ~/.zfunc/_linkaudit
      linkaudit completion fish > ~/.config/fish/completions/linkaudit.fish
    """
    from .main import group  # it loads this module

    made = get_completion_class(shell)
    assert made is not None
    # zsh reads `#compdef` in the first line only, so what is said to people stands at the end.
    click.echo(made(group, {}, "linkaudit", "_LINKAUDIT_COMPLETE").source().strip())
    click.echo(f"\n# To keep it: {_HOME[shell]}; then open a new shell.")
    return 0
