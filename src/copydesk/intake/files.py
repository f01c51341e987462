"""Files and streams, read within a bound; every way the reading can fail is an error that names the path."""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader, FileIO
from os import PathLike
from typing import IO, Any

from copydesk.errors import IntakeError, NotFound, NotReadable, TooLarge

_PIECE = 1 << 20

# Opening a pipe that nobody writes to would wait for ever; so would a terminal left to be read.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

_ERRORS: dict[int, tuple[type[IntakeError], str, str]] = {
    errno.ENOENT: (NotFound, "no such file", "check the path"),
    errno.ENOTDIR: (NotFound, "no such file: a part of the path is not a folder", "check the path"),
    errno.ENAMETOOLONG: (NotFound, "no such file: the name is too long", "check the path"),
    errno.ELOOP: (NotFound, "a symbolic link that leads back to itself", "check where the link points"),
    errno.EACCES: (NotReadable, "permission denied", "make the file readable, or copy it to where it is"),
    errno.EPERM: (NotReadable, "permission denied", "make the file readable, or copy it to where it is"),
    errno.ENXIO: (NotReadable, "a socket or device, not a file", "save what it gives to a file"),
    errno.EISDIR: (NotFound, "a folder, not a file", "use extract_all, or give the folder to the command"),
    errno.EIO: (NotReadable, "the device reported a read error", "copy the file from a sound device"),
}


def shown(path: str | bytes | PathLike[Any]) -> str:
    """A path as it can be printed and written to JSON: bytes of a name that are no UTF-8 become U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def read_file(path: str | PathLike[str], max_bytes: int) -> bytes:
    """The bytes of a file, never more than `max_bytes`.

    Raises NotFound for a missing path or a folder, NotReadable, or TooLarge.
    """
    name = shown(path)
    try:
        about = os.stat(path)  # noqa: PTH116 - a name that is no valid str in a Path is possible here
        if stat.S_ISDIR(about.st_mode):
            raise NotFound(name, "a folder, not a file", "use extract_all, or give the folder to the command")
        if about.st_size > max_bytes:
            raise too_large(name, about.st_size, max_bytes)
        with opened(path, name) as file:
            return _read_bounded(file, name, max_bytes)
    except OSError as error:
        raise error_of(error, name) from None
    except ValueError:  # a NUL in the path
        raise NotFound(name, "no such file: the path holds a NUL character", "check the path") from None


def read_stream(stream: IO[Any], name: str, max_bytes: int) -> bytes:
    """Everything an open stream still holds, as bytes (of a text stream, the bytes beneath), within the bound."""
    try:
        return _read_bounded(getattr(stream, "buffer", stream), name, max_bytes)
    except OSError as error:
        raise error_of(error, name) from None


def _read_bounded(stream: IO[Any], name: str, max_bytes: int) -> bytes:
    """Everything a stream still holds; TooLarge as soon as it is more than `max_bytes`."""
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(min(_PIECE, max_bytes + 1 - size)):
        pieces.append(piece.encode("utf-8", "surrogatepass") if isinstance(piece, str) else bytes(piece))
        size += len(pieces[-1])
        if size > max_bytes:
            raise too_large(name, None, max_bytes)
    return b"".join(pieces)


def read_head(path: str | PathLike[str], size: int) -> bytes:
    """The first bytes of a regular file; nothing when it is none or cannot be read."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116
            return b""
        with opened(path, "") as file:
            return file.read(size)
    except (OSError, ValueError):
        return b""


def too_large(name: str, size: int | None, max_bytes: int, *, packed: bool = False) -> TooLarge:
    """The error for an input over the bound."""
    many = f"{size:,} bytes" if size is not None else f"more than {max_bytes:,} bytes"
    what = f"{many} when decompressed" if packed else many
    return TooLarge(name, f"{what}; the bound is {max_bytes:,}", "raise max_bytes if the input is to be trusted")


def error_of(error: OSError, name: str) -> IntakeError:
    """Our error for one of the operating system."""
    kind, message, next_step = _ERRORS.get(
        error.errno or 0, (NotReadable, (error.strerror or "could not be read").lower(), "check the file and its disk")
    )
    return kind(name, message, next_step)


def opened(path: str | PathLike[str], name: str) -> BufferedReader:
    """The file, open for reading; a terminal is refused, and nobody is waited for at the other end of a pipe."""
    descriptor = os.open(path, _OPEN_FLAGS)
    if os.isatty(descriptor):
        os.close(descriptor)
        raise NotReadable(name, "a terminal, not a file", "give a file, or pipe the page in")
    if hasattr(os, "O_NONBLOCK"):
        os.set_blocking(descriptor, True)
    return BufferedReader(FileIO(descriptor, "rb"))
