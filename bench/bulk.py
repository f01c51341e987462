"""Bulk work: pages a second and core, memory and quality beside other tools, on one WARC in one run; engines; passes.

python bench/bulk.py                        all parts but the flat one
python bench/bulk.py --parts tools --records 1000
python bench/bulk.py --parts scaling --ray  the engines, Ray too
python bench/bulk.py --parts flat --flat 100000
python bench/bulk.py --write                the tables of the parts that ran into docs/scale.md

The WARC is made of annotated pages, a gzip member for each record; when more records are asked for than there are
pages, pages come again under other addresses. Each tool turns it into Parquet in a process of its own. The tools take
turns and the best of the rounds counts: only ratios travel between machines. All is made in a temporary folder, and
gone afterwards.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import bulk_jobs
import common
import quality
import warc
from common import Data
from peers import Output
from quality import Score, Section
from speed import copydesk_build

SOURCES = ("wcxb_dev", "andy_news", "fundus", "misinfo")
"""Sources of whole pages as captured, whose gold is a whole text."""
PARTS = ("tools", "scaling", "sites", "dedupe")
ROUNDS = 3
PAGES = 200
SHARDS = 8
"""Shards of the run that the engines are timed on."""
FIRST, LATER = "2024-03-01T10:00:00Z", "2024-03-02T10:00:00Z"
_PARAGRAPH = re.compile(rb"<p\b[^>]*>.*?</p>", re.DOTALL | re.IGNORECASE)
_TAG_OR_WORD = re.compile(rb"<[^>]*>|[^\s<>]+")
PLEA = "<p>Whoever reads {} every day knows the tide tables, the harbour diary and the cellar full of old ledgers.</p>"
"""What is planted on all pages of a host."""
_ENOUGH = 40
"""Words in paragraphs that a page needs for its copies to be changed ones."""


class Sample(NamedTuple):
    """A page under the address that it has in the file: of its own, or made up."""

    url: str
    page: Any


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    options = read_options(arguments)
    unknown = sorted(set(options.parts) - MEASURES.keys())
    if unknown:
        raise common.Unavailable(f"no part {', '.join(unknown)}; there are: {', '.join(MEASURES)}")
    data = common.open_data(options.data)
    print(f"copydesk {copydesk_build()}")
    for name in options.parts:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            section = MEASURES[name](data, Path(folder), options)
        print(f"\n{section.title}\n{common.plain_table(section.header, section.rows)}", flush=True)
        if options.write:
            write(options.write, name, section)
    return 0


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="bench/bulk.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    common.add_data_option(parser)
    parser.add_argument("--parts", type=common.names, default=[], help=", ".join(MEASURES))
    parser.add_argument("--pages", type=int, default=PAGES, help=f"different pages (default {PAGES})")
    parser.add_argument("--records", type=int, metavar="N", help="records of the WARC (default: as many as pages)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"turns of each tool (default {ROUNDS})")
    parser.add_argument("--ray", action="store_true", help="time the engine ray, too")
    parser.add_argument("--flat", type=int, metavar="N", help="memory of one process over N records (part flat)")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where the temporary folder is made")
    document = common.REPOSITORY / "docs" / "scale.md"
    parser.add_argument("--write", type=Path, nargs="?", const=document, metavar="FILE", help="write the tables")
    options = parser.parse_args(arguments)
    options.parts = options.parts or [*PARTS, *(["flat"] if options.flat else [])]
    options.records = options.records or options.pages
    return options


def write(document: Path, part: str, section: Section) -> None:
    """Put the table of a part between its markers."""
    text = f"copydesk {copydesk_build()}. {section.title}.\n\n{common.markdown_table(section.header, section.rows)}"
    page = common.write_between_markers(
        document.read_text("utf-8"), name=f"bulk-{part}", command="bench/bulk.py --write", text=text
    )
    document.write_text(page, "utf-8")


# ---- the file


def samples(data: Data, number: int, keep: Callable[[dict[str, Any]], bool] = lambda line: True) -> list[Sample]:
    """At most so many pages with a whole text as gold, in equal parts from the sources, always the same ones."""
    each = -(-number // len(SOURCES))
    found: dict[str, Any] = {}
    for source in SOURCES:
        for page in common.chosen_pages(data, source, limit=each, keep=lambda line: _has_text(line) and keep(line)):
            found.setdefault(address_of(page), page)
    return [Sample(url, page) for url, page in found.items()][:number]


def _has_text(line: Mapping[str, Any]) -> bool:
    return bool(line["gold"].get("text"))


def address_of(page: Any) -> str:
    """The address of a page; for one that has none, one that is made up."""
    return page.url or f"https://{page.domain or 'quay.example'}/{page.id}"


def repeated(urls: Sequence[str], number: int) -> Iterator[tuple[int, str]]:
    """Places of pages and addresses for so many records: page after page, again and again, no address twice.

    >>> list(repeated(["https://quay.example/a", "https://quay.example/b?x"], 3))
    [(0, 'https://quay.example/a'), (1, 'https://quay.example/b?x'), (0, 'https://quay.example/a?copy=1')]
    """
    for record in range(number):
        copy, at = divmod(record, len(urls))
        sign = "&" if "?" in urls[at] else "?"
        yield at, f"{urls[at]}{sign}copy={copy}" if copy else urls[at]


def write_warc(path: Path, records: Iterable[tuple[str, bytes, str]]) -> int:
    """Write a response for each address, body and time, a gzip member each; how many."""
    number = 0
    with path.open("wb") as file:
        for number, (url, body, date) in enumerate(records, 1):
            file.write(gzip.compress(warc.response(number, body, url=url, date=date), 1, mtime=0))
    return number


def write_repeated(path: Path, pages: Sequence[Sample], number: int) -> int:
    """Write so many records of pages; how many."""
    places = repeated([each.url for each in pages], number)
    return write_warc(path, ((url, pages[at].page.body, FIRST) for at, url in places))


# ---- measuring


def job(kind: str, /, **given: Any) -> dict[str, Any]:
    """What a job measured in a process of its own. Raises Unavailable with what it said when it failed."""
    command = [sys.executable, bulk_jobs.__file__, json.dumps({"job": kind, **given})]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise common.Unavailable(f"{kind} {given.get('name', '')} failed: {done.stderr.strip()[-500:]}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def rounds_of(names: Sequence[str], number: int, once: Callable[[str, int], dict[str, Any]]) -> dict[str, Any]:
    """All results of each name, taken in turns, every other round backwards, so that noise hits all alike."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for turn in range(number):
        for name in names if turn % 2 == 0 else reversed(names):
            found[name].append(once(name, turn))
    return found


