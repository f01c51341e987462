"""WARC written: every capture as it was received, with the text that was read from it (ISO 28500:2017, version 1.1)."""

from __future__ import annotations

import gzip
from base64 import b32encode
from collections.abc import Mapping
from hashlib import sha1
from typing import BinaryIO, Final
from uuid import NAMESPACE_URL, uuid5

from copydesk.version import __version__

_TYPES: Final = {"html": "text/html", "text": "text/plain", "markdown": "text/markdown"}


class WarcWriter:
    """Writes records to a stream, each a gzip member of its own, so that damage to one ends with it."""

    def __init__(self, stream: BinaryIO, date: str) -> None:
        self.stream = stream
        fields = {"Content-Type": "application/warc-fields"}
        said = f"software: copydesk/{__version__}\r\nformat: WARC File Format 1.1\r\n"
        self.record("warcinfo", f"info:{date}", date, said.encode(), fields)

    def capture(self, number: int, url: str | None, date: str, form: str, data: bytes, text: str) -> None:
        """A capture, and what was read from it."""
        target = url or f"urn:copydesk:capture:{number}"
        own = self.record(
            "resource",
            f"capture:{number}:{date}",
            date,
            data,
            {"WARC-Target-URI": target, "Content-Type": _TYPES[form]},
        )
        if text:
            fields = {"WARC-Target-URI": target, "WARC-Refers-To": own, "Content-Type": "text/plain; charset=utf-8"}
            self.record("metadata", f"text:{number}:{date}", date, text.encode("utf-8", "replace"), fields)

    def record(self, kind: str, name: str, date: str, block: bytes, fields: Mapping[str, str]) -> str:
        """One record; its identifier, which is the same for the same record in every export."""
        identity = f"<urn:uuid:{uuid5(NAMESPACE_URL, name)}>"
        digest = b32encode(sha1(block).digest()).decode()  # the form in which readers expect it
        head = {
            "WARC-Type": kind,
            "WARC-Record-ID": identity,
            "WARC-Date": date,
            "WARC-Block-Digest": f"sha1:{digest}",
            **fields,
            "Content-Length": str(len(block)),
        }
        lines = ["WARC/1.1", *(f"{key}: {_on_one_line(value)}" for key, value in head.items())]
        record = "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
        self.stream.write(gzip.compress(record, mtime=0))
        return identity


def _on_one_line(value: str) -> str:
    return " ".join(value.split())
