"""JSON Lines of pages, as corpora and crawls are handed on: a page a line, with its address and when it was taken.

Which keys hold these is told by their names (`KEYS`), or by the caller. A line that is no page is a failure in its
place; neither keeps the reader from the next. Compressed files (.gz, .zst) are unpacked as they are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Any, Final

import msgspec

from copydesk.errors import Damaged, UsageError
from copydesk.intake.packed import Broken, PackedFile, Stream
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
    stream, at = Stream(_plain(file), 0), 0
    if head.startswith((GZIP, ZSTD)):
        if begin:
            return
        stream, end = Stream(_unpacked(PackedFile(file)), 0), None
    elif begin:
        file.seek(begin - 1)
        at = begin - 1 + _passed_over(stream)  # the line that reaches into this part belongs to the one before
    try:
        for place, line in _lines(stream, at, end, most):
            if line.strip():
                yield _delivery(f"{name}#{place}", line, keys, most)
    except Broken as error:
        said = f"its compressed data is {error}; the lines before came out"
        yield Failure(name, Damaged.__name__, said, "take the file from its source again, if that is sound")


def _plain(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


def _unpacked(packed: PackedFile) -> Iterator[bytes]:
    """The content of all members. Raises Broken."""
    for stream, _ in packed.streams():
        while stream.fill(1):  # what stands before damage comes out before the damage does
            yield stream.read(stream.held)


def _lines(stream: Stream, at: int, end: int | None, most: int) -> Iterator[tuple[int, bytes]]:
    """Each line with where it begins; one over the bound is cut just behind it, and its rest passed over."""
    while (end is None or at < end) and (line := stream.line(most + 1)):
        yield at, line
        at += len(line)
        if len(line) > most and not line.endswith(b"\n"):
            at += _passed_over(stream)


def _passed_over(stream: Stream) -> int:
    """Pass over the rest of a line; how many bytes that were."""
    before = stream.position
    while (line := stream.line(_PIECE)) and not line.endswith(b"\n"):
        pass
    return stream.position - before


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