def best(results: Sequence[Mapping[str, Any]], name: str) -> float:
    """The smallest of a figure over the rounds.

    >>> best([{"wall": 2.0}, {"wall": 1.5}], "wall")
    1.5
    """
    return min(float(each[name]) for each in results)


# ---- tools


def tools(data: Data, folder: Path, options: argparse.Namespace) -> Section:
    """Every tool over the same WARC in one process on one core."""
    pages = samples(data, options.pages)
    warm, file = folder / "warm.warc.gz", folder / "pages.warc.gz"
    write_repeated(warm, pages[:5], 5)
    count = write_repeated(file, pages, options.records)

    def once(name: str, turn: int) -> dict[str, Any]:
        output = folder / f"{name}-{turn}"
        return job("tool", name=name, warc=str(file), output=str(output), warm=str(warm))

    found = rounds_of(_installed(bulk_jobs.TOOLS), options.rounds, once)
    scores = {name: scores_of(data, name, rows_in(folder / f"{name}-0"), pages) for name in found}
    title = f"{count} records of {len(pages)} pages, {file.stat().st_size / 1e6:.0f} MB; one process, one core"
    header = ("tool", "pages/s", "time", "peak MB", "memory", "core hours a million", "F1", "P", "R")
    return Section(title, header, tool_rows(found, scores))


def _installed(names: Iterable[str]) -> list[str]:
    """The tools that are installed; what is left out is said."""
    every = list(names)
    missing = {name for name in ("trafilatura", "resiliparse", "fastwarc") if find_spec(name) is None}
    if missing:
        print(f"not installed: {', '.join(sorted(missing))} (pip install 'copydesk[bench]' fastwarc)", file=sys.stderr)
    needed = {name: {name.partition(",")[0], "fastwarc"} for name in every if not name.startswith("copydesk")}
    return [name for name in every if not needed.get(name, set()) & missing]


