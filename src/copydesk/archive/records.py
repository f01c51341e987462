"""What the archive compares and gives: states of articles, what changed between two, which articles are kin.

Pure records; how they are stored is the business of `store` alone.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from copydesk.records import Comment, Fact, Image, Kind, Link, LinkKind, Span, Statement, Verdict, VerdictKind

ChangeKind = Literal[
    "headline",
    "deck",
    "byline",
    "published",
    "figure",
    "quotation",
    "name",
    "date",
    "attribution",
    "negation",
    "wording",
    "correction",
    "added",
    "removed",
    "moved",
]
"""What a change is: a fact, what stands in the words that differ, or what became of a whole passage."""


UNCHANGED = "NotChanged"
"""The `error` of a failure that is none: a server says that a page is as it was when it was captured."""
COPIED = "a copy that bulk made"
"""How the warning begins that stands by a capture which is no original."""

FiledKind = Literal["new", "same", "changed", "known", "wall"]


class Passage(msgspec.Struct, frozen=True, gc=False):
    """One block of a body: what it is, its text, and how sure it is that it belongs there."""

    kind: Kind
    text: str
    level: int = 0
    probability: float = 1.0
    place: tuple[int, int] | None = None
    """Where it stands in the text of its revision, when it is stored beside that; its own text is then left out."""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What one capture says its article is: all that a later capture is compared with.

    `cut` holds a digest (`tokens.digest`) of each block that the capture has and its copy has not. A passage found
    there was not added or removed by the outlet: it was only judged differently.
    """

    verdict: VerdictKind
    language: str | None = None
    title: str | None = None
    deck: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    corrections: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    cut: frozenset[int] = frozenset()


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change between two states, in the words a reader would name it by.

    `before` and `after` are the passages (or facts) it stands in, the spans the words in them that differ; both are
    empty where there is nothing to show. `rank_before` and `rank_after` are the places of the passages, -1 for none.
    """

    kind: ChangeKind
    before: str = ""
    after: str = ""
    spans_before: tuple[Span, ...] = ()
    spans_after: tuple[Span, ...] = ()
    rank_before: int = -1
    rank_after: int = -1


class Comparison(msgspec.Struct, frozen=True):
    """Two states of one article, compared: the same, or changed, and how."""

    kind: Literal["same", "changed"]
    changes: tuple[Change, ...] = ()


class Filed(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one delivery.

    new: the first capture of an article. same: nothing changed since its last state. changed: a new revision. known:
    these very bytes, from there and then, are filed already. wall: kept, but no story; a revision is never made of it.
    """

    kind: FiledKind
    source: str
    capture: int
    article: int | None = None
    revision: int | None = None
    title: str | None = None
    reason: str = ""
    """Why it is this article; of a wall, what it is."""
    changes: tuple[Change, ...] = ()
    reprint_of: tuple[int, ...] = ()
    """Articles whose text it shares."""
    warnings: tuple[str, ...] = ()


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """An article that answers a search, in the state that was asked for."""

    article: int
    revision: int
    origin: int
    title: str | None
    site: str | None
    language: str | None
    published: str | None
    url: str | None
    verdict: str
    score: float
    """How well it fits, larger is better; only comparable within one answer."""
    snippet: str
    marks: tuple[Span, ...]
    """The words of the snippet that were asked for."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """An answer to a search.

    `total` counts articles, `origins` the texts that they share: ten reprints of one story are one origin. Where more
    than `search.MOST_RANKED` fit, the newest of them were ranked, and `is_whole` says so.
    """

    query: str
    total: int
    origins: int
    is_whole: bool
    hits: tuple[Hit, ...]
    facets: dict[str, dict[str, int]]
    """How many articles each outlet, language, kind and month has."""


class CaptureRow(msgspec.Struct, frozen=True, kw_only=True):
    """One capture of an article, or a wall that stood in its place."""

    id: int
    revision: int | None
    sha256: str
    size: int
    time: str
    """When it was captured, or filed where that is unknown; UTC."""
    captured: str | None
    added: str
    name: str
    url: str | None
    form: str
    verdict: str
    reason: str


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """One state of an article's copy; `number` counts from 1 in the order of time."""

    id: int
    number: int
    since: str
    until: str | None
    title: str | None
    text: str
    text_sha256: str
    captures: tuple[int, ...]
    changes: tuple[Change, ...]
    """Since the revision before it."""


