"""A week in one page: what is new, by event, each with its outlets and origins, and what was changed.

An entry is an event. Its headline is that of its earliest origin, its lines are the origins, each told once however
many print it. No language model is asked: every word is an article's own. Revisions made in the time stand under what
changed; walls and failures are left to `check`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from html import escape
from io import BytesIO
from typing import Final
from xml.sax.saxutils import quoteattr

import msgspec

from copydesk.archive.difference import summary
from copydesk.archive.events import Event, Report, events
from copydesk.archive.keys import address_key
from copydesk.archive.packing import unpack
from copydesk.archive.parcels import Findings
from copydesk.archive.records import Comparison
from copydesk.archive.store import Store
from copydesk.errors import UsageError

_findings: Final = msgspec.msgpack.Decoder(Findings).decode
_STYLE: Final = (
    "body{max-width:42em;margin:2em auto;padding:0 1em;font-family:Georgia,serif;line-height:1.5}"
    "h2{margin-top:2em}p.count{color:#555}"
)
_CONTAINER: Final = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="package.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)
_comparison: Final = msgspec.msgpack.Decoder(Comparison).decode
_MOST: Final = 5_000
"""Articles of a digest."""
_MOST_LINKS: Final = 50
"""Links of a text that are looked at."""
_WEEK: Final = 7
_SUMMARY: Final = 240
"""Characters of a text that stand under its headline."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One origin in a digest: the article that told it first, and who else prints it."""

    article: int
    title: str
    summary: str
    site: str | None
    url: str | None
    published: str
    outlets: tuple[str, ...]
    reprints: tuple[int, ...]
    """The other articles of its origin in this time."""


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One event in a digest."""

    title: str
    words: tuple[str, ...]
    """What its articles share."""
    told: tuple[Told, ...]
    articles: int
    outlets: int
    origins: int


class Revised(msgspec.Struct, frozen=True, kw_only=True):
    """An article that was changed in the time."""

    article: int
    title: str
    site: str | None
    url: str | None
    when: str
    summary: str


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of time: what is new and what was changed."""

    since: str
    until: str
    happenings: tuple[Happening, ...]
    revised: tuple[Revised, ...]

    @property
    def title(self) -> str:
        """What it is a digest of."""
        return f"{self.since} – {self.until}"


def span_of(since: str | None, until: str | None, today: date | None = None) -> tuple[str, str]:
    """The days of a digest, the last not among them: what was asked for, or the seven days up to today.

    >>> span_of(None, None, date(2024, 3, 11)), span_of("2024-03-01", "2024-03-03")
    (('2024-03-05', '2024-03-12'), ('2024-03-01', '2024-03-03'))
    """
    try:
        last = date.fromisoformat(until) if until else (today or datetime.now(UTC).date()) + timedelta(days=1)
        first = date.fromisoformat(since) if since else last - timedelta(days=_WEEK)
    except (ValueError, OverflowError) as error:
        raise UsageError(since or until or "", f"not a day ({error})", "give a day: 2024-03-09") from None
    if first >= last:
        raise UsageError(f"{first} to {last}", "no time at all", "give a day before the other")
    return first.isoformat(), last.isoformat()


def digest(store: Store, since: str, until: str) -> Digest:
    """What was published from one day to another, that not included, and what was changed then."""
    rows = store.rows(
        "SELECT r.article, r.title, r.site, a.site, a.origin, coalesce(r.published, r.since), c.text,"
        " (SELECT url FROM address WHERE article = r.article ORDER BY seen LIMIT 1)"
        " FROM revision r JOIN copy c ON c.revision = r.id JOIN article a ON a.id = r.article"
        " WHERE r.until IS NULL AND r.verdict NOT IN ('product', 'listing', 'collection', 'service')"
        " AND coalesce(r.published, r.since) >= ? AND coalesce(r.published, r.since) < ?"
        " ORDER BY coalesce(r.published, r.since), r.article LIMIT ?",
        since,
        until,
        _MOST,
    )
    known = {row[0]: row for row in rows}
    reports = [Report(row[0], row[1] or "", row[6], row[5], links_of(store, row[0])) for row in rows]
    found = tuple(_happening(known, event) for event in events(reports))
    return Digest(since=since, until=until, happenings=found, revised=tuple(revised(store, since, until)))


