"""One record of settings, handed in; nothing reads a setting from a module."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, TypeVar

import msgspec

from copydesk.errors import UnknownOption, UsageError
from copydesk.records import Form

MEGABYTE = 1_000_000

Bound = Annotated[int, msgspec.Meta(ge=1)]
"""A bound that nothing fits into would be none."""
_Record = TypeVar("_Record", bound=msgspec.Struct)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What can be chosen. The first group acts on reading, the second on the copy alone, the third bounds the work."""

    form: Form | Literal["auto"] = "auto"
    focus: Literal["balanced", "precision", "recall"] = "balanced"
    """What to do in doubt: leave out (precision) or keep (recall). Only this and `form` change an article's text."""

    links: bool = True
    images: bool = True
    tables: bool = True
    comments: bool = False
    related: bool = False

    max_bytes: Bound = 128 * MEGABYTE
    """Largest input, before and after decompression. A 50 MB page must pass; a decompression bomb must not."""
    max_depth: Bound = 200
    """Deepest nesting whose structure is kept; what lies deeper is read as running text. Browsers stop at 512."""
    max_cells: Bound = 50_000
    """Most cells of one table that are kept as a table; a larger one is read as lines."""


_NAMES = frozenset(Settings.__struct_fields__)


def settings_from(options: dict[str, object], base: Settings | None = None) -> Settings:
    """Settings with the given options changed.

    Raises UnknownOption for a name that is none, UsageError for a value of the wrong kind.

    >>> settings_from({"links": False}).links
    False
    """
    return changed(base or Settings(), options, _NAMES)


def changed(record: _Record, options: Mapping[str, object], names: Iterable[str]) -> _Record:
    """The record with the given options changed, each of which must be one of `names`.

    Raises UnknownOption for a name that is none, UsageError for a value of the wrong kind.
    """
    unknown = options.keys() - set(names)
    if unknown:
        raise UnknownOption(
            ", ".join(sorted(map(str, unknown))), "no such option", f"the options are {', '.join(sorted(names))}"
        )
    if not options:
        return record
    try:
        return msgspec.convert({**msgspec.structs.asdict(record), **options}, type(record))
    except (msgspec.ValidationError, UnicodeError) as error:  # half a surrogate pair is in no value
        # "Expected `bool`, got `str` - at `$.links`"; of a list, "$.links[0]" or "$.links[...]"
        problem, _, place = str(error).partition(" - at `$.")
        name = place.rstrip("`").partition("[")[0]
        usual = f"the default is {getattr(record, name)!r}" if name else ""
        raise UsageError(name or "options", problem[:1].lower() + problem[1:], usual) from None
