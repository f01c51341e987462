"""What the commands on an archive share: which file it is, how they open it, how they write what they found."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
import msgspec

from copydesk.cli import streams
from copydesk.errors import CopydeskError, UsageError

if TYPE_CHECKING:
    from copydesk.archive.archive import Archive

VARIABLE: Final = "COPYDESK_ARCHIVE"
DEFAULT: Final = "copydesk.db"
FAILED: Final = 1
USAGE: Final = 2

_Command = TypeVar("_Command", bound=Callable[..., Any])

archive_option = click.option(
    "--archive",
    "path",
    metavar="DB",
    envvar=VARIABLE,
    default=DEFAULT,
    show_default=True,
    show_envvar=True,
    help="The archive: one SQLite file.",
)
json_option = click.option("--json", "json_", is_flag=True, help="JSON, also on a terminal.")
as_of_option = click.option(
    "--as-of", metavar="DATE", help="As it was on that day: what was captured later is left out."
)


@contextmanager
def opened(path: str, *, create: bool = False, read_only: bool = True) -> Iterator[Archive]:
    """The archive of a command, closed at its end."""
    from copydesk.archive.archive import Archive

    with Archive(Path(path), create=create, read_only=read_only) as archive:
        yield archive


def said(command: _Command) -> _Command:
    """A command whose errors are one line on standard error, with the status for a wrong call or a failure."""

    @wraps(command)
    def run(*given: Any, **named: Any) -> Any:
        try:
            return command(*given, **named)
        except UsageError as error:
            raise click.UsageError(str(error)) from None
        except CopydeskError as error:
            streams.say(str(error))
            click.get_current_context().exit(FAILED)

    return run  # type: ignore[return-value]


def wants_json(json_: bool) -> bool:
    """Whether the answer is data for a program: asked for, or not shown on a terminal."""
    return json_ or not streams.is_terminal(sys.stdout)


def write_json(values: Iterable[object]) -> None:
    """One JSON object a line."""
    for value in values:
        streams.write(msgspec.json.encode(value).decode() + "\n")


def write_line(text: str = "") -> None:
    """One line for a reader, of which what comes from pages went through `safe` or `styled`."""
    streams.write(text + "\n")


def safe(text: str | None) -> str:
    """Text of a page as it may stand on a terminal: what could move the cursor is made visible."""
    return streams.shown(text or "")


def styled(text: str, **style: Any) -> str:
    """Text, made safe, in a style where standard output may carry one."""
    return click.style(safe(text), **style) if streams.colours() else safe(text)


def day(moment: str | None) -> str:
    """The day of a time, or blanks.

    >>> day("2024-03-09T12:00:00Z"), day(None)
    ('2024-03-09', '          ')
    """
    return (moment or "")[:10].ljust(10)