def tool_rows(found: Mapping[str, Any], scores: Mapping[str, Sequence[Score]]) -> list[tuple[object, ...]]:
    """A line for each tool; time and memory as multiples of copydesk's, of the first."""
    own = next(iter(found.values()))
    lines: list[tuple[object, ...]] = []
    for name, results in found.items():
        core, peak = best(results, "core"), best(results, "megabytes")
        rate = results[0]["records"] / core
        lines.append(
            (
                name,
                f"{rate:.1f}",
                f"{core / best(own, 'core'):.2f}",
                f"{peak:.0f}",
                f"{peak / best(own, 'megabytes'):.2f}",
                f"{core_hours(rate):.1f}",
                *_means(scores[name]),
            )
        )
    return lines


def core_hours(rate: float, pages: int = 1_000_000) -> float:
    """Hours of one core for so many pages at a rate of pages a second.

    >>> round(core_hours(50.0), 2)
    5.56
    """
    return pages / rate / 3600


def rows_in(folder: Path) -> dict[str, Output]:
    """Title and text of each address in the Parquet files of a run."""
    from pyarrow import parquet  # type: ignore[import-not-found,import-untyped,unused-ignore]

    found = {}
    for path in sorted((folder / "data").glob("*.parquet")):
        for row in parquet.read_table(path, columns=["url", "title", "text"]).to_pylist():
            found[row["url"]] = Output(row["text"] or "", row["title"])
    return found


def scores_of(data: Data, tool: str, rows: Mapping[str, Output], pages: Sequence[Sample]) -> list[Score]:
    """The score of each page, by the measure of its source; a page that gave no row has no text."""
    found = (
        quality.score_text(
            data.text, each.page.source, tool.partition(",")[0], rows.get(each.url, Output()), each.page.gold
        )
        for each in pages
    )
    return [score for score in found if score is not None]


# ---- engines


