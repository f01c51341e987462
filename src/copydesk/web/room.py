"""The room as one application: every page and its JSON twin, the protocols, and the guard before them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from hashlib import blake2b
from typing import Any, Final, NamedTuple
from urllib.parse import quote

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from copydesk.archive.archive import Archive
from copydesk.archive.records import CaptureRow
from copydesk.errors import ArchiveError, CopydeskError, NotFound, TooLarge, UsageError
from copydesk.records import Span
from copydesk.web import captures, dressing, feeds, memento, press
from copydesk.web.asked import Asked
from copydesk.web.citing import cited
from copydesk.web.doorkeeper import Refused
from copydesk.web.downloads import DOWNLOADS, Download
from copydesk.web.guard import Guard
from copydesk.web.pages import PAGES, Page
from copydesk.web.protocols import PROTOCOLS
from copydesk.web.readers import Busy, Readers
from copydesk.web.settings import RoomSettings
from copydesk.web.writer import Writer
from copydesk.web.writing import Desk

_JSON: Final = "application/json"
_HTML: Final = "text/html; charset=utf-8"
_SMALL: Final = 700
"""Bytes below which packing an answer is no gain."""
_STATUS: Final[tuple[tuple[type[CopydeskError], int], ...]] = (
    (NotFound, 404),
    (Refused, 403),
    (TooLarge, 413),
    (UsageError, 400),
    (Busy, 503),
    (ArchiveError, 503),
)

_TITLES: Final = {403: "Not open to you", 404: "Not here", 413: "Too large", 503: "Not now"}


class Trouble(msgspec.Struct, frozen=True):
    """What went wrong with a request, as a page and as JSON."""

    title: str
    status: int
    thing: str
    message: str
    next_step: str


class Around(NamedTuple):
    """What every template may ask beside its record."""

    name: str
    """Of the room."""
    page: str
    path: str
    twin: str
    """Address of the JSON, with the query."""
    base: str
    may_write: bool


def room(settings: RoomSettings) -> Starlette:
    """The application of a room. Raises ArchiveError for a file that is no archive."""
    with Archive(settings.archive, create=not settings.read_only, read_only=settings.read_only):
        pass  # a file that cannot be served is found out before anybody asks
    readers = Readers(settings.archive)
    writer = Writer(settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        dressing.warm()
        with ExitStack() as closing:  # each is closed, whatever becomes of the others
            closing.callback(press.close, settings.archive)
            closing.callback(readers.close)
            closing.callback(writer.close)
            yield

    application = Starlette(
        routes=[
            *_feeds(),
            *_downloads(),
            *_routes(PAGES),
            *PROTOCOLS,
            *Desk(settings, writer, show).routes(),
            Route("/article/{article}/cite/{form}", _cite),
            Route("/raw/{capture}", _raw),
            Route("/static/{digest}/{name}", _static),
        ],
        middleware=[
            Middleware(Guard, settings=settings, trouble=_trouble),
            Middleware(GZipMiddleware, minimum_size=_SMALL, compresslevel=4),
        ],
        exception_handlers={CopydeskError: _trouble, HTTPException: _trouble},
        lifespan=lifespan,
    )
    application.state.readers = readers
    application.state.settings = settings
    return application


def _routes(pages: Sequence[Page]) -> list[BaseRoute]:
    """The routes of pages; the twin first, since a path may take a dot for a part of a name."""
    routes: list[BaseRoute] = []
    for page in pages:
        routes += [
            Route(page.twin, _answer(page, as_json=True), name=f"{page.name}.json"),
            Route(page.path, _answer(page, as_json=False), name=page.name),
        ]
    return routes


def _answer(page: Page, *, as_json: bool) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        asked = asked_of(request)
        readers: Readers = request.app.state.readers
        if as_json:
            data = await readers.ask(lambda archive: msgspec.json.encode(page.view(archive, asked)))
            return fresh(request, data, _JSON)
        around = around_of(request, page)
        html = await readers.ask(
            lambda archive: dressing.dress(page.name, view=page.view(archive, asked), room=around).encode()
        )
        return fresh(request, html, _HTML)

    return answer


def _feeds() -> list[BaseRoute]:
    """The feeds, each in both forms."""
    return [Route(f"{path}.{form}", _feed(path, form)) for path in feeds.FEEDS for form in feeds.FORMS]


def _feed(path: str, form: str) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        asked = asked_of(request)
        readers: Readers = request.app.state.readers
        write, media_type = feeds.FORMS[form]
        found = await readers.ask_patiently(lambda archive: feeds.FEEDS[path](archive, asked))
        return fresh(request, write(found, str(request.url), asked.base).encode(), media_type)

    return answer


def _downloads() -> list[BaseRoute]:
    return [Route(each.path, _download(each)) for each in DOWNLOADS]


def _download(one: Download) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        asked = asked_of(request)
        readers: Readers = request.app.state.readers
        data = await readers.ask_patiently(lambda archive: one.make(archive, asked))
        named = {"Content-Disposition": f'attachment; filename="{one.name}"'}
        return fresh(request, data, one.media_type, **named)

    return answer


def asked_of(request: Request) -> Asked:
    """What a request asks."""
    path = {name: str(value) for name, value in request.path_params.items()}
    return Asked(path, dict(request.query_params), f"{request.url.scheme}://{request.url.netloc}")


def around_of(request: Request, page: Page | None = None) -> Around:
    """What stands around a page's record."""
    settings: RoomSettings = request.app.state.settings
    url = request.url
    # One slash only: an address that begins with two is another server's.
    twin = f"/{quote(url.path.lstrip('/')) or 'front'}.json"
    return Around(
        name=settings.name,
        page=page.name if page else "",
        path=url.path,
        twin=f"{twin}?{url.query}" if url.query else twin,
        base=f"{url.scheme}://{url.netloc}",
        may_write=not settings.read_only,
    )


