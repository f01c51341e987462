"""`copydesk check`, `backup`, `export`, `import`, `prune`: that nothing is lost but by a plan."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import msgspec

from copydesk.cli import streams
from copydesk.cli.archives import (
    archive_option,
    as_of_option,
    json_option,
    opened,
    safe,
    said,
    wants_json,
    write_json,
    write_line,
)
from copydesk.cli.files import whole_file
from copydesk.errors import UsageError
from copydesk.records import Failure

if TYPE_CHECKING:
    from copydesk.archive.pruning import Plan

DAMAGED: Final = 1
NOTHING: Final = 1
FORMS: Final = ("markdown", "jsonl", "parquet", "warc", "bagit", "csl", "bibtex")


@click.command("check", epilog="Exit status: 0 whole; 1 something is damaged, or it cannot be opened; 2 usage.")
@archive_option
@click.option("--mend", is_flag=True, help="Make the search index anew first, the one part that can be made again.")
@json_option
@click.pass_context
@said
def check(ctx: click.Context, /, path: str, mend: bool, json_: bool) -> None:
    """Prove that the archive is whole: every hash, every span, every key; name what is damaged."""
    if mend:
        with opened(path, read_only=False) as archive:
            streams.say(f"{archive.mend()} revisions indexed anew")
    with opened(path) as archive:
        problems = archive.check()
        counts = archive.counts()
    if wants_json(json_):
        write_json([{"archive": path, "problems": problems, **counts}])
    else:
        for problem in problems:
            next_step = f" ({problem.next_step})" if problem.next_step else ""
            write_line(safe(f"{problem.thing}: {problem.message}{next_step}"))
        held = ", ".join(f"{count} {name}" for name, count in counts.items())
        write_line(f"{len(problems)} problems in {held}" if problems else f"whole: {held}")
    ctx.exit(DAMAGED if problems else 0)


@click.command("backup", epilog="Exit status: 0 made; 1 it could not be made; 2 usage.")
@click.argument("target", metavar="FILE")
@archive_option
@said
def backup(target: str, path: str) -> None:
    """Copy the whole archive to one file, safely while others write."""
    with opened(path) as archive:
        made = archive.backup(Path(target))
    streams.say(f"the archive is in {made}")


@click.command("export", epilog="Exit status: 0 written; 1 it could not be written, or there is nothing to; 2 usage.")
@click.argument("target", metavar="TARGET")
@archive_option
@as_of_option
@click.option("--format", "form", type=click.Choice(FORMS), help="What to write; by default the name tells.")
@click.option("--query", help="Only what answers this query, as search takes it.")
@click.pass_context
@said
def export(
    ctx: click.Context, /, target: str, path: str, as_of: str | None, form: str | None, query: str | None
) -> None:
    """Write the articles of the archive as plain files.

    TARGET is a folder for Markdown copies or BagIt, a file for the others: .jsonl, .parquet, .warc.gz, .json (CSL-JSON)
    or .bib (BibTeX). A WARC and a BagIt folder hold the captures as they were received.
    """
    with opened(path) as archive:
        count = archive.export(target, form, query=query, as_of=as_of)
    streams.say(f"{count} articles in {target}")
    ctx.exit(0 if count else NOTHING)


@click.command("import", epilog="Exit status: 0 everything filed; 1 something could not be; 2 usage.")
@click.argument("source", metavar="EXPORT")
@archive_option
@json_option
@click.pass_context
@said
def import_(ctx: click.Context, /, source: str, path: str, json_: bool) -> None:
    """File what an export holds: a BagIt folder, a WARC, JSON Lines, Parquet, a folder of Markdown copies."""
    failed = 0
    counts: Counter[str] = Counter()
    with opened(path, create=True, read_only=False) as archive:
        for answer in archive.importing(source):
            if isinstance(answer, Failure):
                failed += 1
                streams.say(f"{answer.source}: {answer.message} ({answer.next_step})")
            counts["failed" if isinstance(answer, Failure) else answer.kind] += 1
    if wants_json(json_):
        write_json([{"source": source, **counts}])
    else:
        write_line(", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())) or "nothing")
    ctx.exit(DAMAGED if failed else 0)


@click.command("prune", epilog="Exit status: 0 planned or done; 1 it could not be; 2 usage.")
@archive_option
@click.option("--walls", is_flag=True, help="Walls, errors and empty pages.")
@click.option("--same", is_flag=True, help="Captures between the first and the last of one revision.")
@click.option("--before", metavar="DATE", help="Of these, only what was captured before that day.")
@click.option("--article", "articles", type=int, multiple=True, help="An article with all its captures.")
@click.option("--plan", "plan_file", metavar="FILE", help="Write the plan to a file; nothing is deleted.")
@click.option("--carry-out", "done_file", metavar="FILE", help="Delete what the plan in a file names, all or nothing.")
@said
def prune(
    path: str, walls: bool, same: bool, before: str | None, articles: tuple[int, ...], plan_file: str | None,
    done_file: str | None,
) -> None:  # fmt: skip
    """Delete captures, by a plan that is made first and can be read before it is carried out.

    Without --carry-out nothing is deleted: the plan is shown, or written to a file.
    """
    from copydesk.archive.pruning import Plan, Rules

    if done_file:
        plan = _plan_in(Path(done_file), Plan)
        with opened(path, read_only=False) as archive:
            count = archive.prune(plan)
        streams.say(f"{count} captures deleted")
        return
    with opened(path) as archive:
        plan = archive.plan(Rules(walls=walls, same=same, before=before, articles=articles))
    written = msgspec.json.format(msgspec.json.encode(plan), indent=1)
    if plan_file:
        with whole_file(Path(plan_file)) as file:
            file.write(written + b"\n")
        streams.say(f"{len(plan.captures)} captures, {plan.size:,} bytes, in {plan_file}; nothing was deleted")
    else:
        streams.write(written.decode() + "\n")


def _plan_in(path: Path, kind: type[Plan]) -> Plan:
    """The plan in a file."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError) as error:
        raise UsageError(str(path), f"no plan ({error})", "make one with copydesk prune --plan FILE") from None
