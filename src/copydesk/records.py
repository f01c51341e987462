"""Every record that passes between stages, in one file, frozen, and safe to write to JSON and read back.

The words are those of the glossary in docs/words.md: a capture becomes a page, a page becomes blocks, each block gets
a label, the page gets a verdict, and the whole becomes an article with facts.

All offsets are code points (indices of a Python `str`), half-open `[start, end)`.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

Form = Literal["html", "text", "markdown"]
Kind = Literal["paragraph", "heading", "item", "quotation", "caption", "table", "code", "figure", "correction"]
"""What a block is. A correction is one only in a copy: on a page, its label says so."""
MarkKind = Literal[
    "link", "strong", "emphasis", "code", "strike", "superscript", "subscript", "footnote", "formula", "highlight"
]
LabelName = Literal[
    "title",
    "deck",
    "byline",
    "dateline",
    "body",
    "caption",
    "credit",
    "correction",
    "related",
    "comment",
    "promotion",
    "navigation",
    "legal",
    "hidden",
]
VerdictKind = Literal[
    "article",
    "live_blog",
    "listing",
    "collection",
    "forum",
    "product",
    "documentation",
    "service",
    "other",
    "consent",
    "captcha",
    "paywall",
    "script_shell",
    "error",
    "empty",
]
FORMULA = re.compile(
    r"(?<![\\$\w])(?P<sign>\$\$?)(?![\s$]|\d[^$\n]*?\s[^\W\d_]{2})(?P<tex>(?:\\[^\n]|[^$\\\n])+)(?<!\s)(?P=sign)(?![\w$])"
)
"""A formula as Markdown writes it; two prices are none: what stands between them begins with a figure and has words."""
WALLS: frozenset[str] = frozenset({"consent", "captcha", "paywall", "script_shell", "error", "empty"})


class Span(msgspec.Struct, frozen=True, gc=False):
    """A half-open range of code points; which text it indexes is said where it is used."""

    start: int
    end: int


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes as received, before anything is read from them, with where, when and how as far as that is known.

    `charset` is the one a transport declared (an HTTP header); `aliases` are addresses that led here.
    """

    data: bytes
    name: str = ""
    url: str | None = None
    url_how: str = "given"
    captured: str | None = None
    captured_how: str = ""
    charset: str | None = None
    status: int | None = None
    """HTTP status of the answer that held it."""
    aliases: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    etag: str | None = None
    """With `last_modified`, how a server is asked whether the page has changed."""
    last_modified: str | None = None


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """What was received, decoded, with where and when; never changed.

    `text` is the capture after transfer, content and character decoding; every offset in an article indexes it.
    `sha256` is of the bytes as received (of the UTF-8 form when a `str` was given).
    `url_how` and `captured_how` say where the address and the date were read ("given", "SingleFile header", …).
    `styles` are the style sheets that came beside the page and that it links to, as an MHTML file holds them.
    """

    sha256: str
    form: Form
    text: str
    charset: str
    name: str = ""
    url: str | None = None
    url_how: str = ""
    url_where: Span | None = None
    captured: str | None = None
    captured_how: str = ""
    captured_where: Span | None = None
    warnings: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()


class Container(msgspec.Struct, frozen=True, gc=False):
    """One block-level ancestor of a block: its element, the words of its class and id, and its own container."""

    tag: str
    names: str = ""
    role: str = ""
    parent: Container | None = None
    number: int = 0
    """Place of the element among the containers of the page, in page order; tells two containers apart."""


class Mark(msgspec.Struct, frozen=True, gc=False):
    """Inline markup over `[start, end)` of a block's text; `target` is the address a link names, as written.

    A footnote mark covers a reference such as `[1]`: it is part of the block, and left out of an article's text.
    A formula mark covers the TeX of a formula; its target is "display" when it stands on a line of its own.
    A highlight is no page's own: it marks what whoever shows a text points at, its target says why.
    """

    kind: MarkKind
    start: int
    end: int
    target: str | None = None


class Picture(msgspec.Struct, frozen=True, gc=False):
    """An image as it stands in the page: address as written, and the text for those who cannot see it.

    Or what a page shows from elsewhere: a film, a sound, a post, of which `medium` says what it is.
    """

    url: str
    alt: str = ""
    link: str = ""
    """Address of the link around it, as written."""
    medium: str = "picture"
    """picture, or video, audio, post, chart, map, document."""


