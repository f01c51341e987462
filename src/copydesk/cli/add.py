"""`copydesk add`: saved pages into the archive."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

import click

from copydesk.archive.records import COPIED, UNCHANGED, Filed
from copydesk.cli import streams
from copydesk.cli.archives import (
    archive_option,
    json_option,
    opened,
    safe,
    said,
    styled,
    wants_json,
    write_json,
    write_line,
)
from copydesk.records import Failure

if TYPE_CHECKING:
    from copydesk.archive.archive import Archive

SOME_FAILED: Final = 1
_STYLES: Final[dict[str, dict[str, Any]]] = {
    "new": {"fg": "green"},
    "changed": {"fg": "cyan", "bold": True},
    "wall": {"fg": "yellow"},
    "failed": {"fg": "red"},
    "same": {"dim": True},
    "known": {"dim": True},
}


@click.command(
    "add",
    epilog="Exit status: 0 everything filed; 1 some input failed or was a wall; 2 usage.",
)
@click.argument("sources", metavar="SOURCE...", nargs=-1)
@archive_option
@click.option("--url", metavar="ADDRESS", help="Address the page was saved from (one input).")
@click.option("--captured", metavar="TIME", help="When the page was saved, if it does not say so itself.")
@click.option(
    "--form", type=click.Choice(["auto", "html", "text", "markdown"]), default="auto", help="What the input is."
)
@click.option("--feed", is_flag=True, help="SOURCE is a feed, a sitemap or a page that names one.")
@click.option("--pace", type=click.FloatRange(0), default=1.0, show_default=True, help="Seconds between two requests.")
@click.option("--contact", default="", metavar="ADDRESS", help="Told to hosts, so that they can reach you.")
@click.option("--private/--no-private", default=False, help="Fetch from machines of the own network, too.")
@click.option("--browser/--no-browser", default=False, help="Show fetched pages that scripts fill in Chromium.")
@click.option("-j", "--jobs", type=click.IntRange(1), help="Processes that read; by default one for each core.")
@json_option
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.pass_context
@said
def command(ctx: click.Context, /, sources: tuple[str, ...], json_: bool, quiet: bool, **given: Any) -> None:
    """File saved pages in the archive.

    SOURCE is what extract takes: a file, a folder, a web archive, a pattern, an address, or - for standard input; or
    the output of bulk, which stands for the captures that its rows were made of. What each became is said in a line:
    new, changed (with what changed), same, known (these very bytes are filed already) or wall. A wall is kept, but
    never takes the place of a story. Adding can be stopped at any time; adding the same again files the rest. An
    address that was captured before is only asked whether it has changed.
    """
    if not sources and streams.is_terminal(sys.stdin):
        raise click.UsageError("nothing to add: name a file or folder, or pipe a page in")
    failed = copied = 0
    with (
        opened(given["path"], create=True, read_only=False) as archive,
        closing(_with_progress(_answers(archive, sources or ("-",), **given), quiet=quiet)) as answers,
    ):
        for answer in answers:
            is_bad = answer.kind == "wall" if isinstance(answer, Filed) else answer.error != UNCHANGED
            failed += is_bad
            copied += isinstance(answer, Filed) and any(each.startswith(COPIED) for each in answer.warnings)
            _write(answer, json_=json_, quiet=quiet)
    if copied and not quiet:
        streams.say(
            f"{copied:,} filed as the copies that bulk made: their originals are gone, or are not where their "
            "names lead from this folder (--json tells of each)"
        )
    ctx.exit(SOME_FAILED if failed else 0)


def _answers(archive: Archive, sources: tuple[str, ...], **given: Any) -> Iterator[Filed | Failure]:
    """What became of each source."""
    from copydesk.intake.fetch import Manners

    jobs = given["jobs"] or os.cpu_count() or 1
    manners = Manners(
        pace=given["pace"], contact=given["contact"], allow_private=given["private"], browser=given["browser"]
    )
    if given["feed"]:
        for source in sources:
            yield from archive.following(source, manners=manners, processes=jobs)
        return
    found = [sys.stdin.buffer if source == "-" else source for source in sources]
    said_of_it = {name: given[name] for name in ("url", "captured", "form")}
    yield from archive.adding(found, manners=manners, processes=jobs, **said_of_it)


def _write(answer: Filed | Failure, *, json_: bool, quiet: bool) -> None:
    if isinstance(answer, Failure):
        next_step = f" ({answer.next_step})" if answer.next_step else ""
        streams.say(f"{answer.source}: {answer.message}{next_step}")
    if wants_json(json_):
        write_json([answer])
    elif not quiet and isinstance(answer, Filed):
        write_line(_line(answer))


def _line(filed: Filed) -> str:
    """What became of one delivery, for a reader."""
    article = f"{filed.article:>6}" if filed.article is not None else "     –"
    what = styled(f"{filed.kind:<8}", **_STYLES[filed.kind])
    about = safe(filed.title or filed.source)
    details = [filed.reason if filed.kind == "wall" else "", _summary(filed), _reprints(filed)]
    return f"{what}{article}  {about}" + "".join(f"  [{safe(detail)}]" for detail in details if detail)


def _summary(filed: Filed) -> str:
    from copydesk.archive.difference import summary
    from copydesk.archive.records import Comparison

    return summary(Comparison("changed", filed.changes)) if filed.changes else ""


def _reprints(filed: Filed) -> str:
    return f"same text as {', '.join(map(str, filed.reprint_of))}" if filed.reprint_of else ""


def _with_progress(answers: Iterator[Filed | Failure], *, quiet: bool) -> Generator[Filed | Failure, None, None]:
    """The answers, with a count of them on standard error while they come: only for a person who sees no lines."""
    if quiet or streams.is_terminal(sys.stdout) or not streams.is_terminal(sys.stderr):
        yield from answers
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("add"), SpinnerColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=None)
        for answer in answers:
            yield answer
            bar.advance(task)
