"""Quotations, looked up in an archive: which articles have the words, what became of them there, who said them.

Articles are found by runs of the quotation's words in the search index, so that what is looked into is little, however
large the archive: whole stretches first, then shorter runs, of which an altered quotation still has some, then words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec

from copydesk.archive.collation import Piece
from copydesk.archive.ledger import reader
from copydesk.archive.packing import unpack
from copydesk.archive.parcels import Findings
from copydesk.archive.search import revisions_with, stretches
from copydesk.archive.store import Store
from copydesk.archive.tokens import edits, span_of, tokens_of
from copydesk.errors import NotFound, UsageError
from copydesk.ledger.quoting import GOOD, QuoteCheck, QuoteKind, check_quote
from copydesk.records import Polarity, Source, Span, Statement, Words

RANKS: Final[tuple[QuoteKind, ...]] = ("verbatim", "typographic", "edited", "ambiguous", "altered", "absent")
"""The answers, that first which bears a quotation out best."""
LIMIT: Final = 10
"""Articles that are told of."""
_MOST_ROWS: Final = 200
"""Revisions that an expression of the index gives, at most."""
_MOST_TEXT: Final = 160_000
"""Characters that one question is looked for in."""
_MOST_REVISIONS: Final = 3
"""Revisions of one article that are looked into."""
_LONG: Final = 8
"""Words of a run that is looked for first."""
_SHORT: Final = 3
"""Words of a run that an altered quotation is looked for by."""
_MOST_LONG: Final = 3
_MOST_RUNS: Final = 8
"""Runs of an altered quotation that are asked for; of one that was found as it is, fewer."""
_AROUND: Final = 160
"""Characters shown on either side of a quotation."""
_LEFT_OUT: Final = re.compile(r"\[[^\]]*\]|\([\s.…]*\)|…|\.\s?\.\s?\.")
_decode: Final = msgspec.json.Decoder(Statement).decode
_findings: Final = msgspec.msgpack.Decoder(Findings).decode


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """An article that has a quotation, or something like it.

    `check.places` index the text of the revision; a place that lies before its beginning is in the title. `before`,
    `words` and `after` are the first place with what stands around it.
    """

    article: int
    title: str | None
    site: str | None
    language: str | None
    published: str | None
    revision: int
    """Number of the revision that has it."""
    row: int
    """Of that revision."""
    since: str
    until: str | None
    """When the article stopped saying so; None for what it says now."""
    check: QuoteCheck
    before: str = ""
    words: str = ""
    after: str = ""
    woven: tuple[Piece, ...] = ()
    """The quotation and the words in print as one: what only the quotation has came, what only the print has went."""
    said_by: str | None = None
    """The source of the innermost statement that has the place."""
    polarity: Polarity | None = None
    statement: int | None = None
    """Number of that statement in the archive."""
    is_read: bool = True
    """Whether the revision was read for its statements."""
    capture: int | None = None
    start: int | None = None
    end: int | None = None
    """A capture that shows it, and where it stands there."""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a quotation in an archive: the best answer, and every article that gives one, the earliest first.

    Articles that bear it out come before those in which it is another. `is_whole` says whether all that have the words
    were looked into.
    """

    quote: str
    kind: QuoteKind
    reason: str
    found: tuple[Held, ...] = ()
    looked_into: int = 0
    is_whole: bool = True

    @property
    def best(self) -> Held | None:
        """The first article with the best answer."""
        return next((each for each in self.found if each.check.kind == self.kind), None)


# ── One text ──────────────────────────────────────────────────────────────────────────────────────


def check_in(quote: str, title: str | None, text: str) -> QuoteCheck:
    """What became of a quotation in an article; places are told in its text, those in the title before it."""
    head = f"{title or ''}\n\n"
    found = check_quote(quote, head + text)
    shift = len(head)
    return msgspec.structs.replace(
        found,
        places=tuple(
            msgspec.structs.replace(place, start=place.start - shift, end=place.end - shift) for place in found.places
        ),
        differences=tuple(
            msgspec.structs.replace(each, where=(each.where[0] - shift, each.where[1] - shift)) if each.where else each
            for each in found.differences
        ),
    )


