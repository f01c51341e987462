"""JSON Lines of pages, as corpora and crawls are handed on: a page a line, with its address and when it was taken.

Which keys hold these is told by their names (`KEYS`), or by the caller. A line that is no page is a failure in its
place; neither keeps the reader from the next. Compressed files (.gz, .zst) are unpacked as they are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final

import msgspec

from copydesk.errors import Damaged, UsageError
from copydesk.intake.packed import Broken, PackedFile
from copydesk.intake.unpack import GZIP, ZSTD
from copydesk.records import Delivery, Failure

KEYS: Final[dict[str, tuple[str, ...]]] = {
    "content": ("html", "markdown", "text", "content", "raw_content", "body", "page"),
    "url": ("url", "uri", "address", "WARC-Target-URI", "warc_target_uri"),
    "captured": ("captured", "crawled", "crawl_date", "fetched", "WARC-Date", "warc_date", "timestamp"),
}
"""What is read of a line, and by what names, the first that is there."""
ENDINGS: Final = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".ndjson", ".ndjson.gz", ".ndjson.zst", ".json.gz")
_PACKED: Final = (".gz", ".zst")
_PIECE: Final = 1 << 20
_LINE: Final = re.compile(rb"[^\n]*\n|[^\n]+")
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CUT: Final = "take the file from its source again, if that is sound"


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
    found: Iterator[tuple[int, bytes | Failure]]
    if head.startswith((GZIP, ZSTD)) or (name.lower().endswith(_PACKED) and not head.startswith(b"{")):
        found = iter(()) if begin else _packed_lines(file, name, most)
    else:
        found = _plain_lines(file, begin, end, most)
    for place, line in found:
        if isinstance(line, Failure):
            yield line
        elif line.strip():
            yield _delivery(f"{name}#{place}", line, keys, most)


def _plain_lines(file: IO[bytes], begin: int, end: int | None, most: int) -> Iterator[tuple[int, bytes]]:
    """Each line that begins in `[begin, end)`, with where; one over the bound is cut just behind it."""
    at = begin
    if begin:
        file.seek(begin - 1)
        at += _pass_line(file, end) - 1  # the line that reaches into this part belongs to the one before
    while (end is None or at < end) and (line := file.readline(most + 1)):
        yield at, line
        at += len(line)
        if not line.endswith(b"\n"):
            at += _pass_line(file, end)


def _pass_line(file: IO[bytes], end: int | None) -> int:
    """Pass over the rest of a line, or as much of it as leads to `end`; how many bytes that is."""
    passed = 0
    while (end is None or file.tell() < end) and (piece := file.readline(_PIECE)):
        passed += len(piece)
        if piece.endswith(b"\n"):
            break
    return passed


def _packed_lines(file: IO[bytes], name: str, most: int) -> Iterator[tuple[int, bytes | Failure]]:
    """Each line of a compressed file, with the byte of its content at which it begins; damage in its place.

    Reading goes on behind damage, with the first line that begins there. One over the bound is cut just behind it.
    """
    held, begins, length = bytearray(), 0, 0
    is_broken = is_inside = False
    for piece in _content(file, name):
        if isinstance(piece, Failure):
            if not is_inside and _is_whole(held):  # the last one, which no line end follows
                yield begins, bytes(held)
            yield begins, piece
            held.clear()
            begins, length, is_broken = begins + length, 0, True
            continue
        if is_broken:
            is_broken, is_inside = False, not piece.lstrip().startswith(b"{")
        for part in _LINE.findall(piece):
            length += len(part)
            held += part[: max(0, most + 1 - len(held))]
            if part.endswith(b"\n"):
                if not is_inside:
                    yield begins, bytes(held)
                held.clear()
                begins, length, is_inside = begins + length, 0, False
    if held and not is_inside:
        yield begins, bytes(held)


def _content(file: IO[bytes], name: str) -> Iterator[bytes | Failure]:
    """The content of a compressed file in pieces; a failure for what is damaged, where it stands."""
    packed = PackedFile(file, is_packed=True, begins=_begins_text)
    for stream, _ in packed.streams():
        yield from _between(packed, name)
        said = ""
        while not said:
            try:
                stream.fill(_PIECE)
            except Broken as error:
                said = f"the compressed data that begins at byte {stream.offset:,}: {error}"
            if not stream.held:
                break
            yield stream.read(stream.held)
        if said:
            yield _failure(name, said, _CUT)
    yield from _between(packed, name)


def _between(packed: PackedFile, name: str) -> Iterator[Failure]:
    """What stood before the next stream, and belongs to none."""
    for offset, reason in packed.trouble:
        yield _failure(name, f"{reason}, from byte {offset:,} on", _CUT)
    packed.trouble.clear()


def _begins_text(head: bytes) -> bool:
    """Whether these bytes may stand in JSON, which has no control characters but white space."""
    return bool(head) and _CONTROL.search(head) is None


def _is_whole(line: bytearray) -> bool:
    try:
        msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False
    return True


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
