"""`copydesk mcp`: the archive for programs that speak the Model Context Protocol, over standard input and output."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, BinaryIO

import click
import msgspec

from copydesk.cli import streams
from copydesk.cli.archives import archive_option, opened, said

if TYPE_CHECKING:
    from copydesk.archive.archive import Archive


@click.command("mcp", epilog="Exit status: 0 the input ended; 1 the archive could not be opened; 2 usage.")
@archive_option
@click.option("--base", default="http://127.0.0.1:8018", show_default=True, help="Where the reading room is open.")
@said
def command(path: str, base: str) -> None:
    """Let a program ask the archive: search, article, statements, check_quotation.

    Programs start this themselves and speak the Model Context Protocol with it, one JSON message a line. It only reads.
    The reading room has the same at /mcp.
    """
    with opened(path) as archive:
        serve(archive, sys.stdin.buffer, base.rstrip("/"))


def serve(archive: Archive, lines: BinaryIO, base: str) -> None:
    """Answer each line until there is none."""
    from copydesk.web import mcp

    while line := lines.readline(mcp.LONGEST + 1):
        if len(line) > mcp.LONGEST:
            _skip(lines, line)
            _write(mcp.failure(mcp.Wrong(mcp.REQUEST, f"a message has at most {mcp.LONGEST:,} bytes")))
            continue
        if not line.strip():
            continue
        try:
            message = mcp.read(line)
        except mcp.Wrong as error:
            _write(mcp.failure(error))
            continue
        with archive.at_one_moment():
            reply = mcp.reply(archive, message, base)
        if reply.body is not None:
            _write(reply.body)


def _skip(lines: BinaryIO, line: bytes) -> None:
    """Leave out the rest of a line that is too long."""
    while line and not line.endswith(b"\n"):
        line = lines.readline(65_536)


def _write(value: Any) -> None:
    streams.write(msgspec.json.encode(value).decode() + "\n")
