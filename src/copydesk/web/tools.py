"""What programs may ask of an archive, as a table of tools: each a record of arguments, and a function to a record.

The same functions of the archive answer here and on the pages. Every answer is bounded, and says how to ask for the
rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

import msgspec
from msgspec import Meta

from copydesk.archive.archive import Archive
from copydesk.archive.records import Said, SaidLink
from copydesk.errors import UsageError
from copydesk.ledger.quoting import GOOD
from copydesk.records import POLARITIES, SURE, Source

if TYPE_CHECKING:
    from copydesk.archive.quotations import Held

_LONGEST: Final = 2_000
_MOST_HITS: Final = 50
_MOST_SAID: Final = 100
_MOST_TEXT: Final = 20_000
_MOST_WORDS: Final = 2_000
_SHORT: Final = 500
"""Characters of a headline or a name: of one that is longer, the beginning."""
_LARGEST: Final = 2**53 - 1
"""The largest whole number that every program reads from JSON as it was written."""

_Text = Annotated[str, Meta(max_length=_LONGEST)]
_Article = Annotated[int, Meta(ge=1, le=_LARGEST, description="Number of an article, as search gives it")]
_AsOf = Annotated[
    str, Meta(max_length=40, description="A day or time (2024-03-09): answer as the archive stood then; empty for now")
]


class Tool(NamedTuple):
    """One tool: `answer` takes the archive, its arguments and the address at which the room is, and gives a record."""

    name: str
    title: str
    description: str
    arguments: type[msgspec.Struct]
    record: type[msgspec.Struct]
    answer: Callable[[Archive, Any, str], msgspec.Struct]


def _short(text: str | None, most: int = _SHORT) -> str:
    return text if text and len(text) <= most else f"{text[: most - 1]}…" if text else ""


# ── Search ────────────────────────────────────────────────────────────────────────────────────────


class Search(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Arguments of `search`."""

    query: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=_LONGEST,
            description='Words that must all be there; "a phrase", part*, -without, a OR b, fields site: by: title:'
            " lang: kind: speaker: after:2024-03 before:2024-04-15",
        ),
    ]
    limit: Annotated[int, Meta(ge=1, le=_MOST_HITS)] = 10
    offset: Annotated[int, Meta(ge=0, le=2_000, description="Hits to leave out, for the rest of a long answer")] = 0
    as_of: _AsOf = ""


class SearchHit(msgspec.Struct, frozen=True, kw_only=True):
    """An article that answers a search."""

    article: int
    title: str
    site: str
    published: str
    language: str
    url: str
    snippet: str
    page: str
    """Where people read it."""


class SearchAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What `search` gives. `origins` counts the texts that the articles share: ten reprints of one story are one."""

    total: int
    origins: int
    hits: list[SearchHit]
    rest: str
    """How to ask for more; empty where this is all."""


def _search(archive: Archive, asked: Search, base: str) -> SearchAnswer:
    found = archive.search(asked.query, limit=asked.limit, offset=asked.offset, as_of=asked.as_of or None)
    behind = asked.offset + len(found.hits)
    left = found.total - behind if found.hits else 0
    return SearchAnswer(
        total=found.total,
        origins=found.origins,
        hits=[
            SearchHit(
                article=hit.article,
                title=_short(hit.title),
                site=_short(hit.site),
                published=_short(hit.published),
                language=_short(hit.language),
                url=_short(hit.url),
                snippet=hit.snippet,
                page=f"{base}/article/{hit.article}",
            )
            for hit in found.hits
        ],
        rest=f"{left} more: ask again with offset={behind}" if left > 0 else "",
    )


# ── Article ───────────────────────────────────────────────────────────────────────────────────────


class ReadArticle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Arguments of `article`."""

    article: _Article
    as_of: _AsOf = ""
    start: Annotated[int, Meta(ge=0, le=_LARGEST, description="Character of the text to begin at")] = 0
    length: Annotated[int, Meta(ge=1, le=_MOST_TEXT, description="Characters of the text to give")] = 8_000


class ArticleAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What `article` gives: a part of the text, from `start`, and the facts."""

    article: int
    title: str
    deck: str
    authors: list[str]
    site: str
    published: str
    modified: str
    language: str
    verdict: str
    url: str
    revision: int
    """Of `revisions`, in the order of time."""
    revisions: int
    captured: list[str]
    """When, the first and the last time."""
    also_printed_by: list[str]
    """Outlets whose text has the same origin."""
    text: str
    start: int
    characters: int
    """Of the whole text."""
    rest: str
    page: str


def _article(archive: Archive, asked: ReadArticle, base: str) -> ArticleAnswer:
    entry = archive.article(asked.article, asked.as_of or None)
    if asked.start > len(entry.text):
        raise UsageError(f"start={asked.start}", f"the text has {len(entry.text)} characters", "begin at 0")
    end = min(len(entry.text), asked.start + asked.length)
    times = [each.time for each in entry.captures]
    return ArticleAnswer(
        article=entry.id,
        title=_short(entry.title),
        deck=_short(entry.deck),
        authors=[_short(each) for each in entry.authors[:20]],
        site=_short(entry.site),
        published=_short(entry.published),
        modified=_short(entry.modified),
        language=_short(entry.language),
        verdict=entry.verdict.kind,
        url=_short(entry.url),
        revision=entry.revision,
        revisions=entry.revisions,
        captured=sorted({*times[:1], *times[-1:]}),
        also_printed_by=[each for each in entry.outlets[:40] if each != entry.site],
        text=entry.text[asked.start : end],
        start=asked.start,
        characters=len(entry.text),
        rest=f"{len(entry.text) - end} characters more: ask again with start={end}" if end < len(entry.text) else "",
        page=f"{base}/article/{entry.id}",
    )


# ── Statements ────────────────────────────────────────────────────────────────────────────────────


class Statements(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Arguments of `statements`."""

    article: Annotated[int, Meta(ge=0, le=_LARGEST, description="Number of an article; 0 for all")] = 0
    speaker: Annotated[str, Meta(max_length=_LONGEST, description="A source's name or a part of it")] = ""
    about: Annotated[str, Meta(max_length=_LONGEST, description="Words of what was said")] = ""
    polarity: Annotated[
        str, Meta(max_length=40, description=f"One of {', '.join(sorted(POLARITIES))}; empty for every one")
    ] = ""
    after: Annotated[str, Meta(max_length=40, description="Said on that day or later")] = ""
    before: Annotated[str, Meta(max_length=40, description="Said before that day")] = ""
    as_of: _AsOf = ""
    limit: Annotated[int, Meta(ge=1, le=_MOST_SAID)] = 20


class StatementLink(msgspec.Struct, frozen=True, kw_only=True):
    """How a statement bears on another of the archive."""

    kind: str
    on: int
    """Number of the other statement."""
    evidence: str
    is_candidate: bool


class StatementAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One statement. The words are those of the article; `via` are authorities through whom they reached it."""

    statement: int
    source: str
    source_kind: str
    cue: str
    words: str
    polarity: str
    manner: str
    via: list[str]
    said_at: str
    article: int
    title: str
    site: str
    published: str
    origins: int
    """Origins that have these words of this source; reprints count once."""
    links: list[StatementLink]
    page: str


class StatementsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What `statements` gives, in the order of the articles' dates."""

    statements: list[StatementAnswer]
    rest: str


def _statements(archive: Archive, asked: Statements, base: str) -> StatementsAnswer:
    names = ("speaker", "about", "polarity", "after", "before")
    given = {name: getattr(asked, name) or None for name in names}
    if not asked.article and not any(given.values()):
        raise UsageError("statements", "nothing was asked", "give an article, a speaker, or words in about")
    found = archive.statements(asked.article or None, as_of=asked.as_of or None, limit=asked.limit + 1, **given)
    shown = found[: asked.limit]
    links = archive.statement_links(*(each.id for each in shown)) if shown else ()
    last = shown[-1] if shown else None
    return StatementsAnswer(
        statements=[_statement(each, [link for link in links if link.later == each.id], base) for each in shown],
        rest=_rest(archive, last, is_more=len(found) > asked.limit),
    )


def _rest(archive: Archive, last: Said | None, *, is_more: bool) -> str:
    """What an answer leaves out: what comes behind its last statement, or what nobody has read yet."""
    if last is not None:
        day = (last.published or last.since)[:10]
        return f"there are more: ask again with after={day}, or of one article" if is_more else ""
    waiting = archive.unread()
    return f"{waiting} texts were not read for their statements yet; copydesk ledger reads them" if waiting else ""


