"""Files wherever they lie: on this machine, or behind an address such as s3://, gs:// or https:// (through fsspec).

A local path never goes through fsspec, so that reading a folder needs no extra.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from typing import IO, Any, Final, NamedTuple

from copydesk.errors import IntakeError, NeedsExtra, NotFound, NotReadable
from copydesk.intake import files
from copydesk.intake.files import error_of, shown

_BLOCK: Final = 8_000_000
"""Bytes that are asked of a store at a time."""
_PACKAGES: Final = {
    "s3": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "abfs": "adlfs",
    "az": "adlfs",
    "hf": "huggingface_hub",
}
"""What fsspec asks for to reach a store, beside aiohttp for web addresses."""


class Known(NamedTuple):
    """A file that is there: its address, how many bytes it has, and what changes when its content does."""

    address: str
    size: int
    state: str


def is_remote(address: str) -> bool:
    """Whether an address leads off this machine's file system.

    >>> is_remote("s3://crawls/a.warc.gz"), is_remote("crawls/a.warc.gz"), is_remote("c:/crawls")
    (True, False, False)
    """
    scheme, found, _ = address.partition("://")
    return bool(found) and len(scheme) > 1 and scheme.isalnum() and scheme.lower() != "file"


def opened(address: str) -> IO[bytes]:
    """A file, open for reading from any place in it. Raises IntakeError."""
    if not is_remote(address):
        try:
            return files.opened(local_path(address), shown(address))
        except OSError as error:
            raise error_of(error, shown(address)) from None
        except ValueError:
            raise _no_file(address) from None
    store, path = store_of(address)
    try:
        found: IO[bytes] = store.open(path, "rb", block_size=_BLOCK)
    except Exception as error:  # each store has errors of its own
        raise _remote_error(address, error) from None
    return found


def known(address: str) -> Known:
    """A file's size and state. Raises IntakeError where it is not there."""
    if not is_remote(address):
        try:
            about = os.stat(local_path(address))  # noqa: PTH116
        except OSError as error:
            raise error_of(error, shown(address)) from None
        except ValueError:
            raise _no_file(address) from None
        return Known(address, about.st_size, str(about.st_mtime_ns))
    store, path = store_of(address)
    try:
        return _known(address, store.info(path))
    except Exception as error:
        raise _remote_error(address, error) from None


def is_folder(address: str) -> bool:
    """Whether an address is that of a folder, or of a store's prefix."""
    if not is_remote(address):
        return os.path.isdir(local_path(address))  # noqa: PTH112
    if address.lower().startswith(("http://", "https://")):
        return False  # a server's listing is a page
    store, path = store_of(address)
    try:
        return bool(store.isdir(path))
    except Exception as error:
        raise _remote_error(address, error) from None


def listed(address: str) -> Iterator[Known]:
    """Every file under a remote folder, or that matches a remote pattern, names sorted. Raises IntakeError."""
    store, path = store_of(address)
    try:
        has_pattern = any(sign in path for sign in "*?[")
        found = store.glob(path, detail=True) if has_pattern else store.find(path, detail=True)
    except Exception as error:
        raise _remote_error(address, error) from None
    for name in sorted(found):
        if found[name].get("type") != "directory":
            yield _known(store.unstrip_protocol(name), found[name])


def _known(address: str, about: dict[str, Any]) -> Known:
    """What a store tells of a file: its size, and of its content whatever it gives of a digest or a time."""
    told = (about.get(key) for key in ("ETag", "etag", "md5Hash", "generation", "LastModified", "mtime", "updated"))
    return Known(address, int(about.get("size") or 0), next((str(each) for each in told if each), ""))


def state_of(files: list[Known]) -> str:
    """One digest of which files these are, and in what state."""
    digest = sha256()
    for each in files:
        digest.update(f"{each.address}\0{each.size}\0{each.state}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def local_path(address: str) -> str:
    """The path that an address on this machine stands for: file:// may stand before it."""
    return address[7:] if address.lower().startswith("file://") else address


def store_of(address: str) -> tuple[Any, str]:
    """The store of an address, and the path in it. Raises NeedsExtra where it cannot be reached from here."""
    scheme = address.partition("://")[0].lower()
    try:
        from fsspec.core import url_to_fs  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        raise NeedsExtra(address, f"{scheme}:// needs fsspec", "pip install 'copydesk[bulk]'") from None
    try:
        store, path = url_to_fs(address)
    except ImportError:
        package = _PACKAGES.get(scheme, "aiohttp" if scheme in ("http", "https") else scheme)
        raise NeedsExtra(address, f"{scheme}:// needs the package {package}", f"pip install {package}") from None
    except ValueError as error:
        raise NotReadable(address, f"no store is known for {scheme}:// ({error})", "check the address") from None
    return store, path


def _no_file(address: str) -> NotFound:
    return NotFound(shown(address), "no such file: the path holds a NUL character", "check the path")


def _remote_error(address: str, error: Exception) -> IntakeError:
    """Our error for one of a store."""
    if isinstance(error, IntakeError):
        return error
    if isinstance(error, FileNotFoundError):
        return NotFound(address, "no such file in its store", "check the address")
    said = f"{type(error).__name__}: {error}"[:300]
    return NotReadable(address, f"its store cannot be read ({said})", "check the address, the network and your access")
