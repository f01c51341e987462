"""Many inputs, one after another, in a fixed order; finding them never raises and never runs in a circle."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from fnmatch import translate
from os import PathLike
from pathlib import Path
from typing import IO, Any, Generic, NamedTuple, TypeVar

from copydesk.errors import CopydeskError, IntakeError, NotFetched, NotFound, UsageError
from copydesk.intake.files import error_of, read_head, shown
from copydesk.intake.mhtml import is_mhtml
from copydesk.intake.names import is_address
from copydesk.intake.sniff import is_document
from copydesk.records import Delivery, Failure

One = bytes | PathLike[str] | IO[Any] | Delivery
Sources = bytes | str | PathLike[str] | IO[Any] | Iterable[Any]
Received = TypeVar("Received")

_PAGE_NAMES = (".html", ".htm", ".xhtml", ".mhtml", ".mht", ".txt", ".md", ".markdown")
_PACKED = (".gz", ".zst")
_ARCHIVES = (".warc", ".arc", ".wacz", ".wet")
_PAGE_SUFFIXES = frozenset(name + packed for name in (*_PAGE_NAMES, *_ARCHIVES) for packed in ("", *_PACKED))
_LONGEST_SUFFIX = max(map(len, _PAGE_SUFFIXES))
# Files with another name are pages when they begin as one; with these names they are not even opened.
_NEVER_PAGES = frozenset(
    {".js", ".css", ".map", ".json", ".xml", ".rss", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico"}
    | {".bmp", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".pdf", ".mp3", ".mp4", ".webm", ".ogg", ".wav", ".zip"}
    | {".tar", ".db", ".sqlite", ".py", ".pyc", ".so"}
)
_HEAD = 4096
_GLOB = re.compile(r"[*?\[]")
_READS = (
    "a folder's pages are its .html, .htm, .xhtml, .mhtml, .mht, .txt, .md, .warc and .wacz files, and .gz of these"
)
# An iterable of iterables is followed this deep; a list that holds itself has no end.
_DEEPEST = 20


class Reading(NamedTuple, Generic[Received]):
    """What is made of one input, and the most bytes that it may have."""

    receive: Callable[[One], Received | Failure]
    most: int
    fetch: Callable[[str], Iterator[Delivery | Failure]]
    """What an address gives."""


def gather_with(source: Sources, reading: Reading[Received]) -> Iterator[Received | Failure]:
    """What is made of every input that the source stands for; a web archive stands for its pages."""
    return _gather(source, reading, 0)


def _gather(source: Any, reading: Reading[Received], depth: int) -> Iterator[Received | Failure]:
    if isinstance(source, bytes | bytearray | memoryview):
        yield reading.receive(bytes(source))
    elif isinstance(source, str):
        yield from _of_pattern(source, reading)
    elif isinstance(source, PathLike):
        yield from _of_path(os.fspath(source), reading)
    elif hasattr(source, "read"):
        yield reading.receive(source)
    elif not isinstance(source, Iterable):
        yield _failure(UsageError(repr(source)[:80], f"a {type(source).__name__} is no input", "give a path or bytes"))
    elif depth == _DEEPEST:
        yield _failure(UsageError("input", f"lists within lists, more than {_DEEPEST} deep", "give one flat list"))
    else:
        for one in source:
            yield from _gather(one, reading, depth + 1)


def _of_pattern(pattern: str, reading: Reading[Received]) -> Iterator[Received | Failure]:
    """A path, or else a glob pattern."""
    if pattern.strip().lower().startswith(("http://", "https://")):
        for found in reading.fetch(pattern.strip()):
            yield found if isinstance(found, Failure) else reading.receive(found)
    elif is_address(pattern):
        yield _failure(_address_error(pattern.strip()))
    elif not _GLOB.search(pattern) or _exists(pattern):
        yield from _of_path(pattern, reading)
    else:
        nothing = True
        for path in expand(pattern):
            nothing = False
            yield from _of_path(path, reading)
        if nothing:
            yield _failure(NotFound(shown(pattern), "no file matches the pattern", "check the pattern"))


def _of_path(path: str, reading: Reading[Received]) -> Iterator[Received | Failure]:
    if not _is_folder(path):
        yield from _of_file(path, reading)
        return
    nothing = True
    for found in pages_in(path):
        nothing = False
        if isinstance(found, IntakeError):
            yield _failure(found)
        else:
            yield from _of_file(found, reading)
    if nothing:
        yield _failure(NotFound(shown(path), "a folder without pages in it", _READS))


def _of_file(path: str, reading: Reading[Received]) -> Iterator[Received | Failure]:
    """A page, or every page of a web archive."""
    from copydesk.intake.warc import deliveries_of, is_web_archive

    if not is_web_archive(path):
        yield reading.receive(Path(path))
        return
    for found in deliveries_of(path, reading.most):
        yield found if isinstance(found, Failure) else reading.receive(found)


def pages_in(folder: str, others: tuple[str, ...] = ()) -> Iterator[str | IntakeError]:
    """The pages in a folder and those below it, names sorted; in the place of a folder that cannot be read, why not.

    `others` are endings of names that count as pages, too.

    Hidden names are left out, and so is the folder of pictures that a browser saves beside a page. Links to folders
    are followed, each folder once.
    """
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[str, bool]] = [(folder, True)]  # a stack: nesting may be deeper than calls may
    while waiting:
        path, is_folder = waiting.pop()
        if not is_folder:
            yield path
            continue
        try:
            about = os.stat(path)  # noqa: PTH116
            if (about.st_dev, about.st_ino) in seen:
                continue
            seen.add((about.st_dev, about.st_ino))
            names = sorted(os.listdir(path))  # noqa: PTH208
        except OSError as error:
            yield error_of(error, shown(path))
            continue
        waiting += reversed(_entries(path, names, others))


def expand(pattern: str) -> Iterator[str]:
    """The paths that match a glob pattern, sorted at each level; `**` stands for any number of folders.

    The standard library's glob follows links to folders in circles; this one does not follow them under `**`.
    """
    drive, rest = os.path.splitdrive(pattern)
    root = drive + (os.sep if rest.startswith(("/", os.sep)) else "")
    parts = [part for part in re.split(rf"[/{re.escape(os.sep)}]+", rest) if part]
    yield from dict.fromkeys(_matches(root, parts))


def _matches(folder: str, parts: list[str]) -> Iterator[str]:
    if not parts:
        if folder and _exists(folder):
            yield folder
        return
    part, rest = parts[0], parts[1:]
    if part == "**":
        while rest[:1] == ["**"]:
            rest = rest[1:]
        for below in _folders_below(folder):
            yield from _matches(below, rest or ["*"])
    elif not _GLOB.search(part):
        yield from _matches(_join(folder, part), rest)
    else:
        fits = re.compile(translate(part)).match
        for name in _names(folder):
            if fits(name) and (part.startswith(".") or not name.startswith(".")):
                path = _join(folder, name)
                if not rest or _is_folder(path):
                    yield from _matches(path, rest)


def _folders_below(folder: str) -> Iterator[str]:
    """The folder and all below it, without hidden ones and links."""
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        yield path
        below = (_join(path, name) for name in _names(path) if not name.startswith("."))
        waiting += reversed([one for one in below if _is_folder(one) and not os.path.islink(one)])  # noqa: PTH114


def _entries(folder: str, names: list[str], others: tuple[str, ...]) -> list[tuple[str, bool]]:
    """The pages and folders among the names, each with whether it is a folder."""
    known = set(names)
    entries: list[tuple[str, bool]] = []
    for name in names:
        if name.startswith("."):
            continue
        path = _join(folder, name)
        if _is_folder(path):
            stem = name.removesuffix("_files")
            if stem == name or not (known & {stem + ".html", stem + ".htm"}):
                entries.append((path, True))
        elif name.lower().endswith(others) or _is_page(path, name.lower()):
            entries.append((path, False))
    return entries


def _is_page(path: str, name: str) -> bool:
    """Whether a file's name or, for a name that says nothing, its content is that of a page."""
    dots = name[-_LONGEST_SUFFIX:].split(".")
    if any("." + ".".join(dots[-count:]) in _PAGE_SUFFIXES for count in (1, 2) if len(dots) > count):
        return True
    if os.path.splitext(name)[1] in _NEVER_PAGES:  # noqa: PTH122
        return False
    head = read_head(path, _HEAD)
    return is_mhtml(head) or is_document(head.decode("utf-8", "replace"))


def _address_error(address: str) -> CopydeskError:
    if address.lower().startswith("file:"):
        return NotFound(address, "a file address, not a path", "give the path without file://")
    return NotFetched(address, "no web address", "only http and https are fetched")


def _failure(error: CopydeskError) -> Failure:
    return Failure(error.thing, type(error).__name__, error.message, error.next_step)


def _join(folder: str, name: str) -> str:
    return os.path.join(folder, name) if folder else name  # noqa: PTH118


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder or os.curdir))  # noqa: PTH208
    except (OSError, ValueError):
        return []


def _exists(path: str) -> bool:
    try:
        return os.path.lexists(path)
    except ValueError:
        return False


def _is_folder(path: str) -> bool:
    try:
        return os.path.isdir(path or os.curdir)  # noqa: PTH112
    except ValueError:
        return False
