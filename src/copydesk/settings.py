"""One record of settings, handed in; nothing reads a setting from a module."""

from __future__ import annotations

from typing import Literal

import msgspec

from copydesk.errors import UnknownOption, UsageError
from copydesk.records import Form

MEGABYTE = 1_000_000


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What can be chosen. The first group acts on reading, the second on the copy alone, the third bounds the work."""

    form: Form | Literal["auto"] = "auto"
    focus: Literal["balanced", "precision", "recall"] = "balanced"

    links: bool = True
    images: bool = True
    tables: bool = True
    comments: bool = False
    related: bool = False

    max_bytes: int = 128 * MEGABYTE
    """Largest input, before and after decompression. A 50 MB page must pass; a decompression bomb must not."""
    max_depth: int = 200
    """Deepest nesting whose structure is kept; what lies deeper is read as running text. Browsers stop at 512."""
    max_cells: int = 50_000
    """Most cells of one table that are kept as a table; a larger one is read as lines."""


_NAMES = frozenset(Settings.__struct_fields__)


def settings_from(options: dict[str, object], base: Settings | None = None) -> Settings:
    """Settings with the given options changed.

    Raises UnknownOption for a name that is none, UsageError for a value of the wrong kind.

    >>> settings_from({"links": False}).links
    False
    """
    unknown = options.keys() - _NAMES
    if unknown:
        raise UnknownOption(
            ", ".join(sorted(map(str, unknown))), "no such option", f"the options are {', '.join(sorted(_NAMES))}"
        )
    if not options:
        return base or Settings()
    chosen = {**msgspec.structs.asdict(base or Settings()), **options}
    try:
        return msgspec.convert(chosen, Settings)
    except msgspec.ValidationError as error:
        raise UsageError("options", str(error), "see the documentation of Settings") from None
