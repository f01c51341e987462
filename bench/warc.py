"""How fast web archives are read: records a second and MB a second, beside fastwarc and warcio on the same file.

python bench/warc.py                          300 pages of the data as WARC, a gzip member for each
python bench/warc.py --form one --pages 100   all in one gzip; also plain and zstd

Each reader runs three times in turn in this process, the best time counts, and only the ratios mean something. All
give the body of each page; only copydesk also undoes chunks and content codings, and *checked* compares both digests,
as copydesk always does. The file is made anew for each run and thrown away: nothing of a page is kept.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import common

RUNS = 3
FORMS = ("each", "one", "plain", "zstd")


class Read(NamedTuple):
    """What one reader made of the file."""

    records: int
    bytes: int


def main(arguments: Sequence[str]) -> int:
    """Make the file, let every reader read it, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    common.add_data_option(parser)
    parser.add_argument("--source", default="wcxb_dev", help="source of the pages (default wcxb_dev)")
    parser.add_argument("--pages", type=int, default=300, help="how many pages (default 300)")
    parser.add_argument("--form", choices=FORMS, default="each", help="how the file is packed (default: each record)")
    options = parser.parse_args(arguments)
    data = common.open_data(options.data)
    readers = {"copydesk": copydesk_reads, "fastwarc": fastwarc_reads, "fastwarc, checked": fastwarc_checks}
    if options.form in ("each", "plain"):  # warcio reads no other
        readers |= {"warcio": warcio_reads, "warcio, checked": warcio_checks}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"pages.warc{ {'plain': '', 'zstd': '.zst'}.get(options.form, '.gz') }"
        count = make(
            path, (page.body for page in common.chosen_pages(data, options.source, limit=options.pages)), options.form
        )
        print(f"{count} pages, {path.stat().st_size / 1e6:.1f} MB, form: {options.form}")
        rows = measured(readers, path)
    print(common.plain_table(("reader", "records", "s", "records/s", "MB/s of content", "time, copydesk = 1"), rows))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory of the process, all readers together: {peak} MB")
    return 0


def measured(readers: dict[str, Callable[[Path], Read]], path: Path) -> list[tuple[object, ...]]:
    """A row for each reader; those that are not installed are left out, which is said."""
    best: dict[str, float] = {}
    found: dict[str, Read] = {}
    for _ in range(RUNS):
        for name, reader in readers.items():
            begin = time.perf_counter()
            try:
                found[name] = reader(path)
            except ImportError as error:
                print(f"{name} is left out: {error}", file=sys.stderr)
                continue
            best[name] = min(best.get(name, 1e9), time.perf_counter() - begin)
    own = best["copydesk"]
    return [
        (
            name,
            found[name].records,
            f"{seconds:.2f}",
            round(found[name].records / seconds),
            round(found[name].bytes / seconds / 1e6),
            f"{seconds / own:.2f}",
        )
        for name, seconds in best.items()
    ]


# --- the file ---


def make(path: Path, bodies: Any, form: str) -> int:
    """Write a response for each page, with both digests, as crawlers do; how many."""
    pack = {"each": gzip.compress, "zstd": zstd_packer()}.get(form, bytes)
    number = 0
    with path.open("wb") as plain:
        out: Any = gzip.GzipFile(fileobj=plain, mode="wb", mtime=0) if form == "one" else plain
        for number, body in enumerate(bodies, 1):
            out.write(pack(response(number, body)))
        if form == "one":
            out.close()
    return number


def zstd_packer() -> Callable[[bytes], bytes]:
    """What packs one record as a Zstandard frame."""
    import zstandard

    return zstandard.ZstdCompressor().compress


def response(number: int, body: bytes, *, url: str = "", date: str = "2024-03-01T10:00:00Z") -> bytes:
    """One record."""
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    head = {
        "WARC-Type": "response",
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012}>",
        "WARC-Date": date,
        "WARC-Target-URI": url or f"https://quay.example/{number}",
        "WARC-Block-Digest": sha1(block),
        "WARC-Payload-Digest": sha1(body),
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
    }
    lines = ["WARC/1.1", *(f"{name}: {value}" for name, value in head.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def sha1(data: bytes) -> str:
    """A digest as crawlers write it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


# --- the readers ---


def copydesk_reads(path: Path) -> Read:
    """Pages, digests compared, codings undone."""
    from copydesk.intake.warc import deliveries_of
    from copydesk.records import Delivery

    sizes = [len(each.data) for each in deliveries_of(str(path), 128_000_000) if isinstance(each, Delivery)]
    return Read(len(sizes), sum(sizes))


def fastwarc_reads(path: Path) -> Read:
    """Bodies, nothing checked."""
    return _fastwarc(path, lambda record: None)


def fastwarc_checks(path: Path) -> Read:
    """Bodies, both digests compared."""
    return _fastwarc(
        path, lambda record: (record.verify_block_digest(), record.parse_http(), record.verify_payload_digest())
    )


def _fastwarc(path: Path, check: Callable[[Any], object]) -> Read:
    from fastwarc.warc import ArchiveIterator

    sizes = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, parse_http=False):
            check(record)
            record.parse_http()
            sizes.append(len(record.reader.read()))
    return Read(len(sizes), sum(sizes))


def warcio_reads(path: Path) -> Read:
    """Bodies, nothing checked."""
    return _warcio(path, checked=False)


def warcio_checks(path: Path) -> Read:
    """Bodies, both digests compared."""
    return _warcio(path, checked=True)


def _warcio(path: Path, *, checked: bool) -> Read:
    from warcio.archiveiterator import ArchiveIterator

    with path.open("rb") as file:
        sizes = [len(record.content_stream().read()) for record in ArchiveIterator(file, check_digests=checked)]
    return Read(len(sizes), sum(sizes))


if __name__ == "__main__":
    sys.exit(common.run_main(main))