class Block(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    r"""The unit of page text, with everything a later stage asks of it.

    `text` has its white space folded; a line break the author set is `\n`; in a table, `\t` parts cells and `\n`
    rows; code is verbatim. `where` spans it in the capture. Each run `(text_start, start, end)` says that the text
    from `text_start` on was read from `[start, end)` of the capture.
    """

    kind: Kind
    text: str
    where: Span
    marks: tuple[Mark, ...] = ()
    runs: tuple[tuple[int, int, int], ...] = ()
    level: int = 0
    """Rank of a heading (1–6); depth of a list item, and of a block that stands inside one (1 is outermost)."""
    ordinal: int | None = None
    """Number of an item in an ordered list."""
    task: str = ""
    """Whether an item is a task: "x" when done, "-" when not."""
    quoted: int = 0
    """How many block quotations enclose it."""
    header: bool = False
    """Whether the first row of a table is its header."""
    alignment: str = ""
    """How the columns of a table are set, a letter each: l, c, r, or - where nothing is said."""
    language: str = ""
    """Programming language of code, when declared."""
    picture: Picture | None = None
    insets: tuple[tuple[int, Picture], ...] = ()
    """Pictures inside the cells of a table, each with its place in `text`."""
    container: Container | None = None
    names: str = ""
    """Class words of the inline elements inside it."""
    hidden: str = ""
    """Why a reader would not see it; empty when visible."""
    note: str = ""
    """Label of the note that it is; a reference to it is a footnote mark whose target is that label behind a `^`."""


class Label(msgspec.Struct, frozen=True):
    """What a block is, how sure, and the rule (with the number it saw) that decided."""

    name: LabelName
    probability: float
    reason: str


class Verdict(msgspec.Struct, frozen=True):
    """What the capture is, how sure, and why."""

    kind: VerdictKind
    confidence: float
    reason: str

    @property
    def is_wall(self) -> bool:
        """Whether something stands where the story should: consent, CAPTCHA, paywall, script shell, error, nothing."""
        return self.kind in WALLS


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One metadata value with its evidence.

    `raw` is the literal text of the capture at `where` (both empty when the value was given from outside). A fact of
    several values (authors, tags, related) has one entry in `parts` for each. What was not found has `value=None` and
    `how="not found"`.
    """

    value: str | tuple[str, ...] | None = None
    how: str = "not found"
    where: Span | None = None
    raw: str = ""
    confidence: float = 0.0
    kind: str = ""
    """For an author: person, organisation or agency; for a date: its precision."""
    parts: tuple[Fact, ...] = ()
    alternatives: tuple[Fact, ...] = ()


class Link(msgspec.Struct, frozen=True):
    """An address and the words that stood for it."""

    url: str
    text: str


class Image(msgspec.Struct, frozen=True):
    """The article's lead picture."""

    url: str
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None


class Comment(msgspec.Struct, frozen=True):
    """One reader's comment."""

    text: str
    author: str | None = None
    published: str | None = None


class Cut(msgspec.Struct, frozen=True):
    """A block that is not in the copy, and why."""

    text: str
    label: LabelName
    probability: float
    reason: str
    where: Span


SourceKind = Literal[
    "person",
    "role",
    "organisation",
    "government",
    "outlet",
    "document",
    "unnamed",
    "unresolved",
    "occasion",
]
"""Who says something. An occasion (a meeting, a press conference) is only ever a venue."""
Manner = Literal["direct", "indirect", "mixed"]
Polarity = Literal["asserts", "denies", "declines", "refuses", "corrects", "retracts"]
CueClass = Literal["speech", "writing", "document", "commitment", "belief", "appearance"]
LinkKind = Literal["denies", "bears_on", "repeats", "same_words", "corrects", "retracts"]


POLARITIES: frozenset[str] = frozenset({"asserts", "denies", "declines", "refuses", "corrects", "retracts"})


class Words(msgspec.Struct, frozen=True, gc=False):
    """Words of a text, with the half-open range of code points they stand at."""

    start: int
    end: int
    text: str


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A party to a statement: who said it, to whom, or where.

    `mention` are the words that name it beside the cue; `name` is the fullest name the article gives it, None where
    the text does not say; `how` tells by what rule the name was found.
    """

    kind: SourceKind
    mention: tuple[Words, ...] = ()
    name: str | None = None
    how: str = ""


class ChainLink(msgspec.Struct, frozen=True, kw_only=True):
    """One authority through whom words reached the article, and the cue by which it passed them on."""

    source: Source
    cue: tuple[Words, ...] = ()


class Resolved(msgspec.Struct, frozen=True, kw_only=True):
    """A date as the text gives it: ISO 8601, how precise, and the words it was read from (none: it was inherited)."""

    value: str
    precision: Literal["minute", "day", "week", "month", "year"]
    span: Words | None = None


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One attribution: a source, a cue, a content (the terms of PARC and PolNeAR), and what the text says around it.

    Several spans are one discontinuous role; `where` says which string of the article they index. `chain` holds the
    authorities through whom the words reached the article, nearest to the source first, the one the article itself
    names last. `said_at` is when the source said it, `reported_at` when it was reported: by the last of the chain, or,
    without one, by the article.
    """

    id: str
    where: Literal["text", "title"] = "text"
    content: tuple[Words, ...]
    cue: tuple[Words, ...]
    source: Source | None = None
    chain: tuple[ChainLink, ...] = ()
    addressee: Source | None = None
    venue: Source | None = None
    said_at: Resolved | None = None
    reported_at: Resolved | None = None
    manner: Manner = "indirect"
    polarity: Polarity = "asserts"
    cue_class: CueClass = "speech"
    hedged: bool = False
    references: tuple[Link, ...] = ()
    confidence: float = 0.0


SURE = 0.5
"""Confidence below which a link between statements is a candidate only."""


class StatementLink(msgspec.Struct, frozen=True, kw_only=True):
    """How one statement bears on another: the later or answering one on the earlier.

    `scope` are words of its own that the link is about, where that is only a part; `evidence` says what was found.
    """

    kind: LinkKind
    from_id: str
    to_id: str
    scope: str = ""
    evidence: str = ""
    confidence: float = 0.0


class Failure(msgspec.Struct, frozen=True):
    """An input that could not be read: which, what kind of error, where in it, and what to do next."""

    source: str
    error: str
    message: str
    next_step: str = ""