class Address(msgspec.Struct, frozen=True):
    """An address at which an article was seen: where it was read, and since when."""

    url: str
    how: str
    seen: str


class Relative(msgspec.Struct, frozen=True, kw_only=True):
    """Another article that shares text with this one."""

    article: int
    kind: str
    """reprint, quotes (passages of one stand in the other), translation (a candidate)."""
    title: str | None
    site: str | None
    published: str | None
    share: float
    reason: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An article of the archive in one of its states.

    Each fact has the best evidence that any capture of that state gives; `facts[…].where` indexes the text of the
    capture named in `fact_captures`.
    """

    id: int
    revision: int
    """Number of the revision shown, from 1."""
    state: int
    """Its row, which captures name."""
    revisions: int
    since: str
    until: str | None
    verdict: Verdict
    title: str | None
    deck: str | None
    authors: tuple[str, ...]
    site: str | None
    language: str | None
    section: str | None
    published: str | None
    modified: str | None
    tags: tuple[str, ...]
    image: Image | None
    url: str | None
    text: str
    markdown: str
    related: tuple[Link, ...]
    references: tuple[Link, ...]
    corrections: tuple[Link, ...]
    comments: tuple[Comment, ...]
    facts: dict[str, Fact]
    fact_captures: dict[str, int]
    addresses: tuple[Address, ...]
    captures: tuple[CaptureRow, ...]
    origin: int
    outlets: tuple[str, ...]
    """All that print the text of this origin, the earliest first."""
    credit: str | None
    """The agency that the earliest print of this origin names, among its authors."""
    relatives: tuple[Relative, ...]

    @property
    def description(self) -> str | None:
        """The page's own summary."""
        return self._string("description")

    @property
    def canonical_url(self) -> str | None:
        """The address the page calls its canonical one."""
        return self._string("canonical_url")

    @property
    def license(self) -> str | None:
        """Licence the page declares."""
        return self._string("license")

    @property
    def capture(self) -> CaptureRow:
        """The capture whose copy this is."""
        return next(each for each in self.captures if each.revision == self.state)

    def copy(self, *, front_matter: bool = True) -> str:
        """The Markdown copy: front matter, title, deck, body."""
        from copydesk.render.frontmatter import front_matter as written
        from copydesk.render.markdown import headline

        parts = [headline(self.title, self.deck), self.markdown]
        copy = "\n\n".join(part for part in parts if part) + "\n"
        return f"{written(self)}\n{copy}" if front_matter else copy

    def cite(self, form: str) -> str:
        """The article's record for reference managers, in a format of `Article.cite`."""
        from copydesk.render.citation import citation

        return citation(self, form)

    def _string(self, name: str) -> str | None:
        fact = self.facts.get(name)
        return fact.value if fact is not None and isinstance(fact.value, str) else None


class Problem(msgspec.Struct, frozen=True):
    """Something damaged: the table and row, what is wrong with it, and what to do."""

    thing: str
    message: str
    next_step: str = ""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A statement of the archive, with where it stands and how many others print it."""

    id: int
    statement: Statement
    article: int
    revision: int
    """Row of the revision that it was read from."""
    title: str | None
    site: str | None
    published: str | None
    since: str
    """When the archive first held that revision."""
    origins: int = 1
    """Origins that have the same words of the same source; reprints of one text count once."""
    outlets: int = 1


class SaidLink(msgspec.Struct, frozen=True, kw_only=True):
    """How one statement of the archive bears on another; below `records.SURE` it is a candidate."""

    kind: LinkKind
    later: int
    earlier: int
    scope: str
    evidence: str
    confidence: float
