"""How far a run has come, as Prometheus reads it: in a file that is written anew, or at an address that is asked.

Text exposition format, version 0.0.4.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from copydesk.bulk.run import Progress
from copydesk.errors import NotReadable, UsageError

_HELP: Final = (
    ("parts", "gauge", "Parts of the inputs."),
    ("parts_done", "gauge", "Parts that are finished."),
    ("input_bytes", "gauge", "Bytes of all inputs, as they lie there."),
    ("input_bytes_done", "gauge", "Of these, those of finished parts."),
    ("records_total", "counter", "Records that were read."),
    ("failures_total", "counter", "Of these, those that gave no page."),
    ("seconds_total", "counter", "Seconds since the step began."),
)


def text_of(progress: Progress) -> str:
    """The state of a run as a page of metrics."""
    values = (
        progress.parts,
        progress.parts_done,
        progress.bytes,
        progress.bytes_done,
        progress.records,
        progress.failures,
        round(progress.seconds, 3),
    )
    lines = []
    for (name, kind, about), value in zip(_HELP, values, strict=True):
        lines += [f"# HELP copydesk_bulk_{name} {about}", f"# TYPE copydesk_bulk_{name} {kind}"]
        lines.append(f'copydesk_bulk_{name}{{step="{progress.step}"}} {value}')
    return "\n".join(lines) + "\n"


def metrics_to(where: str) -> Callable[[Progress], None]:
    """What writes or serves the metrics: `where` is a file, or `[HOST]:PORT` (by default, for this machine alone).

    Raises UsageError for an address that cannot be served.
    """
    host, found, port = where.rpartition(":")
    if found and port.isdigit() and "/" not in where:
        return _served(host or "127.0.0.1", int(port))
    path = Path(where)

    def write(progress: Progress) -> None:
        unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            unfinished.write_text(text_of(progress), "utf-8")
            unfinished.replace(path)
        except OSError as error:
            raise NotReadable(where, f"cannot be written ({error.strerror or error})", "check the path") from None

    return write


def _served(host: str, port: int) -> Callable[[Progress], None]:
    """What keeps the state that a small server gives to whoever asks for /metrics."""
    state = {"text": ""}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_known = self.path.partition("?")[0] in ("/", "/metrics")
            body = state["text"].encode()
            self.send_response(200 if is_known else 404)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(body) if is_known else 0))
            self.end_headers()
            if is_known:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: standard error is for the run."""

    try:
        server = ThreadingHTTPServer((host, port), Handler)
    except (OSError, OverflowError) as error:
        raise UsageError(f"--metrics {host}:{port}", f"cannot be served ({error})", "give another port") from None
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def keep(progress: Progress) -> None:
        state["text"] = text_of(progress)

    return keep
