"""`copydesk extract`: saved pages in, clean copy out."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple

import click
import msgspec

from copydesk import desk, intake
from copydesk.article.record import Article
from copydesk.cli import files, streams
from copydesk.cli.order import Order, input_files, is_several, read_order
from copydesk.errors import CopydeskError
from copydesk.intake.files import shown
from copydesk.intake.names import is_address
from copydesk.records import Capture, Failure
from copydesk.render import explain
from copydesk.version import __version__

SOME_FAILED: Final = 1
NOTHING: Final = 3

_CITATIONS: Final = {"csl": ".json", "bibtex": ".bib", "ris": ".ris", "jsonld": ".jsonld", "dc": ".xml"}
"""Formats of citations, and how their files end."""
_ENDINGS: Final = {"markdown": ".md", "html": ".html", "text": ".txt", "json": ".json", "explain": ".txt", **_CITATIONS}
_STYLES: Final[dict[explain.Style, dict[str, Any]]] = {
    "heading": {"bold": True},
    "kept": {"fg": "green"},
    "cut": {"fg": "yellow"},
    "value": {"fg": "cyan"},
    "detail": {"dim": True},
    "plain": {},
}


class Result(NamedTuple):
    """What came of one input: the data to write, and what is wrong with it when it is no article."""

    source: str
    data: str
    problem: str = ""
    warnings: tuple[str, ...] = ()


@click.command(
    "extract",
    epilog="Exit status: 0 all good; 1 some input failed or was a wall; 2 usage; 3 nothing extracted or a wall "
    "(single input).",
)
@click.argument("sources", metavar="SOURCE...", nargs=-1)
@click.option("--url", metavar="ADDRESS", help="Address the page was saved from (one input).")
@click.option(
    "--form",
    type=click.Choice(["auto", "html", "text", "markdown", "warc"]),
    default="auto",
    show_default=True,
    help="What the input is; by default its content tells.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["markdown", "html", "text", "json", *_CITATIONS]),
    help="What to write. One input gives Markdown, several give JSON Lines in input order. csl, bibtex, ris, jsonld "
    "and dc are records for reference managers, search engines and libraries.",
)
@click.option("--markdown", is_flag=True, help="Short for --format markdown.")
@click.option("--json", "json_", is_flag=True, help="Short for --format json.")
@click.option("--text", is_flag=True, help="Short for --format text: the body alone, without markup.")
@click.option(
    "-o",
    "--output",
    "out",
    metavar="OUT",
    help="Write to a file; into a folder, one file for each input, when OUT is one or copies of several inputs are "
    "asked for. A file appears whole or not at all.",
)
@click.option("--explain", "explain_", is_flag=True, help="Show each block, its label and why, and each fact's origin.")
@click.option("--links/--no-links", default=True, help="Keep the addresses of links in the copy.")
@click.option("--images/--no-images", default=True, help="Keep pictures with caption and credit in the copy.")
@click.option("--tables/--no-tables", default=True, help="Keep tables in the copy.")
@click.option("--comments/--no-comments", default=False, help="Add the readers' comments to the copy.")
@click.option("--related/--no-related", default=False, help="Add the related stories to the copy.")
@click.option("--tracking/--no-tracking", default=True, help="Keep what links tell of where a reader came from.")
@click.option("--front-matter/--no-front-matter", default=True, help="Begin the copy with the facts as YAML.")
@click.option("--precision", is_flag=True, help="When in doubt, leave it out.")
@click.option("--recall", is_flag=True, help="When in doubt, keep it.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.version_option(__version__, prog_name="copydesk")
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """Give the clean copy of saved news pages.

    SOURCE is a file, a folder, a pattern such as 'saved/*.html', an address (with the extra [fetch]; fetched as its
    robots.txt allows), or - for standard input (the default when something is piped in). HTML, SingleFile, MHTML,
    plain text and Markdown are told apart by content; .gz is unpacked. A web archive (WARC, ARC, WACZ) stands for the
    pages in it.
    """
    order = read_order(**given)
    with closing(_with_progress(order, results(order))) as found:
        problems, total = (_write_folder if order.folder else _write_stream)(order, found)
    ctx.exit(status(problems, total, many=order.many))


def status(problems: int, total: int, *, many: bool) -> int:
    """The exit status of a run.

    >>> status(0, 5, many=True), status(1, 5, many=True), status(1, 1, many=False)
    (0, 1, 3)
    """
    if not problems and total:
        return 0
    return SOME_FAILED if many else NOTHING


# --- from inputs to results -------------------------------------------------------------------------------------------


def results(order: Order) -> Iterator[Result]:
    """What comes of each input, in their order; what goes wrong with one stays with that one."""
    for source in order.sources:
        for received in _received(source, order):
            yield _result(received, order)


def _received(source: str, order: Order) -> Iterator[Capture | Failure]:
    """The captures of one argument."""
    try:
        if source == "-":
            yield intake.receive_stream(sys.stdin.buffer, source, order.settings, url=order.url)
        elif order.is_web_archive:
            yield from intake.gather_web_archive(source, settings=order.settings)
        elif is_several(source) or is_address(source):
            yield from intake.gather(source, settings=order.settings)
        else:
            yield intake.receive(Path(source), url=order.url, settings=order.settings)
    except CopydeskError as error:
        yield Failure(error.thing, type(error).__name__, error.message, error.next_step)
    except Exception as error:  # the rest of the inputs must still come out
        yield _bug(shown(source), error)


def _result(received: Capture | Failure, order: Order) -> Result:
    if isinstance(received, Failure):
        return _failed(received, order)
    try:
        article = desk.edit(received, order.settings)
        return Result(_name(received), _written(article, order), _problem(article), article.warnings)
    except Exception as error:  # one page must not take the others with it
        return _failed(_bug(_name(received), error), order)


def _failed(failure: Failure, order: Order) -> Result:
    next_step = f" ({failure.next_step})" if failure.next_step else ""
    data = _json(failure) if order.format == "json" else ""
    return Result("stdin" if failure.source == "-" else failure.source, data, f"{failure.message}{next_step}")


def _bug(source: str, error: Exception) -> Failure:
    if isinstance(error, MemoryError):
        return Failure(source, "MemoryError", "not enough memory", "give it alone, or on a larger machine")
    return Failure(source, "Bug", streams.bug_message(error), "please report it, with the page if you can")


def _problem(article: Article) -> str:
    """Why what was extracted is no article; empty when it is one."""
    verdict = article.verdict
    has_text = bool(article.text.strip())
    if verdict.is_wall:
        teaser = ", only its teaser" if has_text else ""
        return f"no article: {verdict.kind.replace('_', ' ')}{teaser} ({verdict.reason})"
    return "" if has_text else f"nothing extracted from this {verdict.kind} page ({verdict.reason})"


def _name(capture: Capture) -> str:
    return "stdin" if capture.name == "-" else capture.name


# --- what is written --------------------------------------------------------------------------------------------------


def _written(article: Article, order: Order) -> str:
    """The data for one article. A wall has no copy, but for the teaser; its JSON and explanation say what it is."""
    if order.format not in ("json", "explain") and not article.text.strip():
        return ""
    return _WRITERS[order.format, order.explain](article, order)


def _markdown(article: Article, order: Order) -> str:
    return article.copy(**order.copy)


def _html(article: Article, order: Order) -> str:
    return article.html(**order.copy)


def _text(article: Article, order: Order) -> str:
    return article.text


def _article_json(article: Article, order: Order) -> str:
    return _json({"source": article.capture.name, **article.to_dict()})


def _citation(article: Article, order: Order) -> str:
    return article.cite(order.format)


def _explain_json(article: Article, order: Order) -> str:
    return _json(explain.explain_dict(article))


def _explain_table(article: Article, order: Order) -> str:
    coloured = order.out is None and streams.colours()
    width = shutil.get_terminal_size((explain.WIDTH, 0)).columns if streams.is_terminal(sys.stdout) else explain.WIDTH
    # Made safe before it is coloured: the page's own escapes must not reach the terminal, ours must.
    lines = ((style, streams.shown(line)) for style, line in explain.explain_lines(article, width=width))
    return "\n".join(click.style(line, **_STYLES[style]) if coloured else line for style, line in lines)


_WRITERS: Final[dict[tuple[str, bool], Callable[[Article, Order], str]]] = {
    ("markdown", False): _markdown,
    ("html", False): _html,
    ("text", False): _text,
    ("json", False): _article_json,
    ("json", True): _explain_json,
    ("explain", True): _explain_table,
    **{(form, False): _citation for form in _CITATIONS},
}


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode("utf-8")


def _write_stream(order: Order, found: Iterable[Result]) -> tuple[int, int]:
    """Write everything to one stream or file; how many problems there were, of how many inputs."""
    if order.out is None:
        on_terminal = streams.is_terminal(sys.stdout) and not order.explain
        return _write_each(order, found, lambda text: streams.write(streams.shown(text) if on_terminal else text))
    if not order.many:
        found = list(found)
        if not found[0].data:  # an older file stays
            return _write_each(order, found, lambda text: None)
    try:
        with files.whole_file(order.out) as stream:
            return _write_each(order, found, lambda text: _to_file(stream, text))
    except OSError as error:
        raise click.ClickException(f"cannot write {order.out}: {error.strerror or error}") from error


def _to_file(stream: Any, text: str) -> None:
    stream.write(streams.encoded(text))


def _write_each(order: Order, found: Iterable[Result], write: Callable[[str], None]) -> tuple[int, int]:
    problems = total = 0
    for result in found:
        total += 1
        problems += bool(result.problem)
        _report(order, result)
        if result.data:
            apart = "\n" if order.format == "explain" and total > 1 else ""
            write(f"{apart}{result.data.rstrip(chr(10))}\n")
    return problems, total


def _write_folder(order: Order, found: Iterable[Result]) -> tuple[int, int]:
    """Write a file for each input; how many problems there were, of how many inputs."""
    folder = order.out or Path()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"cannot make the folder {folder}: {error.strerror or error}") from error
    place = folder.resolve()
    # An input that lies in the folder keeps its name.
    taken = [file.name for file in input_files(order.sources) if file.parent.resolve() == place]
    names = files.Names(_ENDINGS[order.format], taken=taken)
    problems = total = 0
    for result in found:
        name = names.name(result.source)
        total += 1
        problems += bool(result.problem)
        _report(order, result)
        if not result.data:
            continue
        try:
            with files.whole_file(folder / name) as stream:
                _to_file(stream, f"{result.data.rstrip(chr(10))}\n")
        except OSError as error:
            problems += not result.problem
            streams.say(f"{folder / name}: cannot write: {error.strerror or error}")
    return problems, total


# --- what is said -----------------------------------------------------------------------------------------------------


def _report(order: Order, result: Result) -> None:
    if not order.quiet:
        for warning in result.warnings:
            streams.say(f"{result.source}: warning: {warning}")
    if result.problem:
        streams.say(f"{result.source}: {result.problem}")


def _with_progress(order: Order, found: Iterator[Result]) -> Generator[Result, None, None]:
    """The results, with a bar on standard error while they come: only for a person, and only for several inputs."""
    data_on_terminal = order.out is None and streams.is_terminal(sys.stdout)
    if order.quiet or not order.many or data_on_terminal or not streams.is_terminal(sys.stderr):
        yield from found
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    known = not any(map(is_several, order.sources))
    columns = (TextColumn("extract"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # The bar must not take standard output, which carries the data.
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=len(order.sources) if known else None)
        for result in found:
            yield result
            bar.advance(task)
