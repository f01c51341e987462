"""`copydesk statements`, `check-quote`, `ledger`: who said what, and whether a quotation stands in its source."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import msgspec

from copydesk import desk, intake
from copydesk.cli import streams
from copydesk.cli.archives import (
    archive_option,
    as_of_option,
    json_option,
    opened,
    safe,
    said,
    styled,
    wants_json,
    write_json,
    write_line,
)
from copydesk.cli.order import is_several
from copydesk.errors import CopydeskError, UsageError
from copydesk.intake.names import is_address
from copydesk.records import POLARITIES, SURE, Failure, Source, Statement, StatementLink
from copydesk.render import ledgers
from copydesk.settings import Settings

if TYPE_CHECKING:
    from copydesk.archive.records import Said, SaidLink
    from copydesk.article.record import Article
    from copydesk.ledger.quoting import QuoteCheck

SOME_FAILED: Final = 1
NOTHING: Final = 3
_POLARITIES: Final = {
    "denies": "red",
    "declines": "yellow",
    "refuses": "yellow",
    "corrects": "cyan",
    "retracts": "cyan",
}


@click.command(
    "statements",
    epilog="Exit status: 0 all good; 1 some input failed or was a wall; 2 usage; 3 no statement, or a wall (single "
    "input).",
)
@click.argument("sources", metavar="SOURCE...", nargs=-1)
@click.option("--url", metavar="ADDRESS", help="Address the page was saved from (one input).")
@click.option(
    "--form", type=click.Choice(["auto", "html", "text", "markdown"]), default="auto", help="What the input is."
)
@click.option("--all", "all_", is_flag=True, help="Also what people believe, and what merely appears.")
@click.option("--published", metavar="DATE", help="Date line of a text that has none: weekdays are read against it.")
@click.option("--outlet", metavar="NAME", help="Who published a text that does not say it.")
@json_option
@click.pass_context
@said
def statements(ctx: click.Context, /, sources: tuple[str, ...], all_: bool, json_: bool, **given: Any) -> None:
    """Show who said what, to whom, when, on whose authority.

    SOURCE is what extract takes. On a terminal a table; otherwise a JSON object for each statement, in their order, and
    a failure or wall as an object in its place.
    """
    if not sources and streams.is_terminal(sys.stdin):
        raise click.UsageError("nothing to read: name a file or folder, or pipe a page in")
    from copydesk import ledger

    as_data = wants_json(json_)
    failed = total = 0
    for article in _articles(sources or ("-",), given["url"], given["form"]):
        if isinstance(article, Failure):
            failed += 1
            streams.say(f"{article.source}: {article.message} ({article.next_step})")
            if as_data:
                write_json([article])
            continue
        if article.verdict.is_wall:
            failed += 1
            streams.say(f"{article.capture.name or 'input'}: {article.verdict.kind}: {article.verdict.reason}")
        found = _told(ledger, article, given, cues="all" if all_ else "speech")
        total += len(found)
        for warning in found.warnings:
            streams.say(f"{article.capture.name or 'input'}: {warning}")
        links = ledger.links(found)
        if as_data:
            write_json(_row(article, each, links) for each in found)
        else:
            _write_table(article, found, links)
    many = len(sources) > 1 or any(is_several(source) for source in sources)
    ctx.exit(SOME_FAILED if failed and many else NOTHING if failed or not total else 0)


def _told(ledger: Any, article: Article, given: dict[str, Any], cues: str) -> Any:
    """The statements of an article; where it lacks a date line or an outlet, with what the caller says of it."""
    published, outlet = given["published"], given["outlet"]
    if not published and not outlet:
        return ledger.statements(article, cues=cues)
    when = article.published
    return ledger.statements(
        article.text,
        cues=cues,
        published=published or (when.isoformat() if when else None),
        outlet=outlet or article.site,
        title=article.title,
    )


def _articles(sources: tuple[str, ...], url: str | None, form: str) -> Iterator[Article | Failure]:
    settings = Settings(form=form)  # type: ignore[arg-type]
    for source in sources:
        try:
            if source == "-":
                yield desk.edit(intake.receive_stream(sys.stdin.buffer, source, settings, url=url), settings)
            elif is_several(source) or is_address(source):
                for found in intake.gather(source, settings=settings):
                    yield found if isinstance(found, Failure) else desk.edit(found, settings)
            else:
                yield desk.edit(intake.receive(Path(source), url=url, settings=settings), settings)
        except CopydeskError as error:
            yield Failure(source, type(error).__name__, error.message, error.next_step)


def _row(article: Article, each: Statement, links: tuple[StatementLink, ...]) -> dict[str, Any]:
    """A statement as an object, with the page it stands in and its links to others."""
    own = [link for link in links if link.from_id == each.id]
    return {"page": article.capture.name, **msgspec.to_builtins(each), "links": msgspec.to_builtins(own)}


def _write_table(article: Article, found: tuple[Statement, ...], links: tuple[StatementLink, ...]) -> None:
    numbers = {each.id: number for number, each in enumerate(found, 1)}
    write_line(styled(article.title or "(no title)", bold=True))
    for each in found:
        write_line()
        _write_statement(each, f"{numbers[each.id]:>3}  ")
        for link in links:
            if link.from_id == each.id:
                doubt = "" if link.confidence >= SURE else " (candidate)"
                write_line(styled(f"     {link.kind.replace('_', ' ')} {numbers[link.to_id]}{doubt}", fg="magenta"))
    write_line()


def _write_statement(each: Statement, number: str = "") -> None:
    source = each.source
    name = (source.name or " ".join(span.text for span in source.mention)) if source else "(not said)"
    cue = " ".join(span.text for span in each.cue)
    acts = [name for name, holds in ((each.polarity, each.polarity != "asserts"), ("hedged", each.hedged)) if holds]
    act = styled(f"  [{', '.join(acts)}]", fg=_POLARITIES.get(each.polarity)) if acts else ""
    indent = " " * len(number) or "  "
    write_line(f"{number}{styled(name, bold=True)} {styled(cue, dim=True)}{act}")
    write_line(indent + safe(" … ".join(span.text for span in each.content)))
    details = [
        f"to {_party(each.addressee)}" if each.addressee else "",
        f"in {_party(each.venue)}" if each.venue else "",
        each.said_at.value if each.said_at else "",
        "through " + ", ".join(_party(link.source) for link in each.chain) if each.chain else "",
    ]
    if any(details):
        write_line(styled(indent + " · ".join(filter(None, details)), dim=True))


def _party(source: Source) -> str:
    from copydesk.archive.quotations import party

    return party(source)


@click.command(
    "check-quote",
    epilog="Exit status: 0 borne out (verbatim, typographic or openly edited); 1 altered, absent, ambiguous; 2 usage.",
)
@click.argument("quote")
@click.option("--in", "sources", metavar="SOURCE", multiple=True, help="A page or text to look in; may be repeated.")
@archive_option
@json_option
@click.pass_context
@said
def check_quote(ctx: click.Context, /, quote: str, sources: tuple[str, ...], path: str, json_: bool) -> None:
    """Check a quotation against a page, a text, or the archive.

    The answer is verbatim, typographic (quotation marks, dashes and spaces differ), edited (brackets, ellipses, a
    changed capital: each is shown), altered (each alteration is shown), absent or ambiguous. Fewer than four words
    prove nothing.
    """
    from copydesk.ledger.quoting import GOOD, QuoteCheck

    if not quote.strip():
        raise UsageError("the quotation", "is empty", "give the words between quotation marks")
    if sources:
        name, answer, by, failed = _checked_in(sources, quote)
    else:
        with opened(path) as archive:
            found = archive.check_quote(quote, limit=_MOST_ARTICLES, reads=True)
        best, failed = found.best, False
        name = f"article {best.article}" if best else "the archive"
        answer = best.check if best else QuoteCheck(kind=found.kind, reason=found.reason)
        by = (best.said_by if best else None) or ""
    if wants_json(json_):
        write_json([{"source": name, "said_by": by or None, **msgspec.to_builtins(answer)}])
    else:
        _write_check(name, answer, by)
    ctx.exit(0 if answer.kind in GOOD and not failed else SOME_FAILED)


_MOST_ARTICLES: Final = 20
"""Articles of an archive that a quotation is looked for in."""


def _checked_in(sources: tuple[str, ...], quote: str) -> tuple[str, QuoteCheck, str, bool]:
    """The best answer of some sources: where, what, who said it, and whether one of them could not be read."""
    from copydesk import ledger
    from copydesk.archive.quotations import RANKS, check_in, innermost, party

    best: tuple[str, QuoteCheck, str] | None = None
    failed = False
    for article in _articles(sources, None, "auto"):
        if isinstance(article, Failure):
            failed = True
            streams.say(f"{article.source}: {article.message} ({article.next_step})")
            continue
        found = check_in(quote, article.title, article.text)
        if best is not None and RANKS.index(found.kind) >= RANKS.index(best[1].kind):
            continue
        statement = innermost(ledger.statements(article, cues="all"), found.places[0]) if found.places else None
        by = party(statement.source) if statement and statement.source else ""
        best = article.capture.name or "input", found, by
    if best is None:
        raise UsageError(
            "nothing to look in", "no page could be read" if failed else "none was named", "give --in SOURCE"
        )
    return *best, failed


def _write_check(name: str, answer: QuoteCheck, by: str) -> None:
    colour = "green" if answer.is_good else "red"
    write_line(f"{styled(answer.kind, fg=colour, bold=True)}: {safe(answer.reason)}")
    for place in answer.places:
        write_line(f"  {safe(name)}, characters {place.start}–{place.end}: {safe(place.text)}")
    for each in answer.differences:
        write_line(f"  {each.kind}: {safe(each.original or '–')} → {safe(each.quoted or '–')}")
    if by:
        write_line(f"  said by {safe(by)}")


@click.command("ledger", epilog="Exit status: 0 something was found; 1 nothing was; 2 usage.")
@archive_option
@as_of_option
@click.option("--speaker", metavar="NAME", help="Whose statements: a name or a part of one.")
@click.option("--about", metavar="WORDS", help="Words of what was said.")
@click.option("--article", type=int, help="Of one article.")
@click.option("--polarity", type=click.Choice(sorted(POLARITIES)), help="What kind of statement.")
@click.option("--after", metavar="DATE", help="Said on that day or later; where that is unknown, published.")
@click.option("--before", metavar="DATE", help="Said before that day.")
@click.option("--all", "mind", is_flag=True, help="Also what people believe, and what merely appears.")
@click.option(
    "-n", "--limit", type=click.IntRange(1, 100_000), default=1000, show_default=True, help="How many, at most."
)
@click.option(
    "--format", "format_", type=click.Choice(list(ledgers.FORMS)), help="json: an object a line; otherwise one file."
)
@click.pass_context
@said
def ledger(ctx: click.Context, /, path: str, format_: str | None, **asked: Any) -> None:
    """Show the ledger of the archive: who said what, when, on whose authority, and who denied it.

    Articles that were not read for their statements yet are read first. Statements that several print are counted by
    origin: ten reprints of one text are one. `csv` is for a table, `annotations` are W3C Web Annotations, `claims`
    schema.org claims without a rating.
    """
    form = format_ or ("json" if wants_json(False) else None)
    with opened(path, read_only=False) as archive:
        _read_first(archive)
        found = archive.statements(**asked)
        links = archive.statement_links(*(each.id for each in found))
        addresses = (
            {each.article: archive.article(each.article).url for each in found} if form in ledgers.ADDRESSED else {}
        )
    if form is None:
        _write_ledger(found, links)
    else:
        for line in ledgers.FORMS[form](found, links, addresses):
            streams.write(line)
    ctx.exit(0 if found else SOME_FAILED)


def _read_first(archive: Any) -> None:
    """Read what was not read yet, with a bar where somebody waits for it."""
    waiting = archive.unread()
    if not waiting or not streams.is_terminal(sys.stderr):
        archive.read_statements()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=waiting)
        archive.read_statements(lambda done, _: bar.update(task, completed=done))


def _write_ledger(found: Sequence[Said], links: Sequence[SaidLink]) -> None:
    last = None
    for each in found:
        if each.article != last:
            last = each.article
            when = (each.published or each.since)[:10]
            write_line()
            write_line(f"{each.article:>6}  {when}  {styled(each.title or '(no title)', bold=True)}  {safe(each.site)}")
        _write_statement(each.statement)
        for link in links:
            if link.later == each.id:
                doubt = "" if link.confidence >= SURE else " (candidate)"
                write_line(styled(f"  {link.kind.replace('_', ' ')} {link.earlier}: {link.evidence}{doubt}", dim=True))
        if each.outlets > 1:
            write_line(styled(f"  printed {each.outlets} times, {each.origins} origins", dim=True))
    write_line()
    write_line(f"{len(found)} statements")
