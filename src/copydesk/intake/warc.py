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
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, NamedTuple

from copydesk.errors import IntakeError
from copydesk.intake.files import error_of, shown
from copydesk.intake.http import Message, Undecodable, content_of, read_fields, read_message
from copydesk.intake.packed import Broken, PackedFile, Stream
from copydesk.records import Delivery, Failure

_NAME: Final = re.compile(r"\.(?:warc|arc|wacz)(?:\.gz|\.zst|\.open)?$", re.IGNORECASE)
_VERSION: Final = re.compile(rb"WARC/(\d+\.\d+)\s*$")
_ARC_HEADER: Final = re.compile(
    rb"(?P<url>[a-z][a-z0-9+.-]*:\S*) (?P<ip>\S+) (?P<date>\d{8,17}) (?P<type>\S+)(?: .*)? (?P<length>\d+)\s*$",
    re.IGNORECASE,
)
_NEXT: Final = b"WARC/1."
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
_ERROR_STATUS: Final = 400
_CUT: Final = "take the file from its source again, if that is sound"
_ELSEWHERE: Final = "add the file that holds it"


class Record(NamedTuple):
    """One record: its header fields by their names in small letters, its block, and where it stands."""

    kind: str
    fields: dict[str, str]
    block: bytes
    offset: int


class _Bad(NamedTuple):
    """A record, or bytes that should be one, that cannot be used."""

    offset: int
    reason: str
    address: str = ""


def is_web_archive(path: str) -> bool:
    """Whether a file is a web archive, by its name or else by its first bytes."""
    if _NAME.search(path):
        return True
    try:
        with Path(path).open("rb") as file:
            head = file.read(8)
    except (OSError, ValueError):
        return False
    return head.startswith(b"WARC/1.")


def deliveries_of(path: str, most: int) -> Iterator[Delivery | Failure]:
    """Every page in a web archive, in the order of its records; `most` bounds the bytes of one record."""
    name = shown(path)
    try:
        with Path(path).open("rb") as file:
            if file.read(4) == b"PK\x03\x04":
                yield from _in_wacz(file, name, most)
            else:
                file.seek(0)
                yield from _Crawl(file, name, most).pages()
    except OSError as error:
        yield _failed(name, error_of(error, name))
    except ValueError:
        yield Failure(name, "NotFound", "no such file: the path holds a NUL character", "check the path")


def _failed(name: str, error: IntakeError) -> Failure:
    return Failure(name, type(error).__name__, error.message, error.next_step)


# ── WACZ ──────────────────────────────────────────────────────────────────────────────────────────


