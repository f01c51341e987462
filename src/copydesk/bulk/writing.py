"""Rows into a file: Parquet with the schema that the table of columns gives, or JSON Lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any, Final

import msgspec

from copydesk.bulk.columns import COLUMNS
from copydesk.bulk.settings import BulkSettings, Format
from copydesk.errors import NeedsExtra

ENDINGS: Final[dict[Format, str]] = {"parquet": ".parquet", "jsonl": ".jsonl"}
_HALVES: Final = re.compile("[\ud800-\udfff]")
_ROW_GROUP: Final = 500
"""Rows that are held in memory together."""
_GROUP_BYTES: Final = 16_000_000
"""Characters of text from which a group is written, however few rows it has."""

Write = Callable[[dict[str, Any]], None]
"""What takes a row."""


@contextmanager
def rows_into(file: IO[bytes], names: Sequence[str], settings: BulkSettings) -> Iterator[Write]:
    """What writes rows with those columns into an open file."""
    if settings.format == "jsonl":
        yield lambda row: write_line(file, row)
        return
    from pyarrow import Table, parquet  # type: ignore[import-not-found,import-untyped,unused-ignore]

    schema = schema_of(names, settings)
    held: list[dict[str, Any]] = []
    size = 0

    def write(row: dict[str, Any]) -> None:
        nonlocal size
        held.append(row)
        size += len(row.get("text") or "") + len(row.get("markdown") or "")
        if len(held) >= _ROW_GROUP or size > _GROUP_BYTES:
            flush()

    def flush() -> None:
        nonlocal size
        try:
            table = Table.from_pylist(held, schema=schema)
        except UnicodeEncodeError:
            table = Table.from_pylist([without_halves(row) for row in held], schema=schema)
        writer.write_table(table)
        held.clear()
        size = 0

    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        yield write
        if held:
            flush()


def write_line(file: IO[bytes], row: dict[str, Any]) -> None:
    """Write an object as a line of JSON."""
    try:
        line = msgspec.json.encode(row)
    except UnicodeEncodeError:
        line = msgspec.json.encode(without_halves(row))
    file.write(line + b"\n")


def without_halves(value: Any) -> Any:
    """A value in whose texts half a surrogate pair, which has no UTF-8 form, is U+FFFD: declared data may hold some."""
    if isinstance(value, str):
        return _HALVES.sub("\ufffd", value)
    if isinstance(value, list):
        return [without_halves(each) for each in value]
    if isinstance(value, dict):
        return {name: without_halves(each) for name, each in value.items()}
    return value


def schema_of(names: Sequence[str], settings: BulkSettings) -> Any:
    """The Arrow schema of columns; what each holds, and what the rows were made with, is written into it.

    Raises NeedsExtra where pyarrow is not installed.
    """
    try:
        import pyarrow as arrow  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        raise NeedsExtra("Parquet", "needs pyarrow", "pip install 'copydesk[bulk]', or write jsonl") from None
    string, double, number = arrow.string(), arrow.float64(), arrow.int64()
    kinds = {
        "string": string,
        "strings": arrow.list_(string),
        "double": double,
        "count": number,
        "facts": arrow.list_(
            arrow.struct(
                [
                    *((name, string) for name in ("name", "value", "how", "raw")),
                    *(("start", number), ("end", number), ("confidence", double), ("kind", string)),
                ]
            )
        ),
        "cut": arrow.list_(
            arrow.struct([("text", string), ("label", string), ("probability", double), ("reason", string)])
        ),
        "links": arrow.list_(arrow.struct([("url", string), ("text", string)])),
    }
    fields = [
        arrow.field(name, kinds[COLUMNS[name].kind], metadata={"description": COLUMNS[name].about}) for name in names
    ]
    return arrow.schema(
        fields,
        metadata={
            f"copydesk.{name}": msgspec.json.encode(value).decode() for name, value in settings.made_with().items()
        },
    )
