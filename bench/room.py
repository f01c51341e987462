"""What the reading room costs: its pages, a crowd of readers beside a writer, and requests that nobody honest sends.

python bench/room.py [--archive FILE | --articles 100000]          every page: server time, bytes, bytes packed
python bench/room.py --load --readers 200 --every 5 --seconds 300  a crowd, while captures are added
python bench/room.py --hostile 10000                               hostile requests, as in the tests
python bench/room.py … --write                                     the tables into docs/room.md

The archive is that of bench/crowd.py, made once and kept in bench/results, or any that is given; a crowd gets a copy,
since captures are added to it. Pages are asked for in this process, without a network: the time is what the server
spends on one. The crowd is another process than the server, `copydesk serve`, and so is the writer; a reader who is not
answered in time does not ask less, so that a wait counts for all who wait.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote

import common
import readers
from copydesk.archive.archive import Archive

COMMAND: Final = "bench/room.py --write"
MOST_BYTES: Final = 100_000
MOST_SENT: Final = 60_000
MOST_TIME: Final = 50.0
MOST_WAIT: Final = 250.0
HOST: Final = (b"host", b"127.0.0.1:8018")
WORDS: Final = (
    "pier",
    "ferry council",
    '"harbour"',
    "bridge -school",
    "rebuilt",
    "title:museum",
    "library OR tunnel",
    "fest*",
)
_LOADED: Final = re.compile(r'(?:href|src)="(/static/[0-9a-f]+/[\w.-]+\.(?:css|js))"')


class Cost(NamedTuple):
    """What a page costs, of several of its addresses."""

    page: str
    answers: int
    median: float
    slow: float
    """Milliseconds, of the median and of the slowest twentieth."""
    processor: float
    """Milliseconds of a processor, of the median: what is left of the time where others use the machine, too."""
    size: int
    packed: int
    sent: int
    """Bytes of the largest: as HTML, packed, and with its style and script packed as well."""
    failed: str = ""
    is_page: bool = True
    """Whether people read it: the bounds of bytes are not those of data and files."""


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    options = read_options(arguments)
    found: dict[str, Any] = {}
    tables: dict[str, str] = {}
    if not options.load and not options.hostile:
        costs = asyncio.run(costs_of(archive_of(options), options.samples))
        found["pages"] = [cost._asdict() for cost in costs]
        tables["room-pages"] = table_of_pages(costs, archive_of(options))
    if options.load:
        crowd = readers.load(archive_of(options), options, of_room)
        found["load"] = crowd._asdict()
        tables["room-load"] = table_of_crowd(crowd, archive_of(options))
    if options.hostile:
        tables["room-hostile"] = found["hostile"] = hostile(options.hostile)
    print(json.dumps(found, indent=1) if options.json else "\n\n".join(tables.values()))
    if options.write:
        document = options.write.read_text("utf-8")
        for name, text in tables.items():
            document = common.write_between_markers(document, name=name, command=COMMAND, text=text)
        options.write.write_text(document, "utf-8")
    return 0


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command."""
    parser = argparse.ArgumentParser(
        prog="bench/room.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--archive", type=Path, metavar="FILE", help="an archive; by default one is made and kept")
    parser.add_argument("--articles", type=int, default=100_000, help="of the archive that is made")
    parser.add_argument("--samples", type=int, default=30, help="addresses of each page")
    parser.add_argument("--load", action="store_true", help="a crowd, instead of single pages")
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument(
        "--every", type=float, default=5.0, metavar="S", help="seconds between two requests of a reader"
    )
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--pause", type=float, default=1.0, metavar="S", help="seconds between two captures added")
    parser.add_argument(
        "--hostile", type=int, default=0, metavar="N", help="so many hostile requests, instead of pages"
    )
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    document = common.REPOSITORY / "docs" / "room.md"
    parser.add_argument("--write", type=Path, nargs="?", const=document, metavar="FILE", help="write the tables")
    return parser.parse_args(arguments)


def archive_of(options: argparse.Namespace) -> Path:
    """The archive to measure with, made when it is not there."""
    if options.archive:
        if not options.archive.exists():
            raise common.Unavailable(f"no archive {options.archive}: leave --archive out, and one is made")
        return Path(options.archive)
    path = common.RESULTS / f"crowd-{options.articles}.db"
    if not path.exists():
        import crowd

        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".part")
        half.unlink(missing_ok=True)
        crowd.crowd(half, options.articles, date.today(), read=300)
        half.rename(path)
    return path


# ── Addresses ─────────────────────────────────────────────────────────────────────────────────────


class Known(NamedTuple):
    """What an archive has, for addresses of its pages."""

    articles: list[int]
    captures: list[int]
    speakers: list[str]
    quotations: list[str]
    days: list[str]
    urls: list[str]


