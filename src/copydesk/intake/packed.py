"""A web archive's file as streams of bytes: one for each compressed member, or one for the whole of a plain file.

In a file that is compressed record by record each record is a member of its own, so that damage to one ends with it:
the next member is found by its magic number, and read on from there. Nothing is held but the piece being read.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any, Final, NamedTuple

import zstandard

from copydesk.intake.unpack import GZIP, ZSTD

_PIECE: Final = 1 << 16
_OUT: Final = 1 << 20
"""Most that is unpacked at a time: what follows of a member may be a bomb."""
_ZSTD_PIECE: Final = 256
"""Four bytes of Zstandard can stand for 128 KiB, and its decoder gives all of them at once."""
_GZIP_MAGIC: Final = GZIP + b"\x08"
_MAGIC: Final = re.compile(rb"%s|%s" % (re.escape(_GZIP_MAGIC), re.escape(ZSTD)))
_LONGEST_MAGIC: Final = 4
_HEAD: Final = 200
"""Bytes of a member's content by which it is told that something begins there."""
_PACKED_HEAD: Final = (1 << 17) + 1024
"""Bytes of a member that give its head for certain: Zstandard is unpacked by blocks of up to 128 KiB."""
_ZSTD_SKIP: Final = 0x184D2A50
"""Magic number of a frame without content; the last four bits are free."""
_ZSTD_DICTIONARY: Final = b"\x5d\x2a\x4d\x18"
"""The frame in which a `.warc.zst` file keeps the dictionary of the others (IIPC, WARC zstandard proposal)."""
_LONGEST_DICTIONARY: Final = 1 << 27
_ARC_LINE: Final = re.compile(rb"\s*[a-z][a-z0-9+.-]*:\S+ \d{1,3}(?:\.\d{1,3}){3} \d{8,17} \S+ \d+\s")


def begins_record(head: bytes) -> bool:
    """Whether a record of a web archive begins with these bytes."""
    return head.lstrip().startswith(b"WARC/") or _ARC_LINE.match(head) is not None


class Broken(Exception):
    """The compressed data is damaged, or ends too soon."""


class Place(NamedTuple):
    """Where something stands: the byte of the file; in a compressed member, that of the member and how far into it.

    >>> f"{Place(1200)} {Place(1200, 48)}"
    '1200 1200+48'
    """

    offset: int
    inside: int = 0

    def __str__(self) -> str:
        return f"{self.offset}+{self.inside}" if self.inside else str(self.offset)


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

    def peek(self, count: int, start: int = 0) -> bytes:
        """The next bytes from `start` on, which stay."""
        self.fill(start + count)
        return bytes(self._held[start : start + count])

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

    @property
    def held(self) -> int:
        """How many bytes have been filled in and not yet read."""
        return len(self._held)

    def find(self, pattern: re.Pattern[bytes], start: int, end: int) -> int:
        """Where a pattern begins among the bytes held; -1 when it does not."""
        found = pattern.search(self._held, start, end)
        return found.start() if found else -1

    def skip_to(self, pattern: re.Pattern[bytes], longest: int) -> bool:
        """Pass over everything before what matches, which is so many bytes at most; whether there is any."""
        while True:
            found = self.find(pattern, 0, len(self._held))
            if found >= 0:
                self._drop(found)
                return True
            kept = min(len(self._held), longest)
            self._drop(len(self._held) - kept)
            if not self.fill(kept + 1):
                self._drop(len(self._held))
                return False

    def skip(self, count: int) -> None:
        """Pass over bytes that are held."""
        self._drop(min(count, len(self._held)))

    def _take(self, count: int) -> bytes:
        taken = bytes(self._held[:count])
        self._drop(len(taken))
        return taken

    def _drop(self, count: int) -> None:
        del self._held[:count]
        self.position += count


