"""What an archive costs: filing, search, memory and room, at three sizes and on real pages.

python bench/archive.py [--sizes 1000,10000,100000] [--data DIR] [--json] [--write [FILE]]

Articles of the sizes are made up: words drawn by Zipf's law from a vocabulary of 60,000, 150 to 900 to an article, so
that an index has as many rare words and as long lists of frequent ones as it would of news. They are filed as parcels,
so that the time is that of the archive and not of extraction. The real pages are those of the annotated data; what is
compared is the room their captures take with that of the same bytes in gzip, one by one.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import common
from copydesk.archive import adding
from copydesk.archive.archive import Archive
from copydesk.archive.store import Store
from copydesk.records import Delivery
from copydesk.settings import Settings
from made_up import SITES, WORD_LIST, WORDS, articles

SIZES = "1000,10000,100000"
QUERIES: Final = 200
REAL: Final = 1_500
MUST = "must: 150 captures a second, search 20 ms (median) and 60 ms (95 %), .85 of gzip, index 3 times the text"


class Cost(NamedTuple):
    """What an archive of a size costs."""

    articles: int
    captures_a_second: float
    median: float
    slow: float
    """Milliseconds of a search, of the median and of the slowest twentieth."""
    memory: float
    """Peak of the process so far, megabytes."""
    file: float
    text: float
    index: float
    """Megabytes of the file, of the text in it, and of what search and kinship need."""


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    options = read_options(arguments)
    costs = []
    for size in map(int, options.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            costs.append(cost_of(Path(folder) / "bench.db", size))
        print(line_of(costs[-1]), file=sys.stderr)
    found: dict[str, Any] = {"sizes": [cost._asdict() for cost in costs]}
    try:
        found["real"] = real_room(common.open_data(options.data), options.pages)
    except common.Unavailable as error:
        print(error, file=sys.stderr)
    if options.json:
        print(json.dumps(found, indent=1))
    else:
        print(table(costs, found.get("real")))
    if options.write:
        document = options.write.read_text("utf-8")
        written = table(costs, found.get("real"))
        page = common.write_between_markers(document, name="archive", command="bench/archive.py --write", text=written)
        options.write.write_text(page, "utf-8")
        plot(costs, options.write.with_name("archive.svg"))
    return 0


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command."""
    parser = argparse.ArgumentParser(prog="bench/archive.py", description=__doc__)
    common.add_data_option(parser)
    parser.add_argument("--sizes", default=SIZES, help="numbers of articles")
    parser.add_argument("--pages", type=int, default=REAL, help="real pages whose room is measured")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    document = common.REPOSITORY / "docs" / "archive.md"
    parser.add_argument("--write", type=Path, nargs="?", const=document, metavar="FILE", help="write table and plot")
    return parser.parse_args(arguments)


