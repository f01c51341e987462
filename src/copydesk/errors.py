"""The exception tree. Every error names the thing, the place and the next step.

CopydeskError
├── UsageError
│   ├── LooksLikePath      a one-line str that names a file or is an address
│   └── UnknownOption      a keyword that `extract` does not take
├── ArchiveError           the archive cannot be opened, read or written
└── IntakeError            the input could not be read
    ├── NotFound           no such file, or a directory without pages
    ├── NotReadable        permission, or a device error
    ├── NotText            binary data: PDF, image, archive …
    ├── Damaged            truncated or corrupt compression or container
    ├── TooLarge           over the size bound, before or after decompression
    ├── NotFetched         an address that gave no page, or may not be fetched
    └── NeedsExtra         an optional part of copydesk is not installed
"""

from __future__ import annotations


class CopydeskError(Exception):
    """Base of all errors raised on purpose.

    `thing` is what could not be handled (a path, "input", an option), `message` what is wrong with it and where,
    `next_step` what the caller can do.
    """

    def __init__(self, thing: str, message: str, next_step: str = "") -> None:
        super().__init__(f"{thing}: {message}" + (f" ({next_step})" if next_step else ""))
        self.thing = thing
        self.message = message
        self.next_step = next_step

    def __reduce__(self) -> tuple[type[CopydeskError], tuple[str, str, str]]:
        """Pickle by the three parts, so that errors cross process borders whole."""
        return type(self), (self.thing, self.message, self.next_step)


class UsageError(CopydeskError):
    """The call itself is wrong."""


class LooksLikePath(UsageError):
    """A one-line `str` was given as content but names an existing file or is an address."""


class UnknownOption(UsageError):
    """A keyword that is no option."""


class ArchiveError(CopydeskError):
    """The archive cannot be opened, read or written; nothing that it holds is lost by that."""


class IntakeError(CopydeskError):
    """The input could not be read."""


class NotFound(IntakeError):
    """No such file, or a directory that holds no pages."""


class NotReadable(IntakeError):
    """The file is there but could not be read."""


class NotText(IntakeError):
    """The input is not text: a PDF, an image, an archive or other binary data."""


class Damaged(IntakeError):
    """Compressed or packed input that is cut short or corrupt."""


class TooLarge(IntakeError):
    """The input is over the size bound."""


class NotFetched(IntakeError):
    """An address that gave no page, or that may not be fetched."""


class NeedsExtra(IntakeError):
    """The input needs an optional part of copydesk that is not installed."""