def innermost(found: Iterable[Statement], place: Words) -> Statement | None:
    """The shortest statement around a place that says whose it is."""
    around = [
        each
        for each in found
        if each.source is not None
        and each.where == "text"
        and any(part.start <= place.start and place.end <= part.end + 2 for part in each.content)
    ]
    return min(around, key=lambda each: sum(part.end - part.start for part in each.content), default=None)


def party(source: Source) -> str:
    """What a source is called: its name, else the words that name it, else its kind."""
    return source.name or " ".join(span.text for span in source.mention) or source.kind


# ── An archive ────────────────────────────────────────────────────────────────────────────────────


def check(store: Store, quote: str, article: int | None = None, *, limit: int = LIMIT, reads: bool = False) -> Checked:
    """What became of a quotation in the archive, or in one article of it.

    With `reads`, the best answer's article is read for its statements where that was not done yet; nothing is written.
    Raises UsageError for an empty quotation, NotFound for an article that is not there.
    """
    if not quote.strip():
        raise UsageError("the quotation", "is empty", "give the words between quotation marks")
    search = _Search(store, quote)
    if article is None:
        search.look(search.of_archive(limit), limit)
    else:
        search.look(search.of_article(article), limit, _MOST_ROWS)
    found = sorted(search.found, key=_order)[:limit]
    if not found:
        return search.nothing(is_one=article is not None)
    best = min(found, key=lambda each: RANKS.index(each.check.kind))
    told = tuple(_told(store, each, reads=reads and each is best) for each in found)
    return Checked(
        quote=quote,
        kind=best.check.kind,
        reason=best.check.reason,
        found=told,
        looked_into=search.looked_into,
        is_whole=search.is_whole,
    )


def _order(held: Held) -> tuple[int, int, str, int]:
    """Those that bear it out, then the doubtful, then the others, the likest first; each by the day of print."""
    is_good = held.check.kind in GOOD
    group = 0 if is_good else RANKS.index(held.check.kind)
    words = 0 if is_good else sum(len(f"{each.quoted} {each.original}".split()) for each in held.check.differences)
    return group, words, held.published or held.since, held.article


def holding(store: Store, quote: str, limit: int) -> tuple[int, ...]:
    """The articles that have most of a quotation's words, the likeliest first."""
    search = _Search(store, quote)
    found = dict.fromkeys(article for rows in search.ways() for article in search.by_article(rows))
    return tuple(found)[:limit]