def _in_wacz(file: IO[bytes], name: str, most: int) -> Iterator[Delivery | Failure]:
    """The pages of the WARC files in a WACZ (Webrecorder, WACZ 1.1.1), and what its manifest says otherwise of them."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        yield Failure(name, "Damaged", f"a WACZ that cannot be opened ({error})", _CUT)
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

    def __init__(self, file: IO[bytes], name: str, most: int) -> None:
        self.file = file
        self.packed = PackedFile(file)
        self.name = name
        self.most = most
        self.redirects: OrderedDict[str, str] = OrderedDict()
        """From where a redirect leads to the address that gave it."""
        self.bodies: OrderedDict[str, int] = OrderedDict()
        """Digest of a payload to the offset of the record that has it."""

    def pages(self) -> Iterator[Delivery | Failure]:
        """Every page, and why there is none where there should be one."""
        found = False
        for record in self.records():
            found = True
            if isinstance(record, _Bad):
                yield self.failure(record)
            else:
                yield from self.page(record)
        if not found:
            yield Failure(self.name, "Damaged", "a web archive without records in it", _CUT)

    def failure(self, bad: _Bad) -> Failure:
        """What is wrong with a record, and where it stands."""
        address = f" of {bad.address}" if bad.address else ""
        return Failure(f"{self.name}#{bad.offset}", "Damaged", f"record{address}: {bad.reason}", _CUT)

    def records(self) -> Iterator[Record | _Bad]:
        """Every record of the file."""
        for stream, is_packed in self.packed.streams():
            try:
                yield from self.in_stream(stream, is_packed=is_packed)
            except Broken as error:
                yield _Bad(stream.offset, f"its compressed data is {error}")
            yield from (_Bad(offset, reason) for offset, reason in self.packed.trouble)
            self.packed.trouble.clear()

    def in_stream(self, stream: Stream, *, is_packed: bool) -> Iterator[Record | _Bad]:
        """The records of one stream. Raises Broken."""
        while True:
            line = stream.line(_LONGEST_LINE)
            while line and not line.strip():
                line = stream.line(_LONGEST_LINE)
            if not line:
                return
            offset = stream.offset if is_packed else stream.position - len(line)
            if _VERSION.match(line):
                yield from self.one(stream, offset)
            elif arc := _ARC_HEADER.match(line):
                yield from self.arc(stream, offset, arc)
            else:
                yield _Bad(offset, f"begins with {line[:40]!r}, not with a version")
                if not stream.skip_to(_NEXT):
                    return

    def one(self, stream: Stream, offset: int) -> Iterator[Record | _Bad]:
        """The record whose version line was read. After it the stream stands where the next should begin."""
        lines: list[bytes] = []
        while (line := stream.line(_LONGEST_LINE)).strip():
            lines.append(line)
            if len(lines) > _MOST_FIELDS:
                break
        fields = read_fields(lines)
        address = fields.get("warc-target-uri", "").strip("<>")
        if not line:
            yield _Bad(offset, "the file ends inside its header", address)
            return
        length = fields.get("content-length", "")
        if not length.isascii() or not length.isdigit():
            yield _Bad(offset, f"its Content-Length is {length[:40]!r}", address)
            stream.skip_to(_NEXT)
            return
        yield from self.with_block(stream, offset, fields, int(length))

    def with_block(self, stream: Stream, offset: int, fields: dict[str, str], length: int) -> Iterator[Record | _Bad]:
        """The record with its block, if that is where and what it should be."""
        address = fields.get("warc-target-uri", "").strip("<>")
        kind = fields.get("warc-type", "").lower()
        if length > self.most:
            if kind in _PAGES:
                yield _Bad(offset, f"{length:,} bytes, more than the {self.most:,} that one page may have", address)
            self.pass_over(stream, length)
            return
        block = stream.read(length)
        if len(block) < length:
            yield from self.cut_short(stream, offset, block, length, address)
            return
        gap = stream.peek(4 + len(_NEXT)).lstrip()
        if gap and not gap.startswith(_NEXT[: len(gap)]):
            yield from self.wrong_length(stream, offset, block, address)
            return
        wrong = _wrong_digest(fields, block)
        yield _Bad(offset, wrong, address) if wrong else Record(kind, fields, block, offset)

    def pass_over(self, stream: Stream, length: int) -> None:
        """Leave out a block that is too large, piece by piece."""
        while length > 0 and (piece := stream.read(min(length, 1 << 20))):
            length -= len(piece)

    def cut_short(
        self, stream: Stream, offset: int, block: bytes, length: int, address: str
    ) -> Iterator[Record | _Bad]:
        """A block that the stream ends in: it is cut, or its length is wrong and the next records are in it."""
        yield _Bad(offset, f"cut short: {len(block):,} of {length:,} bytes", address)
        inside = _next_in(block)
        if inside >= 0:
            stream.put_back(block[inside:])

    def wrong_length(self, stream: Stream, offset: int, block: bytes, address: str) -> Iterator[Record | _Bad]:
        """A block behind which no record begins: its length is wrong, one way or the other."""
        yield _Bad(offset, f"its Content-Length of {len(block):,} does not lead to the next record", address)
        inside = _next_in(block)
        if inside >= 0:
            stream.put_back(block[inside:])
        else:
            stream.skip_to(_NEXT)

    def arc(self, stream: Stream, offset: int, found: re.Match[bytes]) -> Iterator[Record | _Bad]:
        """A record of an ARC file, as one of a WARC."""
        length = int(found["length"])
        address = found["url"].decode("utf-8", "replace")
        if length > self.most:
            yield _Bad(offset, f"{length:,} bytes, more than the {self.most:,} that one page may have", address)
            self.pass_over(stream, length)
            return
        block = stream.read(length)
        if len(block) < length:
            yield _Bad(offset, f"cut short: {len(block):,} of {length:,} bytes", address)
        elif not address.startswith("filedesc:"):
            date = found["date"].decode()[:14].ljust(14, "0")
            said = f"{date[:4]}-{date[4:6]}-{date[6:8]}T{date[8:10]}:{date[10:12]}:{date[12:14]}Z"
            yield Record("response", {"warc-target-uri": address, "warc-date": said}, block, offset)

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
            yield self.failure(_Bad(record.offset, str(error), address))
            return
        if not content.strip():
            return
        yield Delivery(
            data=content,
            name=f"{self.name}#{record.offset}",
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
        digest = record.fields.get("warc-payload-digest")
        if digest:
            self.bodies.setdefault(digest, record.offset)
            if len(self.bodies) > _MOST_KEPT:
                self.bodies.popitem(last=False)

    def revisit(self, record: Record, address: str) -> Iterator[Delivery | Failure]:
        """A page that was captured again and had not changed: its content is that of an earlier record."""
        offset = self.bodies.get(record.fields.get("warc-payload-digest", ""))
        holder = None if offset is None else self.record_at(offset)
        if holder is not None:
            yield from self.delivered(record, holder, address)
            return
        first = record.fields.get("warc-refers-to-target-uri", "").strip("<>") or address
        when = record.fields.get("warc-refers-to-date", "")
        said = f"unchanged since {when or 'an earlier capture'} of {first}, which is not in this file"
        yield Failure(f"{self.name}#{record.offset}", "Revisit", f"record of {address}: {said}", _ELSEWHERE)

    def record_at(self, offset: int) -> Record | None:
        """A record read once more."""
        place = self.file.tell()
        try:
            self.file.seek(offset)
            again = _Crawl(self.file, self.name, self.most)
            for stream, is_packed in again.packed.streams():
                found = next(again.in_stream(stream, is_packed=is_packed), None)
                return found if isinstance(found, Record) else None
        except (Broken, OSError):
            return None
        finally:
            self.file.seek(place)
        return None


def _next_in(block: bytes) -> int:
    """Where in a block the next record begins; -1 when none does."""
    found = re.search(rb"(?:\r?\n){1,2}(WARC/1\.\d\r?\n)", block)
    return found.start(1) if found else -1


def _wrong_digest(fields: dict[str, str], block: bytes) -> str:
    """Which digest of a record its block does not have; "" when all agree, or cannot be checked."""
    declared = fields.get("warc-block-digest")
    if declared and _agrees(declared, [block]) is False:
        return f"its block is not what its digest says ({declared[:60]})"
    declared = fields.get("warc-payload-digest")
    if declared and fields.get("warc-type", "").lower() == "response":
        message = read_message(block)
        bodies = [message.body]
        try:
            bodies.append(content_of(message, len(block) * 100)[0])
            bare = message._replace(fields={**message.fields, "content-encoding": ""})
            bodies.append(content_of(bare, len(block) * 100)[0])
        except Undecodable:
            pass  # said when the page is read
        if _agrees(declared, bodies) is False:
            return f"its payload is not what its digest says ({declared[:60]})"
    return ""


def _agrees(declared: str, bodies: list[bytes]) -> bool | None:
    """Whether one of several bodies has a digest; None when its algorithm or form is not known.

    Writers do not agree on whether the payload is what was sent or what it stands for, so that both are tried.
    """
    algorithm, _, value = declared.strip().partition(":")
    name = algorithm.lower().replace("-", "")
    if name not in ("sha1", "sha256", "sha512", "md5", "sha384"):
        return None
    wanted = _digest_bytes(value.strip(), hashlib.new(name).digest_size)
    if wanted is None:
        return None
    return any(hashlib.new(name, body).digest() == wanted for body in bodies)


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
