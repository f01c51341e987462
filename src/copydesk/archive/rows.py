"""What a bulk output holds, as deliveries: the captures that its rows were made of, read once more.

The rows say which records are meant, so that what a filter left out, or a duplicate, is not filed. Each file of
originals is read once for each file of rows, from its first record to the last that is wanted, and as the run read it:
that a page was unchanged, or that another address led to it, stands in the records before it. Where an original is
gone, or is another now, the copy that the row has becomes the capture, as any Markdown copy does, and says so.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final, TypeGuard

import msgspec

from copydesk.archive.records import COPIED
from copydesk.errors import CopydeskError, Damaged, IntakeError, NeedsExtra, NotFound
from copydesk.intake import stores
from copydesk.intake.files import read_stream, shown
from copydesk.intake.lines import deliveries_of_lines, is_lines, keys_from
from copydesk.intake.warc import deliveries_in
from copydesk.records import Delivery, Failure
from copydesk.render.frontmatter import front_matter_of
from copydesk.render.markdown import headline

_ENDINGS: Final = (".parquet", ".jsonl")
_AGAIN: Final = "run the same bulk again, then add it"
_KNOWN_BY: Final = ("source", "sha256")
_BODY: Final = ("deck", "markdown")
_BATCH: Final = 500
"""Rows that are held in memory together."""
_FRONT: Final = (
    ("title", "title"),
    ("source", "url"),
    ("author", "authors"),
    ("published", "published"),
    ("modified", "modified"),
    ("captured", "captured"),
    ("description", "description"),
    ("tags", "tags"),
    ("canonical", "canonical_url"),
    ("site", "site"),
    ("section", "section"),
    ("language", "language"),
    ("license", "license"),
    ("sha256", "sha256"),
)
"""What stands above the copy of a row, and in which column that is."""

Row = dict[str, Any]


class _Mark(msgspec.Struct, frozen=True):
    """What the mark of a part says of its input; those of early runs do not say where it begins."""

    addresses: tuple[str, ...]
    begin: int = 0
    end: int | None = None
    keys: dict[str, str] = {}


def is_bulk_output(source: object) -> TypeGuard[str | os.PathLike[str]]:
    """Whether a source is the folder of a bulk run, or one of its files of rows."""
    if not isinstance(source, str | os.PathLike):
        return False
    address = os.fspath(source)
    if not isinstance(address, str) or address.lower().startswith(("http://", "https://")):
        return False
    folder, data, _ = _parted(address)
    try:
        if address.lower().endswith(_ENDINGS):
            return data == "data" and stores.is_folder(_joined(folder, "done"))
        return all(stores.is_folder(_joined(address, name)) for name in ("data", "done"))
    except CopydeskError:
        return False


def deliveries_of_rows(source: str | os.PathLike[str], most: int) -> Iterator[Delivery | Failure]:
    """The captures of all rows of a bulk output, or of one of its files; `most` bounds the bytes of one.

    Raises NeedsExtra for Parquet without pyarrow.
    """
    address = os.fspath(source)
    if address.lower().endswith(_ENDINGS):
        yield from _of_file(address, most)
        return
    try:
        files = _files_in(_joined(address, "data"))
    except IntakeError as error:
        yield _failure(address, error)
        return
    if not files:
        yield Failure(shown(address), "NotFound", "a bulk output without rows in it", _AGAIN)
    for each in files:
        yield from _of_file(each, most)


# --- a file of rows ---------------------------------------------------------------------------------------------------


def _of_file(path: str, most: int) -> Iterator[Delivery | Failure]:
    """The captures of the rows in one file: the originals in their order, then the copies of those that are gone."""
    try:
        mark = _mark_of(path)
        wanted: dict[str, str | None] = {row["source"]: row.get("sha256") for row in _rows(path, _KNOWN_BY)}
        missing = dict.fromkeys(wanted, "it is not there any more")
        for address in mark.addresses:
            is_page = shown(address) in wanted
            own = {shown(address): wanted[shown(address)]} if is_page else wanted if len(mark.addresses) == 1 else {}
            if own:
                yield from _originals(address, mark, own, most, missing)
        yield from _copies(path, missing)
    except NeedsExtra:
        raise
    except IntakeError as error:
        yield _failure(path, error)


def _originals(
    address: str, mark: _Mark, wanted: Mapping[str, str | None], most: int, missing: dict[str, str]
) -> Iterator[Delivery]:
    """The wanted records of a file, taken out of `missing`; of the others, why they could not be read is put there.

    `wanted` has the digest of each, where the rows tell it: a file may have been written anew under its name.
    """
    left = set(wanted)
    try:
        with stores.opened(address) as file, closing(_records(file, address, mark, most, wanted)) as records:
            for record in records:
                name = record.source if isinstance(record, Failure) else record.name
                if name not in left:
                    continue
                if isinstance(record, Failure):
                    missing[name] = record.message
                    continue
                left.remove(name)
                if wanted[name] not in (None, sha256(record.data).hexdigest()):
                    missing[name] = "what stands there is another page now"
                else:
                    del missing[name]
                    yield record
                if not left:
                    return
    except (IntakeError, OSError) as error:
        said = error.message if isinstance(error, IntakeError) else f"cannot be read ({error})"
        missing.update(dict.fromkeys(left, f"{shown(address)}: {said}"))


def _records(
    file: IO[bytes], address: str, mark: _Mark, most: int, wanted: Collection[str]
) -> Generator[Delivery | Failure, None, None]:
    """The records of a file of originals, as the run read them."""
    name = shown(address)
    if name in wanted:
        yield Delivery(data=read_stream(file, name, most), name=name)
    elif is_lines(address):
        yield from deliveries_of_lines(file, name, most, keys_from(mark.keys), mark.begin, mark.end)
    else:
        yield from deliveries_in(file, name, most, mark.begin, mark.end)


def _copies(path: str, missing: Mapping[str, str]) -> Iterator[Delivery | Failure]:
    """The Markdown copies of rows whose originals are gone."""
    if not missing:
        return
    columns = (*dict.fromkeys(column for _, column in _FRONT), *_BODY, "source")
    for row in _rows(path, columns):
        name = row["source"]
        if name not in missing:
            continue
        if not (row.get("markdown") or "").strip():
            said = f"its original is gone ({missing[name]}), and its row has no Markdown"
            yield Failure(name, "NotFound", said, "bring the original back, or run bulk with the column markdown")
            continue
        yield Delivery(
            data=_copy_of(row).encode("utf-8", "replace"),
            name=name,
            captured=row.get("captured"),
            captured_how="bulk output" if row.get("captured") else "",
            charset="utf-8",
            warnings=(f"{COPIED}: its original is gone ({missing[name]})",),
        )


def _copy_of(row: Row) -> str:
    """The whole copy of a row, as `copydesk extract` would write it."""
    values = ((key, row.get(column)) for key, column in _FRONT)
    front = front_matter_of((key, tuple(value) if isinstance(value, list) else value) for key, value in values)
    parts = (headline(row.get("title"), row.get("deck")), row["markdown"])
    return front + "\n" + "\n\n".join(part for part in parts if part) + "\n"


# --- files ------------------------------------------------------------------------------------------------------------


def _mark_of(path: str) -> _Mark:
    """The mark of the part whose rows a file has. Raises Damaged where it has none."""
    folder, _, name = _parted(path)
    try:
        with stores.opened(_joined(folder, f"done/{name.rpartition('.')[0]}.json")) as file:
            return msgspec.json.decode(file.read(), type=_Mark)
    except (NotFound, msgspec.DecodeError, UnicodeDecodeError):
        raise Damaged(path, "rows of a part that was not finished", _AGAIN) from None


def _rows(path: str, columns: Sequence[str]) -> Iterator[Row]:
    """The rows of a file, of which some columns, as far as it has them. Raises IntakeError."""
    read = _rows_of_lines if path.lower().endswith(".jsonl") else _rows_of_parquet
    with stores.opened(path) as file:
        for row in read(file, path, columns):
            if not isinstance(row.get("source"), str):
                raise Damaged(path, "a row without its source", _AGAIN)
            yield row


def _rows_of_lines(file: IO[bytes], path: str, columns: Sequence[str]) -> Iterator[Row]:
    for number, line in enumerate(file, start=1):
        try:
            values = msgspec.json.decode(line, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Damaged(path, f"line {number} is no row ({error})", _AGAIN) from None
        yield {name: values[name] for name in columns if name in values}


def _rows_of_parquet(file: IO[bytes], path: str, columns: Sequence[str]) -> Iterator[Row]:
    try:
        from pyarrow import ArrowException, parquet  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        raise NeedsExtra(path, "a Parquet file", "pip install 'copydesk[bulk]'") from None
    try:
        rows = parquet.ParquetFile(file)
        for batch in rows.iter_batches(_BATCH, columns=[name for name in columns if name in rows.schema_arrow.names]):
            yield from batch.to_pylist()
    except (ArrowException, OSError) as error:
        raise Damaged(path, f"cannot be read ({error})", _AGAIN) from None


def _files_in(folder: str) -> list[str]:
    """The files of rows in a folder, sorted."""
    if stores.is_remote(folder):
        found = [each.address for each in stores.listed(folder)]
    else:
        found = [_joined(folder, path.name) for path in Path(folder).iterdir()]
    return sorted(each for each in found if each.endswith(_ENDINGS) and not each.rpartition("/")[2].startswith("."))


def _parted(address: str) -> tuple[str, str, str]:
    """An address as what lies above the folder of a file, that folder, and the file."""
    whole = address if stores.is_remote(address) else Path(address).absolute().as_posix()
    above, _, name = whole.rstrip("/").rpartition("/")
    above, _, folder = above.rpartition("/")
    return above, folder, name


def _joined(folder: str, name: str) -> str:
    return f"{folder.rstrip('/')}/{name}"


def _failure(path: str, error: IntakeError) -> Failure:
    return Failure(shown(path), type(error).__name__, error.message, error.next_step)
