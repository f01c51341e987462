"""Duplicates out of the rows: found over all parts at once, taken out part by part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from hashlib import sha256
from typing import IO, Final, NamedTuple

import msgspec
from msgspec import structs

from copydesk.bulk.counts import Counts, count
from copydesk.bulk.folder import Folder
from copydesk.bulk.parts import Part
from copydesk.bulk.reading import ALONE, Oversight
from copydesk.bulk.settings import BulkSettings
from copydesk.bulk.sketches import duplicates, known, sketches_name
from copydesk.errors import Damaged

LIST: Final = "duplicates.jsonl"
_DROPPED: Final = "sketches/{}.dropped.json"
_REASON: Final = "duplicate"


class Dropped(msgspec.Struct, frozen=True):
    """The records of a part that are taken out, and what the counts say of each: verdict, language, words."""

    sources: dict[str, str]

    def digest(self) -> str:
        """What tells this list from another."""
        return sha256("\n".join(sorted(self.sources)).encode("utf-8", "surrogatepass")).hexdigest()


class Found(NamedTuple):
    """What is to be done about duplicates."""

    lacking: list[Part]
    """Parts without rows that were duplicates of what is no input any more: to be made anew before they are sifted."""
    waiting: list[Part]
    """Parts to be sifted."""


def find_duplicates(folder: Folder, parts: Sequence[Part], settings: BulkSettings) -> Found:
    """Write the list of all duplicates and, for each part, which of its records are some; what is to be done."""
    files = [folder.read(sketches_name(part)) for part in parts]
    of_part = {name: part.name for part, data in zip(parts, files, strict=True) for name in known([data]).names}
    texts = known(files)
    kinds = dict(zip(texts.names, texts.kinds, strict=True))
    dropped: dict[str, dict[str, str]] = defaultdict(dict)
    found = sorted(duplicates(texts, settings.similarity))
    for each in found:
        dropped[of_part[each.source]][each.source] = kinds[each.source]
    with folder.writing(LIST) as file:
        for each in found:
            file.write(msgspec.json.encode(each._asdict()) + b"\n")
    lacking, waiting = [], []
    for part in parts:
        own, mark = Dropped(dropped[part.name]), folder.mark(part.name)
        if not _dropped(folder, part).sources.keys() <= own.sources.keys():
            lacking.append(part)
            folder.unmark(part.name)  # first, so that whoever stops now has it made the next time
        if mark is None or mark.sifted != own.digest():
            waiting.append(part)
        folder.write(_DROPPED.format(part.name), msgspec.json.encode(own))
    return Found(lacking, waiting)


def _dropped(folder: Folder, part: Part) -> Dropped:
    """What was to be taken out of a part the last time."""
    name = _DROPPED.format(part.name)
    return msgspec.json.decode(folder.read(name), type=Dropped) if folder.has(name) else Dropped({})


def sift(part: Part, output: str, settings: BulkSettings, oversight: Oversight = ALONE) -> Counts:
    """Take the duplicates out of the rows of a part, and say so in its mark. Doing it twice changes nothing more.

    Records are not read again, so that there is nothing to watch. Raises IntakeError where the part is not made.
    """
    folder = Folder(output)
    mark = folder.mark(part.name)
    if mark is None:
        raise Damaged(part.name, "is not made", "run the same again")
    listed = _dropped(folder, part)
    if listed.sources:
        sifted = _sift_lines if settings.format == "jsonl" else _sift_parquet
        with folder.opened(mark.files[0]) as old, folder.writing(mark.files[0]) as new:
            sifted(old, new, listed.sources.keys())
    counts = _without(mark.counts, listed.sources.values())
    folder.set_mark(structs.replace(mark, kept=counts, sifted=listed.digest()))
    return counts


def _without(counts: Counts, dropped: Iterable[str]) -> Counts:
    """The counts of a part without those rows."""
    left: Counts = msgspec.convert(msgspec.to_builtins(counts), Counts)  # its tables are not to be shared
    for each in dropped:
        verdict, language, words = each.split("\t")
        left.written -= 1
        left.words -= int(words)
        left.verdicts[verdict] -= 1
        left.languages[language] -= 1
        count(left.left_out, _REASON)
    return left


def _sift_lines(old: IO[bytes], new: IO[bytes], dropped: Container[str]) -> None:
    for line in old:
        if msgspec.json.decode(line)["source"] not in dropped:
            new.write(line)


def _sift_parquet(old: IO[bytes], new: IO[bytes], dropped: Container[str]) -> None:
    import pyarrow as arrow  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from pyarrow import parquet

    rows = parquet.ParquetFile(old)
    with parquet.ParquetWriter(new, rows.schema_arrow, compression="zstd") as writer:
        for group in range(rows.num_row_groups):
            table = rows.read_row_group(group)
            stays = [source not in dropped for source in table.column("source").to_pylist()]
            writer.write_table(table.filter(arrow.array(stays, arrow.bool_())))
