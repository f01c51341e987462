"""`copydesk search`, `show`, `history`, `diff`, `timemap`: what the archive holds, as of any day."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import click

from copydesk.cli import streams
from copydesk.cli.archives import (
    archive_option,
    as_of_option,
    day,
    json_option,
    opened,
    safe,
    said,
    styled,
    wants_json,
    write_json,
    write_line,
)

if TYPE_CHECKING:
    from copydesk.archive.records import Found, Hit, Revision

NOTHING_FOUND: Final = 1


@click.command("search", epilog="Exit status: 0 something was found; 1 nothing was; 2 usage.")
@click.argument("query", nargs=-1, required=True)
@archive_option
@as_of_option
@click.option("-n", "--limit", type=click.IntRange(1, 1_000), default=20, show_default=True, help="Hits to show.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Hits to pass over.")
@json_option
@click.pass_context
@said
def search(
    ctx: click.Context, /, query: tuple[str, ...], path: str, as_of: str | None, limit: int, offset: int, json_: bool
) -> None:
    """Search the archive.

    A QUERY is words, all of which must be there: "a phrase", begin*, *part*, -without, this OR that, and fields:
    site:post.example by:"Ines Holm" title:ferry lang:de kind:article after:2024-03 before:2024-04-15. Scripts that
    write no spaces are searched by substring.
    """
    with opened(path) as archive:
        found = archive.search(" ".join(map(_requoted, query)), limit=limit, offset=offset, as_of=as_of)
    if wants_json(json_):
        write_json([found])
    else:
        _write_found(found)
    ctx.exit(0 if found.total else NOTHING_FOUND)


def _requoted(word: str) -> str:
    """An argument that the shell has taken the quotation marks off, with them again."""
    field, colon, value = word.partition(":")
    if " " not in word or '"' in word:
        return word
    if colon and field.isalpha() and " " not in field:
        return f'{field}:"{value}"'
    return f'"{word}"' if ":" not in word else word


def _write_found(found: Found) -> None:
    for hit in found.hits:
        write_line(f"{hit.article:>6}  {day(hit.published)}  {styled(hit.title or '(no title)', bold=True)}")
        write_line(f"        {safe(hit.site)}".rstrip())
        streams.write(f"        {_marked(hit)}\n\n")
    more = "" if found.is_whole else " or more"
    origins = f", {found.origins} origins" if found.origins != found.total else ""
    write_line(f"{found.total}{more} articles{origins}")


def _marked(hit: Hit) -> str:
    """The snippet with the words that were asked for in bold."""
    parts = []
    at = 0
    for mark in hit.marks:
        parts += [safe(hit.snippet[at : mark.start]), styled(hit.snippet[mark.start : mark.end], bold=True)]
        at = mark.end
    return "".join([*parts, safe(hit.snippet[at:])])


@click.command("show", epilog="Exit status: 0 shown; 1 no such article, or not captured by then; 2 usage.")
@click.argument("article", type=int)
@archive_option
@as_of_option
@click.option("--format", "format_", type=click.Choice(["markdown", "text", "json"]), help="What to write.")
@said
def show(article: int, path: str, as_of: str | None, format_: str | None) -> None:
    """Show an article of the archive: its copy, or everything that is known of it as JSON."""
    with opened(path) as archive:
        entry = archive.article(article, as_of=as_of)
    if format_ == "json":
        write_json([entry])
    elif format_ == "text":
        streams.write(entry.text + "\n")
    else:
        text = entry.copy()
        streams.write(streams.shown(text) if streams.is_terminal(sys.stdout) else text)


@click.command("history", epilog="Exit status: 0 shown; 1 no such article; 2 usage.")
@click.argument("article", type=int)
@archive_option
@json_option
@said
def history(article: int, path: str, json_: bool) -> None:
    """List the revisions of an article and the captures that show each, with what changed."""
    with opened(path) as archive:
        revisions, captures = archive.revisions(article), archive.captures(article)
    if wants_json(json_):
        write_json([{"article": article, "revisions": revisions, "captures": captures}])
        return
    for revision in revisions:
        write_line(f"{revision.number:>4}  {revision.since}  {styled(revision.title or '(no title)', bold=True)}")
        if revision.changes:
            write_line(f"      {safe(_summary(revision))}")
        for capture in captures:
            if capture.id in revision.captures:
                write_line(f"      capture {capture.id}  {capture.time}  {safe(capture.url or capture.name)}")
    for capture in captures:
        if capture.revision is None:
            write_line(f"   –  {capture.time}  capture {capture.id}: {safe(f'{capture.verdict} ({capture.reason})')}")


def _summary(revision: Revision) -> str:
    from copydesk.archive.difference import summary
    from copydesk.archive.records import Comparison

    return summary(Comparison("changed", revision.changes))


@click.command("diff", epilog="Exit status: 0 compared; 1 no such article or revision; 2 usage.")
@click.argument("article", type=int)
@click.argument("first", type=int, required=False)
@click.argument("second", type=int, required=False)
@archive_option
@click.option("--format", "format_", type=click.Choice(["terminal", "html", "json"]), help="What to write.")
@said
def diff(article: int, first: int | None, second: int | None, path: str, format_: str | None) -> None:
    """Show what changed between two revisions of an article, word by word; by default between the last two."""
    from copydesk.archive import difference

    with opened(path) as archive:
        count = len(archive.revisions(article))
        second = second or (count if first is None else first + 1 if first < count else count)
        first = first or max(1, second - 1)
        comparison = archive.compare(article, first, second)
    chosen = format_ or ("json" if wants_json(False) else "terminal")
    if chosen == "json":
        write_json([{"article": article, "from": first, "to": second, **difference.as_dict(comparison)}])
    elif chosen == "html":
        streams.write(difference.html(comparison) + "\n")
    else:
        width = click.get_current_context().terminal_width or 100
        streams.write(difference.terminal(comparison, colours=streams.colours(), width=width, safe=safe) + "\n")


@click.command("timemap", epilog="Exit status: 0 captures were found; 1 none; 2 usage.")
@click.argument("url", metavar="ADDRESS")
@archive_option
@click.option("--base", default="", metavar="ADDRESS", help="Where the archive is served; begins every address.")
@click.option("--links", is_flag=True, help="In link format, not as JSON.")
@click.pass_context
@said
def timemap(ctx: click.Context, /, url: str, path: str, base: str, links: bool) -> None:
    """List every capture of an address, in any of its forms, as a Memento TimeMap (RFC 7089)."""
    with opened(path) as archive:
        found: dict[str, Any] = archive.timemap(url, base)
        if links:
            streams.write(archive.timemap_links(url, base))
        else:
            write_json([found])
    ctx.exit(0 if found["mementos"]["list"] else NOTHING_FOUND)