def cost_of(path: Path, size: int) -> Cost:
    """File so many articles and search them."""
    store = Store(path)
    spent = 0.0
    made = articles(size)
    while batch := [each for _, each in zip(range(100), made, strict=False)]:
        started = time.perf_counter()
        for _ in adding.file_all(store, batch):
            pass
        spent += time.perf_counter() - started
    store.close()
    with Archive(path, read_only=True) as archive:
        times = sorted(search_times(archive))
        rows = dict(archive._store.rows("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
        text = archive._store.row("SELECT sum(length(CAST(text AS BLOB))) FROM copy")[0]
    index = sum(value for name, value in rows.items() if name.startswith(("words", "word", "shingle", "address")))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    median, slow = statistics.median(times), times[int(0.95 * len(times))]
    return Cost(size, size / spent, median, slow, peak, path.stat().st_size / 1e6, text / 1e6, index / 1e6)


def search_times(archive: Archive) -> Iterator[float]:
    """Milliseconds of searches of every sort: frequent and rare words, several, phrases, beginnings, fields."""
    chance = random.Random(3)

    def word() -> str:
        return WORD_LIST[min(WORDS - 1, int(10 ** (chance.random() * 4.5)))]

    sorts = (
        word,
        lambda: f"{word()} {word()}",
        lambda: f"{word()} OR {word()}",
        lambda: f'"{word()} {word()}"',
        lambda: f"{word()[:4]}*",
        lambda: f"site:paper{chance.randrange(SITES)}.example {word()}",
        lambda: f"after:2024-0{chance.randint(1, 9)} {word()}",
        lambda: f"title:{word()}",
    )
    for number in range(QUERIES):
        query = sorts[number % len(sorts)]()
        started = time.perf_counter()
        archive.search(query)
        yield 1e3 * (time.perf_counter() - started)


# ── Real pages ────────────────────────────────────────────────────────────────────────────────────


def real_room(data: common.Data, limit: int) -> dict[str, float]:
    """The room that real pages take, of that of the same bytes in gzip and of their text."""
    packed = received = 0
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder) / "bench.db") as archive:

        def deliveries() -> Iterator[Delivery]:
            nonlocal packed, received
            for page in every(data, limit):
                packed += len(gzip.compress(page.body, 6))
                received += len(page.body)
                yield Delivery(data=page.body, url=page.url or None)

        count = sum(1 for _ in adding.add_all(archive._store, deliveries(), Settings()))
        rows = dict(archive._store.rows("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
        bodies = archive._store.row("SELECT sum(length(data)) FROM body")[0]
        text = archive._store.row("SELECT sum(length(CAST(text AS BLOB))) FROM copy")[0]
        problems = len(archive.check())
    index = sum(value for name, value in rows.items() if name.startswith(("words", "word", "shingle", "address")))
    return {
        "pages": count, "of gzip": bodies / packed, "of the bytes": bodies / received, "index of text": index / text,
        "problems": problems,
    }  # fmt: skip


def every(data: common.Data, limit: int) -> Iterator[Any]:
    """So many pages, evenly from all sources."""
    sources = list(data.pages.sources())
    for source in sources:
        for number, page in enumerate(data.pages.pages(source)):
            if number >= max(1, limit // len(sources)):
                break
            yield page


# ── What is written ───────────────────────────────────────────────────────────────────────────────


def line_of(cost: Cost) -> str:
    """A size in one line."""
    return (
        f"{cost.articles:,} articles: {cost.captures_a_second:.0f} captures a second, search {cost.median:.1f} ms "
        f"(95 %: {cost.slow:.1f}), memory {cost.memory:.0f} MB, file {cost.file:.0f} MB, "
        f"index {cost.index / cost.text:.2f} of the text"
    )


def table(costs: Sequence[Cost], real: dict[str, float] | None) -> str:
    """All figures as Markdown."""
    lines = [
        "| articles | captures a second | search, median | 95 % | memory so far | file | index, of the text |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {cost.articles:,} | {cost.captures_a_second:.0f} | {cost.median:.1f} ms | {cost.slow:.1f} ms |"
        f" {cost.memory:.0f} MB | {cost.file:.0f} MB | {cost.index / cost.text:.2f} |"
        for cost in costs
    ]
    last = costs[-1]
    each = last.file / last.articles
    lines += ["", f"Ten million such articles would take {each * 1e4:,.0f} GB, {each * 1e3:.1f} KB each ({MUST})."]
    if real:
        lines += [
            "",
            f"Real pages, {real['pages']:.0f} of the annotated data: captures {real['of gzip']:.3f} of their size in"
            f" gzip, index {real['index of text']:.2f} of the text, {real['problems']:.0f} problems found by `check`.",
        ]
    return "\n".join(lines)


def plot(costs: Sequence[Cost], path: Path) -> None:
    """Search and filing by size."""
    figure, _ = common.canvas(9.0, 3.2)
    figure.clear()
    left, right = figure.subplots(1, 2)
    sizes = [cost.articles for cost in costs]
    left.plot(sizes, [cost.median for cost in costs], "o-", label="median")
    left.plot(sizes, [cost.slow for cost in costs], "s--", label="95 %")
    left.set(xscale="log", xlabel="articles", ylabel="milliseconds", title="a search", ylim=(0, None))
    left.legend()
    right.plot(sizes, [cost.captures_a_second for cost in costs], "o-")
    right.set(xscale="log", xlabel="articles", ylabel="a second", title="captures filed, one core", ylim=(0, None))
    common.save_plot(figure, path)


if __name__ == "__main__":
    sys.exit(common.run_main(main))
