"""Decompression in bounded pieces, so that a bomb is refused before it fills the memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import NamedTuple

from copydesk.errors import Damaged, NotText
from copydesk.intake.binary import refuse_warc
from copydesk.intake.files import too_large

GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"

# A page saved as .gz whose server had sent it gzipped already is packed twice; more is no page.
_MOST_LAYERS = 2
# A file joined of many gzip members has one for each page or log turn; a million members are an attack on the time.
_MOST_MEMBERS = 10_000
_GZIP_PIECE = 16_384
# Four bytes of zstd can stand for 128 KiB: 256 bytes a step make at most 8 MiB, and cost nothing measurable.
_ZSTD_PIECE = 256
_OUT_PIECE = 1 << 20


class Unpacked(NamedTuple):
    """The content, and what was odd about its packing."""

    data: bytes
    warnings: tuple[str, ...] = ()


def unpack(data: bytes, name: str, max_bytes: int) -> Unpacked:
    """The content of gzip or Zstandard data, known by its first bytes; anything else comes back as it is.

    Raises Damaged for truncated or corrupt data, TooLarge for more than `max_bytes` of content.
    """
    warnings: list[str] = []
    for _ in range(_MOST_LAYERS):
        if data.startswith(GZIP):
            pieces = _gunzip(data, name, warnings)
        elif data.startswith(ZSTD):
            pieces = _unzstd(data, name, warnings)
        else:
            break
        data = _joined(pieces, name, max_bytes)
    if data.startswith((GZIP, ZSTD)):
        raise NotText(name, f"compressed more than {_MOST_LAYERS} times over", "decompress it first")
    return Unpacked(data, tuple(warnings))


def _joined(pieces: Iterator[bytes], name: str, max_bytes: int) -> bytes:
    kept: list[bytes] = []
    size = 0
    for piece in pieces:
        if not kept:
            refuse_warc(piece, name)
        kept.append(piece)
        size += len(piece)
        if size > max_bytes:
            raise too_large(name, None, max_bytes, packed=True)
    return b"".join(kept)


def _gunzip(data: bytes, name: str, warnings: list[str]) -> Iterator[bytes]:
    """The content of one gzip member after another, in pieces of bounded size."""
    at = 0
    for _ in range(_MOST_MEMBERS):
        member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        while not member.eof:
            if at >= len(data):
                raise _cut(name, "gzip", len(data))
            piece = data[at : at + _GZIP_PIECE]
            at += len(piece)
            while piece and not member.eof:
                try:
                    out = member.decompress(piece, _OUT_PIECE)
                except zlib.error:
                    raise _corrupt(name, "gzip", at - len(piece), at) from None
                piece = member.unconsumed_tail
                if out:
                    yield out
        at -= len(member.unused_data)
        if data[at : at + 2] != GZIP:
            break
    else:
        raise Damaged(name, f"more than {_MOST_MEMBERS:,} gzip members, byte {at:,}", "decompress it first")
    # Zeros after the last member are padding (tar, block devices), which gzip itself passes over.
    if data[at : at + _GZIP_PIECE].strip(b"\0"):
        warnings.append(f"bytes after the end of the gzip data were left out, from byte {at}")


def _unzstd(data: bytes, name: str, warnings: list[str]) -> Iterator[bytes]:
    """The content of one Zstandard frame after another, in pieces of bounded size."""
    import zstandard

    at = 0
    for _ in range(_MOST_MEMBERS):
        frame = zstandard.ZstdDecompressor().decompressobj()
        while not frame.eof:
            if at >= len(data):
                raise _cut(name, "Zstandard", len(data))
            piece = data[at : at + _ZSTD_PIECE]
            at += len(piece)
            try:
                out = frame.decompress(piece)
            except zstandard.ZstdError:
                raise _corrupt(name, "Zstandard", at - len(piece), at) from None
            if out:
                yield out
        at -= len(frame.unused_data)
        if data[at : at + 4] != ZSTD:
            break
    else:
        raise Damaged(name, f"more than {_MOST_MEMBERS:,} Zstandard frames, byte {at:,}", "decompress it first")
    if at < len(data):
        warnings.append(f"bytes after the end of the Zstandard data were left out, from byte {at}")


def _cut(name: str, packing: str, at: int) -> Damaged:
    return Damaged(name, f"the {packing} data is cut short: it ends at byte {at:,}", "get the whole file again")


def _corrupt(name: str, packing: str, start: int, end: int) -> Damaged:
    return Damaged(name, f"the {packing} data is corrupt between bytes {start:,} and {end:,}", "get the file again")