def known_of(path: Path, count: int) -> Known:
    """Some of everything in an archive, always the same; of articles also those whose statements were read."""
    chance = random.Random(4)
    with Archive(path, create=False, read_only=True) as archive:
        store = archive._store
        last = store.row("SELECT max(id) FROM article")[0]
        last_capture = store.row("SELECT max(id) FROM capture")[0]
        said = store.rows("SELECT DISTINCT source FROM statement WHERE source <> '' ORDER BY id DESC LIMIT ?", count)
        newest = store.rows(
            "SELECT DISTINCT r.article FROM reading d JOIN revision r ON r.id = d.revision LIMIT ?", count
        )
        articles = [row[0] for row in newest] + [chance.randint(1, last) for _ in range(count)]
        chance.shuffle(articles)
        quotations = []
        for article in articles[:count]:
            words = archive.article(article).text.split()
            at = chance.randrange(max(1, len(words) - 12))
            quotations.append(" ".join(words[at : at + 12]))
        days = [row[0][:10] for row in store.rows("SELECT since FROM revision ORDER BY id DESC LIMIT 1")]
        urls = [
            row[0] for row in store.rows("SELECT url FROM capture WHERE id IN (1, 5, 50, ?)", last_capture) if row[0]
        ]
    captures = [chance.randint(1, last_capture) for _ in range(count)]
    return Known(articles, captures, [row[0] for row in said] or ["Ines Holm"], quotations, days, urls)


def addresses(known: Known, application: Any) -> dict[str, list[str]]:
    """For each page of the room some addresses, from its routes: those that write are left out."""
    from starlette.routing import Route

    found: dict[str, list[str]] = {}
    for route in application.routes:
        if not isinstance(route, Route) or "GET" not in (route.methods or ()):
            continue
        if route.path.startswith(("/static", "/write", "/mcp", "/jobs", "/favicon", "/raw")) or route.path.endswith(
            ".rss"
        ):
            continue
        if made := filled(route.path, known):
            found[route.path] = made
    return found


def of_room(path: Path) -> dict[str, list[str]]:
    """Addresses of a room on an archive."""
    from copydesk.web.room import room
    from copydesk.web.settings import RoomSettings

    return addresses(known_of(path, 60), room(RoomSettings(path, read_only=True)))


def filled(path: str, known: Known) -> list[str]:
    """A route's path with numbers in it, and a query that it reads."""
    numbers = known.captures if "capture" in path else known.articles
    made = []
    for place, number in enumerate(numbers):
        forms = {"form": ("link", "json")[place % 2] if "timemap" in path else ("csl", "bibtex", "ris")[place % 3]}
        parts = {"url:path": known.urls[place % len(known.urls)] if known.urls else "", **forms}
        address = re.sub(r"\{([^}]*)\}", lambda each, parts=parts, number=number: parts.get(each[1], str(number)), path)
        made.append(address + query_of(path, known, place))
    return made if "{" in path or "?" in made[0] else made[:1]


def query_of(path: str, known: Known, place: int) -> str:
    """What a page of that path is asked."""
    name = path.partition(".")[0].strip("/").partition("/")[0]

    def one(values: Sequence[Any]) -> str:
        return quote(str(values[place % len(values)]))

    queries = {
        "search": f"?q={one(WORDS)}",
        "source": f"?name={one(known.speakers)}",
        "ledger": ("", f"?speaker={one(known.speakers)}", f"?about={one(('pier', 'winter', 'council'))}")[place % 3],
        "quote": f"?q={one(known.quotations)}",
        "oembed": f"?url={quote('http://127.0.0.1:8018/article/')}{one(known.articles)}",
    }
    return queries.get(name, "")


# ── Single pages ──────────────────────────────────────────────────────────────────────────────────


async def costs_of(path: Path, samples: int) -> list[Cost]:
    """What each page costs."""
    from copydesk.web.room import room
    from copydesk.web.settings import RoomSettings

    application = room(RoomSettings(path, read_only=True))
    known = known_of(path, samples)
    costs = []
    async with application.router.lifespan_context(application):
        for pattern, targets in addresses(known, application).items():
            cost = await cost_of(application, pattern, targets[:samples])
            print(f"{pattern}: {cost.median:.1f} ms", file=sys.stderr)
            if not cost.failed.endswith("403"):  # a page of those who write
                costs.append(cost)
    return costs


async def cost_of(application: Any, pattern: str, targets: Sequence[str]) -> Cost:
    """What one page costs, of so many addresses; one that is asked for alone is asked for more often."""
    await asked(application, targets[0])
    times, spent, sizes, packed, sent, wrong = [], [], [0], [0], [0], Counter[int]()
    is_page = False
    for target in targets if len(targets) > 1 else list(targets) * 10:
        started, used = time.perf_counter(), time.process_time()
        status, body, headers = await asked(application, target)
        times.append(1e3 * (time.perf_counter() - started))
        spent.append(1e3 * (time.process_time() - used))
        if status != 200:
            wrong[status] += 1
            continue
        is_page = headers[b"content-type"].startswith(b"text/html")
        sizes.append(len(body))
        packed.append(len(gzip.compress(body, 4)))
        loaded = set(_LOADED.findall(body.decode("utf-8", "replace"))) if body[:9] == b"<!DOCTYPE" else set()
        sent.append(packed[-1] + sum([len(gzip.compress((await asked(application, each))[1], 4)) for each in loaded]))
    times.sort()
    failed = ", ".join(f"{count} × {status}" for status, count in wrong.items() if status not in (302, 404))
    late = times[int(0.95 * len(times))]
    median, processor = statistics.median(times), statistics.median(spent)
    bytes_ = max(sizes), max(packed), max(sent)
    return Cost(pattern, len(times), median, late, processor, *bytes_, failed, is_page)


