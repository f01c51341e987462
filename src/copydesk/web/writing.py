"""Adding to the archive from the room: the page that offers it, what takes it, and the jobs that tell of it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlsplit

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive

from copydesk.archive.archive import Archive
from copydesk.archive.condition import Condition
from copydesk.archive.filing import moment_of
from copydesk.errors import TooLarge, UsageError
from copydesk.version import __version__
from copydesk.web import audit, doorkeeper
from copydesk.web.asked import Asked
from copydesk.web.audit import Noted
from copydesk.web.readers import Readers
from copydesk.web.settings import RoomSettings
from copydesk.web.writer import Item, JobRecord, Work, Writer

Show = Callable[..., Response]
"""A record as a page or as JSON, as `room.show` makes it."""
_MOST_FILES: Final = 100
_MOST_ADDRESSES: Final = 20
_MOST_FIELDS: Final = 20
_LONGEST_NAME: Final = 200
_FORMS: Final = ("auto", "html", "markdown", "text")
_KEPT_SECONDS: Final = 30 * 24 * 3600
_OWN: Final = {"Referrer-Policy": "same-origin", "Cache-Control": "no-store"}
"""Of pages with a form: a browser that tells no referrer tells no origin either, and a write needs that."""
_TOGETHER: Final = {"Cross-Origin-Opener-Policy": "unsafe-none"}
"""Of the page that a bookmarklet opens, which hands it the page it stands on."""


class AddView(msgspec.Struct, frozen=True, kw_only=True):
    """What the page that adds must know."""

    title: str
    url: str
    """Address that is offered to be fetched, or that a pasted page came from."""
    needs_token: bool
    has_shown: bool
    """Whether this browser says that it has shown the token."""
    max_bytes: int
    most_files: int
    most_addresses: int
    jobs: tuple[JobRecord, ...]
    """The last ones."""


class JobView(msgspec.Struct, frozen=True, kw_only=True):
    """A job, with what it is called."""

    title: str
    job: JobRecord
    is_running: bool


class HealthView(msgspec.Struct, frozen=True, kw_only=True):
    """How the archive and its room are."""

    title: str
    version: str
    archive: str
    """Name of its file."""
    condition: Condition
    may_write: bool
    needs_token: bool
    checked: JobRecord | None
    """The last check since the room was opened."""
    jobs: tuple[JobRecord, ...]
    writes: tuple[Noted, ...]
    """The last ones, from the log; without who asked."""


class Desk:
    """The requests that bear on writing, with what they need: the settings, the writer, and how a record is shown."""

    def __init__(self, settings: RoomSettings, writer: Writer, show: Show) -> None:
        self.settings = settings
        self.writer = writer
        self.show = show

    def routes(self) -> list[Route]:
        """All of them."""
        return [
            Route("/add.json", self.add),
            Route("/add", self.add),
            Route("/jobs/{job}.json", self.job),
            Route("/jobs/{job}", self.job),
            Route("/health.json", self.health),
            Route("/health", self.health),
            Route("/write/upload", self.upload, methods=["POST"]),
            Route("/write/paste", self.paste, methods=["POST"]),
            Route("/write/fetch", self.fetch, methods=["POST"]),
            Route("/write/check", self.check, methods=["POST"]),
            Route("/write/login", self.login, methods=["POST"]),
        ]

    # Pages.

    async def add(self, request: Request) -> Response:
        """The page with the forms."""
        doorkeeper.admit_page(self.settings)
        asked = Asked({}, dict(request.query_params))
        url = asked.text("url")
        view = AddView(
            title="Add",
            url=url if is_web(url) else "",
            needs_token=doorkeeper.needs_token(self.settings),
            has_shown=asked.text("shown") == "1",
            max_bytes=self.settings.max_bytes,
            most_files=_MOST_FILES,
            most_addresses=_MOST_ADDRESSES,
            jobs=self.writer.recent(5),
        )
        return self.show(request, "add", view, **_OWN, **_TOGETHER)

    async def job(self, request: Request) -> Response:
        """How far a job is, and what became of each capture."""
        number = Asked(request.path_params, {}).number("job")
        job = self.writer.job(number)
        view = JobView(title=f"Job {number}", job=job, is_running=job.is_running)
        return self.show(request, "job", view, **{"Cache-Control": "no-store"})

    async def health(self, request: Request) -> Response:
        """How the archive is, what failed, what was written last."""
        readers: Readers = request.app.state.readers
        condition = await readers.ask(Archive.condition)
        writes = await run_in_threadpool(audit.last, self.settings.audit, 10)
        view = HealthView(
            title="Health",
            version=__version__,
            archive=self.settings.archive.name,
            condition=condition,
            may_write=not self.settings.read_only,
            needs_token=doorkeeper.needs_token(self.settings),
            checked=self.writer.checked,
            jobs=self.writer.recent(5),
            writes=tuple(msgspec.structs.replace(each, who="") for each in writes),
        )
        return self.show(request, "health", view, **_OWN)

    # Writing.

    async def upload(self, request: Request) -> Response:
        """Files, each a page or a web archive."""
        async with self._form(request) as form:
            files = [each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename]
            if not files:
                raise UsageError("the upload", "holds no file", "choose one or more saved pages")
            folder = _folder()
            try:
                items = [await run_in_threadpool(_kept, file, Path(folder.name), at) for at, file in enumerate(files)]
                return self._asked(request, Work("upload", _who(request), tuple(items), "auto", folder))
            except BaseException:
                folder.cleanup()
                raise

    async def paste(self, request: Request) -> Response:
        """A page as text: HTML, Markdown or plain."""
        async with self._form(request) as form:
            text, url, captured = (_field(form, name) for name in ("text", "url", "captured"))
            kind = _field(form, "form") or "auto"
        if not text.strip():
            raise UsageError("what was pasted", "is empty", "paste the page, or a part of it")
        if kind not in _FORMS:
            raise UsageError(f"form={kind[:40]}", "no such form", f"one of {', '.join(_FORMS)}")
        if url and not is_web(url):
            raise UsageError("the address", "is none of the web", "leave it empty, or give it with https://")
        if captured and moment_of(captured) is None:
            raise UsageError(captured[:40], "not a time", "give a day or a time: 2024-03-09T12:00:00Z")
        folder = _folder()
        try:
            path = Path(folder.name) / "pasted"
            await run_in_threadpool(path.write_bytes, text.encode("utf-8", "surrogatepass"))
            item = Item("pasted", path, url or None, captured or None)
            return self._asked(request, Work("paste", _who(request), (item,), kind, folder))
        except BaseException:
            folder.cleanup()
            raise

    async def fetch(self, request: Request) -> Response:
        """Addresses, one a line."""
        async with self._form(request) as form:
            addresses = list(dict.fromkeys(_field(form, "url").split()))
        if not addresses:
            raise UsageError("the address", "is empty", "give one that begins with https://")
        if len(addresses) > _MOST_ADDRESSES:
            raise UsageError("the addresses", f"are more than {_MOST_ADDRESSES}", "fetch the rest in another job")
        if wrong := next((each for each in addresses if not is_web(each)), None):
            raise UsageError(wrong[:200], "not a web address", "only http and https are fetched")
        return self._asked(request, Work("fetch", _who(request), tuple(Item(each, url=each) for each in addresses)))

    async def check(self, request: Request) -> Response:
        """Prove that the archive is whole."""
        async with self._form(request):
            return self._asked(request, Work("check", _who(request)))

    async def login(self, request: Request) -> Response:
        """Let a browser keep that it has shown the token; it tells so only where something is written."""
        async with self._form(request, is_login=True) as form:
            shown = _field(form, "token")
        if not doorkeeper.needs_token(self.settings):
            return RedirectResponse("/add", 303)
        if not doorkeeper.is_token(shown, self.settings):
            raise doorkeeper.Refused("writing", "the token is wrong", "whoever opened the room knows it")
        answer = RedirectResponse("/add?shown=1", 303)
        answer.set_cookie(
            doorkeeper.COOKIE,
            doorkeeper.cookie_of(self.settings),
            max_age=_KEPT_SECONDS,
            path="/write",
            secure=request.headers.get("origin", request.url.scheme).startswith("https"),
            httponly=True,
            samesite="strict",
        )
        return answer

    @asynccontextmanager
    async def _form(self, request: Request, *, is_login: bool = False) -> AsyncIterator[FormData]:
        """The form of somebody who may write, or of who is about to show the token. Raises Refused, and TooLarge."""
        doorkeeper.admit(request, self.settings)
        most = doorkeeper.bound_of(request, self.settings)
        error = doorkeeper.too_large(request, self.settings)
        bounded = Request(request.scope, _bounded(request.receive, most + doorkeeper.AROUND, error))
        async with bounded.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=most) as form:
            if not is_login:
                doorkeeper.admit_writer(request, self.settings, _field(form, "token"))
            yield form

    def _asked(self, request: Request, work: Work) -> Response:
        """The answer to a write: where its job is told of."""
        job = self.writer.ask(work)
        address = f"/jobs/{job.number}"
        if "application/json" in request.headers.get("accept", ""):
            view = JobView(title=f"Job {job.number}", job=job, is_running=True)
            headers = {"Location": f"{address}.json", "Cache-Control": "no-store"}
            return Response(msgspec.json.encode(view), 202, headers, "application/json")
        return RedirectResponse(address, 303)


def is_web(address: str) -> bool:
    """Whether an address is one of the web, with a host.

    >>> is_web("https://post.example/1"), is_web("file:///etc/passwd"), is_web("/etc/passwd"), is_web("http://")
    (True, False, False, False)
    """
    try:
        parts = urlsplit(address)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _field(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) and name == "text" else value.strip() if isinstance(value, str) else ""


def _who(request: Request) -> str:
    return request.client.host if request.client else ""


def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="copydesk-", ignore_cleanup_errors=True)


def _kept(upload: UploadFile, folder: Path, number: int) -> Item:
    """An upload as a file of the job; its name is told, and never a path."""
    path = folder / str(number)
    upload.file.seek(0)
    with path.open("wb") as file:
        shutil.copyfileobj(upload.file, file)
    return Item(_name(upload.filename or ""), path)


def _name(said: str) -> str:
    r"""The name of a file as a browser gives it, without its folders and without what cannot be seen.

    >>> _name("C:\\pages\\story.html"), _name("../../etc/passwd"), _name("")
    ('story.html', 'passwd', 'upload')
    """
    name = said.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in name if sign.isprintable()).strip()[:_LONGEST_NAME] or "upload"


def _bounded(receive: Receive, most: int, error: TooLarge) -> Receive:
    """A body that is refused as soon as it is too large, whatever was said of its length."""
    size = 0

    async def bounded() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise error
        return message

    return bounded
