"""An HTTP message as a web archive keeps it: status, header fields, and the content without its transfer coding.

RFC 9112 (messages), RFC 9110 section 8.4 (content codings). Crawlers keep what servers sent, and also what they made of
it: a field may say "chunked" or "gzip" of a body that is neither any more. Such a body is taken as it is.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import Final, NamedTuple

import zstandard

from copydesk.intake.unpack import GZIP, ZSTD

_STATUS: Final = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})")
_CHUNK: Final = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]+)", re.IGNORECASE)
_MOST_CODINGS: Final = 3
_MOST_FIELDS: Final = 1_000
"""Lines of a head that are read: folded ones are joined, which takes time that grows with their square."""
_ZSTD_PIECE: Final = 256
"""Four bytes of Zstandard can stand for 128 KiB, and its decoder gives all of them at once."""
_BROTLI_PIECE: Final = 64
"""Ten bytes of Brotli can stand for 16 MiB."""


class Undecodable(Exception):
    """The content cannot be decoded; the message says why."""


class Message(NamedTuple):
    """An HTTP response."""

    status: int | None
    """None when there is no status line: the block is the content itself."""
    fields: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """What the content is said to be; "" when nothing is said."""
        return self.fields.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The character set that is declared."""
        found = _CHARSET.search(self.fields.get("content-type", ""))
        return found[1] if found else None


def read_message(block: bytes) -> Message:
    """A response, its body as it was sent."""
    found = _STATUS.match(block)
    if found is None:
        return Message(None, {}, block)
    head, mark, body = block.partition(b"\r\n\r\n")
    bare, bare_mark, bare_body = block.partition(b"\n\n")
    if bare_mark and (not mark or len(bare) < len(head)):
        head, body = bare, bare_body
    return Message(int(found[1]), read_fields(head.splitlines()[1 : _MOST_FIELDS + 1]), body)


def read_fields(lines: list[bytes]) -> dict[str, str]:
    """Header fields by their names in small letters; of several the first; folded lines joined."""
    fields: dict[str, str] = {}
    last = ""
    for line in lines:
        text = line.decode("utf-8", "replace")
        if text[:1] in (" ", "\t") and last:
            fields[last] += " " + text.strip()
            continue
        name, colon, value = text.partition(":")
        last = name.strip().lower() if colon else ""
        if last and last not in fields:
            fields[last] = value.strip()
        elif last:
            last = ""
    return fields


def content_of(message: Message, most: int) -> tuple[bytes, list[str]]:
    """The content without its codings, and what was odd about them. Raises Undecodable."""
    body, warnings = message.body, []
    if "chunked" in message.fields.get("transfer-encoding", "").lower():
        body, warning = _unchunked(body)
        warnings += [warning] if warning else []
    codings = [each.strip().lower() for each in message.fields.get("content-encoding", "").split(",")]
    for coding in reversed([each for each in codings if each not in ("", "identity", "none")][:_MOST_CODINGS]):
        body, warning = _decoded(body, coding, most)
        warnings += [warning] if warning else []
    return body, warnings


def _unchunked(body: bytes) -> tuple[bytes, str]:
    """A body without the sizes of its chunks (RFC 9112, section 7.1)."""
    if not _CHUNK.match(body):
        return body, "said to be chunked, and is not"
    content = bytearray()
    at = 0
    while True:
        found = _CHUNK.match(body, at)
        if found is None:
            raise Undecodable(f"a chunk begins without its size, {at} bytes into the body")
        size = int(found[1], 16)
        start = found.end()
        if size == 0:
            return bytes(content), ""
        if start + size > len(body):
            raise Undecodable(f"the last chunk is cut short: {len(body) - start} of {size} bytes")
        content += body[start : start + size]
        at = start + size
        at += 2 if body.startswith(b"\r\n", at) else 1 if body.startswith(b"\n", at) else 0
        if at == len(body):
            return bytes(content), "its last chunk is missing"


def _decoded(body: bytes, coding: str, most: int) -> tuple[bytes, str]:
    """A body without one content coding; as it is when it plainly has none."""
    if not body:
        return body, ""
    if coding in ("gzip", "x-gzip"):
        if not body.startswith(GZIP):
            return body, "said to be gzip, and is not"
        return _inflated(body, 31, coding, most), ""
    if coding == "deflate":
        try:
            return _inflated(body, 15, coding, most), ""
        except Undecodable:
            return _inflated(body, -15, coding, most), ""  # many servers leave out the zlib header
    if coding == "zstd":
        if not body.startswith(ZSTD):
            return body, "said to be zstd, and is not"
        return _unzstd(body, most), ""
    if coding == "br":
        return _unbrotlied(body, most), ""
    raise Undecodable(f"packed with {coding[:40]!r}, which is not known")


def _inflated(body: bytes, bits: int, coding: str, most: int) -> bytes:
    packed = zlib.decompressobj(bits)
    try:
        content = packed.decompress(body, most + 1)
    except zlib.error as error:
        raise Undecodable(f"its {coding} content is damaged ({error})") from None
    if len(content) > most:
        raise Undecodable(f"its {coding} content is larger than {most:,} bytes")
    if not packed.eof:
        raise Undecodable(f"its {coding} content is cut short")
    return content


def _unzstd(body: bytes, most: int) -> bytes:
    frame = zstandard.ZstdDecompressor().decompressobj()
    try:
        content = _bounded(lambda piece: b"" if frame.eof else frame.decompress(piece), body, _ZSTD_PIECE, "zstd", most)
    except zstandard.ZstdError as error:
        raise Undecodable(f"its zstd content is damaged ({error})") from None
    if not frame.eof:
        raise Undecodable("its zstd content is cut short")
    return content


def _unbrotlied(body: bytes, most: int) -> bytes:
    try:
        import brotli  # type: ignore[import-untyped,import-not-found,unused-ignore]
    except ImportError:
        raise Undecodable("packed with brotli; pip install 'copydesk[warc]' reads it") from None
    packed = brotli.Decompressor()
    try:
        content = _bounded(packed.process, body, _BROTLI_PIECE, "brotli", most)
    except brotli.error as error:
        raise Undecodable(f"its brotli content is damaged ({error})") from None
    if not packed.is_finished():
        raise Undecodable("its brotli content is cut short")
    return content


def _bounded(decompress: Callable[[bytes], bytes], body: bytes, step: int, coding: str, most: int) -> bytes:
    """What a decoder without a bound of its own makes of a body, given to it in pieces that cannot become much."""
    content = bytearray()
    for at in range(0, len(body), step):
        content += decompress(body[at : at + step])
        if len(content) > most:
            raise Undecodable(f"its {coding} content is larger than {most:,} bytes")
    return bytes(content)
