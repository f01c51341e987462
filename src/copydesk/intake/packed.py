"""A web archive's file as streams of bytes: one for each compressed member, or one for the whole of a plain file.

In a file that is compressed record by record each record is a member of its own, so that damage to one ends with it:
the next member is found by its magic number, and read on from there. Nothing is held but the piece being read.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import IO, Any, Final, Protocol

import zstandard

from copydesk.intake.unpack import GZIP, ZSTD

_PIECE: Final = 1 << 16
_GZIP_MAGIC: Final = GZIP + b"\x08"
_ZSTD_SKIP: Final = 0x184D2A50
"""Magic number of a frame without content; the last four bits are free."""
_ZSTD_DICTIONARY: Final = b"\x5d\x2a\x4d\x18"
"""The frame in which a `.warc.zst` file keeps the dictionary of the others (IIPC, WARC zstandard proposal)."""
_LONGEST_DICTIONARY: Final = 1 << 27
_ARC_LINE: Final = re.compile(rb"\s*[a-z][a-z0-9+.-]*:\S+ \d{1,3}(?:\.\d{1,3}){3} \d{8,17} \S+ \d+\s")


class Broken(Exception):
    """The compressed data is damaged, or ends too soon."""


class _Decompressor(Protocol):
    @property
    def unused_data(self) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes) -> bytes: ...


class Stream:
    """A stretch of bytes read piece by piece; what was read too far can be put back."""

    def __init__(self, pieces: Iterator[bytes], offset: int) -> None:
        self._pieces = pieces
        self._held = bytearray()
        self.offset = offset
        """Of the next byte, in the file when it is plain, of its member when that is compressed."""
        self.position = 0
        """Of the next byte in this stream."""

    def fill(self, count: int) -> bool:
        """Hold so many bytes at least, if there are; whether there are. Raises Broken."""
        while len(self._held) < count:
            piece = next(self._pieces, None)
            if piece is None:
                return False
            self._held += piece
        return True

    def peek(self, count: int) -> bytes:
        """The next bytes, which stay."""
        self.fill(count)
        return bytes(self._held[:count])

    def read(self, count: int) -> bytes:
        """The next bytes; fewer at the end."""
        self.fill(count)
        return self._take(count)

    def line(self, longest: int) -> bytes:
        """The next line with its end; what there is of it at the end of the stream, or after so many bytes."""
        searched = 0
        while True:
            end = self._held.find(b"\n", searched, longest)
            if end >= 0:
                return self._take(end + 1)
            searched = len(self._held)
            if searched >= longest or not self.fill(searched + 1):
                return self._take(min(len(self._held), longest))

    def skip_to(self, mark: bytes) -> bool:
        """Pass over everything before a mark; whether there is one."""
        while True:
            found = self._held.find(mark)
            if found >= 0:
                self._take(found)
                return True
            self._take(max(0, len(self._held) - len(mark) + 1))
            if not self.fill(len(self._held) + 1):
                return False

    def put_back(self, data: bytes) -> None:
        """Let bytes that were read be read again."""
        self._held[:0] = data
        self.position -= len(data)

    def _take(self, count: int) -> bytes:
        taken = bytes(self._held[:count])
        del self._held[:count]
        self.position += len(taken)
        return taken


class PackedFile:
    """An open web archive, as the streams in it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._held = b""
        self._end = 0
        """Offset just behind what is held."""
        self._shared: bytes | None = None
        self._was_packed = False
        self._finished = True
        """Whether the last member was read to its end."""
        self.trouble: list[tuple[int, str]] = []
        """Damage between streams: where, and what was passed over."""

    @property
    def at(self) -> int:
        """Offset of the next byte that no stream has taken."""
        return self._end - len(self._held)

    def streams(self) -> Iterator[tuple[Stream, bool]]:
        """Each stream, and whether it is a member of a compressed file; a stream must be read before the next."""
        while self._need(4):
            start = self.at
            if self._held.startswith(_GZIP_MAGIC):
                yield Stream(self._members(zlib.decompressobj(31)), start), True
                self._resynchronise(start, _GZIP_MAGIC)
            elif self._held.startswith(ZSTD):
                yield Stream(self._members(self._zstd()), start), True
                self._resynchronise(start, ZSTD)
            elif int.from_bytes(self._held[:4], "little") & 0xFFFFFFF0 == _ZSTD_SKIP:
                self._skippable()
            elif start == 0 or not self._was_packed:
                yield Stream(self._plain(), start), False
            else:
                self._pass_over(start)

    def _need(self, count: int) -> bool:
        while len(self._held) < count:
            piece = self._file.read(_PIECE)
            if not piece:
                return len(self._held) > 0 and count <= 1
            self._held += piece
            self._end += len(piece)
        return True

    def _plain(self) -> Iterator[bytes]:
        while self._held or self._need(1):
            piece, self._held = self._held, b""
            yield piece

    def _members(self, packed: _Decompressor) -> Iterator[bytes]:
        """The content of one member, up to its end. Raises Broken."""
        self._was_packed = True
        self._finished = False
        while True:
            if not self._held and not self._need(1):
                raise Broken("the file ends inside it")
            piece, self._held = self._held, b""
            try:
                content = packed.decompress(piece)
            except (zlib.error, zstandard.ZstdError) as error:
                self._held = piece
                raise Broken(f"damaged: {error}") from None
            if packed.eof:
                self._held = packed.unused_data
                self._finished = True
                if content:
                    yield content
                return
            if content:
                yield content

    def _resynchronise(self, start: int, magic: bytes) -> None:
        """After a member: at the next one. What of a sound member was not read is passed over."""
        if self._finished:
            self._finished = False
            return
        # It broke: a member begins where its magic number stands next, if a record begins there.
        self._finished = True
        self._seek(start + 1)
        while True:
            found = self._held.find(magic)
            if found < 0:
                self._held = self._held[-len(magic) + 1 :]
                if not self._more():
                    self._held = b""
                    return
                continue
            self._held = self._held[found:]
            self._need(_PIECE)
            if self._begins_record(magic):
                return
            self._held = self._held[1:]

    def _begins_record(self, magic: bytes) -> bool:
        """Whether what is held unpacks to the beginning of a record; three bytes alone may stand anywhere."""
        packed = zlib.decompressobj(31) if magic == _GZIP_MAGIC else self._zstd()
        try:
            head: bytes = packed.decompress(self._held[:_PIECE])[:200]
        except (zlib.error, zstandard.ZstdError):
            return False
        return head.lstrip().startswith(b"WARC/") or _ARC_LINE.match(head) is not None

    def _seek(self, offset: int) -> None:
        self._file.seek(offset)
        self._held = b""
        self._end = offset

    def _more(self) -> bool:
        piece = self._file.read(_PIECE)
        self._held += piece
        self._end += len(piece)
        return bool(piece)

    def _zstd(self) -> Any:
        shared = zstandard.ZstdCompressionDict(self._shared) if self._shared else None
        return zstandard.ZstdDecompressor(dict_data=shared).decompressobj()

    def _skippable(self) -> None:
        """A frame without content, which may hold the dictionary of those that follow."""
        if not self._need(8):
            self._held = b""
            return
        magic, length = self._held[:4], int.from_bytes(self._held[4:8], "little")
        if length > _LONGEST_DICTIONARY or not self._need(8 + length):
            self.trouble.append((self.at, "a frame that is longer than the file"))
            self._held = b""
            return
        content, self._held = self._held[8 : 8 + length], self._held[8 + length :]
        if magic == _ZSTD_DICTIONARY:
            packed = content.startswith(ZSTD)
            self._shared = zstandard.ZstdDecompressor().decompressobj().decompress(content) if packed else content

    def _pass_over(self, start: int) -> None:
        """Bytes between members that belong to none."""
        while True:
            places = [place for place in (self._held.find(_GZIP_MAGIC), self._held.find(ZSTD)) if place >= 0]
            if places:
                self._held = self._held[min(places) :]
                break
            self._held = self._held[-3:]
            if not self._more():
                self._held = b""
                break
        self.trouble.append((start, "bytes that belong to no record"))
