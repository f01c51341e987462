"""`copydesk bulk`: many captures in, rows out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import click

from copydesk.cli import streams
from copydesk.cli.archives import said
from copydesk.settings import MEGABYTE

if TYPE_CHECKING:
    from copydesk.bulk import BulkSettings, Progress, Report
    from copydesk.bulk.engines import Engine

SOME_FAILED: Final = 1
NOTHING: Final = 3
_SAY_EVERY: Final = 30.0
"""Seconds between two lines about how far a run has come, where there is no terminal."""


_LARGEST: Final = 1_000_000 * MEGABYTE
"""Bytes that any option takes at most: numbers beyond are slips of the pen."""


class _Size(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A number of bytes, as people write it."""

    name = "size"

    def __init__(self, least: int = 1) -> None:
        self.least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number. Fails for what is none."""
        if isinstance(value, int):
            return value
        text = value.strip().upper().removesuffix("B")
        factor = {"K": 1_000, "M": MEGABYTE, "G": 1_000 * MEGABYTE}.get(text[-1:], 1)
        try:
            size = int(float(text.rstrip("KMG")) * factor)
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is no size such as 500M or 2G", param, ctx)
        if not self.least <= size <= _LARGEST:
            self.fail(f"{value!r} is not from {self.least:,} to {_LARGEST:,} bytes", param, ctx)
        return size


@click.command(
    "bulk",
    epilog="Exit status: 0 all inputs read; 1 some record or input failed; 2 usage; 3 nothing was read.",
)
@click.argument("inputs", metavar="INPUT...", nargs=-1)
@click.option(
    "-o", "--output", "output", metavar="OUT", required=True, help="Folder for the rows; also s3:// and gs://."
)
@click.option("--list", "lists", metavar="FILE", multiple=True, help="File of inputs, one a line; - is standard input.")
@click.option("--base", default="", metavar="ADDRESS", help="Stands before each line of a list.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["parquet", "jsonl"]),
    default="parquet",
    show_default=True,
    help="Of the rows.",
)
@click.option(
    "--columns",
    metavar="A,B",
    help="Columns to write: title,url,text. With + in front, beside the usual: +links. An unknown one lists all.",
)
@click.option("--statements", is_flag=True, help="Add who said what. Takes far longer than the rest.")
@click.option("--cut", is_flag=True, help="Add what was cut, and why.")
@click.option("--verdict", metavar="A,B", help="Keep only pages of these kinds, such as article,live_blog.")
@click.option("--language", metavar="A,B", help="Keep only pages in these languages, such as en,de.")
@click.option("--min-words", type=click.IntRange(0), default=0, metavar="N", help="Leave out shorter pages.")
@click.option("--max-words", type=click.IntRange(0), default=0, metavar="N", help="Leave out longer pages; 0: none.")
@click.option(
    "--dedupe",
    type=click.Choice(["none", "exact", "near"]),
    default="none",
    show_default=True,
    help="Keep one of pages with the same text, or with nearly the same: the one captured first.",
)
@click.option(
    "--similarity",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.8,
    show_default=True,
    help="From which share of common runs of words two texts are nearly the same.",
)
@click.option("--site-pass", is_flag=True, help="Read all pages twice, to take out what the pages of a site repeat.")
@click.option("--precision", is_flag=True, help="When in doubt, leave it out.")
@click.option("--recall", is_flag=True, help="When in doubt, keep it.")
@click.option(
    "--key", "keys", metavar="WHAT=KEY", multiple=True, help="In JSON Lines: content=KEY, url=KEY, captured=KEY."
)
@click.option("--engine", type=click.Choice(["local", "ray"]), default="local", show_default=True, help="Who works.")
@click.option("--address", metavar="ADDRESS", help="Of the Ray cluster; by default the one at hand, or a new one here.")
@click.option(
    "-j", "--jobs", type=click.IntRange(1), help="Processes of the local engine; by default one for each core."
)
@click.option(
    "--shard-size", type=_Size(), default="64M", show_default=True, help="Bytes of a web archive for a shard."
)
@click.option(
    "--max-size",
    type=_Size(),
    default="16M",
    show_default=True,
    help="Largest page; larger ones are named as failures.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0, 86_400, min_open=True),
    default=60.0,
    show_default=True,
    help="For one page, before it is abandoned.",
)
@click.option(
    "--memory",
    type=_Size(least=0),
    default="2G",
    show_default=True,
    help="For one process, before its page is abandoned; 0: any.",
)
@click.option("--metrics", metavar="WHERE", help="Prometheus text: a file, or :PORT to serve it.")
@click.option("--json", "json_", is_flag=True, help="The report as JSON on standard output.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.pass_context
@said
def command(ctx: click.Context, /, inputs: tuple[str, ...], output: str, **given: Any) -> None:
    """Make rows of many pages: Parquet or JSON Lines, with facts, text, Markdown and verdict.

    INPUT is a web archive (WARC, ARC, WACZ, WET; plain, gzip or Zstandard), JSON Lines of pages, a folder, a pattern, a
    page, or an address of one of these (s3://, gs://, https://). Run the same again to go on after a stop; what is done
    is not done again.
    """
    from copydesk.bulk import run
    from copydesk.bulk.folder import Folder
    from copydesk.bulk.report import write_report

    settings = _settings(given)
    every = [*inputs, *_listed(given["lists"], given["base"])]
    if not every:
        raise click.UsageError("nothing to read: name a file, a folder or an address, or give a --list")
    with _telling(given["metrics"], quiet=given["quiet"]) as told:
        engine = _engine(given["engine"], given["address"], given["jobs"])
        report = run(every, output, settings, engine=engine, site_pass=given["site_pass"], told=told)
    _, page = write_report(Folder(output), report)
    _say(report, page, given)
    ctx.exit(_status(report))


def _settings(given: dict[str, Any]) -> BulkSettings:
    """The options as one record."""
    from copydesk.bulk import bulk_settings_from
    from copydesk.bulk.columns import DEFAULT
    from copydesk.settings import settings_from

    if given["precision"] and given["recall"]:
        raise click.UsageError("choose --precision or --recall, not both")
    if 0 < given["max_words"] < given["min_words"]:
        raise click.UsageError("--max-words is less than --min-words: nothing could be kept")
    focus = "precision" if given["precision"] else "recall" if given["recall"] else "balanced"
    named = given["columns"] or ""
    columns = [*(DEFAULT if not named or named.startswith("+") else ()), *_parted(named.removeprefix("+"))]
    columns += ["statements"] * given["statements"] + ["cut"] * given["cut"]
    return bulk_settings_from(
        {
            "columns": columns,
            "format": given["format_"],
            "reading": settings_from({"focus": focus, "max_bytes": given["max_size"]}),
            "keys": dict(_key(each) for each in given["keys"]),
            "verdicts": _parted(given["verdict"]),
            "languages": [each.lower() for each in _parted(given["language"])],
            "min_words": given["min_words"],
            "max_words": given["max_words"],
            "dedupe": given["dedupe"],
            "similarity": given["similarity"],
            "shard_bytes": given["shard_size"],
            "record_seconds": given["seconds"],
            "memory": given["memory"],
        }
    )


def _parted(text: str | None) -> list[str]:
    return [each.strip() for each in (text or "").split(",") if each.strip()]


def _key(text: str) -> tuple[str, str]:
    what, found, key = text.partition("=")
    if not found or not key:
        raise click.UsageError(f"--key {text}: write it as content=KEY, url=KEY or captured=KEY")
    return what, key


def _listed(files: tuple[str, ...], base: str) -> Iterator[str]:
    """The inputs that lists name."""
    from copydesk.bulk.parts import addresses_in
    from copydesk.intake import stores
    from copydesk.intake.unpack import unpack

    for name in files:
        if name == "-":
            data = sys.stdin.buffer.read()
        else:
            with stores.opened(name) as file:
                data = file.read()
        yield from addresses_in(unpack(data, name, 1_000 * MEGABYTE).data.decode("utf-8", "replace").splitlines(), base)


def _engine(name: str, address: str | None, jobs: int | None) -> Engine:
    from copydesk.bulk import Cluster, Local

    if name == "ray":
        if jobs:
            raise click.UsageError("--jobs is for the local engine; a cluster has the cores that it has")
        return Cluster(address)
    if address:
        raise click.UsageError("--address is for --engine ray")
    return Local(jobs)


# --- what is said -----------------------------------------------------------------------------------------------------


@contextmanager
def _telling(metrics: str | None, *, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """What tells how far the run has come: to a person, to a log, to whoever collects metrics."""
    from copydesk.bulk.metrics import metrics_to

    write = metrics_to(metrics) if metrics else None
    with _bar() if streams.is_terminal(sys.stderr) and not quiet else _log(quiet=quiet) as show:

        def told(progress: Progress) -> None:
            show(progress)
            if write:
                write(progress)

        yield told


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[about]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("bulk", total=None, about="")

        def show(progress: Any) -> None:
            bar.update(
                task,
                description=progress.step,
                total=max(1, progress.bytes),
                completed=progress.bytes_done,
                about=_about(progress),
            )

        yield show


@contextmanager
def _log(*, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    last: dict[str, float] = {}

    def show(progress: Progress) -> None:
        if quiet or (progress.step in last and progress.seconds - last[progress.step] < _SAY_EVERY):
            return
        last[progress.step] = progress.seconds
        streams.say(f"{progress.step}: {progress.parts_done:,} of {progress.parts:,} parts, {_about(progress)}")

    yield show


def _about(progress: Progress) -> str:
    """Pages a second, failures, and what time is left, as far as that can be told."""
    records = progress.records - progress.records_before
    rate = records / progress.seconds if progress.seconds else 0.0
    text = f"{progress.records:,} records, {rate:,.0f} a second, {progress.failures:,} failed"
    share = progress.bytes_done / progress.bytes if progress.bytes else 0.0
    if 0 < share < 1 and progress.parts_done and records:
        minutes = progress.seconds * (1 - share) / share / 60
        text += f", about {minutes:,.0f} min left" if minutes >= 1 else ", less than a minute left"
    return text


def _say(report: Report, page: str, given: dict[str, Any]) -> None:
    import msgspec

    for each in report.unread:
        streams.say(f"{each.source}: {each.message}" + (f" ({each.next_step})" if each.next_step else ""))
    counts = report.counts
    if given["json_"]:
        streams.write(msgspec.json.encode(report).decode() + "\n")
    if given["quiet"]:
        return
    left_out = sum(counts.left_out.values())
    streams.say(
        f"{counts.records:,} records: {counts.written:,} rows, {left_out:,} left out, {counts.failures:,} failed; "
        f"{report.parts_made:,} of {report.parts:,} parts made now; report: {page}"
    )
    if counts.failures:
        streams.say(f"why they failed: {report.output}/failures/")
    if report.others:
        streams.say(f"{report.output} also holds {report.others:,} parts of other inputs, which are not in the report")


def _status(report: Report) -> int:
    if not report.counts.records:
        return NOTHING
    return SOME_FAILED if report.unread or report.counts.failures else 0