def scaling(data: Data, folder: Path, options: argparse.Namespace) -> Section:
    """One worker and two, of this machine and of a Ray cluster on it."""
    pages = samples(data, options.pages)
    file = folder / "pages.warc.gz"
    count = write_repeated(file, pages, options.records)
    names = ["local 1", "local 2"]
    if options.ray and find_spec("ray") is None:
        print("ray is not installed: pip install 'copydesk[ray]'; its lines are left out", file=sys.stderr)
    elif options.ray:
        names += ["ray 1", "ray 2"]
    shard_bytes = -(-file.stat().st_size // SHARDS)

    def once(name: str, turn: int) -> dict[str, Any]:
        engine, workers = name.split()
        output = str(folder / f"{engine}{workers}-{turn}")
        found = job(
            "engine", engine=engine, workers=int(workers), warc=str(file), output=output, shard_bytes=shard_bytes
        )
        return all_done(name, found, count)

    found = rounds_of(names, options.rounds, once)
    title = f"{count} records in {SHARDS} shards, the start of all processes included"
    return Section(title, ("engine, workers", "time", "speed of one = 1", "of the ideal"), scaling_rows(found))


def all_done(name: str, found: dict[str, Any], records: int) -> dict[str, Any]:
    """A result, as it is. Raises Unavailable for one of a run that left records out: its time would mean nothing."""
    if found["records"] != records:
        raise common.Unavailable(f"{name} made {found['records']} of {records} records: its time means nothing")
    return found


def scaling_rows(found: Mapping[str, Any]) -> list[tuple[object, ...]]:
    """Time as a multiple of the first line's; speed as a multiple of the same engine's with one worker."""
    seconds = {name: best(results, "wall") for name, results in found.items()}
    first = next(iter(seconds.values()))
    lines: list[tuple[object, ...]] = []
    for name, own in seconds.items():
        engine, workers = name.split()
        gain = seconds[f"{engine} 1"] / own
        lines.append((name, f"{own / first:.2f}", f"{gain:.2f}", f"{gain / int(workers):.2f}"))
    return lines


# ---- memory


def flat(data: Data, folder: Path, options: argparse.Namespace) -> Section:
    """Whether the memory of a process grows with what it has done."""
    file = folder / "pages.warc.gz"
    count = write_repeated(file, samples(data, options.pages), options.flat or options.records)
    found = job("flat", warc=str(file), output=str(folder / "rows"), records=count)
    title = f"{count} records through one process, {file.stat().st_size / 1e6:.0f} MB"
    return Section(title, ("records", "MB now", "MB at most", "at most, first = 1"), flat_rows(found["points"]))


def flat_rows(points: Sequence[Sequence[float]]) -> list[tuple[object, ...]]:
    """A line for each point."""
    return [
        (f"{records:,}", f"{now:.0f}", f"{peak:.0f}", f"{peak / points[0][2]:.2f}") for records, now, peak in points
    ]


# ---- what sites repeat


def sites(data: Data, folder: Path, options: argparse.Namespace) -> Section:
    """Pages of hosts of which there are three and more, without and with a pass over all of them.

    The annotated pages of a host are few, and hardly repeat what is not cut anyway; so each article is judged a second
    time with an invented paragraph amid its body, the same on all pages of its host.
    """
    from copydesk.bulk.sites import PAGES as ENOUGH

    pages = of_many(data, ENOUGH)
    as_they_are = _passes(folder / "own", [(each.url, each.page.body, FIRST) for each in pages])
    planted = _passes(folder / "planted", [(each.url, with_plea(each.page.body, each.url), FIRST) for each in pages])
    articles = [each for each in pages if each.page.page_type in (None, "article")]
    lines = [
        line
        for label, found, some in (("all", as_they_are, pages), ("articles, invented paragraph", planted, articles))
        for line in pass_rows(data, label, found, some)
    ]
    hosts = len({_host(each.url) for each in pages})
    title = f"{len(pages)} pages of {hosts} hosts"
    return Section(title, ("pages, site pass", "F1", "P", "R", "pages", "changed"), lines)


def _passes(folder: Path, records: Sequence[tuple[str, bytes, str]]) -> dict[str, dict[str, Output]]:
    """Title and text of each address, without and with the pass."""
    from copydesk.bulk import BulkSettings, run

    folder.mkdir()
    file = folder / "pages.warc.gz"
    write_warc(file, records)
    for name in ("without", "with"):
        run([str(file)], str(folder / name), BulkSettings(), site_pass=name == "with")
    return {name: rows_in(folder / name) for name in ("without", "with")}


def pass_rows(
    data: Data, label: str, found: Mapping[str, Mapping[str, Output]], pages: Sequence[Sample]
) -> Iterator[tuple[object, ...]]:
    """Two lines: the scores without and with the pass, and how many pages it changed."""
    changed = sum(found["with"].get(each.url) != found["without"].get(each.url) for each in pages)
    for name, rows in found.items():
        scores = scores_of(data, "copydesk", rows, pages)
        yield (f"{label}, {name}", *_means(scores), len(pages), changed if name == "with" else None)


def _means(scores: Sequence[Score]) -> tuple[float | None, ...]:
    return tuple(common.mean([getattr(each, part) for each in scores]) for part in ("f1", "precision", "recall"))


def with_plea(body: bytes, url: str) -> bytes:
    """A page with an invented paragraph after the middle one of its own.

    >>> with_plea(b"<p>One</p><p>Two</p><p>Three</p>", "https://quay.example/a").split(b"</p>")[2][:20]
    b'<p>Whoever reads qua'
    """
    ends = [paragraph.end() for paragraph in _PARAGRAPH.finditer(body)]
    if not ends:
        return body
    middle = ends[len(ends) // 2]
    return body[:middle] + PLEA.format(_host(url)).encode() + body[middle:]


def of_many(data: Data, least: int) -> list[Sample]:
    """All pages of hosts of which there are so many, over all sources."""
    lines = [
        line for source in SOURCES for line in data.pages.annotations(source) if _has_text(line) and line.get("url")
    ]
    many = hosts_with((line["url"] for line in lines), least)
    every = sum(_host(line["url"]) in many for line in lines)
    return samples(data, len(SOURCES) * every, keep=lambda line: _host(line.get("url") or "") in many)


def hosts_with(urls: Iterable[str], least: int) -> set[str]:
    """Hosts of at least so many different addresses.

    >>> hosts_with(["https://quay.example/a", "https://www.quay.example/b", "https://pier.example/"], 2)
    {'quay.example'}
    """
    counts: dict[str, int] = {}
    for host in map(_host, set(urls)):
        counts[host] = counts.get(host, 0) + 1
    return {host for host, count in counts.items() if host and count >= least}


def _host(url: str) -> str:
    from copydesk.bulk.columns import host_of

    return host_of(url) or ""


# ---- duplicates


def dedupe(data: Data, folder: Path, options: argparse.Namespace) -> Section:
    """Pages and copies of them, changed in known ways, that were captured a day later: which of them are taken out."""
    from copydesk.bulk import BulkSettings, run

    spaced = samples(data, options.pages, keep=lambda line: line.get("language") not in ("zh", "ja"))
    pages = [each for each in spaced if words_in_paragraphs(each.page.body) >= _ENOUGH]
    file = folder / "pages.warc.gz"
    originals = ((each.url, each.page.body, FIRST) for each in pages)
    copies = (
        (copy_address(kind, at), change(each.page.body), LATER)
        for kind, change in COPIES.items()
        for at, each in enumerate(pages)
    )
    write_warc(file, chain(originals, copies))
    settings = BulkSettings(dedupe="near", columns=bulk_jobs.TEXT_COLUMNS)
    run([str(file)], str(folder / "all"), BulkSettings(columns=bulk_jobs.TEXT_COLUMNS))
    run([str(file)], str(folder / "rows"), settings)
    exact = taken_out(folder, "exact")
    near = taken_out(folder, "near") | exact
    lines: list[tuple[object, ...]] = []
    for label, urls in (
        ("the first captures", [each.url for each in pages]),
        *((kind, [copy_address(kind, at) for at in range(len(pages))]) for kind in COPIES),
    ):
        lines.append((label, share_of(urls, exact), share_of(urls, near), len(urls)))
    title = f"{len(pages)} pages and {len(COPIES)} copies of each, similarity {settings.similarity}"
    return Section(title, ("taken out of", "exact", "near", "pages"), lines)


def taken_out(folder: Path, kind: str) -> set[str]:
    """The addresses of the records that a run lists as duplicates of a kind."""
    from pyarrow import parquet

    urls = {
        row["source"]: row["url"]
        for path in (folder / "all" / "data").glob("*.parquet")
        for row in parquet.read_table(path, columns=["source", "url"]).to_pylist()
    }
    lines = map(json.loads, (folder / "rows" / "duplicates.jsonl").read_text("utf-8").splitlines())
    return {urls[line["source"]] for line in lines if line["kind"] == kind}


def share_of(urls: Sequence[str], some: set[str]) -> float:
    """Which share of the addresses is among some.

    >>> share_of(["a", "b"], {"b", "c"})
    0.5
    """
    return sum(url in some for url in urls) / len(urls) if urls else 0.0


def copy_address(kind: str, at: int) -> str:
    """The address of a copy."""
    return f"https://copy.example/{kind.replace(' ', '-')}/{at}"


def words_in_paragraphs(body: bytes) -> int:
    """How many words stand in the paragraphs of a page.

    >>> words_in_paragraphs(b"<p class=a>Rain at <b>last</b></p> Home")
    3
    """
    return sum(
        not part[0].startswith(b"<")
        for paragraph in _PARAGRAPH.finditer(body)
        for part in _TAG_OR_WORD.finditer(paragraph[0])
    )


def every_word(body: bytes, step: int) -> bytes:
    """A page in whose paragraphs one word in so many is another.

    >>> every_word(b"<p>Rain at <b>last</b>, it says</p> Home", 2)
    b'<p>Rain other <b>last</b>other it other</p> Home'
    """
    seen = 0

    def other(part: re.Match[bytes]) -> bytes:
        nonlocal seen
        if part[0].startswith(b"<"):
            return part[0]
        seen += 1
        return part[0] if seen % step else b"other"

    return _PARAGRAPH.sub(lambda paragraph: _TAG_OR_WORD.sub(other, paragraph[0]), body)


def without_every(body: bytes, step: int) -> bytes:
    """A page without one paragraph in so many.

    >>> without_every(b"<p>One</p><p>Two</p><p>Three</p>", 2)
    b'<p>One</p><p>Three</p>'
    """
    seen = 0

    def left(paragraph: re.Match[bytes]) -> bytes:
        nonlocal seen
        seen += 1
        return paragraph[0] if seen % step else b""

    return _PARAGRAPH.sub(left, body)


COPIES: dict[str, Callable[[bytes], bytes]] = {
    "the same at another address": lambda body: body,
    "a word in a hundred changed": lambda body: every_word(body, 100),
    "a paragraph in twelve left out": lambda body: without_every(body, 12),
    "a word in ten changed": lambda body: every_word(body, 10),
}
MEASURES: dict[str, Callable[[Data, Path, argparse.Namespace], Section]] = {
    "tools": tools,
    "scaling": scaling,
    "sites": sites,
    "dedupe": dedupe,
    "flat": flat,
}


if __name__ == "__main__":
    sys.exit(common.run_main(main))
