"""The archive as its users see it: one object, one file."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from copydesk import intake
from copydesk.archive import (
    adding,
    backups,
    checks,
    evidence,
    exports,
    imports,
    kindred,
    latest,
    lines,
    occasions,
    pruning,
    reading,
    rows,
    timemap,
)
from copydesk.archive import digest as digests
from copydesk.archive import history as histories
from copydesk.archive.bearings import Bearing, bearings
from copydesk.archive.digest import Digest, Revised
from copydesk.archive.evidence import CutBlock
from copydesk.archive.filing import moment_of
from copydesk.archive.history import History
from copydesk.archive.keys import address_key, name_key
from copydesk.archive.lines import Heard, Line, Person
from copydesk.archive.pruning import Plan, Rules
from copydesk.archive.records import CaptureRow, Comparison, Entry, Filed, Found, Problem, Revision, Said, SaidLink
from copydesk.archive.search import MOST_RANKED, reindex, search
from copydesk.archive.store import Store
from copydesk.errors import UsageError
from copydesk.intake.gather import Sources
from copydesk.records import Delivery, Failure
from copydesk.settings import Settings, settings_from

if TYPE_CHECKING:
    from copydesk.archive.collation import Collated
    from copydesk.archive.condition import Condition
    from copydesk.archive.quotations import Checked
    from copydesk.intake.fetch import Manners

DEFAULT_PATH = "copydesk.db"


class Archive:
    """An archive in one SQLite file: captures as received, the articles they show, every state of each.

    The file is made when it is not there. Use it with `with`, or call `close`. Reading never waits for a writer, and
    several processes may add at once. Raises `errors.ArchiveError` for a file that cannot be opened or is no archive.
    """

    def __init__(self, path: str | Path = DEFAULT_PATH, *, create: bool = True, read_only: bool = False) -> None:
        self._store = Store(Path(path), create=create, read_only=read_only)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The file."""
        return self._store.path

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    # Writing.

    def add(self, source: Sources, **options: object) -> tuple[Filed | Failure, ...]:
        """File everything that a source stands for, as `extract_all` takes it; what became of each, in order.

        A `str` of several lines, or with a tag in it, is content; the folder of a bulk output stands for the captures
        of its rows. Keywords are those of `adding`.
        """
        return tuple(self.adding(source, **options))  # type: ignore[arg-type]

    def adding(
        self,
        source: Sources,
        *,
        url: str | None = None,
        captured: str | None = None,
        manners: Manners | None = None,
        processes: int = 1,
        **options: object,
    ) -> Iterator[Filed | Failure]:
        """As `add`, but lazily: each answer comes when its capture is safe on disk.

        `url` is the address that the page was saved from, when it is one page, `captured` when it was saved; `manners`
        say how addresses are fetched; `processes` how many read at once; with more than one, a script must guard its
        main part (`if __name__ == "__main__":`), as `multiprocessing` asks.
        """
        settings = settings_from(options)
        if captured is not None and moment_of(captured) is None:
            raise UsageError(captured, "not a time", "give a day or a time: 2024-03-09T12:00:00Z")
        return self._adding(source, settings, manners, processes, (url, captured))

    def _adding(
        self,
        source: Sources,
        settings: Settings,
        manners: Manners | None,
        processes: int,
        described: tuple[str | None, str | None],
    ) -> Iterator[Filed | Failure]:
        from copydesk.archive.following import Visitor

        with closing(Visitor(self._store, settings, manners)) as visitor:
            found = _found(source, settings, visitor.fetch)
            if any(described):
                found = intake.described(found, url=described[0], captured=described[1])
            yield from adding.add_all(self._store, found, settings, processes=processes)

    def filing(self, found: Iterable[Delivery | Failure], **options: object) -> Generator[Filed | Failure, None, None]:
        """File deliveries that were made elsewhere, lazily; a failure among them is kept as one."""
        yield from adding.add_all(self._store, found, settings_from(options))

    def visiting(
        self, addresses: Iterable[str], *, manners: Manners | None = None, **options: object
    ) -> Generator[Filed | Failure, None, None]:
        """Fetch addresses and file their pages, lazily; what is no address is a failure, never a file."""
        from copydesk.archive.following import Visitor

        settings = settings_from(options)
        with closing(Visitor(self._store, settings, manners)) as visitor:
            pages = (each for address in addresses for each in visitor.fetch(address))
            yield from adding.add_all(self._store, pages, settings)

    def following(
        self, feed: str, *, manners: Manners | None = None, processes: int = 1, **options: object
    ) -> Iterator[Filed | Failure]:
        """File what a feed or sitemap lists that is not in the archive, lazily."""
        from copydesk.archive.following import Visitor, new_entries

        settings = settings_from(options)
        with closing(Visitor(self._store, settings, manners)) as visitor:

            def found() -> Iterator[Delivery | Failure]:
                for entry in list(new_entries(self._store, visitor.guest, feed)):
                    if isinstance(entry, Failure):
                        yield entry
                    else:
                        yield from visitor.fetch(entry.address)

            yield from adding.add_all(self._store, found(), settings, processes=processes)

    def at_one_moment(self) -> AbstractContextManager[None]:
        """A context in which all that is read belongs together, whatever others write meanwhile."""
        return self._store.reading()

    # Reading. `as_of` is a date or time in ISO 8601; a day counts from its start.

    def article(self, number: int, as_of: str | None = None, *, revision: int | None = None) -> Entry:
        """An article in the state it was in at a time, or in one of its revisions, by default its last.

        Raises NotFound.
        """
        return reading.entry(self._store, number, _time(as_of), revision)

    def revisions(self, number: int) -> tuple[Revision, ...]:
        """The states of an article in the order of time. Raises NotFound."""
        return reading.revisions(self._store, number)

    def captures(self, number: int) -> tuple[CaptureRow, ...]:
        """The captures of an article in the order of time, walls among them."""
        return tuple(reading.captures(self._store, number))

    def capture(self, number: int) -> CaptureRow:
        """One capture. Raises NotFound."""
        return reading.capture(self._store, number)

    def article_of(self, capture: int) -> int | None:
        """The article that a capture shows, or stood in the place of; None for a wall of nothing that is known."""
        return reading.article_of(self._store, capture)

    def body(self, number: int) -> bytes:
        """The bytes of a capture, as they were received. Raises NotFound."""
        return reading.body(self._store, number)

    def compare(self, number: int, first: int, second: int) -> Comparison:
        """What changed between two revisions of an article, given by their numbers. Raises NotFound."""
        return reading.compared(self._store, number, first, second)

    def history(self, number: int, *, offset: int = 0, limit: int = 40, captures: int = 6) -> History:
        """A part of the history of an article, with at most so many captures of each revision. Raises NotFound."""
        return histories.history(self._store, number, offset=offset, limit=limit, captures=captures)

    def collate(self, number: int, first: int | None = None, second: int | None = None) -> Collated:
        """Two revisions of an article passage by passage, by default the last two. Raises NotFound."""
        from copydesk.archive.collation import collated

        last = second or histories.count_of(self._store, number)
        return collated(self._store, number, first or max(1, last - 1), last)

    def counts(self) -> dict[str, int]:
        """How many articles, origins, revisions and captures there are, and failures."""
        names = ("article", "origin", "revision", "capture", "failure")
        return {f"{name}s": self._store.row(f"SELECT count(*) FROM {name}")[0] for name in names}

    def at(self, url: str) -> tuple[int, ...]:
        """The articles that were seen at an address, in any of its forms."""
        return reading.at_address(self._store, address_key(url))

    def search(
        self, query: str, *, limit: int = 20, offset: int = 0, as_of: str | None = None, newest: bool = False
    ) -> Found:
        """The articles that answer a query, the best first, or the newest. Raises UsageError for one that is none."""
        return search(self._store, query, limit=limit, offset=offset, as_of=_time(as_of), newest=newest)

    def timemap(self, url: str, base: str = "") -> dict[str, object]:
        """Every capture of an address as a Memento TimeMap (RFC 7089)."""
        return timemap.timemap_json(url, reading.mementos(self._store, address_key(url)), base)

    def timemap_links(self, url: str, base: str = "") -> str:
        """The TimeMap in link format (RFC 6690)."""
        return timemap.timemap_links(url, reading.mementos(self._store, address_key(url)), base)

    def nearest(self, url: str, time: str | None = None) -> tuple[CaptureRow, ...]:
        """Of the captures of an address the one nearest to a time, its first and its last; empty for none."""
        return reading.nearest(self._store, address_key(url), _time(time))

    def digest(self, since: str | None = None, until: str | None = None) -> Digest:
        """What was published from one day to another (that not included), by event, and what was changed then.

        By default the last seven days, today among them. Raises UsageError for days that are none.
        """
        return digests.digest(self._store, *digests.span_of(since, until))

    def standing(self) -> latest.Standing:
        """How far the archive has come: another one when something was filed or read since."""
        return latest.standing(self._store)

    def last_day(self, before: str) -> str | None:
        """The last day before one on which something was published."""
        return latest.last_day(self._store, before)

    def count_between(self, since: str, until: str, most: int = 1_000) -> int:
        """How many articles were published from one day to another, that not included; `most` are counted at most."""
        return latest.count_between(self._store, since, until, most)

    def newest(self, since: str, until: str, limit: int = 20) -> tuple[latest.Newest, ...]:
        """The last articles from one day to another, that not included, the newest first."""
        return latest.newest(self._store, since, until, limit)

    def changed(self, since: str, until: str, limit: int = 20) -> tuple[Revised, ...]:
        """What was changed last from one day to another, that not included, each with its changes named."""
        return tuple(digests.revised(self._store, since, until, limit, newest=True))

    def event(self, article: int) -> occasions.Occasion:
        """The event that an article belongs to: those about the same happening, by origin. Raises NotFound."""
        return occasions.occasion(self._store, article)

    def origins(self, article: int) -> kindred.Kindred:
        """All that share text with an article, and how: reprints, passages, translations. Raises NotFound."""
        return kindred.kindred(self._store, article)

    def numbers(self, query: str | None = None, as_of: str | None = None) -> tuple[int, ...]:
        """The numbers of all articles, or of those that answer a query."""
        if query:
            return tuple(hit.article for hit in self.search(query, limit=MOST_RANKED, as_of=as_of).hits)
        until = _time(as_of) or "9999"
        rows = self._store.rows("SELECT DISTINCT article FROM revision WHERE since <= ? ORDER BY article", until)
        return tuple(row[0] for row in rows)

    # The ledger.

    def statements(self, article: int | None = None, **asked: Any) -> tuple[Said, ...]:
        """Who said what, by the dates of the articles.

        `speaker` is a source's name or a part of it, `about` words of what was said, `polarity` one of those of a
        statement, `after` and `before` days, `as_of` the day on which it was on record, `mind=True` wants beliefs as
        well, `limit` bounds the answer. What was not read yet is read first (`read_statements`), where that is allowed.

        Raises:
            UsageError: An option that is none, or a value that cannot be asked.

        """
        from copydesk.archive import ledger

        if unknown := set(asked) - set(ledger.Question._fields):
            raise UsageError(
                ", ".join(sorted(unknown)), "no such option", f"one of {', '.join(ledger.Question._fields)}"
            )
        if not self._store.read_only:
            ledger.read_all(self._store)
        question = ledger.Question(article=article, **{**asked, "as_of": _time(asked.get("as_of"))})
        return ledger.ask(self._store, question)

    def read_statements(
        self, progress: Callable[[int, int], None] | None = None, revisions: Sequence[int] | None = None
    ) -> int:
        """Read every revision that was not read for its statements yet; how many. `progress` is told done and all.

        With `revisions`, given by their rows (`Filed.revision`), only those of them that were not read.
        """
        from copydesk.archive import ledger

        return ledger.read_all(self._store, progress, revisions)

    def unread(self) -> int:
        """How many revisions were not read for their statements yet."""
        from copydesk.archive import ledger

        return len(ledger.unread(self._store))

    def was_read(self, revision: int) -> bool:
        """Whether a revision, given by its row, was read for its statements."""
        return self._store.row("SELECT 1 FROM reading WHERE revision = ?", revision) is not None

    def statement_links(self, *statements: int) -> tuple[SaidLink, ...]:
        """How statements of the archive, given by their numbers, bear on others, and others on them."""
        from copydesk.archive import ledger

        return tuple(ledger.links_of(self._store, statements))

    def lines(self, article: int | None = None, *, limit: int = 50, offset: int = 0, **asked: Any) -> tuple[Line, ...]:
        """Who said what, the newest first, with the links both ways; asked as `statements` is."""
        from copydesk.archive import ledger

        question = ledger.Question(article=article, **{**asked, "as_of": _time(asked.get("as_of"))})
        found = lines.numbers(self._store, question, limit=limit, offset=offset)
        return lines.lines_of(self._store, found)

    def newest_statements(self, article: int | None = None, *, limit: int = 500, **asked: Any) -> tuple[Said, ...]:
        """The statements that `lines` lists, whole."""
        from copydesk.archive import ledger

        question = ledger.Question(article=article, **{**asked, "as_of": _time(asked.get("as_of"))})
        return ledger.said_with(self._store, lines.numbers(self._store, question, limit=limit))

    def urls(self, articles: Sequence[int]) -> dict[int, str]:
        """The first address of each of some articles, of those that have one."""
        return reading.first_addresses(self._store, articles)

    def lines_in(self, article: int, limit: int = 200) -> tuple[Line, ...]:
        """Who said what in an article as it is now, in the order of its text."""
        return lines.lines_of(self._store, lines.of_article(self._store, article, limit))

    def answered(self, since: str, until: str, limit: int = 12) -> tuple[Line, ...]:
        """What was denied, corrected or taken back from one day to another, the newest first."""
        return lines.lines_of(self._store, lines.lately_answered(self._store, since, until, limit))

    def most_heard(self, limit: int = 24) -> tuple[Heard, ...]:
        """The sources with most of the statements last read."""
        return lines.most_heard(self._store, limit)

    def person(self, name: str) -> Person:
        """A source by its name: as whom it is quoted, how often, where. Raises NotFound."""
        return lines.person(self._store, name)

    def said_by(self, name: str, *, limit: int = 50, offset: int = 0) -> tuple[Line, ...]:
        """What a source said, the newest first, each once however many print it."""
        found = lines.said_by(self._store, name_key(name), limit=limit, offset=offset)
        return lines.lines_of(self._store, found)

    def bearings(self, statements: Sequence[Said]) -> dict[int, tuple[Bearing, ...]]:
        """What each statement answers and what answers it, with who said that, by its number."""
        return bearings(self._store, statements)

    # Evidence.

    def source_text(self, capture: int) -> str:
        """The text of a capture, which all its offsets index. Raises NotFound."""
        return evidence.source_text(self._store, capture)

    def places(self, capture: int) -> tuple[tuple[int, int, int, int], ...]:
        """Where each stretch of a capture's text was read; see `evidence.places`. Raises NotFound."""
        return evidence.places(self._store, capture)

    def cut_blocks(self, capture: int, limit: int = 200) -> tuple[CutBlock, ...]:
        """The blocks of a capture that are not in its copy, with why. Raises NotFound."""
        return evidence.cut_blocks(self._store, capture, limit)

    def holding(self, quote: str, limit: int = 20) -> tuple[int, ...]:
        """The articles that have most of a quotation's words, the likeliest first."""
        from copydesk.archive import quotations

        return quotations.holding(self._store, quote, limit)

    def check_quote(self, quote: str, article: int | None = None, *, limit: int = 10, reads: bool = False) -> Checked:
        """What became of a quotation in the archive, or in one article: each article that has it, the earliest first.

        Who said it is told by the statements that were read; with `reads`, the article with the best answer is read now
        where it was not yet. Raises UsageError for an empty quotation, NotFound for an article that is not there.
        """
        from copydesk.archive import quotations

        return quotations.check(self._store, quote, article, limit=limit, reads=reads)

    # Leaving and coming back.

    def export(
        self, target: str | Path, form: str | None = None, *, query: str | None = None, as_of: str | None = None
    ) -> int:
        """Write all articles, or those that answer a query, to a file or folder; how many.

        The form is one of markdown, jsonl, parquet, warc, bagit, csl, bibtex; by default the name tells.
        """
        articles = self.numbers(query, as_of)
        return exports.export(self._store, articles, form or exports.form_of(str(target)), Path(target), _time(as_of))

    def importing(self, path: str | Path, *, processes: int = 1, **options: object) -> Iterator[Filed | Failure]:
        """File what an export holds, lazily."""
        settings = settings_from(options)
        found = imports.exported(Path(path), settings.max_bytes)
        return adding.add_all(self._store, found, settings, processes=processes)

    def plan(self, rules: Rules) -> Plan:
        """What would be deleted by rules; nothing is."""
        return pruning.plan_of(self._store, rules)

    def prune(self, plan: Plan) -> int:
        """Delete what a plan names, all or nothing; how many captures."""
        return pruning.carry_out(self._store, plan)

    # Safety.

    def condition(self, failures: int = 10) -> Condition:
        """How large the archive is, when it last grew, what waits to be done and what failed last."""
        from copydesk.archive.condition import condition

        return condition(self._store, failures)

    def check(self) -> tuple[Problem, ...]:
        """Everything that is damaged; nothing when every hash, span and key is right."""
        return tuple(checks.check(self._store))

    def mend(self) -> int:
        """Make the search index anew from the revisions; how many."""
        return reindex(self._store)

    def backup(self, path: str | Path) -> Path:
        """A copy of the whole archive in one file, made safely while others write."""
        return backups.backup(self._store, Path(path))


def _time(said: str | None) -> str | None:
    if said is None:
        return None
    found = moment_of(said)
    if found is None:
        raise UsageError(said, "not a date", "give a day or a time: 2024-03-09 or 2024-03-09T12:00")
    return found


def _found(source: Sources, settings: Settings, fetch: intake.Fetch) -> Iterator[Delivery | Failure]:
    """The deliveries of everything that a source stands for."""
    for one in source if isinstance(source, list | tuple) else (source,):
        content = _contents(one)
        if rows.is_bulk_output(content):
            yield from rows.deliveries_of_rows(content, settings.max_bytes)
        else:
            yield from intake.deliveries(content, settings=settings, fetch=fetch)


def _contents(source: Sources) -> Sources:
    """A source in which text that plainly is a page, and no path, is content."""
    if isinstance(source, str):
        return source.encode("utf-8", "surrogatepass") if "\n" in source.strip() or "<" in source else source
    if isinstance(source, list | tuple):
        return [_contents(each) for each in source]
    return source