class _Search:
    """The search for one quotation: which revisions to look into, in which order, and what was found."""

    def __init__(self, store: Store, quote: str) -> None:
        self.store = store
        self.quote = quote
        self.found: list[Held] = []
        self.looked_into = 0
        self.is_whole = True
        self.room = _MOST_TEXT
        self.last: QuoteCheck | None = None
        """The answer of the last text that does not have it."""

    def of_article(self, article: int) -> Iterator[list[int]]:
        """The revisions of one article, the last first."""
        rows = self.store.rows(
            "SELECT id FROM revision WHERE article = ? ORDER BY since DESC, id DESC LIMIT ?", article, _MOST_ROWS
        )
        if not rows:
            raise NotFound(f"article {article}", "not in the archive", "search finds the numbers of articles")
        yield [row[0] for row in rows]

    def of_archive(self, limit: int) -> Iterator[list[int]]:
        """The revisions of each article that may have it, the likeliest articles first."""
        seen: set[int] = set()
        for rows in self.ways():
            groups = {article: own for article, own in self.by_article(rows).items() if article not in seen}
            # Where it stands is known by now: a few articles that print it otherwise are enough.
            most = limit // 2 if self.found else limit
            for article in list(groups)[:most]:
                seen.add(article)
                yield groups[article]
            self.is_whole = self.is_whole and len(groups) <= most
            if len(self.found) >= most:
                return

    def ways(self) -> Iterator[list[int]]:
        """Revisions: those that have all of the quotation, then those with parts of it, then those with its words."""
        stretches_ = [each for part in _LEFT_OUT.split(self.quote) for each in stretches(part, _LONG)]
        if not stretches_:
            return
        whole = revisions_with(self.store, " AND ".join(_few(stretches_, _MOST_LONG)), _MOST_ROWS)
        self.is_whole = len(whole) < _MOST_ROWS
        yield whole
        runs = [each for part in _LEFT_OUT.split(self.quote) for each in stretches(part, _SHORT)]
        yield self.voted(_few(runs, _MOST_LONG if self.found else _MOST_RUNS))
        if not self.found:
            words = sorted({f'"{word}"' for word in re.findall(r"[^\W_]{4,}", self.quote)}, key=len)
            yield self.voted(words[-_MOST_RUNS:])

    def voted(self, runs: Sequence[str]) -> list[int]:
        """The revisions that have most of some runs of words; a run that very many have says little."""
        votes: Counter[int] = Counter()
        for run in runs:
            rows = revisions_with(self.store, run, _MOST_ROWS)
            votes.update({row: 1 if len(rows) == _MOST_ROWS else 4 for row in rows})
        least = 4 * min(2, len(runs)) if len(runs) > 3 else 1
        return [row for row, count in votes.most_common(_MOST_ROWS) if count >= least]

    def by_article(self, rows: Sequence[int]) -> dict[int, list[int]]:
        """Revisions by their article, in the order in which they were given; of each the present one first."""
        marks = ",".join("?" * len(rows))
        states = {
            row[0]: row
            for row in self.store.rows(
                f"SELECT id, article, until IS NULL, since FROM revision WHERE id IN ({marks})", *rows
            )
        }
        groups: dict[int, list[int]] = {}
        for row in rows:
            if row in states:
                groups.setdefault(states[row][1], []).append(row)
        return {article: sorted(own, key=lambda row: states[row][2:], reverse=True) for article, own in groups.items()}

    def look(self, groups: Iterable[list[int]], limit: int, most: int = _MOST_REVISIONS) -> None:
        """Look into some revisions of each article until one bears the quotation out, as long as there is room."""
        for rows in groups:
            if len(self.found) >= 2 * limit or self.room < 0:
                self.is_whole = False
                return
            best: Held | None = None
            for row in rows[:most]:
                held = self.held(row)
                if held is not None and (best is None or RANKS.index(held.check.kind) < RANKS.index(best.check.kind)):
                    best = held
                if self.room < 0 or (best is not None and best.check.kind in GOOD):
                    break
            if best is not None:
                self.found.append(best)

    def held(self, row: int) -> Held | None:
        """What a revision has of the quotation."""
        article, title, site, language, published, since, until, text = self.store.row(
            "SELECT article, title, site, language, published, since, until, text"
            " FROM revision JOIN copy ON revision = id WHERE id = ?",
            row,
        )
        self.looked_into += 1
        self.room -= len(text)
        answer = check_in(self.quote, title, text)
        if not answer.places:
            self.last = answer
            return None
        place = answer.places[0]
        whole, shift = (text, 0) if place.start >= 0 else (f"{title or ''}\n\n", len(title or "") + 2)
        return Held(
            article=article,
            title=title,
            site=site,
            language=language,
            published=published,
            revision=0,
            row=row,
            since=since,
            until=until,
            check=answer,
            before=_before(whole, place.start + shift),
            words=place.text,
            woven=woven(self.quote, place.text) if answer.differences else (),
            after=_after(whole, place.end + shift),
        )

    def nothing(self, *, is_one: bool) -> Checked:
        """The answer where no article has it: that it is too short to tell, or absent."""
        if self.last is None:
            self.last = check_quote(self.quote, "")
        reason = self.last.reason
        if self.last.kind == "absent" and not is_one:
            reason = f"no article{'' if self.is_whole else ' that was looked into'} has these words"
        return Checked(
            quote=self.quote,
            kind=self.last.kind,
            reason=reason,
            looked_into=self.looked_into,
            is_whole=self.is_whole,
        )


def woven(quote: str, words: str) -> tuple[Piece, ...]:
    """A quotation and the words in print as one text, in the quotation's print.

    >>> [(piece.kind, piece.text) for piece in woven("it will not rise", "it will rise soon")]
    [('same', 'it will '), ('come', 'not '), ('same', 'rise'), ('gone', ' soon')]
    """
    first, second = tokens_of(words), tokens_of(quote)
    pieces: list[Piece] = []
    at = 0
    for edit in edits([each.word for each in first], [each.word for each in second]):
        gone, come = span_of(first, edit.start, edit.end), span_of(second, edit.other_start, edit.other_end)
        pieces += [
            Piece("same", quote[at : come.start]),
            Piece("gone", _apart(words, gone)),
            Piece("come", _apart(quote, come) if gone.start == gone.end else quote[come.start : come.end]),
        ]
        at = come.end
        if gone.start == gone.end and quote[at : at + 1].isspace():
            at += 1
    return tuple(piece for piece in (*pieces, Piece("same", quote[at:])) if piece.text)


