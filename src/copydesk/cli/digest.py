"""`copydesk digest`: a week of the archive in one page."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from copydesk.cli import streams
from copydesk.cli.archives import archive_option, opened, said, write_json
from copydesk.cli.files import whole_file

NOTHING: Final = 1
FORMS: Final = ("markdown", "html", "epub", "atom", "rss", "json")


@click.command("digest", epilog="Exit status: 0 written; 1 there is nothing in that time; 2 usage.")
@archive_option
@click.option("--week", is_flag=True, help="The last seven days, today among them: the default.")
@click.option("--since", metavar="DAY", help="From that day on.")
@click.option("--until", metavar="DAY", help="Up to that day, which is not included; by default up to today.")
@click.option(
    "--format", "form", type=click.Choice(FORMS), default="markdown", show_default=True, help="What to write."
)
@click.option(
    "-o", "--output", "out", metavar="FILE", help="Write to a file, whole or not at all; an e-book asks for it."
)
@click.pass_context
@said
def command(
    ctx: click.Context, /, path: str, week: bool, since: str | None, until: str | None, form: str, out: str | None
) -> None:
    """Write what is new and what was changed, one entry for each event, with its outlets and origins counted.

    Made without a language model: headlines and first sentences are the articles' own.
    """
    from copydesk.archive import digest as forms

    if week and since:
        raise click.UsageError("choose --week or --since, not both")
    if form == "epub" and out is None:
        raise click.UsageError("an e-book needs a file: add -o FILE")
    with opened(path) as archive:
        found = archive.digest(since, until)
    if form == "json":
        write_json([found])
    else:
        writers = {"markdown": forms.markdown, "html": forms.html, "atom": forms.atom, "rss": forms.rss}
        data = forms.epub(found) if form == "epub" else writers[form](found).encode()
        if out is None:
            streams.write(data.decode())
        else:
            with whole_file(Path(out)) as file:
                file.write(data)
    ctx.exit(0 if found.happenings or found.revised else NOTHING)