def _statement(said: Said, links: list[SaidLink], base: str) -> StatementAnswer:
    statement = said.statement
    return StatementAnswer(
        statement=said.id,
        source=_party(statement.source),
        source_kind=statement.source.kind if statement.source else "unresolved",
        cue=" … ".join(each.text for each in statement.cue),
        words=_short(" … ".join(each.text for each in statement.content), _MOST_WORDS),
        polarity=statement.polarity,
        manner=statement.manner,
        via=[_party(each.source) for each in statement.chain[:10]],
        said_at=statement.said_at.value if statement.said_at else "",
        article=said.article,
        title=_short(said.title),
        site=_short(said.site),
        published=_short(said.published),
        origins=said.origins,
        links=[
            StatementLink(kind=each.kind, on=each.earlier, evidence=each.evidence, is_candidate=each.confidence < SURE)
            for each in links[:20]
        ],
        page=f"{base}/article/{said.article}#s{said.id}",
    )


def _party(source: Source | None) -> str:
    """A source as people name it."""
    return _short(source.name or " ".join(span.text for span in source.mention) or source.kind) if source else ""


# ── Quotations ────────────────────────────────────────────────────────────────────────────────────


class CheckQuotation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Arguments of `check_quotation`."""

    quotation: Annotated[str, Meta(min_length=1, max_length=_LONGEST, description="The words as they were quoted")]
    article: Annotated[int, Meta(ge=0, le=_LARGEST, description="Look in this article alone; 0 for all")] = 0


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One difference between the quotation and the text."""

    kind: str
    quoted: str
    original: str


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """An article that has the quotation, or something like it."""

    article: int
    kind: str
    title: str
    site: str
    published: str
    page: str


class QuotationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What `check_quotation` gives: of the article that bears the quotation out best, and which others have it."""

    kind: str
    """verbatim, typographic, edited, altered, absent or ambiguous."""
    is_good: bool
    reason: str
    article: int
    """0 where it stands in none."""
    title: str
    site: str
    published: str
    said_until: str
    """When the article stopped saying so; empty where it still does."""
    before: str
    words: str
    """As they stand there, with what stands before and after them."""
    after: str
    said_by: str
    differences: list[Difference]
    page: str
    found_in: list[Place]
    rest: str


def _check(archive: Archive, asked: CheckQuotation, base: str) -> QuotationAnswer:
    found = archive.check_quote(asked.quotation, asked.article or None)
    best = found.best
    checked = best.check if best else None
    return QuotationAnswer(
        kind=found.kind,
        is_good=found.kind in GOOD,
        reason=found.reason,
        article=best.article if best else 0,
        title=_short(best.title) if best else "",
        site=_short(best.site) if best else "",
        published=_short(best.published) if best else "",
        said_until=(best.until or "") if best else "",
        before=best.before if best else "",
        words=_short(best.words, _MOST_WORDS) if best else "",
        after=best.after if best else "",
        said_by=_short(best.said_by) if best else "",
        differences=[
            Difference(kind=each.kind, quoted=_short(each.quoted), original=_short(each.original))
            for each in (checked.differences[:50] if checked else ())
        ],
        page=f"{base}/article/{best.article}" if best else "",
        found_in=[_place(each, base) for each in found.found],
        rest="" if found.is_whole else "more articles have some of the words: ask of one of them with article",
    )


def _place(held: Held, base: str) -> Place:
    return Place(
        article=held.article,
        kind=held.check.kind,
        title=_short(held.title),
        site=_short(held.site),
        published=_short(held.published),
        page=f"{base}/article/{held.article}",
    )


TOOLS: Final = (
    Tool(
        "search",
        "Search the archive",
        "Find articles of this news archive by words and fields, the best first. Gives numbers for the other tools.",
        Search,
        SearchAnswer,
        _search,
    ),
    Tool(
        "article",
        "Read an article",
        "The clean text of one article with its facts: title, outlet, authors, dates, revisions, who prints the same.",
        ReadArticle,
        ArticleAnswer,
        _article,
    ),
    Tool(
        "statements",
        "Who said what",
        "Statements of the archive: source, cue, words, through whom they came, and what denies or corrects them."
        " Ask of an article, a speaker, words, or days.",
        Statements,
        StatementsAnswer,
        _statements,
    ),
    Tool(
        "check_quotation",
        "Check a quotation",
        "Whether words stand in the archive as they are quoted: verbatim, typographic, edited, altered (each alteration"
        " is given), absent or ambiguous. Do this before quoting.",
        CheckQuotation,
        QuotationAnswer,
        _check,
    ),
)
