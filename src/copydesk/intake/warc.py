"""Web archives: WARC (ISO 28500:2017, versions 1.0 and 1.1), ARC and WACZ, and what is good in damaged ones.

Each page that was captured becomes a delivery, each record that cannot be used a failure that says where it stands and
what is wrong; neither keeps the reader from the next. Memory holds one record. What is no page (pictures, scripts,
requests) is passed over.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zipfile
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, NamedTuple

from copydesk.errors import IntakeError
from copydesk.intake.files import error_of, read_head, shown
from copydesk.intake.http import Message, Undecodable, content_of, read_fields, read_message
from copydesk.intake.packed import Broken, PackedFile, Place, Stream
from copydesk.intake.unpack import GZIP
from copydesk.records import Delivery, Failure

_NAME: Final = re.compile(r"\.(?:warc|arc|wacz)(?:\.wet)?(?:\.gz|\.zst|\.open)?$", re.IGNORECASE)
_VERSION: Final = re.compile(rb"WARC/(\d+\.\d+)\s*$")
_ARC_HEADER: Final = re.compile(
    rb"(?P<url>[a-z][a-z0-9+.-]*:\S*) (?P<ip>\S+) (?P<date>\d{8,17}) (?P<type>\S+)(?: .*)? (?P<length>\d+)\s*$",
    re.IGNORECASE,
)
_NEXT: Final = b"WARC/"
_NEXT_RECORD: Final = re.compile(rb"WARC/[01]\.\d{1,2}[ \t]*\r?\n")
_LONGEST_VERSION: Final = 64
_NEXT_ARC: Final = re.compile(
    rb"(?<=\n)(?=[A-Za-z][A-Za-z0-9+.-]{0,20}:\S{0,3000} [0-9A-Fa-f.:]{1,45} \d{8,17} \S{1,200}"
    rb"(?: [^\n]{1,300})? \d{1,15}\r?\n)"
)
_LONGEST_ARC_LINE: Final = 4096
_PLAIN: Final = (b"WARC", b"file")
"""How a plain file begins, whatever its name says."""
_BLANK_LINE: Final = (b"\r\n\r\n", b"\n\n")
_FARTHEST_INSIDE: Final = 1 << 20
"""A body that begins farther into a compressed member is not unpacked again for each revisit of it."""
_LONGEST_LINE: Final = 64_000
_MOST_FIELDS: Final = 500
_PAGES: Final = frozenset({"response", "resource", "conversion"})
_TEXTS: Final = frozenset(
    {
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "text/markdown",
        "application/xml",
        "text/xml",
        "multipart/related",
    }
)
_MOST_KEPT: Final = 100_000
"""Redirects and digests that are remembered of one file."""
_LONGEST_KEPT: Final = 4_000
"""Letters of an address or digest above which it is not remembered."""
_ERROR_STATUS: Final = 400
_CUT: Final = "take the file from its source again, if that is sound"
_ELSEWHERE: Final = "add the file that holds it"


class Record(NamedTuple):
    """One record: its header fields by their names in small letters, its block, and where it stands."""

    kind: str
    fields: dict[str, str]
    block: bytes
    place: Place


class _Bad(NamedTuple):
    """A record, or bytes that should be one, that cannot be used."""

    place: Place
    reason: str
    address: str = ""


def has_archive_name(path: str) -> bool:
    """Whether a file is called as web archives are.

    >>> has_archive_name("crawl/00001.warc.gz"), has_archive_name("CC-00001.warc.wet.gz")
    (True, True)
    """
    return _NAME.search(path) is not None


def is_web_archive(path: str) -> bool:
    """Whether a file is a web archive, by its name or else by its first bytes."""
    if has_archive_name(path):
        return True
    head = read_head(path, 4096)
    try:
        if head.startswith(GZIP):
            head = zlib.decompressobj(31).decompress(head, 256)
    except zlib.error:
        return False
    return _NEXT_RECORD.match(head) is not None or head.startswith(b"filedesc://")


def deliveries_of(path: str, most: int) -> Iterator[Delivery | Failure]:
    """Every page in a web archive, in the order of its records; `most` bounds the bytes of one record."""
    name = shown(path)
    try:
        with Path(path).open("rb") as file:
            yield from deliveries_in(file, name, most)
    except OSError as error:
        yield _failed(name, error_of(error, name))
    except ValueError:
        yield Failure(name, "NotFound", "no such file: the path holds a NUL character", "check the path")


def deliveries_in(
    file: IO[bytes], name: str, most: int, begin: int = 0, end: int | None = None
) -> Iterator[Delivery | Failure]:
    """The same of a file that is open and can be read from any place.

    Of a compressed WARC or ARC, only those whose member begins in `[begin, end)`, so that a large file can be read in
    parts; a plain file, or one that is compressed as a whole, belongs to the part that begins at 0.
    """
    head = file.read(4)
    if head == b"PK\x03\x04":
        if not begin:
            yield from _in_wacz(file, name, most)
        return
    file.seek(0)
    crawl = _Crawl(file, name, most, begin=begin, end=end)
    if name.lower().endswith((".gz", ".zst")) and head not in _PLAIN:  # even if its first bytes are damaged
        crawl.packed = PackedFile(file, is_packed=True)
    yield from crawl.pages()


def _failed(name: str, error: IntakeError) -> Failure:
    return Failure(name, type(error).__name__, error.message, error.next_step)


# ── WACZ ──────────────────────────────────────────────────────────────────────────────────────────


def _in_wacz(file: IO[bytes], name: str, most: int) -> Iterator[Delivery | Failure]:
    """The pages of the WARC files in a WACZ (Webrecorder, WACZ 1.1.1), and what its manifest says otherwise of them."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        said = f"a WACZ that cannot be opened ({error}); the records in it are looked for all the same"
        yield Failure(name, "Damaged", said, _CUT)
        crawl = _Crawl(file, name, most)  # its WARC files stand in it as they are, member by member
        file.seek(0)
        crawl.packed = PackedFile(file, is_packed=True)
        yield from crawl.pages()
        return
    with archive:
        expected = _manifest(archive)
        inner = sorted(entry.filename for entry in archive.infolist() if _NAME.search(entry.filename))
        if not inner:
            yield Failure(name, "Damaged", "a WACZ without WARC files in it", _CUT)
        for entry in inner:
            inside = f"{name}/{entry}"
            try:
                if (digest := expected.get(entry)) and digest != _digest_of(archive, entry):
                    said = "not what the manifest of its WACZ says: its SHA-256 differs"
                    yield Failure(inside, "Damaged", said, "its records are read all the same; compare with the source")
                with archive.open(entry) as stream:
                    yield from _Crawl(stream, inside, most).pages()
            except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
                yield Failure(inside, "Damaged", f"cannot be read out of its WACZ ({error})", _CUT)