class PackedFile:
    """An open web archive, as the streams in it."""

    def __init__(
        self,
        file: IO[bytes],
        shared: bytes | None = None,
        *,
        is_packed: bool = False,
        begins: Callable[[bytes], bool] = begins_record,
    ) -> None:
        self._file = file
        self._begins = begins
        """Whether what is wanted begins with these bytes: magic numbers alone may stand anywhere."""
        self._held = b""
        self._end = 0
        """Offset just behind what is held."""
        self.shared = shared
        """The dictionary of the file's Zstandard frames."""
        self._was_packed = is_packed
        """Whether the file is known to hold compressed members, so that what is none of them is no plain file."""
        self._finished = True
        """Whether the last member was read to its end."""
        self.trouble: list[tuple[int, str]] = []
        """Damage between streams: where, and what was passed over."""

    @property
    def at(self) -> int:
        """Offset of the next byte that no stream has taken."""
        return self._end - len(self._held)

    def streams(self, begin: int = 0, end: int | None = None) -> Iterator[tuple[Stream, bool]]:
        """Each stream, and whether it is a member of a compressed file; a stream must be read before the next.

        Of a compressed file, the parts `[begin, end)` of its bytes have each of its members once: a part has what
        follows its first record, up to the first record of the next. A plain file is one stream, which begins at 0.
        """
        if begin and not self._is_at_member(begin, end):
            return
        while self._need(_LONGEST_MAGIC):
            start = self.at
            if self._was_packed and end is not None and start >= end and self._is_at_record():
                return
            if self._held.startswith(_GZIP_MAGIC):
                yield Stream(self._gunzip(), start), True
                self._resynchronise(start)
            elif self._held.startswith(ZSTD):
                yield Stream(self._unzstd(), start), True
                self._resynchronise(start)
            elif self._is_at_skippable():
                self._skippable()
            elif not self._was_packed:
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

    def _gunzip(self) -> Iterator[bytes]:
        """The content of one gzip member, up to its end or the damage. Raises Broken."""
        self._was_packed, self._finished = True, False
        member = zlib.decompressobj(31)
        while not member.eof:
            piece = self._packed()
            while piece and not member.eof:
                before = member.copy()
                try:
                    content = member.decompress(piece, _OUT)
                except zlib.error as error:
                    yield from _salvaged(before, piece)
                    raise Broken(f"damaged: {error}") from None
                piece = member.unconsumed_tail
                if member.eof:
                    self._held, self._finished = member.unused_data, True
                if content:
                    yield content

    def _unzstd(self) -> Iterator[bytes]:
        """The content of one Zstandard frame, up to its end or the damage. Raises Broken."""
        self._was_packed, self._finished = True, False
        frame = self._zstd()
        while not frame.eof:
            packed, at = self._packed(), 0
            while at < len(packed) and not frame.eof:
                piece = packed[at : at + _ZSTD_PIECE]
                at += len(piece)
                try:
                    content = frame.decompress(piece)
                except zstandard.ZstdError as error:
                    raise Broken(f"damaged: {error}") from None
                if frame.eof:
                    self._held, self._finished = frame.unused_data + packed[at:], True
                if content:
                    yield content

    def _packed(self) -> bytes:
        """What is held, or the next of the file. Raises Broken at its end."""
        if not self._held and not self._need(1):
            raise Broken("the file ends inside it")
        piece, self._held = self._held, b""
        return piece

    def _resynchronise(self, start: int) -> None:
        """After a member: at the next one. What of a sound member was not read is passed over."""
        if self._finished:
            self._finished = False
            return
        # It broke: a member begins where its magic number stands next, if a record begins there.
        self._finished = True
        self._seek(start + 1)
        self._find_member(None)

    def _find_member(self, end: int | None) -> bool:
        """Pass over everything before the next member in which a record begins; whether there is one before `end`."""
        searched = 0
        while end is None or self.at + searched < end:
            found = _MAGIC.search(self._held, searched)
            if found is None:
                self._held = self._held[max(searched, len(self._held) - _LONGEST_MAGIC + 1) :]
                searched = 0
                if not self._more():
                    self._held = b""
                    return False
                continue
            searched = found.start()
            if len(self._held) - searched < _PACKED_HEAD:
                self._held, searched = self._held[searched:], 0
                self._need(_PACKED_HEAD)
            if self._begins_at(searched):
                self._held = self._held[searched:]
                return end is None or self.at < end
            searched += 1
        return False

    def _is_at_member(self, begin: int, end: int | None) -> bool:
        """Stand at the first member that begins at `begin` or behind it; whether there is one before `end`."""
        self._need(_LONGEST_MAGIC)
        if self._is_at_skippable():
            self._skippable()  # the dictionary of all frames stands first
            self._need(_LONGEST_MAGIC)
        if not self._was_packed and not _MAGIC.match(self._held):
            return False
        self._was_packed = True
        self._seek(begin)
        return self._find_member(end)

    def _is_at_record(self) -> bool:
        """Whether a member in which a record begins comes next: one with which another part may begin."""
        self._need(_PACKED_HEAD)
        return _MAGIC.match(self._held) is not None and self._begins_at(0)

    def _is_at_skippable(self) -> bool:
        return int.from_bytes(self._held[:4], "little") & 0xFFFFFFF0 == _ZSTD_SKIP

    def _begins_at(self, at: int) -> bool:
        """Whether the member at a place of what is held unpacks to the beginning of a record."""
        packed = zlib.decompressobj(31) if self._held.startswith(_GZIP_MAGIC, at) else self._zstd()
        head = b""
        try:
            while at < len(self._held) and len(head) < _HEAD and not packed.eof:
                head += packed.decompress(self._held[at : at + _ZSTD_PIECE])
                at += _ZSTD_PIECE
        except (zlib.error, zstandard.ZstdError):
            return False
        return self._begins(head[:_HEAD])

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
        shared = zstandard.ZstdCompressionDict(self.shared) if self.shared else None
        return zstandard.ZstdDecompressor(dict_data=shared).decompressobj()

    def _skippable(self) -> None:
        """A frame without content, which may hold the dictionary of those that follow."""
        self._was_packed = True
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
            self.shared = zstandard.ZstdDecompressor().decompressobj().decompress(content) if packed else content

    def _pass_over(self, start: int) -> None:
        """Bytes between members that belong to none."""
        while (found := _MAGIC.search(self._held)) is None:
            self._held = self._held[-_LONGEST_MAGIC + 1 :]
            if not self._more():
                self._held = b""
                break
        else:
            self._held = self._held[found.start() :]
        self.trouble.append((start, "bytes that belong to no record"))


def _salvaged(member: Any, piece: bytes) -> Iterator[bytes]:
    """What can still be unpacked of a piece in which an error stands; `member` is as it was before the piece."""
    at = 0
    for step in (256, 1):
        while at < len(piece):
            before = member.copy()
            try:
                content = member.decompress(piece[at : at + step])
            except zlib.error:
                member = before
                break
            at += step
            if content:
                yield content
