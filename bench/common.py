"""What the three benches share: finding the data, choosing pages, working in parallel, printing tables.

The annotated pages belong to their publishers and stand outside the repository, with the reference scorers beside
them; both are imported from there, so that a figure means the same wherever it is measured.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

REPOSITORY = Path(__file__).resolve().parent.parent
RESULTS = REPOSITORY / "bench" / "results"
DEFAULT_DATA = REPOSITORY.parent / "shared"
NO_DATA = 2
"""Exit status when the data or a peer is absent: nothing was measured."""
MARKER = "<!-- {name}: {edge} (written by {command}) -->"

Item = TypeVar("Item")
Result = TypeVar("Result")


class Data(NamedTuple):
    """The folder of the data with its loader and the reference scorers, as imported modules."""

    folder: Path
    pages: Any
    text: Any
    facts: Any


class Unavailable(Exception):
    """Something a bench needs is not on this machine; the message says what and what to do."""


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """The option every bench has."""
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("COPYDESK_DATA") or DEFAULT_DATA),
        metavar="DIR",
        help="folder that holds data/ and scoring/ (default: $COPYDESK_DATA, else ../shared beside the checkout)",
    )


def add_run_options(parser: argparse.ArgumentParser, *, document: Path, jobs: int) -> None:
    """The options of a bench that judges pages and writes a document."""
    parser.add_argument("--folds", type=Path, metavar="DIR", help="weights that never saw a page's domain, by fold")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N pages of a source, always the same ones")
    parser.add_argument("--jobs", type=int, default=jobs, help="processes while scoring; timing takes one")
    parser.add_argument(
        "--write",
        type=Path,
        nargs="?",
        const=document,
        metavar="FILE",
        help=f"write tables and plots (default docs/{document.name})",
    )


def open_data(folder: Path) -> Data:
    """The data of a folder, or of the folder above when its `data/` was named. Raises Unavailable."""
    home = folder.resolve()
    if not (home / "data" / "pages.py").exists() and (home / "pages.py").exists():
        home = home.parent
    for part in ("data/pages.py", "scoring/text.py", "scoring/facts.py"):
        if not (home / part).exists():
            raise Unavailable(f"no annotated pages: {home / part} is missing; name their folder with --data DIR")
    for path in (str(home), str(home / "data")):
        if path not in sys.path:
            sys.path.insert(0, path)
    modules = (importlib.import_module(name) for name in ("pages", "scoring.text", "scoring.facts"))
    return Data(home, *modules)


def run_main(main: Callable[[Sequence[str]], int]) -> int:
    """Run a bench's `main`; what is unavailable ends it with a message and exit status 2, a closed pipe quietly."""
    try:
        return main(sys.argv[1:])
    except Unavailable as error:
        print(error, file=sys.stderr)
        return NO_DATA
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def names(text: str) -> list[str]:
    """The names of a comma-separated option.

    >>> names("a, b,,c")
    ['a', 'b', 'c']
    """
    return [name for name in map(str.strip, text.split(",")) if name]


def spread(ids: Iterable[str], number: int | None) -> set[str]:
    """At most `number` of the ids, always the same ones, and in no relation to their order.

    >>> len(spread(map(str, range(50)), 7)), spread("abc", None) == set("abc")
    (7, True)
    """
    ordered = sorted(ids, key=lambda name: hashlib.sha256(name.encode()).digest())
    return set(ordered[:number])


def chosen_pages(
    data: Data, source: str, *, limit: int | None = None, keep: Callable[[dict[str, Any]], bool] = lambda line: True
) -> Iterator[Any]:
    """The pages of a source whose annotation line passes `keep`, at most `limit` of them, spread over the source."""
    wanted = spread((line["id"] for line in data.pages.annotations(source) if keep(line)), limit)
    if not wanted:
        return
    for page in data.pages.pages(source):
        if page.id in wanted:
            yield page
            wanted.remove(page.id)
        if not wanted:
            return


def in_order(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    jobs: int,
    prepare: Callable[..., object],
    arguments: tuple[object, ...] = (),
) -> Iterator[Result]:
    """`map` in a pool of processes, each made ready by `prepare(*arguments)`; with one job, in this process.

    Pages are large, so only a few wait in memory at a time.
    """
    if jobs <= 1:
        prepare(*arguments)
        yield from map(function, items)
        return
    with ProcessPoolExecutor(jobs, initializer=prepare, initargs=arguments) as pool:
        waiting: deque[Future[Result]] = deque()
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) >= 8 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def progress(description: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar on standard error when that is a terminal, nothing otherwise; call what it gives once an item."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(description, total=total)
        yield lambda: bar.advance(task)


def figure(value: object) -> str:
    """A cell: rates with three places and no leading zero, counts as they are, nothing measured as a dash.

    >>> figure(0.8261), figure(1.0), figure(12), figure(None), figure(-0.5)
    ('.826', '1.00', '12', '–', '-.500')
    """
    if value is None:
        return "–"
    if not isinstance(value, float):
        return str(value)
    return f"{value:.2f}" if abs(value) >= 0.9995 else f"{value:.3f}".replace("0.", ".", 1)


def plain_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Aligned columns for a terminal or a file; the first is set left, the others right.

    >>> print(plain_table(("tool", "f1"), [("a", 0.5), ("longer", None)]))
    tool      f1
    a       .500
    longer     –
    """
    cells = [list(header), *([figure(value) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width) for place, (cell, width) in enumerate(pairs)
        ).rstrip()
        for pairs in (list(zip(row, widths, strict=True)) for row in cells)
    )


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """The same as a Markdown table.

    >>> print(markdown_table(("tool", "f1"), [("a", 0.5)]))
    | tool | f1 |
    |---|---|
    | a | .500 |
    """
    lines = [header, *([figure(value) for value in row] for row in rows)]
    body = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([body[0], "|" + "---|" * len(header), *body[1:]])


def write_between_markers(document: str, *, name: str, command: str, text: str) -> str:
    """The document with `text` between the markers of that name; the pair is added at the end when it is missing.

    >>> once = write_between_markers("# Figures", name="words", command="x.py", text="old")
    >>> write_between_markers(once, name="words", command="x.py", text="new") == once.replace("old", "new")
    True
    """
    begin = MARKER.format(name=name, edge="begin", command=command)
    end = MARKER.format(name=name, edge="end", command=command)
    before, found, rest = document.partition(begin)
    if not found:
        return f"{document.rstrip()}\n\n{begin}\n{text}\n{end}\n"
    return f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}"


def mean(values: Sequence[float]) -> float | None:
    """The mean; None of nothing."""
    return sum(values) / len(values) if values else None


def held_out_weights(folder: Path) -> Callable[[Any], None]:
    """What sets the weights that were trained without the domain of a page: of body, of kinds, of the choice of facts.

    Those that the folder lacks stay as they are in the product.
    """
    sys.path.append(str(REPOSITORY / "training"))
    setter: Callable[[Any], None] = importlib.import_module("folds").weights_setter(folder)
    return setter


def canvas(width: float, height: float) -> tuple[Any, Any]:
    """A figure of so many inches and its axes, in the style of all plots here. Raises Unavailable."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError:
        raise Unavailable("the plots need matplotlib: pip install copydesk[bench]") from None
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "copydesk", "font.size": 10})
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots()
    axes.grid(color="#e3e5e8", linewidth=0.8, zorder=0)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def save_plot(figure: Any, path: Path) -> None:
    """As SVG without a date, so that the same figures give the same file."""
    figure.savefig(path, format="svg", metadata={"Date": None})
