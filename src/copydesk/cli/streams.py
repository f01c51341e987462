"""Standard output and standard error, and the ways they end."""

from __future__ import annotations

import os
import re
import sys
import traceback
from pathlib import Path
from typing import Final, TextIO

import click

# What a page could use to move the cursor or change the title of the terminal it is shown on.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")


class ReaderGone(Exception):
    """Nobody reads our output any more, as with `| head`: an event, no error."""


def use_utf8() -> None:
    """Write UTF-8 whatever the locale says, and never fail on a character."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def encoded(text: str) -> bytes:
    r"""UTF-8 of any text; half of a surrogate pair, which has none, becomes U+FFFD.

    >>> encoded("a\ud800b")
    b'a\xef\xbf\xbdb'
    """
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", text).encode("utf-8")


def shown(text: str) -> str:
    r"""Text as it may stand on a terminal: no control characters but tab and line feed.

    >>> shown("\x1b[2Jred\n")
    '�[2Jred\n'
    """
    return _CONTROLS.sub("\ufffd", text)


def write(text: str) -> None:
    """Write data to standard output, at once."""
    if sys.stdout is None:
        raise click.ClickException("standard output is closed")
    try:
        # As bytes: no line end is changed on the way, whatever the system's habit.
        sys.stdout.buffer.write(encoded(text))
        sys.stdout.buffer.flush()
    except BrokenPipeError as error:
        raise ReaderGone from error


def say(message: str) -> None:
    """Write one line to standard error."""
    if sys.stderr is None:
        return
    try:
        click.echo(f"copydesk: {shown(message)}", err=True)
    except BrokenPipeError as error:
        raise ReaderGone from error


def flush() -> None:
    """Write out what is left, so that a failure shows now and not while Python shuts down."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise ReaderGone from error


def discard_rest() -> None:
    """Let what is still buffered go nowhere; Python would otherwise complain of it on the way out."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not _writable(stream):
            os.dup2(nowhere, stream.fileno())


def _writable(stream: TextIO) -> bool:
    try:
        stream.flush()
    except (OSError, ValueError):
        return False
    return True


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at this stream."""
    return stream is not None and not stream.closed and stream.isatty()


def colours() -> bool:
    """Whether standard output may carry colours: a terminal, and NO_COLOR is not set."""
    return is_terminal(sys.stdout) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def bug_message(error: BaseException) -> str:
    """What to say of an exception nobody foresaw: that it is our fault, and where."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name} line {frames[-1].lineno}" if frames else ""
    detail = f": {error}" if str(error) else ""
    return f"this is a bug in copydesk ({type(error).__name__}{place}{detail})"
