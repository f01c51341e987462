"""The only place that opens files: whatever holds a page becomes a `Capture`, or an error that says why not.

`receive` takes one page; `gather` finds many and puts a `Failure` in the place of each that cannot be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from msgspec import structs

from copydesk.errors import IntakeError, UsageError
from copydesk.intake.binary import refuse_binary
from copydesk.intake.charset import decode_bytes
from copydesk.intake.files import read_file, read_stream, shown, too_large
from copydesk.intake.gather import One, Reading, Sources, gather_with
from copydesk.intake.mhtml import is_mhtml, linked_styles, page_part
from copydesk.intake.names import country_of, given_url, refuse_path
from copydesk.intake.repair import repair_nuls, repair_surrogates
from copydesk.intake.singlefile import Saved, saved_header
from copydesk.intake.sniff import sniff
from copydesk.intake.unpack import unpack
from copydesk.records import Capture, Delivery, Failure
from copydesk.settings import Settings

if TYPE_CHECKING:
    from copydesk.intake.fetch import Manners

Fetch = Callable[[str], Iterator[Delivery | Failure]]
"""What an address gives: its page, or why it gives none."""

__all__ = [
    "addressed",
    "deliveries",
    "fetcher_of",
    "gather",
    "gather_web_archive",
    "receive",
    "receive_delivery",
    "receive_stream",
]

_ERROR_STATUS = 400
_CONTENT = "input"  # how an error calls what was given without a name


class _Decoded(NamedTuple):
    """What a capture is made of, once it is text."""

    text: str
    data: bytes
    """The bytes of the text, decompressed and out of their container."""
    digest: str
    """SHA-256 of the bytes as received."""
    charset: str
    name: str
    url: str | None
    """The address that was given."""
    warnings: tuple[str, ...]
    saved: Saved | None = None
    """What a container says of its saving; None when the text itself is to be asked."""
    styles: tuple[str, ...] = ()


def receive(source: bytes | str | PathLike[str], *, url: str | None = None, settings: Settings) -> Capture:
    """The capture of one page: `bytes` and `str` are content of any form, a `Path` is a file.

    A `url` that is no absolute address is left out with a warning: lists of crawled pages hold such lines, and the
    page is good without. Raises an IntakeError for what cannot be read, LooksLikePath for a `str` that names a file or
    is an address, UsageError for a source or a `url` of another type.
    """
    address, doubt = given_url(url)
    return _doubted(_received_as(source, address, settings), doubt)


def _received_as(source: object, url: str | None, settings: Settings) -> Capture:
    if isinstance(source, str):
        return _receive_text(source, url, settings)
    if isinstance(source, PathLike):
        return _receive_bytes(read_file(source, settings.max_bytes), shown(source), url, settings)
    if isinstance(source, bytes | bytearray | memoryview):
        return _receive_bytes(bytes(source), "", url, settings)
    raise _no_source(source)


def _doubted(capture: Capture, doubt: str) -> Capture:
    return structs.replace(capture, warnings=(*capture.warnings, doubt)) if doubt else capture


def receive_stream(stream: IO[Any], name: str, settings: Settings, *, url: str | None = None) -> Capture:
    """The capture of one page read from an open stream, such as standard input (its name is "-")."""
    address, doubt = given_url(url)
    return _doubted(_receive_bytes(read_stream(stream, name, settings.max_bytes), name, address, settings), doubt)


def receive_delivery(delivery: Delivery, settings: Settings) -> Capture:
    """The capture of bytes that come with what is known of them. Raises an IntakeError for what cannot be read."""
    address, doubt = given_url(delivery.url)
    capture = _receive_bytes(delivery.data, delivery.name, address, settings, charset=delivery.charset)
    if address:
        capture = structs.replace(capture, url_how=delivery.url_how)
    if delivery.captured:
        capture = structs.replace(
            capture, captured=delivery.captured, captured_how=delivery.captured_how, captured_where=None
        )
    said = delivery.warnings
    if delivery.status is not None and delivery.status >= _ERROR_STATUS:
        said = (f"answered with HTTP status {delivery.status}", *said)
    return _doubted(structs.replace(capture, warnings=(*said, *capture.warnings)), doubt)


def deliveries(source: Sources, *, settings: Settings, fetch: Fetch | None = None) -> Iterator[Delivery | Failure]:
    """What `gather` finds, as bytes that nothing was read from yet."""
    reading = Reading(lambda one: _delivered(one, settings), settings.max_bytes, fetch or fetcher_of(settings))
    return gather_with(source, reading)


def fetcher_of(settings: Settings, manners: Manners | None = None) -> Fetch:
    """What fetches addresses, one guest for all: it remembers each host's rules and when it was last asked."""
    from copydesk.intake.fetch import Fetcher

    guest: list[Fetcher] = []

    def fetch(address: str) -> Iterator[Delivery | Failure]:
        try:
            if not guest:
                guest.append(Fetcher(manners, most=settings.max_bytes))
            found = guest[0].fetch(address).delivery
        except IntakeError as error:
            yield Failure(address, type(error).__name__, error.message, error.next_step)
        else:
            if found is not None:
                yield found

    return fetch


def described(
    found: Iterable[Delivery | Failure], *, url: str | None = None, captured: str | None = None
) -> Iterator[Delivery | Failure]:
    """Deliveries with the address that one page was saved from, and the time when they were saved, as somebody says.

    Raises UsageError for an address with several pages, which only one of them can have.
    """
    for number, one in enumerate(found):
        if number and url is not None:
            raise UsageError(url, "the address of one page, and several are given", "leave it out, or give one page")
        if isinstance(one, Delivery):
            if url is not None:
                one = structs.replace(one, url=url, url_how="given")
            if captured is not None:
                one = structs.replace(one, captured=captured, captured_how="given")
        yield one