def links_of(store: Store, article: int) -> frozenset[str]:
    """Keys of the addresses of an article, and of those that its text links to, as far as the archive has them.

    Where a text leads out of the archive tells nothing of which of its articles belong together.
    """
    own = {row[0] for row in store.rows("SELECT key FROM address WHERE article = ?", article)}
    row = store.row(
        "SELECT findings FROM capture WHERE article = ? AND revision IS NOT NULL ORDER BY time DESC, id DESC LIMIT 1",
        article,
    )
    linked = {address_key(link.url) for link in _findings(unpack(row[0])).references[:_MOST_LINKS]} if row else set()
    held = (
        store.rows(f"SELECT key FROM address WHERE key IN ({', '.join('?' * len(linked))})", *linked) if linked else []
    )
    return frozenset(own | {row[0] for row in held})


def _happening(known: dict[int, tuple[object, ...]], event: Event) -> Happening:
    origins: dict[object, list[tuple[object, ...]]] = {}
    for article in event.articles:
        origins.setdefault(known[article][4], []).append(known[article])
    told = tuple(_told(rows) for rows in origins.values())
    outlets = {outlet for each in told for outlet in each.outlets}
    return Happening(
        title=told[0].title,
        words=event.words,
        told=told,
        articles=len(event.articles),
        outlets=len(outlets),
        origins=len(told),
    )


def _told(rows: Sequence[tuple[object, ...]]) -> Told:
    article, title, outlet, site, _, published, text, url = rows[0]
    names = dict.fromkeys(str(row[2] or row[3]) for row in rows if row[2] or row[3])
    return Told(
        article=int(str(article)),
        title=str(title or "(no title)"),
        summary=summary_of(str(text)),
        site=str(outlet or site) if outlet or site else None,
        url=str(url) if url else None,
        published=str(published),
        outlets=tuple(names),
        reprints=tuple(int(str(row[0])) for row in rows[1:]),
    )