async def asked(application: Any, target: str) -> tuple[int, bytes, dict[bytes, bytes]]:
    """One request, as the server hands it to an application."""
    from urllib.parse import unquote

    path, _, query = target.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "method": "GET",
        "path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [HOST], "server": ("127.0.0.1", 8018), "client": None, "state": {},
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await application(scope, receive, send)
    return sent[0]["status"], b"".join(each.get("body", b"") for each in sent[1:]), dict(sent[0]["headers"])


def table_of_pages(costs: Sequence[Cost], path: Path) -> str:
    """All pages as Markdown; what is over its bound stands in bold."""
    most = max(cost.answers for cost in costs)
    return "\n".join(
        [
            f"{counted(path):,} articles; of each page {most} addresses; bytes are those of the largest. Must:"
            f" {MOST_BYTES / 1e3:.0f} KB, {MOST_SENT / 1e3:.0f} KB sent, {MOST_TIME:.0f} ms; more is in bold.",
            "",
            "| page | median | 95 % | processor | bytes | packed | with style and script |",
            "|---|---|---|---|---|---|---|",
            *map(row_of, costs),
        ]
    )


def row_of(cost: Cost) -> str:
    """A page's row; what is over its bound is bold."""
    name = f"`{cost.page}`" + (f" ({cost.failed})" if cost.failed else "")
    cells = (
        (f"{cost.median:.1f} ms", cost.median > MOST_TIME),
        (f"{cost.slow:.1f} ms", cost.slow > MOST_TIME),
        (f"{cost.processor:.1f} ms", cost.processor > MOST_TIME),
        (f"{cost.size / 1e3:.1f} KB", cost.is_page and cost.size > MOST_BYTES),
        (f"{cost.packed / 1e3:.1f} KB", False),
        (f"{cost.sent / 1e3:.1f} KB", cost.is_page and cost.sent > MOST_SENT),
    )
    return f"| {name} | {' | '.join(f'**{text}**' if is_over else text for text, is_over in cells)} |"


def counted(path: Path) -> int:
    """How many articles an archive has."""
    with Archive(path, create=False, read_only=True) as archive:
        return archive.counts()["articles"]


def table_of_crowd(crowd: readers.Crowd, path: Path) -> str:
    """A crowd as Markdown."""
    slow = f"{crowd.slow:.0f} ms" if crowd.slow <= MOST_WAIT else f"**{crowd.slow:.0f} ms**"
    memory = ", ".join(f"{name} {value:.0f} MB" for name, value in crowd.memory.items())
    statuses = ", ".join(f"{status} ({count:,})" for status, count in crowd.statuses.items())
    each = crowd.readers * crowd.seconds / max(1, crowd.requests)
    rows = [
        (f"`{name}`", str(count), f"{median:.0f} ms", f"{late:.0f} ms")
        for name, (count, median, late) in crowd.by_page.items()
    ]
    return "\n".join(
        [
            f"{counted(path):,} articles, {crowd.readers} readers who each want a page every {each:.0f} s for"
            f" {crowd.seconds:.0f} s, while {crowd.added} captures are added (each in {crowd.adding:.0f} ms);"
            f" {os.cpu_count()} cores for server, readers and writer together.",
            "",
            common.markdown_table(
                ("requests", "errors", "median", "95 %", "slowest"),
                [(f"{crowd.requests:,}", crowd.errors, f"{crowd.median:.0f} ms", slow, f"{crowd.slowest:.0f} ms")],
            ),
            "",
            f"Statuses: {statuses}. Memory of the server: {memory}.",
            f"Must: no error, 95 % under {MOST_WAIT:.0f} ms, memory flat.",
            "",
            common.markdown_table(("page", "requests", "median", "95 %"), rows),
        ]
    )


# ── Hostile requests ──────────────────────────────────────────────────────────────────────────────


def hostile(count: int) -> str:
    """So many hostile requests, sent by the tests; what became of them in a sentence."""
    command = [sys.executable, "-m", "pytest", "tests/web/test_hostile.py", "-q", "-s", "-p", "no:cacheprovider"]
    done = subprocess.run(
        command,
        cwd=common.REPOSITORY,
        env={**os.environ, "COPYDESK_HOSTILE": str(count)},
        capture_output=True,
        text=True,
        check=False,
    )
    said = re.search(r"^\d+ hostile requests.*", done.stdout, re.MULTILINE)
    if said is None:
        raise common.Unavailable(f"the tests did not run:\n{done.stdout[-2_000:]}{done.stderr[-2_000:]}")
    return f"{said[0]}. Must: none answered wrongly (a failure, a file, or anything that a browser would run)."


if __name__ == "__main__":
    sys.exit(common.run_main(main))
