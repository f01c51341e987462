"""What a page costs: time by stage and against peers in one run, peak memory, time to import.

python bench/speed.py [--pages N] [--rounds N] [--json] [--skip memory,import]

The machine is noisy and shared, so the tools take turns on each page within one run, each page's time is the smallest
of its rounds, and what counts are the ratios. Everything runs on one core; the pages are in memory as bytes.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import common
from common import Data
from peers import quiet, resiliparse, trafilatura

PAGES = 60
ROUNDS = 5
MEMORY_PAGES = 100
IMPORTS = 9
SOURCES = ("wcxb_dev", "andy_news", "fundus", "misinfo", "trafilatura_eval")
"""Sources of whole pages as captured: news for the most part, of wcxb_dev the articles."""
MUST_NOT_IMPORT = ("onnxruntime", "fastwarc", "httpx", "starlette", "pyarrow", "ray", "rich", "click", "markdown_it")
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)

Clock = dict[str, float]


Call = Callable[[bytes], object]
"""A tool's call on the bytes of a page; what it gives is not looked at."""
Run = Callable[[bytes, Clock], None]
"""What is timed on the bytes of a page; it notes in the clock how many seconds each of its parts took."""


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    options = read_options(arguments)
    if options.measure_memory:
        print(peak_of(options.measure_memory, sorted(Path(options.folder).iterdir())))
        return 0
    data = common.open_data(options.data)
    pages = list(news_pages(data, options.pages))
    found: dict[str, Any] = {
        "build": copydesk_build(),
        "pages": len(pages),
        "kilobytes": round(sum(map(len, pages)) / 1000),
    }
    if "time" not in options.skip:
        found["time"] = time_summary(measure(RUNS, pages, options.rounds), pages)
    if "memory" not in options.skip:
        found["memory"] = memory(data, options.memory_pages)
    if "import" not in options.skip:
        found["import"] = import_cost()
    print(json.dumps(found, indent=1) if options.json else readable(found))
    return 0


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench/speed.py", description=__doc__.splitlines()[0])
    common.add_data_option(parser)
    parser.add_argument("--pages", type=int, default=PAGES, metavar="N", help=f"pages to time (default {PAGES})")
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, metavar="N", help=f"turns on each page (default {ROUNDS})"
    )
    parser.add_argument("--memory-pages", type=int, default=MEMORY_PAGES, metavar="N", help="pages for peak memory")
    parser.add_argument(
        "--skip", type=common.names, default=[], metavar="PART", help="leave out time, memory or import"
    )
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--measure-memory", metavar="TOOL", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def copydesk_build() -> str:
    """Which copydesk is measured: the version, and whether its hot modules are compiled."""
    from copydesk.version import __version__, build

    return f"{__version__} ({build()})"