def _manifest(archive: zipfile.ZipFile) -> dict[str, str]:
    """The SHA-256 of each file in a WACZ, as its datapackage.json gives them; nothing when that cannot be read."""
    try:
        listed = json.loads(archive.read("datapackage.json")).get("resources", [])
        return {
            each["path"]: each["hash"].removeprefix("sha256:")
            for each in listed
            if isinstance(each, dict) and str(each.get("hash", "")).startswith("sha256:")
        }
    except (KeyError, ValueError, AttributeError, TypeError, OSError, zipfile.BadZipFile):
        return {}


def _digest_of(archive: zipfile.ZipFile, entry: str) -> str:
    digest = hashlib.sha256()
    with archive.open(entry) as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


# ── Records ───────────────────────────────────────────────────────────────────────────────────────


class _Crawl:
    """One WARC or ARC file being read."""

    def __init__(
        self,
        file: IO[bytes],
        name: str,
        most: int,
        shared: bytes | None = None,
        *,
        begin: int = 0,
        end: int | None = None,
    ) -> None:
        self.file = file
        self.begin = begin
        self.end = end
        self.packed = PackedFile(file, shared)
        self.is_arc = False
        self.name = name
        self.most = most
        self.redirects: OrderedDict[str, str] = OrderedDict()
        """From where a redirect leads to the address that gave it."""
        self.bodies: OrderedDict[str, Place] = OrderedDict()
        """Digest of a payload, and identifier of a record, to the place of the record that has it."""

    def pages(self) -> Iterator[Delivery | Failure]:
        """Every page, and why there is none where there should be one."""
        records = given = 0
        for record in self.records():
            records += 1
            for each in [self.failure(record)] if isinstance(record, _Bad) else self.page(record):
                given += 1
                yield each
        if self.begin or self.end is not None:
            return
        if not records:
            yield Failure(self.name, "Damaged", "a web archive without records in it", _CUT)
        elif not given:
            said = f"a web archive of {records:,} records without a page among them"
            yield Failure(self.name, "NotFound", said, "check that it is the right file")

    def failure(self, bad: _Bad) -> Failure:
        """What is wrong with a record, and where it stands."""
        address = f" of {bad.address}" if bad.address else ""
        return Failure(f"{self.name}#{bad.place}", "Damaged", f"record{address}: {bad.reason}", _CUT)

    def records(self) -> Iterator[Record | _Bad]:
        """Every record of the file."""
        for stream, is_packed in self.packed.streams(self.begin, self.end):
            bad: _Bad | None = None  # held back: the damage that ends the stream may be what is wrong with it
            try:
                for record in self.in_stream(stream, is_packed=is_packed):
                    if bad:
                        yield bad
                    bad = record if isinstance(record, _Bad) else None
                    if not bad:
                        yield record
            except Broken as error:
                said = f"its compressed data is {error}"
                bad = bad._replace(reason=f"{bad.reason}; {said}") if bad else _Bad(Place(stream.offset), said)
            if bad:
                yield bad
            yield from self.trouble()
        yield from self.trouble()

    def trouble(self) -> Iterator[_Bad]:
        """What stood between the streams that were read, and belongs to none."""
        yield from (_Bad(Place(offset), reason) for offset, reason in self.packed.trouble)
        self.packed.trouble.clear()

    def in_stream(self, stream: Stream, *, is_packed: bool) -> Iterator[Record | _Bad]:
        """The records of one stream. Raises Broken."""
        while True:
            line = stream.line(_LONGEST_LINE)
            while line and not line.strip():
                line = stream.line(_LONGEST_LINE)
            if not line:
                return
            at = stream.position - len(line)
            place = Place(stream.offset, at) if is_packed else Place(stream.offset + at)
            if _VERSION.match(line):
                yield from self.one(stream, place)
            elif arc := _ARC_HEADER.match(line):
                self.is_arc = True
                yield from self.arc(stream, place, arc)
            else:
                yield _Bad(place, f"begins with {line[:40]!r}, not with a version")
                if not self.skip_to_next(stream):
                    return

    def skip_to_next(self, stream: Stream) -> bool:
        """Pass over everything before the next record; whether there is one."""
        if self.is_arc:
            return stream.skip_to(_NEXT_ARC, _LONGEST_ARC_LINE)
        return stream.skip_to(_NEXT_RECORD, _LONGEST_VERSION)

    def one(self, stream: Stream, place: Place) -> Iterator[Record | _Bad]:
        """The record whose version line was read. After it the stream stands where the next should begin."""
        lines: list[bytes] = []
        while (line := stream.line(_LONGEST_LINE)).strip():
            lines.append(line)
            if len(lines) > _MOST_FIELDS:
                break
        fields = read_fields(lines)
        address = fields.get("warc-target-uri", "").strip("<>")
        if not line:
            yield _Bad(place, "the file ends inside its header", address)
            return
        length = fields.get("content-length", "")
        if not length.isascii() or not length.isdigit():
            yield _Bad(place, f"its Content-Length is {length[:40]!r}", address)
            self.skip_to_next(stream)
            return
        yield from self.with_block(stream, place, fields, int(length))

    def with_block(self, stream: Stream, place: Place, fields: dict[str, str], length: int) -> Iterator[Record | _Bad]:
        """The record with its block, if that is where and what it should be."""
        address = fields.get("warc-target-uri", "").strip("<>")
        kind = fields.get("warc-type", "").lower()
        if length > self.most:
            yield from self.too_large(stream, place, length, address, matters=kind in _PAGES)
            return
        if not stream.fill(length):
            yield _Bad(place, f"cut short: {stream.held:,} of {length:,} bytes", address)
            inside = stream.find(_NEXT_RECORD, 0, stream.held)
            stream.skip(inside if inside >= 0 else stream.held)
            return
        try:
            after = stream.peek(4 + len(_NEXT), length)
        except Broken:  # right behind it: only its digest can tell whether the damage reaches into it
            block = stream.read(length)
            if _block_agrees(fields, block):
                yield Record(kind, fields, block, place)
            raise
        gap = after.lstrip()
        if not gap or gap.startswith(_NEXT[: len(gap)]):
            yield self.sound(Record(kind, fields, stream.read(length), place), address)
        else:
            yield from self.not_followed(stream, place, fields, length, blank=after.startswith(_BLANK_LINE))

    def sound(self, record: Record, address: str) -> Record | _Bad:
        """The record, or which of its digests it does not have."""
        wrong = _wrong_digest(record.fields, record.block, self.most)
        return _Bad(record.place, wrong, address) if wrong else record

    def not_followed(
        self, stream: Stream, place: Place, fields: dict[str, str], length: int, *, blank: bool
    ) -> Iterator[Record | _Bad]:
        """A block behind which no record begins: something was put there, or its length is wrong, either way."""
        address = fields.get("warc-target-uri", "").strip("<>")
        block = stream.peek(length)
        agrees = _block_agrees(fields, block)
        if agrees or (blank and agrees is None):
            stream.skip(length)
            before = stream.position
            yield self.sound(Record(fields.get("warc-type", "").lower(), fields, block, place), address)
            self.skip_to_next(stream)
            yield _Bad(place, f"{stream.position - before:,} bytes behind it belong to no record", address)
            return
        yield _Bad(place, f"its Content-Length of {length:,} does not lead to the next record", address)
        stream.fill(length + _LONGEST_VERSION)
        inside = stream.find(_NEXT_RECORD, 0, length + _LONGEST_VERSION)
        stream.skip(inside if 0 <= inside < length else length)
        self.skip_to_next(stream)

    def too_large(
        self, stream: Stream, place: Place, length: int, address: str, *, matters: bool
    ) -> Iterator[Record | _Bad]:
        """A block over the bound, left out piece by piece; where a record begins inside it, its length is wrong.

        A record that holds a whole plain WARC, and is over the bound, is taken for such.
        """
        said = f"{length:,} bytes, more than the {self.most:,} that one page may have"
        left = length
        while left > 0:
            if not stream.fill(min(left, _LONGEST_VERSION + 1)):
                yield _Bad(place, f"{said}, and the file ends after {length - left + stream.held:,}", address)
                stream.skip(stream.held)
                return
            inside = stream.find(_NEXT_RECORD, 0, min(left, stream.held))
            if inside >= 0:
                yield _Bad(place, f"{said}, but the next record begins after {length - left + inside:,}", address)
                stream.skip(inside)
                return
            step = left if stream.held >= left else stream.held - _LONGEST_VERSION
            stream.skip(step)
            left -= step
        if matters:
            yield _Bad(place, said, address)

    def arc(self, stream: Stream, place: Place, found: re.Match[bytes]) -> Iterator[Record | _Bad]:
        """A record of an ARC file, as one of a WARC."""
        length = int(found["length"])
        address = found["url"].decode("utf-8", "replace")
        if length > self.most:
            yield from self.too_large(stream, place, length, address, matters=True)
            return
        if not stream.fill(length):
            yield _Bad(place, f"cut short: {stream.held:,} of {length:,} bytes", address)
            self.skip_to_next(stream)
            return
        behind = stream.peek(_LONGEST_ARC_LINE, length).lstrip(b"\r\n")
        if behind and not _ARC_HEADER.match(behind.partition(b"\n")[0]):
            yield _Bad(place, f"its length of {length:,} does not lead to the next record", address)
            self.skip_to_next(stream)
            return
        block = stream.read(length)
        if not address.startswith("filedesc:"):
            date = found["date"].decode()[:14].ljust(14, "0")
            said = f"{date[:4]}-{date[4:6]}-{date[6:8]}T{date[8:10]}:{date[10:12]}:{date[12:14]}Z"
            yield Record("response", {"warc-target-uri": address, "warc-date": said}, block, place)

    # From records to pages.

    def page(self, record: Record) -> Iterator[Delivery | Failure]:
        """The page that a record holds, if it holds one."""
        address = record.fields.get("warc-target-uri", "").strip("<>")
        if record.kind == "revisit":
            yield from self.revisit(record, address)
            return
        if record.kind not in _PAGES or not address.lower().startswith(("http:", "https:", "urn:", "file:")):
            return
        yield from self.delivered(record, record, address)

    def delivered(self, record: Record, holder: Record, address: str) -> Iterator[Delivery | Failure]:
        """The page of a record whose content another may hold."""
        message = read_message(holder.block) if holder.kind == "response" else Message(None, {}, holder.block)
        status = message.status
        if status is not None and 300 <= status < _ERROR_STATUS:
            self.redirect(address, message.fields.get("location", ""))
            return
        declared = holder.fields.get("content-type", "") if message.status is None else ""
        media_type = message.media_type or declared.partition(";")[0].strip().lower()
        if holder.kind == "response":
            self.remember(holder)
        if media_type and media_type not in _TEXTS:
            return
        try:
            content, warnings = content_of(message, self.most)
        except Undecodable as error:
            yield self.failure(_Bad(record.place, str(error), address))
            return
        if not content.strip():
            return
        yield Delivery(
            data=content,
            name=f"{self.name}#{record.place}",
            url=address if address.lower().startswith(("http:", "https:")) else None,
            url_how="WARC record",
            captured=record.fields.get("warc-date"),
            captured_how="WARC record",
            charset=message.charset,
            status=status,
            aliases=self.aliases(address),
            warnings=tuple(warnings),
        )

    def redirect(self, address: str, target: str) -> None:
        """Remember where an address leads."""
        from urllib.parse import urljoin

        if len(address) + len(target) > _LONGEST_KEPT:
            return
        try:
            self.redirects[urljoin(address, target)] = address
        except ValueError:
            return
        if len(self.redirects) > _MOST_KEPT:
            self.redirects.popitem(last=False)

    def aliases(self, address: str) -> tuple[str, ...]:
        """The addresses that led to one, the nearest first."""
        found: list[str] = []
        while (before := self.redirects.get(address)) and before not in found and len(found) < 10:
            found.append(before)
            address = before
        return tuple(found)

    def remember(self, record: Record) -> None:
        """Remember which record has a payload, for those that were captured again unchanged."""
        for key in _keys(record, "warc-record-id"):
            self.bodies.setdefault(key, record.place)
            if len(self.bodies) > _MOST_KEPT:
                self.bodies.popitem(last=False)

    def revisit(self, record: Record, address: str) -> Iterator[Delivery | Failure]:
        """A page that was captured again and had not changed: its content is that of an earlier record."""
        place = next((self.bodies[key] for key in _keys(record, "warc-refers-to") if key in self.bodies), None)
        holder = None if place is None else self.record_at(place)
        if holder is not None:
            yield from self.delivered(record, holder, address)
            return
        first = record.fields.get("warc-refers-to-target-uri", "").strip("<>") or address
        when = record.fields.get("warc-refers-to-date", "")
        where = "is not in this file" if place is None else f"stands at {place} of this file, too far to unpack again"
        said = f"unchanged since {when or 'an earlier capture'} of {first}, which {where}"
        next_step = _ELSEWHERE if place is None else "pack the file record by record"
        yield Failure(f"{self.name}#{record.place}", "Revisit", f"record of {address}: {said}", next_step)

    def record_at(self, place: Place) -> Record | None:
        """A record read once more; None when it cannot be, or stands too far inside a member."""
        if place.inside > _FARTHEST_INSIDE:
            return None
        before = self.file.tell()
        try:
            self.file.seek(place.offset)
            again = _Crawl(self.file, self.name, self.most, self.packed.shared)
            for stream, is_packed in again.packed.streams():
                stream.read(place.inside)
                found = next(again.in_stream(stream, is_packed=is_packed), None)
                return found._replace(place=place) if isinstance(found, Record) else None
        except (Broken, OSError):
            return None
        finally:
            self.file.seek(before)
        return None


