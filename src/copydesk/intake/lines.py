"""JSON Lines of pages, as corpora and crawls are handed on: a page a line, with its address and when it was taken.

Which keys hold these is told by their names (`KEYS`), or by the caller. A line that is no page is a failure in its
place; neither keeps the reader from the next. Compressed files (.gz, .zst) are unpacked as they are read.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping
from io import BufferedReader
from typing import IO, Any, Final, cast

import msgspec
import zstandard

from copydesk.errors import Damaged, UsageError
from copydesk.intake.unpack import GZIP, ZSTD
from copydesk.records import Delivery, Failure

KEYS: Final[dict[str, tuple[str, ...]]] = {
    "content": ("html", "markdown", "text", "content", "raw_content", "body", "page"),
    "url": ("url", "uri", "address", "WARC-Target-URI", "warc_target_uri"),
    "captured": ("captured", "crawled", "crawl_date", "fetched", "WARC-Date", "warc_date", "timestamp"),
}
"""What is read of a line, and by what names, the first that is there."""
ENDINGS: Final = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".ndjson", ".ndjson.gz", ".ndjson.zst", ".json.gz")
_PIECE: Final = 1 << 20


def is_lines(name: str) -> bool:
    """Whether a file is one of JSON Lines, by its name.

    >>> is_lines("pages.JSONL.gz"), is_lines("pages.json")
    (True, False)
    """
    return name.lower().endswith(ENDINGS)


def keys_from(given: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The names of keys with those that a caller gives in their place.

    Raises UsageError for what is none of those that are read.

    >>> keys_from({"content": "doc"})["content"]
    ('doc',)
    """
    if unknown := sorted(given.keys() - KEYS.keys()):
        raise UsageError(", ".join(unknown), "is not read of a line", f"name the keys of {', '.join(KEYS)}")
    return KEYS | {name: (key,) for name, key in given.items()}


def deliveries_of_lines(
    file: IO[bytes],
    name: str,
    most: int,
    keys: Mapping[str, tuple[str, ...]] = KEYS,
    begin: int = 0,
    end: int | None = None,
) -> Iterator[Delivery | Failure]:
    """Every page of a file of JSON Lines; a line is named by the byte at which it begins.

    Of a plain file, the lines that begin in `[begin, end)`; a compressed one belongs to the part that begins at 0.
    `most` bounds the bytes of a line.
    """
    head = file.read(4)
    file.seek(0)
    is_packed = head.startswith((GZIP, ZSTD))
    if is_packed and begin:
        return
    at = 0
    if begin:
        file.seek(begin - 1)
        at = begin - 1 + len(file.readline(most + 1))  # the line that reaches into this part belongs to the one before
    try:
        for place, line in _lines(_unpacked(file, head), at, None if is_packed else end, most):
            if line.strip():
                yield _delivery(f"{name}#{place}", line, keys, most)
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
        said = f"its compressed data is damaged or cut short ({error}); the lines before came out"
        yield Failure(name, "Damaged", said, "take the file from its source again, if that is sound")


def _unpacked(file: IO[bytes], head: bytes) -> IO[bytes]:
    if head.startswith(GZIP):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=file))
    if head.startswith(ZSTD):
        reader: Any = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        return cast("IO[bytes]", BufferedReader(reader, _PIECE))
    return file


def _lines(file: IO[bytes], at: int, end: int | None, most: int) -> Iterator[tuple[int, bytes]]:
    """Each line with where it begins; one over the bound is cut just behind it, and its rest passed over."""
    while (end is None or at < end) and (line := file.readline(most + 1)):
        yield at, line
        at += len(line)
        is_cut = len(line) > most
        while is_cut and not line.endswith(b"\n") and (line := file.readline(_PIECE)):
            at += len(line)


def _delivery(name: str, line: bytes, keys: Mapping[str, tuple[str, ...]], most: int) -> Delivery | Failure:
    """The page of one line, or why there is none."""
    if len(line) > most:
        return _failure(name, f"a line of more than {most:,} bytes", "raise the bound if the file is to be trusted")
    try:
        values = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        return _failure(name, f"no line of JSON ({error})", "check the file")
    if not isinstance(values, dict):
        return _failure(name, f"a {type(values).__name__}, not an object with a page", "give an object a line")
    found = {what: _first(values, names) for what, names in keys.items()}
    if not found["content"]:
        return _failure(name, f"no page under {', '.join(keys['content'])}", "name the key that holds it")
    return Delivery(
        data=found["content"].encode("utf-8", "surrogatepass"),
        name=name,
        url=found["url"],
        url_how="JSON Lines",
        captured=found["captured"],
        captured_how="JSON Lines" if found["captured"] else "",
        charset="utf-8",
    )


def _first(values: dict[str, Any], names: tuple[str, ...]) -> str | None:
    return next((value for name in names if isinstance(value := values.get(name), str) and value.strip()), None)


def _failure(name: str, message: str, next_step: str) -> Failure:
    return Failure(name, Damaged.__name__, message, next_step)