def _delivered(source: One, settings: Settings) -> Delivery | Failure:
    """The bytes of one source, or why there are none."""
    try:
        if isinstance(source, Delivery):
            return source
        if isinstance(source, bytes):
            return Delivery(data=source)
        if isinstance(source, PathLike):
            return Delivery(data=read_file(source, settings.max_bytes), name=shown(source))
        name = getattr(source, "name", "")
        name = name if isinstance(name, str) else ""
        return Delivery(data=read_stream(source, name, settings.max_bytes), name=name)
    except IntakeError as error:
        return Failure(error.thing, type(error).__name__, error.message, error.next_step)


def gather(source: Sources, *, settings: Settings) -> Iterator[Capture | Failure]:
    """The captures of a file, a folder, a glob pattern, content as `bytes`, or any iterable of these, in that order.

    A `str` is a path or a pattern. In a folder and those below it, names sorted, the files whose name or content is
    that of a page. What cannot be read is a `Failure` in its place.
    """
    fetch = fetcher_of(settings)
    return gather_with(source, Reading(lambda one: _received(one, settings), settings.max_bytes, fetch))


def gather_web_archive(path: str, *, settings: Settings) -> Iterator[Capture | Failure]:
    """The captures of the pages in a web archive, whatever its name is."""
    from copydesk.intake.warc import deliveries_of

    for found in deliveries_of(path, settings.max_bytes):
        yield found if isinstance(found, Failure) else _received(found, settings)


def _no_source(source: object) -> UsageError:
    """The error for what is neither content nor a path."""
    accepted = "a page is bytes or str (content) or a Path (a file)"
    if hasattr(source, "read"):
        return UsageError("source", f"an open file; {accepted}", "give its content or its path")
    if isinstance(source, list | tuple | set | frozenset | dict):
        return UsageError("source", f"a {type(source).__name__}; {accepted}", "for several pages there is extract_all")
    return UsageError("source", f"{repr(source)[:80]}; {accepted}", "give one of these")


def _received(source: One, settings: Settings) -> Capture | Failure:
    """The capture of one source, or why there is none."""
    try:
        if isinstance(source, Delivery):
            return receive_delivery(source, settings)
        if isinstance(source, bytes | PathLike):
            return receive(source, settings=settings)
        name = getattr(source, "name", "")
        return receive_stream(source, name if isinstance(name, str) else "", settings)
    except IntakeError as error:
        return Failure(error.thing, type(error).__name__, error.message, error.next_step)


def _receive_bytes(
    data: bytes, name: str, url: str | None, settings: Settings, *, charset: str | None = None
) -> Capture:
    """Bytes as received → capture, in six steps."""
    thing = name or _CONTENT
    if len(data) > settings.max_bytes:
        raise too_large(thing, len(data), settings.max_bytes)
    digest = sha256(data).hexdigest()

    # 1. compression
    content, warnings = unpack(data, thing, settings.max_bytes)
    # 2. container
    part = page_part(content, thing) if is_mhtml(content) else None
    if part:
        content = part.data
        warnings += part.warnings
    # 3. what is no text
    refuse_binary(content, thing)
    # 4. character set
    decoded = decode_bytes(
        content,
        transport=part.charset if part else charset,
        country=country_of(url or (part.url if part else None)),
    )
    # 5 and 6, and the style sheets that came along
    saved = Saved(url=part.url, captured=part.captured, how="MHTML header") if part else None
    received = _Decoded(
        text=decoded.text,
        data=content,
        digest=digest,
        charset=decoded.charset,
        name=name,
        url=url,
        warnings=(*warnings, *decoded.warnings),
        saved=saved,
        styles=linked_styles(decoded.text, part) if part else (),
    )
    return _capture(received, settings)


def _receive_text(source: str, url: str | None, settings: Settings) -> Capture:
    """Text as received → capture: as for bytes, less the steps that a text has behind it."""
    warning = refuse_path(source)
    text, data, warnings = repair_surrogates(source)
    if is_mhtml(data):
        return _receive_bytes(data, "", url, settings)
    if len(data) > settings.max_bytes:
        raise too_large(_CONTENT, len(data), settings.max_bytes)
    refuse_binary(data, _CONTENT)
    received = _Decoded(
        text=text,
        data=data,
        digest=sha256(data).hexdigest(),
        charset="utf-8",
        name="",
        url=url,
        warnings=(*((warning,) if warning else ()), *warnings),
    )
    return _capture(received, settings)


def _capture(received: _Decoded, settings: Settings) -> Capture:
    text, repaired = repair_nuls(received.text.removeprefix("\ufeff"), received.data)
    # 5. form
    form = sniff(text, Path(received.name).name) if settings.form == "auto" else settings.form
    # 6. what the saving program noted
    saved = received.saved
    if saved is None:
        saved = saved_header(text) if form == "html" else Saved()
    given = received.url is not None
    return Capture(
        sha256=received.digest,
        form=form,
        text=text,
        charset=received.charset,
        name=received.name,
        url=received.url if given else saved.url,
        url_how="given" if given else saved.how if saved.url else "",
        url_where=None if given else saved.url_where,
        captured=saved.captured,
        captured_how=saved.how if saved.captured else "",
        captured_where=saved.captured_where,
        warnings=received.warnings + repaired,
        styles=received.styles,
    )
