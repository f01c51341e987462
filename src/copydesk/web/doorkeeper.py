"""Who may write: the room's own pages and programs that show its token, never a page of another site."""

from __future__ import annotations

from hashlib import sha256
from hmac import compare_digest
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

from copydesk.errors import CopydeskError, TooLarge
from copydesk.web.settings import RoomSettings

COOKIE: Final = "copydesk_write"
UNSHOWN: Final = 4_000_000
"""Bytes of a form that are read of somebody who has not shown the token yet: it may be in the form."""
AROUND: Final = 1_000_000
"""Bytes that a form may have beside what it carries."""
_OWN: Final = frozenset({"same-origin", "none"})
"""What a browser calls a request that a page of ours sent, or a person who typed the address."""


class Refused(CopydeskError):
    """A write that is not open to whoever asks."""


def needs_token(settings: RoomSettings) -> bool:
    """Whether writers must show the token: where there is one, and where others than this machine reach the room."""
    return bool(settings.token) or not settings.is_local


def admit_page(settings: RoomSettings) -> None:
    """Refuse where nobody may write. Raises Refused."""
    if settings.read_only:
        raise Refused("adding", "this room is read-only", "whoever keeps it adds with: copydesk add SOURCE")
    if needs_token(settings) and not settings.token:
        raise Refused("adding", "others reach this room and it has no token", "open it with: copydesk serve --token …")


def admit(request: Request, settings: RoomSettings) -> None:
    """Refuse a write before its body is read: a closed room, a page of another site, too large. Raises Refused."""
    admit_page(settings)
    headers = request.headers
    site = headers.get("sec-fetch-site")
    if (site is not None and site not in _OWN) or not _is_own(headers.get("origin"), request):
        raise Refused("the request", "was sent by a page of another site", "begin at the page Add of this room")
    length = headers.get("content-length", "0")
    if length.isascii() and length.isdigit() and int(length[:20]) > bound_of(request, settings) + AROUND:
        raise too_large(request, settings)


def bound_of(request: Request, settings: RoomSettings) -> int:
    """How many bytes of a form are read: few of somebody who has not shown the token."""
    is_known = not needs_token(settings) or has_shown(request, settings)
    return settings.max_bytes if is_known else min(UNSHOWN, settings.max_bytes)


def too_large(request: Request, settings: RoomSettings) -> TooLarge:
    """The error for a form that is larger than its bound."""
    most = bound_of(request, settings)
    step = "add it by: copydesk add SOURCE" if most == settings.max_bytes else "show the token first, at the page Add"
    return TooLarge("the request", f"more than {most:,} bytes", step)


def admit_writer(request: Request, settings: RoomSettings, shown: str = "") -> None:
    """Refuse who shows no token, or a wrong one: as a header, in the form, or by the cookie. Raises Refused."""
    if not needs_token(settings):
        return
    if is_token(shown, settings) or has_shown(request, settings):
        return
    message = "the token is wrong" if shown else "the token of this room must be shown"
    raise Refused("writing", message, "whoever opened the room knows it")


def has_shown(request: Request, settings: RoomSettings) -> bool:
    """Whether a request has the token in its headers, so that its body may be read."""
    kind, _, bearer = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and is_token(bearer, settings):
        return True
    kept = request.cookies.get(COOKIE, "")
    return bool(settings.token) and compare_digest(kept.encode(), cookie_of(settings).encode())


def is_token(shown: str, settings: RoomSettings) -> bool:
    """Whether this is the token, in a time that does not tell how much of it is right."""
    given, right = (sha256(text.strip().encode("utf-8", "surrogatepass")).digest() for text in (shown, settings.token))
    return bool(settings.token) and compare_digest(given, right)


def cookie_of(settings: RoomSettings) -> str:
    """What a browser keeps that has shown the token: not the token itself."""
    return sha256(f"copydesk writes {settings.token}".encode("utf-8", "surrogatepass")).hexdigest()


def _is_own(origin: str | None, request: Request) -> bool:
    """Whether an origin is this room; a room behind a proxy that speaks TLS does not know that it does."""
    if origin is None:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in {request.url.scheme, "https"} and parts.netloc.lower() == request.url.netloc.lower()
