"""MHTML, the browsers' "web page, single file": the page part, the address and date of its headers, its style sheets.

Browsers write the sheets as parts beside the page: what it hides is often said nowhere else.
"""

from __future__ import annotations

import binascii
import html
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from copydesk.errors import Damaged
from copydesk.parser import charset_name, decode

if TYPE_CHECKING:
    from email.message import Message

# Headers of one part: browsers write under 1 KiB; longer ones are not read.
_LONGEST_HEADERS = 16_384
# Parts looked at for the page: browsers write it first. Bounds the work on a file of a million empty parts.
_MOST_PARTS = 200
# Parts looked at for style sheets, which stand among the pictures.
_MOST_PARTS_BESIDE = 5_000
# multipart/related around multipart/alternative around the page, as mail programs nest them.
_DEEPEST = 4

_FIRST_HEADER = re.compile(rb"\s*[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]")
_MIME = re.compile(rb"^MIME-Version:", re.IGNORECASE | re.MULTILINE)
_TYPE = re.compile(rb"^Content-Type:\s*(?:multipart/|text/html|application/xhtml)", re.IGNORECASE | re.MULTILINE)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\r\r")
_LINK = re.compile(r"<link\s([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![a-z-])([a-z-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_CSS = re.compile(rb"^Content-Type:\s*text/css\b", re.IGNORECASE | re.MULTILINE)
# What a page looks like on screen; other sheets are for paper, or for one width of window.
_SCREEN = frozenset({"", "all", "screen"})
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_NEXT_STEP = "save the page again, or as HTML"


class Part(NamedTuple):
    """The page of an MHTML file: its bytes, the declared character set, and what the headers say of its origin.

    `whole` is the file it was found in.
    """

    data: bytes
    charset: str | None
    url: str | None
    captured: str | None
    whole: bytes
    warnings: tuple[str, ...] = ()


class _Found(NamedTuple):
    headers: Message
    body: bytes
    ended: bool


def is_mhtml(data: bytes) -> bool:
    """Whether the data begins with the headers of an MHTML file (or of a mail that holds a page)."""
    if not _FIRST_HEADER.match(data):
        return False
    head = _header_block(data.lstrip()[:_LONGEST_HEADERS])
    return bool(_MIME.search(head) and _TYPE.search(head))


def page_part(data: bytes, name: str) -> Part:
    """The page an MHTML file was saved for.

    Raises Damaged when the parts cannot be told apart, none is a page, or the page is cut short.
    """
    skipped = len(data) - len(data.lstrip())
    headers, start = _headers(data, skipped)
    found = _find_page(headers, data, start, len(data), name, 0)
    if found is None:
        raise Damaged(name, "an MHTML file without a page in it", _NEXT_STEP)

    body = _decoded(found, name)
    warnings: tuple[str, ...] = ()
    if not found.ended:
        if b"</html" not in body[-200:].lower():
            raise Damaged(
                name, f"the MHTML file is cut short: it ends at byte {len(data):,}, inside the page", _NEXT_STEP
            )
        warnings = (f"the MHTML file is cut short after the page: it ends at byte {len(data)}",)
    url = _address(headers, "Snapshot-Content-Location") or _address(found.headers, "Content-Location")
    return Part(
        body,
        found.headers.get_content_charset(),
        url or _address(headers, "Content-Location"),
        _date(headers),
        data,
        warnings,
    )


def linked_styles(text: str, page: Part) -> tuple[str, ...]:
    """The style sheets that a page (its text is given) links to, in its order, as far as the file holds them."""
    wanted = _linked_sheets(text, page.url or "")
    held = _sheets(page.whole, page.url or "", frozenset(wanted)) if wanted else {}
    return tuple(held[address] for address in wanted if address in held)


def _linked_sheets(text: str, base: str) -> list[str]:
    """The addresses of the sheets for the screen that a page links to, each once."""
    found: dict[str, None] = {}
    for link in _LINK.finditer(text):
        attributes = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(link[1])}
        kinds = attributes.get("rel", "").lower().split()
        is_shown = attributes.get("media", "").strip().lower() in _SCREEN
        if "stylesheet" in kinds and "alternate" not in kinds and is_shown:
            found[_joined(base, html.unescape(attributes.get("href", "")))] = None
    return list(found)


def _sheets(data: bytes, base: str, wanted: frozenset[str]) -> dict[str, str]:
    """The wanted sheets by address; one that cannot be decoded is as if it were not there."""
    headers, start = _headers(data, len(data) - len(data.lstrip()))
    boundary = headers.get_boundary()
    if headers.get_content_maintype() != "multipart" or not boundary:
        return {}
    found: dict[str, str] = {}
    parts = _parts(data, start, len(data), boundary.encode("utf-8", "surrogateescape"))
    for _, (part_start, part_end, ended) in zip(range(_MOST_PARTS_BESIDE), parts, strict=False):
        # A look at the bytes first: reading the headers of a part costs a hundred times as much.
        if not _CSS.search(data, part_start, min(part_end, part_start + _LONGEST_HEADERS)):
            continue
        part, body_start = _headers(data, part_start)
        location = "".join(str(part.get("Content-Location", "")).split())
        named = wanted & {_joined(base, location), f"cid:{_parameter_id(part)}"} - found.keys()
        if part.get_content_type() != "text/css" or not named:
            continue
        with suppress(Damaged):
            css = _decoded(_Found(part, data[body_start:part_end], ended), "")
            charset = charset_name(part.get_content_charset() or "") or "utf-8"
            found.update(dict.fromkeys(named, decode(css, charset)))
    return found