def summary_of(text: str) -> str:
    """The beginning of a text, up to the end of a sentence or word."""
    line = " ".join(text[: 2 * _SUMMARY].split())
    if len(line) <= _SUMMARY:
        return line
    cut = max(line.rfind(mark, _SUMMARY // 2, _SUMMARY) for mark in (". ", "。", "! ", "? ", "؟ "))
    return line[: cut + 1] if cut > 0 else line[: max(line.rfind(" ", 0, _SUMMARY), _SUMMARY // 2)] + " …"


def revised(store: Store, since: str, until: str, limit: int = _MOST, *, newest: bool = False) -> Iterator[Revised]:
    """The articles of which a later revision began in the time, by when it did."""
    order = "DESC" if newest else "ASC"
    rows = store.rows(
        "SELECT r.article, r.title, coalesce(nullif(r.site, ''), a.site), r.since, r.changes,"
        " (SELECT url FROM address WHERE article = r.article ORDER BY seen LIMIT 1)"
        # What was changed is found by the end of the state before, since few states end and many begin.
        " FROM revision b CROSS JOIN revision r ON r.article = b.article AND r.since = b.until AND r.id <> b.id"
        " JOIN article a ON a.id = r.article WHERE b.until >= ? AND b.until < ? AND b.until IS NOT NULL"
        f" GROUP BY b.until, r.id ORDER BY b.until {order}, r.id {order} LIMIT ?",
        since,
        until,
        limit,
    )
    for article, title, site, when, changes, url in rows:
        said = summary(_comparison(changes))
        if said:
            yield Revised(
                article=article, title=title or "(no title)", site=site or None, url=url, when=when, summary=said
            )


# ── Forms ─────────────────────────────────────────────────────────────────────────────────────────


def markdown(found: Digest) -> str:
    """A digest as Markdown."""
    lines = [f"# {found.title}", ""]
    for each in found.happenings:
        lines += [f"## {_escaped(each.title)}", ""]
        if each.articles > 1:
            lines += [f"{_counted(each)}: {', '.join(map(_escaped, each.words))}", ""]
        for told in each.told:
            where = _where(told)
            name = _escaped(told.title)
            lines.append(
                f"- [{name}]({_target(told.url)}) {where}".rstrip() if told.url else f"- {name} {where}".rstrip()
            )
            lines.append(f"  {_escaped(told.summary)}")
        lines.append("")
    if found.revised:
        lines += ["## Changed", ""]
        for one in found.revised:
            name = f"[{_escaped(one.title)}]({_target(one.url)})" if one.url else _escaped(one.title)
            lines.append(f"- {name}: {_escaped(one.summary)} ({one.when[:10]})")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _where(told: Told) -> str:
    """Who prints it, and the day."""
    return " · ".join(filter(None, (", ".join(told.outlets), told.published[:10])))


def _counted(each: Happening) -> str:
    """How many print it, and how many texts there are."""
    return (
        f"{each.articles} articles, {each.outlets} outlet{'s' * (each.outlets != 1)},"
        f" {each.origins} origin{'s' * (each.origins != 1)}"
    )


def _escaped(text: str) -> str:
    line = " ".join(text.split())
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#" else sign for sign in line)


def _target(url: str | None) -> str:
    return (url or "").replace(" ", "%20").replace("(", "%28").replace(")", "%29").replace("<", "%3C")


def html(found: Digest) -> str:
    """A digest as a page of its own, which is XML too, as e-books want it."""
    sections = "".join(map(_section, found.happenings))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en"><head><meta charset="utf-8"/>'
        f"<title>{escape(found.title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><h1>{escape(found.title)}</h1>\n{sections}{_changed(found)}</body></html>\n"
    )


def _section(each: Happening) -> str:
    counted = f'<p class="count">{_counted(each)}: {escape(", ".join(each.words))}</p>' if each.articles > 1 else ""
    items = "".join(
        f"<li>{_linked(told.title, told.url)} {escape(_where(told))}<p>{escape(told.summary)}</p></li>"
        for told in each.told
    )
    return f"<section><h2>{escape(each.title)}</h2>{counted}<ul>{items}</ul></section>\n"


def _changed(found: Digest) -> str:
    items = "".join(
        f"<li>{_linked(one.title, one.url)}: {escape(one.summary)} ({one.when[:10]})</li>" for one in found.revised
    )
    return f"<section><h2>Changed</h2><ul>{items}</ul></section>" if items else ""


def _linked(title: str, url: str | None) -> str:
    return f"<a href={quoteattr(url)}>{escape(title)}</a>" if url else escape(title)


def epub(found: Digest) -> bytes:
    """A digest as an e-book (EPUB 3.3): one chapter, the table of contents by event."""
    titles = [each.title for each in found.happenings] or ["Digest"]
    links = "".join(f'<li><a href="digest.xhtml">{escape(title)}</a></li>' for title in titles)
    nav = (
        '<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml"'
        ' xmlns:epub="http://www.idpf.org/2007/ops" lang="en"><head><title>Contents</title></head><body>'
        f'<nav epub:type="toc"><ol>{links}</ol></nav></body></html>'
    )
    package = (
        '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0"'
        ' unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">urn:copydesk:digest:{found.since}:{found.until}</dc:identifier>'
        f"<dc:title>{escape(found.title)}</dc:title><dc:language>en</dc:language>"
        f'<meta property="dcterms:modified">{found.until}T00:00:00Z</meta></metadata><manifest>'
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        '<item id="digest" href="digest.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="digest"/></spine></package>'
    )
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        # The type comes first and as it is, so that it can be read without unpacking.
        book.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip", zipfile.ZIP_STORED)
        for name, content in {
            "META-INF/container.xml": _CONTAINER,
            "package.opf": package,
            "nav.xhtml": nav,
            "digest.xhtml": html(found),
        }.items():
            book.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def atom(found: Digest, base: str = "") -> str:
    """A digest as an Atom feed (RFC 4287): an entry for each event."""
    identity = f"urn:copydesk:digest:{found.since}:{found.until}"
    entries = "".join(_entry(each, identity) for each in found.happenings)
    link = f"<link rel={quoteattr('self')} href={quoteattr(base)}/>" if base else ""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>{escape(found.title)}'
        f"</title><id>{identity}</id>{link}<updated>{found.until}T00:00:00Z</updated>"
        f"<author><name>copydesk</name></author>\n{entries}</feed>\n"
    )


def _entry(each: Happening, identity: str) -> str:
    first = each.told[0]
    link = f"<link href={quoteattr(first.url)}/>" if first.url else ""
    day = first.published[:10]
    return (
        f"<entry><title>{escape(each.title)}</title><id>{identity}:{first.article}</id>{link}"
        f'<updated>{day}T00:00:00Z</updated><content type="html">{escape(_section(each))}</content></entry>\n'
    )


def rss(found: Digest, base: str = "") -> str:
    """A digest as an RSS 2.0 feed: an item for each event."""
    items = "".join(
        f"<item><title>{escape(each.title)}</title>"
        + (f"<link>{escape(each.told[0].url)}</link>" if each.told[0].url else "")
        + f'<guid isPermaLink="false">urn:copydesk:article:{each.told[0].article}</guid>'
        f"<description>{escape(_section(each))}</description></item>\n"
        for each in found.happenings
    )
    link = base or "urn:copydesk:digest"
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{escape(found.title)}</title>'
        f"<link>{escape(link)}</link><description>{escape(found.title)}</description>\n{items}</channel></rss>\n"
    )
