"""`copydesk serve`: the reading room."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from copydesk.cli import streams
from copydesk.cli.archives import archive_option, said
from copydesk.errors import NeedsExtra, UsageError

_WAITING = 512
"""Connections that wait to be taken."""


@click.command(
    "serve", epilog="Exit status: 0 ended by Ctrl-C; 1 it could not be opened; 2 usage, or a port that is taken."
)
@archive_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0 for every one.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8018, show_default=True, help="0 takes a free one.")
@click.option("--read-only", is_flag=True, help="Nobody adds anything.")
@click.option(
    "--token",
    envvar="COPYDESK_TOKEN",
    show_envvar=True,
    help="What writers must show. Without it one is made up where others than this machine reach the room.",
)
@click.option("--name", "names", metavar="HOST", multiple=True, help="A name by which the room is reached; repeatable.")
@click.option("--title", default="", help="What stands at the head of every page.")
@click.option(
    "--log", type=click.Path(dir_okay=False, path_type=Path), help="Where writes are noted. [DB.writes.jsonl]"
)
@said
def command(path: str, **given: Any) -> None:
    """Open the reading room: the archive as pages to read, compare and cite, at http://127.0.0.1:8018/.

    Other machines reach it only with --host; they need the token to add anything.
    """
    serve(Path(path), **given)


def serve(path: Path, *, opened: Callable[[str], object] | None = None, **given: Any) -> None:
    """Serve an archive until Ctrl-C; `opened` is told the address once it is known."""
    try:
        import uvicorn

        from copydesk.web.patience import Patient
        from copydesk.web.room import room
    except ImportError as error:
        raise NeedsExtra("the reading room", f"needs {error.name}", "pip install 'copydesk[web]'") from None
    from copydesk.web.settings import RoomSettings

    settings = RoomSettings(archive=path, **given)
    if not settings.is_local and not settings.read_only and not settings.token:
        settings = settings._replace(token=secrets.token_urlsafe(18))
        streams.say(f"whoever adds a page shows this token: {settings.token}")
    if not path.exists() and not settings.read_only:
        streams.say(f"{path} is not there yet: the room begins a new archive")
    with _bound(settings.host, settings.port) as bound:
        config = uvicorn.Config(
            room(settings),
            http=Patient,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=30,
            limit_concurrency=1_000,
            h11_max_incomplete_event_size=65_536,
        )
        host, port = bound.getsockname()[:2]
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
        streams.say(f"the reading room of {path} is open at http://{shown}:{port}/ (Ctrl-C closes it)")
        if opened is not None:
            opened(f"http://{shown}:{port}")
        uvicorn.Server(config).run(sockets=[bound])


def _bound(host: str, port: int) -> socket.socket:
    """What listens at an address. Raises UsageError for one that is taken, or not of this machine."""
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(_WAITING)  # who comes while the room is being opened waits
    except OSError as error:
        made.close()
        said = f"cannot be listened at ({error.strerror or error})"
        raise UsageError(f"{host}:{port}", said, "give another --port or --host") from None
    return made
