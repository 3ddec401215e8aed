"""The command group, and how errors become sentences and exit codes."""

from __future__ import annotations

import importlib
import sys
import traceback
from typing import Any, Final

import click
from click.shell_completion import CompletionItem

from .. import __version__
from ..errors import LinkauditError, nearest
from .log import current, failed, listen, say
from .output import drop_output

__all__ = ["main"]

# Each command is loaded when it is called: help and completion stay fast.
_COMMANDS: Final = {
    "audit": "Audit a folder of built HTML or a live site.",
    "baseline": "Record what is known, so that only what is new fails.",
    "check": "Check the links in Markdown and HTML source files, for a pre-commit hook.",
    "completion": "Print the completion script of a shell.",
    "config": "Show the merged settings and where each value came from.",
    "demo": "Serve the bundled demo site, audit it, and write its report.",
    "diff": "Compare two runs: what is new, fixed, still there.",
    "explain": "Explain a rule: why, fix, sources, examples.",
    "fix": "Mend what is mechanical: show a diff, or write it.",
    "grade": "Grade sentences: what do they tell a reader about money?",
    "history": "List the runs that .linkaudit/ knows of.",
    "identify": "Say which program and id a URL belongs to, without a request.",
    "init": "Learn from a site, and write a linkaudit.toml for it.",
    "notify": "Try who is told when something has changed.",
    "programs": "List the programs, or show one.",
    "report": "Render a saved audit, or the latest run, in another format.",
    "rules": "List the rules.",
    "show": "Render a run that .linkaudit/ keeps.",
}


class _Group(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f".{name}", __package__), name)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(f"no such command: {args[0]}{nearest(args[0], _COMMANDS)}")
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        names = [CompletionItem(name, help=said) for name, said in _COMMANDS.items() if name.startswith(incomplete)]
        # Past the commands: click's own answer would load them all.
        return names or super(click.Group, self).shell_complete(ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit: 0 nothing failed, 1 findings, 2 usage or configuration, 3 the site could not be read, 130 interrupted.",
)
@click.version_option(__version__, prog_name="linkaudit")
def group() -> None:
    """Audit affiliate links and their disclosures.

    \b
    Examples:
      linkaudit audit public/                       a folder of built HTML
      linkaudit audit https://blog.example/         a live site
      linkaudit audit public/ -o report.html        write the report too
      linkaudit identify https://amzn.to/3abcdef    what is this link?
      linkaudit grade "This post contains affiliate links."
    """


def main(argv: list[str] | None = None) -> None:
    """Run the command line and exit; no error of a user's making shows a traceback."""
    sys.exit(_run(argv))


def _run(argv: list[str] | None) -> int:
    listen(sys.argv[1:] if argv is None else argv)
    try:
        code: Any = group(argv, prog_name="linkaudit", standalone_mode=False)
        return _flushed(code if isinstance(code, int) else 0)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        if current():
            failed(error.format_message())
        else:
            error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        say("Interrupted.")
        return 130
    except LinkauditError as error:
        failed(str(error))
        return 2
    except (SystemExit, BrokenPipeError):
        # The reader of our output has gone (`linkaudit rules | head`); click turns that into exit 1, which means findings here.
        drop_output()
        return 0
    except OSError as error:
        drop_output()
        failed(f"{error.filename or 'output'}: {error.strerror or error}")
        return 2
    except Exception as error:
        _crashed(error)
        return 2  # 1 would mean findings


def _crashed(error: Exception) -> None:
    """What no test foresaw is told with its trace: whoever reports it needs that."""
    if log := current():
        log.write("error", f"linkaudit crashed: {error!r}", "error", exit=2, seconds=log.seconds, trace=traceback.format_exc())
    else:
        traceback.print_exc()
        say(f"linkaudit {__version__} crashed. Please report the lines above: https://github.com/linkaudit/linkaudit/issues")


def _flushed(code: int) -> int:
    """Write out what is buffered while it can still be said that it failed; a reader who has gone changes no verdict."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output()
    return code