def _keys(record: Record, identifier: str) -> list[str]:
    """Under which names a body is remembered and looked for: the identifier of its record, and its digest."""
    digest = record.fields.get("warc-payload-digest", "")
    return [key for key in (record.fields.get(identifier, ""), digest) if 0 < len(key) <= _LONGEST_KEPT]


def _block_agrees(fields: dict[str, str], block: bytes) -> bool | None:
    """Whether a block has the digest that its record gives; None when that cannot be told."""
    return _agrees(fields["warc-block-digest"], [block]) if fields.get("warc-block-digest") else None


def _wrong_digest(fields: dict[str, str], block: bytes, most: int) -> str:
    """Which digest of a record its block does not have; "" when all agree, or cannot be checked."""
    declared = fields.get("warc-block-digest")
    if declared and _agrees(declared, [block]) is False:
        return f"its block is not what its digest says ({declared[:60]})"
    declared = fields.get("warc-payload-digest")
    if declared and fields.get("warc-type", "").lower() == "response":
        message = read_message(block)
        if _agrees(declared, [message.body]) is not False:
            return ""
        bodies: list[bytes] = []
        try:
            bodies.append(content_of(message, most)[0])
            bare = message._replace(fields={**message.fields, "content-encoding": ""})
            bodies.append(content_of(bare, most)[0])
        except Undecodable:
            return ""  # said when the page is read
        if _agrees(declared, bodies) is False:
            return f"its payload is not what its digest says ({declared[:60]})"
    return ""


def _agrees(declared: str, bodies: list[bytes]) -> bool | None:
    """Whether one of several bodies has a digest; None when its algorithm is not known.

    A digest that cannot be read is not theirs: where the data was unpacked wrong, the header is as wrong as the body.
    Writers do not agree on whether the payload is what was sent or what it stands for, so that both are tried.
    """
    algorithm, _, value = declared.strip().partition(":")
    name = algorithm.lower().replace("-", "")
    if name not in ("sha1", "sha256", "sha512", "md5", "sha384"):
        return None
    wanted = _digest_bytes(value.strip(), hashlib.new(name).digest_size)
    return wanted is not None and any(hashlib.new(name, body).digest() == wanted for body in bodies)


def _digest_bytes(value: str, size: int) -> bytes | None:
    """A digest written in base 32, base 16 or base 64."""
    try:
        if len(value) == 2 * size:
            return bytes.fromhex(value)
        if len(value.rstrip("=")) == -(-size * 8 // 5):
            return base64.b32decode(value.rstrip("=").upper() + "=" * (-len(value.rstrip("=")) % 8))
        found = base64.b64decode(value, validate=True)
    except (ValueError, binascii.Error):
        return None
    return found if len(found) == size else None