def show(request: Request, name: str, view: Any, **headers: str) -> Response:
    """A record that is no question to the archive alone, as a page, or as JSON where the address asks for that."""
    if request.url.path.endswith(".json"):
        return fresh(request, msgspec.json.encode(view), _JSON, **headers)
    around = around_of(request)._replace(page=name)
    return fresh(request, dressing.dress(name, view=view, room=around).encode(), _HTML, **headers)


def fresh(request: Request, data: bytes, media_type: str, **headers: str) -> Response:
    """An answer that is asked for again each time, but sent again only when it is another."""
    tag = f'W/"{blake2b(data, digest_size=12).hexdigest()}"'
    kept = {"ETag": tag, "Cache-Control": "no-cache", **headers}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=kept)
    return Response(data, media_type=media_type, headers=kept)


async def _cite(request: Request) -> Response:
    """A citation or the copy, as a file."""
    asked = asked_of(request)
    number, form = asked.number("article"), asked.path["form"]

    def record(archive: Archive) -> tuple[str, str, str]:
        return cited(archive.article(number, asked.day("as_of")), form)

    text, media_type, name = await request.app.state.readers.ask(record)
    return fresh(
        request, text.encode(), f"{media_type}; charset=utf-8", **{"Content-Disposition": f'inline; filename="{name}"'}
    )


async def _raw(request: Request) -> Response:
    """A captured page, for the frame of its own page; or, with `as=bytes`, what was received, to be kept."""
    asked = asked_of(request)
    number, is_kept = asked.number("capture"), asked.text("as") == "bytes"
    end = asked.whole("end", 0, most=1_000_000_000)
    span = Span(min(asked.whole("start", 0, most=1_000_000_000), end), end) if end else None

    def found(archive: Archive) -> tuple[CaptureRow, captures.Raw]:
        row = archive.capture(number)
        return row, captures.received(archive, row) if is_kept else captures.shown(archive, row, span)

    row, raw = await request.app.state.readers.ask(found)
    headers = {"Content-Security-Policy": captures.POLICY, **memento.headers(row, asked.base)}
    if is_kept:
        headers["Content-Disposition"] = f'attachment; filename="capture-{number}"'
    return fresh(request, raw.data, raw.media_type, **headers)


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    try:
        data = dressing.static_file(name)
    except KeyError:
        raise NotFound(name[:80], "no such file", "") from None
    kept = "public, max-age=31536000, immutable"
    return Response(data, media_type=dressing.TYPES[f".{name.rpartition('.')[2]}"], headers={"Cache-Control": kept})


async def _trouble(request: Request, error: Exception) -> Response:
    """What went wrong, on a page of its own, or as JSON for whoever asked for that."""
    trouble = trouble_of(request, error)
    headers = dict(getattr(error, "headers", None) or {}) | ({"Retry-After": "2"} if trouble.status == 503 else {})
    if request.url.path.endswith(".json") or _JSON in request.headers.get("accept", ""):
        return Response(msgspec.json.encode(trouble), trouble.status, headers, _JSON)
    html = dressing.dress("trouble", view=trouble, room=around_of(request))
    return Response(html, trouble.status, headers, _HTML)


def trouble_of(request: Request, error: Exception) -> Trouble:
    """An error as those who asked are told of it."""
    if isinstance(error, CopydeskError):
        status = next((code for kind, code in _STATUS if isinstance(error, kind)), 422)
        title = _TITLES.get(status, "That cannot be answered")
        return Trouble(title, status, error.thing, error.message, error.next_step)
    if isinstance(error, HTTPException):
        if error.status_code == 404:
            return Trouble("Not here", 404, request.url.path[:200], "no such page", "begin at the front page")
        return Trouble("Not like that", error.status_code, request.method, str(error.detail), "")
    said = f"this is a bug in copydesk ({type(error).__name__})"
    return Trouble("Our fault", 500, request.url.path[:200], said, "please report it")
