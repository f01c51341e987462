"""Characters that no later stage could write down: NULs and lone surrogates become U+FFFD, and that is said."""

from __future__ import annotations


def repair_surrogates(text: str) -> tuple[str, bytes, tuple[str, ...]]:
    r"""The text without lone surrogates, its UTF-8, and a warning if there were any. Pairs become one character.

    >>> repair_surrogates("rain \ud800")[0]
    'rain �'
    """
    try:
        return text, text.encode("utf-8"), ()
    except UnicodeEncodeError:
        whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        count = whole.count("\ufffd") - text.count("\ufffd")
        return whole, whole.encode("utf-8"), (_warning(count, "lone surrogate"),) if count else ()


def repair_nuls(text: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text with each NUL as U+FFFD, as HTML reads it, and a warning if there were any.

    `data` is what the text was decoded from: bytes without a NUL give none, and in bytes the search is 20 times faster.
    """
    if b"\0" not in data or "\0" not in text:
        return text, ()
    return text.replace("\0", "\ufffd"), (_warning(text.count("\0"), "NUL character"),)


def _warning(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count > 1 else ''} became U+FFFD"