def _apart(text: str, span: Span) -> str:
    """Words with the space behind them, or at the end of a text before them, which keeps them from others."""
    words = text[span.start : span.end]
    if not words:
        return ""
    if text[span.end : span.end + 1].isspace():
        return f"{words} "
    return f" {words}" if text[span.start - 1 : span.start].isspace() and span.start else words


def _few(runs: Sequence[str], most: int) -> list[str]:
    """Some of many runs, from the whole length of what they are of."""
    if len(runs) <= most:
        return list(runs)
    return [runs[round(number * (len(runs) - 1) / (most - 1))] for number in range(most)]


def _before(text: str, start: int) -> str:
    shown = text[max(0, start - _AROUND) : start].rpartition("\n")[2]
    return f"… {shown.partition(' ')[2]}" if len(shown) == _AROUND else shown


def _after(text: str, end: int) -> str:
    shown = text[end : end + _AROUND].partition("\n")[0]
    return f"{shown.rpartition(' ')[0]} …" if len(shown) == _AROUND else shown


# ── Who, and where in the capture ─────────────────────────────────────────────────────────────────


def _told(store: Store, held: Held, *, reads: bool) -> Held:
    """What was found, with its revision's number, who said it, and where it stands in a capture."""
    (number,) = store.row(
        "SELECT count(*) FROM revision WHERE article = ? AND (since < ? OR (since = ? AND id <= ?))",
        held.article,
        held.since,
        held.since,
        held.row,
    )
    told = {**_speaker(store, held, reads=reads), **_in_capture(store, held), "revision": number}
    return msgspec.structs.replace(held, **told)


def _speaker(store: Store, held: Held, *, reads: bool) -> dict[str, Any]:
    """Who said it, by the statements that the archive has; read now where there are none and that is allowed."""
    place = held.check.places[0]
    is_read = store.row("SELECT 1 FROM reading WHERE revision = ? AND reader = ?", held.row, reader()) is not None
    if is_read:
        rows = store.rows("SELECT id, data FROM statement WHERE revision = ? ORDER BY rank", held.row)
        numbers = {}
        for number, data in rows:
            each = _decode(data)
            numbers[each.id] = (number, each)
        found = innermost((each for _, each in numbers.values()), place)
        statement = numbers[found.id][0] if found else None
    elif reads:
        from copydesk.archive.ledger import statements_of

        found, statement = innermost(statements_of(store, held.row), place), None
    else:
        return {"is_read": False}
    if found is None or found.source is None:
        return {"is_read": is_read}
    return {
        "said_by": party(found.source),
        "polarity": found.polarity,
        "statement": statement,
        "is_read": is_read,
    }


def _in_capture(store: Store, held: Held) -> dict[str, Any]:
    """A capture that shows a place of a text, and where; captures with that very text first."""
    place = held.check.places[0]
    query = "SELECT id, text, findings FROM capture WHERE revision = ? ORDER BY text IS NOT NULL, time, id LIMIT 1"
    row = store.row(query, held.row)
    if row is None:
        return {}
    capture, own, packed = row
    start = place.start if own is None else own.find(place.text)
    if start < 0:
        return {"capture": capture}
    end = start + len(place.text)
    spans = [
        _inside((at, stop, there, other), start, end)
        for at, stop, there, other in _findings(unpack(packed)).places
        if at < end and stop > start
    ]
    if not spans:
        return {"capture": capture}
    return {"capture": capture, "start": min(span[0] for span in spans), "end": max(span[1] for span in spans)}


def _inside(piece: tuple[int, int, int, int], start: int, end: int) -> tuple[int, int]:
    """The part of a piece of a capture that is the part of the text; where signs are written out, the whole piece."""
    at, stop, there, other = piece
    if other - there != stop - at:
        return there, other
    return there + max(0, start - at), other - max(0, stop - end)