def _joined(base: str, address: str) -> str:
    """An address completed by that of the page; one that cannot be read as an address as it is."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address


def _find_page(headers: Message, data: bytes, start: int, end: int, name: str, depth: int) -> _Found | None:
    """The page among the parts of `data[start:end]`: the one named as root, else the first that is HTML."""
    if headers.get_content_maintype() != "multipart":
        return _Found(headers, data[start:end], True) if headers.get_content_type() in _PAGE_TYPES else None
    boundary = headers.get_boundary()
    if not boundary:
        raise Damaged(name, f"an MHTML file that names no boundary between its parts, byte {start:,}", _NEXT_STEP)

    root_id, root_url = _parameter(headers, "start"), _address(headers, "Snapshot-Content-Location")
    first: _Found | None = None
    seen = 0
    for part_start, part_end, ended in _parts(data, start, end, boundary.encode("utf-8", "surrogateescape")):
        seen += 1
        if seen > _MOST_PARTS:
            break
        part, body_start = _headers(data, part_start)
        if part.get_content_maintype() == "multipart" and depth < _DEEPEST:
            inner = _find_page(part, data, body_start, part_end, name, depth + 1)
            first = first or inner
        elif part.get_content_type() in _PAGE_TYPES:
            found = _Found(part, data[body_start:part_end], ended)
            if root_id and _parameter_id(part) == root_id:
                return found
            if root_url and _address(part, "Content-Location") == root_url:
                return found
            first = first or found
            if not root_id and not root_url:
                return first
    if not seen:
        raise Damaged(name, f"an MHTML file whose parts do not begin, byte {end:,}", _NEXT_STEP)
    return first


def _parts(data: bytes, start: int, end: int, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each part, and whether a boundary ends it."""
    line = b"--" + boundary
    at = _boundary(data, line, start, end)
    while at >= 0:
        if data.startswith(b"--", at + len(line)):
            return
        part = data.find(b"\n", at, end) + 1
        if part == 0:
            return
        at = _boundary(data, line, part, end)
        yield part, (at if at >= 0 else end), at >= 0


def _boundary(data: bytes, line: bytes, start: int, end: int) -> int:
    """Where the next boundary line begins; -1 when there is none."""
    if data.startswith(line, start):
        return start
    at = data.find(b"\n" + line, start, end)
    return at + 1 if at >= 0 else -1


def _headers(data: bytes, start: int) -> tuple[Message, int]:
    """The headers that begin at `start`, and where the body after them begins."""
    # Here, not above: the import costs a tenth of starting the command, and few captures are MHTML.
    from email.message import Message
    from email.parser import BytesHeaderParser

    if data.startswith((b"\n", b"\r\n"), start):
        return Message(), start + (1 if data[start] == 0x0A else 2)
    block = _header_block(data[start : start + _LONGEST_HEADERS])
    return BytesHeaderParser().parsebytes(block), start + len(block)


def _header_block(head: bytes) -> bytes:
    found = _BLANK_LINE.search(head)
    return head[: found.end()] if found else head


def _decoded(found: _Found, name: str) -> bytes:
    """The part's body after its transfer encoding."""
    encoding = str(found.headers.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "quoted-printable":
        return binascii.a2b_qp(found.body)
    if encoding == "base64":
        try:
            return binascii.a2b_base64(found.body)
        except binascii.Error as error:
            raise Damaged(name, f"the page of the MHTML file is not valid base64: {error}", _NEXT_STEP) from None
    return found.body


def _address(headers: Message, name: str) -> str | None:
    """The web address a header gives; long ones are folded over several lines."""
    value = "".join(str(headers.get(name, "")).split())
    return value if value.lower().startswith(("http://", "https://")) else None


def _parameter(headers: Message, name: str) -> str:
    value = headers.get_param(name)
    return value.strip().strip("<>") if isinstance(value, str) else ""


def _parameter_id(headers: Message) -> str:
    return str(headers.get("Content-ID", "")).strip().strip("<>")


def _date(headers: Message) -> str | None:
    """The date header as ISO 8601; None when there is none or it is no date."""
    from email.utils import parsedate_to_datetime

    try:
        date = parsedate_to_datetime(str(headers.get("Date", "")))
    except (ValueError, TypeError, OverflowError):
        return None
    # "-0000" is UTC of which the sender's zone is not known (RFC 5322, 3.3); Chrome writes it.
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).isoformat()
