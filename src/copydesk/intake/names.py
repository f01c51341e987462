"""What a `str` given as content is when it is no content: a path or an address."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from copydesk.errors import LooksLikePath, UsageError

# Longest path of the usual systems (PATH_MAX); a longer line is content.
_LONGEST_PATH = 4096
_ADDRESS = re.compile(r"\s*(?:https?|file):/{1,3}\S+\s*", re.IGNORECASE)
# What a page can have been saved from. Half a surrogate pair is in no address, and could not be written to JSON.
_ABSOLUTE = re.compile(r"(?:(?:https?|ftp)://|file:/)[^\s\x00-\x1f\x7f\ud800-\udfff]+", re.IGNORECASE)
_COUNTRY = re.compile(r"[a-z0-9-]{2,63}")
_FILE_NAME = re.compile(r"[^\s<>]{1,255}\.(?:x?html?|mhtml?|mht|txt|md|markdown|gz)", re.IGNORECASE)


def refuse_path(text: str) -> str:
    """Raise LooksLikePath for a one-line text that names an existing file or folder, or is an address.

    Gives a warning (or nothing) for one that is neither but is written like the name of a page's file.
    """
    if len(text) > _LONGEST_PATH or "\n" in text or not text.strip():
        return ""
    if is_address(text):
        raise LooksLikePath(
            text.strip(),
            "an address where content was expected",
            "save the page and give its file as Path(...), or fetch it and give the bytes with url=",
        )
    if "<" in text:
        return ""
    try:
        path = Path(text)
        found = path.exists()
    except (OSError, ValueError):
        return ""
    if found and path.is_dir():
        raise LooksLikePath(text, "the name of a folder where content was expected", "use extract_all(Path(...))")
    if found:
        raise LooksLikePath(text, "the name of a file where content was expected", "give it as Path(...)")
    return "taken as content, though it reads like the name of a file" if _FILE_NAME.fullmatch(text) else ""


def is_address(text: str) -> bool:
    """Whether the text is one http, https or file address and nothing else."""
    return _ADDRESS.fullmatch(text) is not None


def refuse_url(url: object) -> None:
    """Raise UsageError for what is no absolute address, from which the links of a page could be completed."""
    if not isinstance(url, str) or not _is_absolute(url):
        raise UsageError(
            "url",
            f"{repr(url)[:80]} is no absolute address",
            "give all of it, with http:, https:, ftp: or file:, as in https://town.example/page",
        )


def given_url(url: object) -> tuple[str | None, str]:
    """The address given for a page, and a warning when it cannot be used or had to be mended.

    Raises UsageError for what is no text at all.

    >>> given_url("https://town.example/a b")
    ('https://town.example/a%20b', "url: 'https://town.example/a b' holds white space, written as %20")
    >>> given_url("nonsense")
    (None, "url: 'nonsense' is no absolute address, left out")
    """
    if url is None:
        return None, ""
    if not isinstance(url, str):
        refuse_url(url)
    text = str(url).strip()
    if _is_absolute(text):
        return text, ""
    mended = "%20".join(text.split())
    if mended != text and _is_absolute(mended):
        return mended, f"url: {repr(text)[:80]} holds white space, written as %20"
    return None, f"url: {repr(text)[:80]} is no absolute address, left out"


def _is_absolute(url: str) -> bool:
    if not _ABSOLUTE.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        port = parts.port  # raises for one that is no number
    except ValueError:
        return False
    return parts.scheme == "file" or (bool(parts.hostname) and port != 0)


def country_of(url: str | None) -> str | None:
    """The last label of an address's host, a hint at the page's script; None when there is none.

    >>> country_of("https://pogoda.example.ru/rain?x=1")
    'ru'
    """
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return None
    label = host.rstrip(".").rpartition(".")[2]
    return label if _COUNTRY.fullmatch(label) and not label.isdigit() else None
