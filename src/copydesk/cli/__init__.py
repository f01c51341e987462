"""The command line: data on stdout, everything else on stderr.

Each command has a file of its own, loaded when it is asked for. `main` is the program: it turns whatever ends a
command early into a line on stderr and an exit status, never a traceback.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Final

import click

from copydesk.cli import streams
from copydesk.version import __version__, build

INTERRUPTED: Final = 130
"""128 + SIGINT, as shells report a program ended by Ctrl-C."""
READER_GONE: Final = 141
"""128 + SIGPIPE, as shells report a program whose reader (`head`) has left."""
FAILED: Final = 1

COMMANDS: Final = {
    "extract": "copydesk.cli.extract:command",
    "statements": "copydesk.cli.ledger:statements",
    "check-quote": "copydesk.cli.ledger:check_quote",
    "ledger": "copydesk.cli.ledger:ledger",
    "add": "copydesk.cli.add:command",
    "search": "copydesk.cli.find:search",
    "show": "copydesk.cli.find:show",
    "history": "copydesk.cli.find:history",
    "diff": "copydesk.cli.find:diff",
    "timemap": "copydesk.cli.find:timemap",
    "digest": "copydesk.cli.digest:command",
    "export": "copydesk.cli.keep:export",
    "import": "copydesk.cli.keep:import_",
    "prune": "copydesk.cli.keep:prune",
    "check": "copydesk.cli.keep:check",
    "backup": "copydesk.cli.keep:backup",
    "bulk": "copydesk.cli.bulk:command",
    "serve": "copydesk.cli.serve:command",
    "mcp": "copydesk.cli.mcp:command",
    "demo": "copydesk.cli.demo:command",
}
"""Each command, the module that holds it, and its name there."""


class CommandTable(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found: click.Command = getattr(importlib.import_module(module), name)
        return found


@click.command("copydesk", cls=CommandTable, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="copydesk", message=f"%(prog)s, version %(version)s ({build()})")
def copydesk() -> None:
    """Clean copy from saved news pages: the whole article and nothing else, each fact with its evidence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit status."""
    streams.use_utf8()
    try:
        status = _run(arguments)
        streams.flush()
    except streams.ReaderGone:
        streams.discard_rest()
        return READER_GONE
    except OSError as error:  # the disk is full, the device is gone
        streams.discard_rest()
        streams.say(f"cannot write: {error.strerror or error}")
        return FAILED
    return status


def _run(arguments: Sequence[str] | None) -> int:
    try:
        status = copydesk.main(args=arguments, prog_name="copydesk", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except (streams.ReaderGone, OSError):
        raise
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):  # click's own answer to it
            raise streams.ReaderGone from error
        return error.code if isinstance(error.code, int) else FAILED
    except Exception as error:  # the last fence: a user never sees a traceback
        streams.say(streams.bug_message(error))
        return FAILED
    return status if isinstance(status, int) else 0
