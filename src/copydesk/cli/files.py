"""Writing files: whole or not at all, under names that are safe and do not collide."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO, Final

# Characters some file system refuses or some shell takes for its own.
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f<>:\"/\\|?*\ud800-\udfff]+")
_ENDINGS: Final = re.compile(r"\.(?:gz|html?|xhtml|mht|mhtml|txt|text|md|markdown)$", re.IGNORECASE)
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_MAX_STEM: Final = 180
"""Bytes of a name before number and ending; file systems allow 255."""

_serial = count()


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write that takes its name only when all is written; on any error the old one stays.

    A device or pipe has no old state to keep and is written directly.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:
            yield stream
        return
    path = path.resolve()  # a link stays a link, and what it leads to is replaced
    temporary = path.with_name(f".copydesk-{os.getpid()}-{next(_serial)}.part")
    try:
        with temporary.open("xb") as stream:
            yield stream
        if path.exists():
            shutil.copymode(path, temporary)
        temporary.replace(path)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


class Names:
    """Names for the files of one run: each given once, compared as a careless file system would."""

    def __init__(self, ending: str, taken: Iterable[str] = ()) -> None:
        self._ending = ending
        self._taken = {_folded(name) for name in taken}
        self._next: dict[str, int] = {}

    def name(self, source: str) -> str:
        """A name for the copy of a source.

        >>> names = Names(".md", taken=["notes.md"])
        >>> [names.name(source) for source in ("a/page.html.gz", "b/Page.htm", "../..", "notes.md")]
        ['page.md', 'Page-2.md', 'page-3.md', 'notes-2.md']
        """
        stem = safe_stem(source)
        key = _folded(stem)
        for number in count(self._next.get(key, 1)):
            name = f"{stem}-{number}{self._ending}" if number > 1 else f"{stem}{self._ending}"
            if _folded(name) not in self._taken:
                break
        self._next[key] = number + 1
        self._taken.add(_folded(name))
        return name


def safe_stem(source: str) -> str:
    r"""The name of a source without folders and endings, safe on any file system.

    >>> safe_stem("saved/What now? A: rain.html"), safe_stem("c:\\x\\nul.txt"), safe_stem("...")
    ('What now- A- rain', '_nul', 'page')
    """
    last = re.split(r"[/\\]", source.rstrip("/\\"))[-1]
    for _ in range(2):  # page.html.gz
        last = _ENDINGS.sub("", last)
    stem = _UNSAFE.sub("-", last).strip(" .")
    stem = stem.encode("utf-8")[:_MAX_STEM].decode("utf-8", "ignore").rstrip(" .") or "page"
    return f"_{stem}" if _RESERVED.fullmatch(stem) else stem


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
