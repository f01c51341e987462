"""`copydesk check`, `backup`: that nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from copydesk.cli import streams
from copydesk.cli.archives import archive_option, json_option, opened, said, wants_json, write_json, write_line

DAMAGED: Final = 1


@click.command("check", epilog="Exit status: 0 whole; 1 something is damaged, or it cannot be opened; 2 usage.")
@archive_option
@json_option
@click.pass_context
@said
def check(ctx: click.Context, /, path: str, json_: bool) -> None:
    """Prove that the archive is whole: every hash, every span, every key; name what is damaged."""
    with opened(path) as archive:
        problems = archive.check()
        counts = archive.counts()
    if wants_json(json_):
        write_json([{"archive": path, "problems": problems, **counts}])
    else:
        for problem in problems:
            write_line(f"{problem.thing}: {problem.message}" + (f" ({problem.next_step})" if problem.next_step else ""))
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
