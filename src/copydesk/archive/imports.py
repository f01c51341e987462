"""What an export holds, as deliveries: filed like everything else, so that an archive can be left and come back to.

A WARC and a BagIt folder hold the captures themselves. JSON Lines, Parquet and Markdown hold copies; of these the copy
becomes the capture, as any Markdown copy does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from copydesk.errors import NeedsExtra
from copydesk.intake.warc import deliveries_of, is_web_archive
from copydesk.records import Delivery, Failure

_AGAIN: Final = "make the export again"


def exported(path: Path, most: int) -> Iterator[Delivery | Failure]:
    """The deliveries of an export: a BagIt folder, a folder of Markdown, a WARC, JSON Lines or Parquet."""
    if not path.exists():
        yield Failure(str(path), "NotFound", "no such file or folder", "check the path")
    elif (path / "bagit.txt").is_file():
        yield from _of_bag(path, most)
    elif path.is_dir():
        yield from _of_folder(path)
    elif is_web_archive(str(path)):
        yield from deliveries_of(str(path), most)
    elif path.suffix == ".parquet":
        yield from _of_parquet(path)
    else:
        yield from _of_lines(path)


def _of_bag(path: Path, most: int) -> Iterator[Delivery | Failure]:
    """The captures of a BagIt folder whose files are what its manifest says; what is not, is reported."""
    try:
        lines = (path / "manifest-sha256.txt").read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        yield Failure(str(path), "Damaged", f"its manifest cannot be read ({error})", _AGAIN)
        return
    for line in lines:
        digest, _, name = line.partition("  ")
        file = path / name
        if not file.resolve().is_relative_to(path.resolve()) or not file.is_file():
            yield Failure(str(file), "Damaged", "named in the manifest, and not there", _AGAIN)
        elif sha256(file.read_bytes()).hexdigest() != digest:
            yield Failure(str(file), "Damaged", "not what the manifest says: its SHA-256 differs", _AGAIN)
        elif is_web_archive(str(file)):
            yield from deliveries_of(str(file), most)


def _of_folder(path: Path) -> Iterator[Delivery | Failure]:
    nothing = True
    for file in sorted(path.rglob("*.md")):
        nothing = False
        yield Delivery(data=file.read_bytes(), name=str(file))
    if nothing:
        yield Failure(str(path), "NotFound", "a folder without Markdown files", "give the folder of an export")


def _of_lines(path: Path) -> Iterator[Delivery | Failure]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            name = f"{path}#{number}"
            try:
                yield _copy(name, json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                yield Failure(name, "Damaged", f"not the line of an article ({type(error).__name__}: {error})", _AGAIN)


def _of_parquet(path: Path) -> Iterator[Delivery | Failure]:
    try:
        from pyarrow import ArrowException, parquet  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        raise NeedsExtra(str(path), "a Parquet file", "pip install 'copydesk[bulk]'") from None
    try:
        for batch in parquet.ParquetFile(path).iter_batches(columns=["id", "copy", "since"]):
            for row in batch.to_pylist():
                yield _copy(f"{path}#{row['id']}", row)
    except (ArrowException, OSError, KeyError) as error:
        yield Failure(str(path), "Damaged", f"cannot be read ({error})", _AGAIN)


def _copy(name: str, row: dict[str, Any]) -> Delivery:
    """The copy of an article, captured when the state that it shows was."""
    return Delivery(data=row["copy"].encode(), name=name, captured=row["since"], captured_how="export")
