"""An archive, or what a search finds in it, as plain files: one small writer for each form, in the table at the foot.

| form | |
|---|---|
| markdown | a folder with a Markdown file for each article, front matter first |
| jsonl | a line for each article: its facts with their evidence, its text, its history |
| parquet | the same in columns (needs the extra `[bulk]`) |
| warc | every capture as it was received, with the text read from it |
| bagit | a folder with the WARC, the Markdown and a manifest of digests (RFC 8493) |
| csl, bibtex | the records of the articles for reference managers |

An export appears whole or not at all.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec

from copydesk.archive.reading import body, captures, entry, revisions
from copydesk.archive.records import Entry
from copydesk.archive.store import Store, now
from copydesk.archive.warcs import WarcWriter
from copydesk.errors import ArchiveError, NeedsExtra, UsageError

_UNSAFE: Final = re.compile(r"[^\w]+")
_TEXTS: Final = (
    *("title", "deck", "site", "language", "section", "published", "modified", "url", "text", "since", "until"),
    *("verdict", "copy", "facts", "sha256"),
)
"""Columns of text in a Parquet export; `facts` is JSON."""
_LONGEST_NAME: Final = 60
_ROW_GROUP: Final = 1_000
"""Articles of a row group, which are held in memory together."""


def export(store: Store, articles: Sequence[int], form: str, target: Path, as_of: str | None = None) -> int:
    """Write articles in a form to a file or folder that is not there yet; how many."""
    if form not in WRITERS:
        raise UsageError(f"form {form!r}", "is not known", f"use one of {', '.join(WRITERS)}")
    if target.exists():
        raise ArchiveError(str(target), "is there already", "give another name, or move it away")
    if not target.absolute().parent.is_dir():
        raise ArchiveError(str(target.parent), "no such folder for the export", "make it first")
    unfinished = target.with_name(f".{target.name}.part")
    _remove(unfinished)
    try:
        WRITERS[form](store, articles, unfinished, as_of)
        unfinished.replace(target)
    except OSError as error:
        raise ArchiveError(str(target), f"cannot be written ({error.strerror or error})", "check the disk") from error
    finally:
        _remove(unfinished)
    return len(articles)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _entries(store: Store, articles: Sequence[int], as_of: str | None) -> Iterator[Entry]:
    return (entry(store, article, as_of) for article in articles)


def _markdown(store: Store, articles: Sequence[int], target: Path, as_of: str | None) -> None:
    target.mkdir()
    for each in _entries(store, articles, as_of):
        (target / f"{file_name(each)}.md").write_text(each.copy(), "utf-8", "replace")


def file_name(each: Entry) -> str:
    """A name for the file of an article: its number, its day and its title.

    The number comes first, so that no two are alike and they sort as they were filed.
    """
    title = _UNSAFE.sub("-", each.title or "untitled")[:_LONGEST_NAME].strip("-").lower()
    return "-".join(filter(None, (f"{each.id:06}", (each.published or "")[:10], title)))


def _jsonl(store: Store, articles: Sequence[int], target: Path, as_of: str | None) -> None:
    with target.open("wb") as file:
        for each in _entries(store, articles, as_of):
            history = revisions(store, each.id)
            line = {**msgspec.to_builtins(each), "copy": each.copy(), "history": msgspec.to_builtins(history)}
            file.write(msgspec.json.encode(line) + b"\n")


def _parquet(store: Store, articles: Sequence[int], target: Path, as_of: str | None) -> None:
    try:
        import pyarrow as arrow  # type: ignore[import-not-found,import-untyped,unused-ignore]
        from pyarrow import parquet
    except ImportError:
        raise NeedsExtra("parquet", "not installed", "pip install 'copydesk[bulk]'") from None
    string, listed, number = arrow.string(), arrow.list_(arrow.string()), arrow.int64()
    fields = [(name, number) for name in ("id", "origin", "revision", "revisions")]
    fields += [(name, string) for name in _TEXTS]
    fields += [(name, listed) for name in ("authors", "tags", "outlets")]
    schema = arrow.schema(fields, metadata={"copydesk": "articles, version 1"})
    with parquet.ParquetWriter(target, schema, compression="zstd") as writer:
        for start in range(0, max(1, len(articles)), _ROW_GROUP):
            rows = [_flat(each) for each in _entries(store, articles[start : start + _ROW_GROUP], as_of)]
            writer.write_table(arrow.Table.from_pylist(rows, schema=schema))


def _flat(each: Entry) -> dict[str, Any]:
    """An article as a row: lists of words stay lists, facts are JSON."""
    row = {name: getattr(each, name) for name in each.__struct_fields__}
    return {
        **row,
        "verdict": each.verdict.kind,
        "copy": each.copy(),
        "facts": msgspec.json.encode(each.facts).decode(),
        "sha256": each.capture.sha256,
    }


def _warc(store: Store, articles: Sequence[int], target: Path, as_of: str | None) -> None:
    with target.open("wb") as file:
        writer = WarcWriter(file, now())
        for article in articles:
            for each in captures(store, article):
                if as_of is None or each.time <= as_of:
                    row = store.row(
                        "SELECT coalesce(c.text, r.text, '') FROM capture c LEFT JOIN copy r ON r.revision = c.revision"
                        " WHERE c.id = ?",
                        each.id,
                    )
                    writer.capture(each.id, each.url, each.time, each.form, body(store, each.id), row[0])


def _bagit(store: Store, articles: Sequence[int], target: Path, as_of: str | None) -> None:
    data = target / "data"
    data.mkdir(parents=True)
    _warc(store, articles, data / "captures.warc.gz", as_of)
    _markdown(store, articles, data / "copies", as_of)
    files = sorted(path for path in data.rglob("*") if path.is_file())
    size = sum(path.stat().st_size for path in files)
    (target / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "utf-8")
    about = f"Bag-Software-Agent: copydesk\nBagging-Date: {now()[:10]}\nPayload-Oxum: {size}.{len(files)}\n"
    (target / "bag-info.txt").write_text(about, "utf-8")
    _manifest(target / "manifest-sha256.txt", target, files)
    _manifest(target / "tagmanifest-sha256.txt", target, [target / "bagit.txt", target / "bag-info.txt"])


def _manifest(path: Path, root: Path, files: Sequence[Path]) -> None:
    lines = [f"{_digest(file)}  {file.relative_to(root).as_posix()}\n" for file in files]
    path.write_text("".join(lines), "utf-8")


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _csl(store: Store, articles: Sequence[int], target: Path, as_of: str | None) -> None:
    items = [item for each in _entries(store, articles, as_of) for item in json.loads(each.cite("csl"))]
    target.write_text(json.dumps(items, ensure_ascii=False, indent=1) + "\n", "utf-8", "replace")


def _bibtex(store: Store, articles: Sequence[int], target: Path, as_of: str | None) -> None:
    with target.open("w", encoding="utf-8", errors="replace") as file:
        for each in _entries(store, articles, as_of):
            record = each.cite("bibtex")
            # Two articles of one author, year and word would share a key.
            file.write(re.sub(r"^(@\w+\{[^,\s]+)", rf"\1-{each.id}", record, count=1).rstrip() + "\n\n")


WRITERS: Final[dict[str, Callable[[Store, Sequence[int], Path, str | None], None]]] = {
    "markdown": _markdown,
    "jsonl": _jsonl,
    "parquet": _parquet,
    "warc": _warc,
    "bagit": _bagit,
    "csl": _csl,
    "bibtex": _bibtex,
}


def form_of(target: str) -> str:
    """The form that a name asks for.

    >>> form_of("all.warc.gz"), form_of("refs.bib"), form_of("folder/")
    ('warc', 'bibtex', 'markdown')
    """
    endings = {".jsonl": "jsonl", ".parquet": "parquet", ".warc.gz": "warc", ".json": "csl", ".bib": "bibtex"}
    return next((form for ending, form in endings.items() if target.lower().endswith(ending)), "markdown")