def news_pages(data: Data, number: int) -> Iterator[bytes]:
    """The bytes of at most `number` pages, taken in equal parts from the sources, always the same ones."""
    each = -(-number // len(SOURCES))
    bodies = (
        page.body
        for source in SOURCES
        for page in common.chosen_pages(
            data, source, limit=each, keep=lambda line: line.get("page_type") in (None, "article")
        )
    )
    return islice(bodies, number)


# ---- time


def by_stage(body: bytes, clock: Clock) -> None:
    """The product's stages one by one, as its desk calls them."""
    from copydesk import intake
    from copydesk.article import assemble
    from copydesk.blocks import Sheet, read_blocks
    from copydesk.blocks.html import blocks_of_page
    from copydesk.classify import classify
    from copydesk.page import Page
    from copydesk.settings import Settings

    settings = Settings()
    capture = _timed(clock, "decode", lambda: intake.receive(body, url=None, settings=settings))
    if capture.form == "html":
        page = _timed(clock, "parse", lambda: Page(capture))
        blocks = _timed(clock, "blocks", lambda: blocks_of_page(page, settings))
        sheet = Sheet(capture, blocks, page)
    else:
        sheet = _timed(clock, "blocks", lambda: read_blocks(capture, settings))
    judgement = _timed(clock, "classify", lambda: classify(sheet, settings))
    article = _timed(clock, "assemble", lambda: assemble(sheet, judgement))
    _timed(clock, "facts", lambda: article.facts)
    _timed(clock, "render: markdown", lambda: article.markdown)
    _timed(clock, "render: html", article.html)
    _timed(clock, "render: to_dict", article.to_dict)


def copydesk_text(body: bytes) -> object:
    """The text alone."""
    import copydesk

    return copydesk.extract(body).text


def copydesk_everything(body: bytes) -> object:
    """Everything the article holds."""
    import copydesk

    return copydesk.extract(body).to_dict()


def turbohtml_parse(body: bytes) -> object:
    """The parser alone: decoding and the tree."""
    from turbohtml import parse

    return parse(body)


def trafilatura_text(body: bytes) -> object:
    """Text without metadata; with it is the call that the quality bench makes."""
    import trafilatura

    return trafilatura.bare_extraction(body, include_comments=False)


TOOLS: dict[str, Call] = {
    "copydesk text": copydesk_text,
    "copydesk to_dict": copydesk_everything,
    "turbohtml parse": turbohtml_parse,
    "resiliparse text": lambda body: resiliparse(body, ""),
    "trafilatura text": trafilatura_text,
    "trafilatura + metadata": lambda body: trafilatura(body, ""),
}


def whole(name: str, call: Call) -> Run:
    """A run that times one call as a whole."""

    def run(body: bytes, clock: Clock) -> None:
        _timed(clock, name, lambda: call(body))

    return run


RUNS: dict[str, Run] = {**{name: whole(name, call) for name, call in TOOLS.items()}, "by stage": by_stage}


def measure(runs: Mapping[str, Run], pages: Sequence[bytes], rounds: int) -> dict[str, list[float | None]]:
    """Seconds of each part on each page: the smallest of all rounds, None where it raised.

    The tools take turns on a page. A first turn on one page, not counted, loads modules and word lists.
    """
    quiet()
    best: dict[str, list[float | None]] = {}
    for name, run in runs.items():
        _run_once(name, run, pages[0], tell=True)
    with common.progress("pages", len(pages) * rounds) as step:
        for _ in range(rounds):
            for place, body in enumerate(pages):
                for name, run in runs.items():
                    for part, seconds in _run_once(name, run, body).items():
                        column = best.setdefault(part, [None] * len(pages))
                        column[place] = min(seconds, column[place] or seconds)
                step()
    return best


def _run_once(name: str, run: Run, body: bytes, *, tell: bool = False) -> Clock:
    """The parts' seconds; nothing where it raised, which shows in the number of pages managed."""
    clock: Clock = {}
    try:
        run(body, clock)
    except Exception as error:  # a page that raises is reported by its absence
        if tell:
            print(f"{name}: {type(error).__name__}: {error}"[:160], file=sys.stderr)
        return {}
    return clock


def time_summary(best: dict[str, list[float | None]], pages: Sequence[bytes]) -> dict[str, dict[str, float]]:
    """For each part: median milliseconds a page, milliseconds for each 100 KB over all pages, pages managed."""
    found = {}
    for name, column in best.items():
        timed = [(seconds, len(body)) for seconds, body in zip(column, pages, strict=True) if seconds is not None]
        found[name] = {
            "median_ms": 1000 * statistics.median(seconds for seconds, _ in timed),
            "mean_ms": 1000 * statistics.fmean(seconds for seconds, _ in timed),
            "ms_per_100kb": 1000 * sum(seconds for seconds, _ in timed) / (sum(size for _, size in timed) / 100_000),
            "pages": len(timed),
        }
    return found


def _timed(clock: Clock, name: str, call: Callable[[], Any]) -> Any:
    began = time.perf_counter()
    value = call()
    clock[name] = time.perf_counter() - began
    return value


# ---- memory


def memory(data: Data, number: int) -> dict[str, float]:
    """Peak resident megabytes of each tool in a fresh process that reads the same pages one by one."""
    with tempfile.TemporaryDirectory() as folder:
        for place, body in enumerate(news_pages(data, number)):
            (Path(folder) / f"{place:05}.html").write_bytes(body)
        command = [sys.executable, __file__, "--folder", folder, "--measure-memory"]
        return {name: _peak_in_child([*command, name]) for name in ("nothing", *TOOLS)}


def _peak_in_child(command: list[str]) -> float:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return float(done.stdout) if done.returncode == 0 else math.nan


def peak_of(tool: str, files: Sequence[Path]) -> float:
    """Run a tool over files; the peak resident megabytes of this process, not a number if it raised on every one."""
    quiet()
    call = TOOLS.get(tool, len)
    managed = 0
    for file in files:
        with suppress(Exception):
            call(file.read_bytes())
            managed += 1
    return peak_megabytes() if managed else math.nan


def peak_megabytes() -> float:
    """The largest resident size this process had.

    On Linux from /proc: `ru_maxrss` of a child begins at the size its parent had when it was started.
    """
    status = Path("/proc/self/status")
    found = _PEAK.search(status.read_text()) if status.exists() else None
    if found:
        return int(found[1]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1000)


# ---- import


def import_cost() -> dict[str, Any]:
    """Milliseconds that `import copydesk` takes in a fresh interpreter, and the modules it should not have imported."""
    code = (
        "import sys, time\nbegan = time.perf_counter()\nimport copydesk\n"
        "print(1000 * (time.perf_counter() - began), *sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    times, loaded = [], frozenset[str]()
    for _ in range(IMPORTS):
        first, *modules = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
        times.append(float(first))
        loaded = frozenset(modules)
    return {
        "median_ms": statistics.median(times),
        "must_not_import": [name for name in MUST_NOT_IMPORT if name in loaded],
    }


# ---- printing


def readable(found: dict[str, Any]) -> str:
    """The figures as tables, with the ratio of copydesk's two calls to each tool."""
    parts = [f"copydesk {found['build']}; {found['pages']} pages, {found['kilobytes']} KB"]
    if times := found.get("time"):
        parts += [time_table(times), *([stage_table(times)] if times.keys() - TOOLS.keys() else ())]
    if peaks := found.get("memory"):
        parts.append(
            common.plain_table(
                ("peak memory", "MB"),
                [(name, None if math.isnan(peak) else f"{peak:.0f}") for name, peak in peaks.items()],
            )
        )
    if cost := found.get("import"):
        heavy = ", ".join(cost["must_not_import"]) or "none"
        parts.append(f"import copydesk: {cost['median_ms']:.0f} ms; modules it must not import: {heavy}")
    return "\n\n".join(parts)


def time_table(times: dict[str, dict[str, float]]) -> str:
    """Each tool's cost, and copydesk's over it by the medians: below 1 copydesk is faster."""
    rows = [
        (name, *_figures(times[name]), *(_ratio(times, ours, name) for ours in ("copydesk text", "copydesk to_dict")))
        for name in TOOLS
        if name in times
    ]
    header = ("tool", "ms/page", "mean", "ms/100 KB", "pages", "text ÷ it", "to_dict ÷ it")
    return common.plain_table(header, rows)


def stage_table(times: dict[str, dict[str, float]]) -> str:
    """The cost of copydesk stage by stage."""
    rows = [(name, *_figures(cost)) for name, cost in times.items() if name not in TOOLS]
    return common.plain_table(("stage", "ms/page", "mean", "ms/100 KB", "pages"), rows)


def _figures(cost: dict[str, float]) -> tuple[str, ...]:
    return (*(f"{cost[name]:.2f}" for name in ("median_ms", "mean_ms", "ms_per_100kb")), str(cost["pages"]))


def _ratio(times: dict[str, dict[str, float]], ours: str, theirs: str) -> str:
    if ours not in times:
        return "–"
    return f"{times[ours]['median_ms'] / times[theirs]['median_ms']:.2f}"


if __name__ == "__main__":
    raise SystemExit(common.run_main(main))
