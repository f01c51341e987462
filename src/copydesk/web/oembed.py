"""oEmbed: an article of the room as a few lines that another page may show: its title, outlet and day, no script."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit
from xml.sax.saxutils import escape as xml_escape

import msgspec
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from copydesk.archive.archive import Archive
from copydesk.archive.records import Entry
from copydesk.errors import NotFound
from copydesk.web.dressing import day, direction
from copydesk.web.readers import Readers

_ARTICLE: Final = re.compile(r"/article/([0-9]{1,18})(?:/history|/origins)?")
_WIDTH: Final = 600
_HEIGHT: Final = 200
_NO_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML may have, however they are written."""


class Embed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What oEmbed calls a rich embed."""

    version: str
    type: str
    title: str
    author_name: str = ""
    provider_name: str
    provider_url: str
    cache_age: int
    html: str
    width: int
    height: int


async def answer(request: Request) -> Response:
    """The embed of an address of this room."""
    asked = request.query_params
    form = asked.get("format", "json")
    if form not in ("json", "xml"):
        raise HTTPException(501, "oEmbed is given as json or xml")
    netloc = request.url.netloc
    number = article_at(asked.get("url", ""), netloc)
    readers: Readers = request.app.state.readers
    entry = await readers.ask(lambda archive: _entry(archive, number))
    embed = embed_of(
        entry,
        f"{request.url.scheme}://{netloc}",
        request.app.state.settings.name,
        width=_bounded(asked.get("maxwidth"), _WIDTH),
        height=_bounded(asked.get("maxheight"), _HEIGHT),
    )
    if form == "json":
        return Response(msgspec.json.encode(embed), media_type="application/json")
    return Response(as_xml(embed), media_type="text/xml; charset=utf-8")


ROUTES: Final = (Route("/oembed", answer),)


def article_at(url: str, netloc: str) -> int:
    """The article whose page an address of this room is. Raises NotFound for every other."""
    try:
        parts = urlsplit(url)
        found = _ARTICLE.fullmatch(parts.path)
        is_ours = parts.scheme in ("http", "https") and parts.netloc.lower() == netloc.lower()
    except ValueError:
        found, is_ours = None, False
    if not is_ours or found is None:
        raise NotFound(url[:200] or "url", "no article of this room", "give the address of an article's page")
    return int(found[1])


def embed_of(entry: Entry, base: str, room: str, *, width: int, height: int) -> Embed:
    """An article as a quotation that leads to it."""
    html = Markup('<blockquote cite="{0}"{1}><p><a href="{0}">{2}</a></p><footer>{3}{4}</footer></blockquote>').format(
        f"{base}/article/{entry.id}",
        direction(entry.language),
        entry.title or "(no title)",
        Markup("{}, ").format(entry.site) if entry.site and entry.published else entry.site or "",
        day(entry.published),
    )
    return Embed(
        version="1.0",
        type="rich",
        title=entry.title or "(no title)",
        author_name=entry.site or "",
        provider_name=room,
        provider_url=f"{base}/",
        cache_age=3600,
        html=str(html),
        width=width,
        height=height,
    )


def as_xml(embed: Embed) -> str:
    """An embed as XML."""
    values: dict[str, Any] = msgspec.to_builtins(embed)
    inner = "".join(f"<{name}>{xml_escape(_NO_XML.sub('', str(value)))}</{name}>" for name, value in values.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>{inner}</oembed>\n'


def _entry(archive: Archive, number: int) -> Entry:
    return archive.article(number)


def _bounded(said: str | None, most: int) -> int:
    """What is asked for, where that is less; what is no number is not asked."""
    return (
        min(most, int(said)) if said and said.isascii() and said.isdigit() and 0 < len(said) < 6 and int(said) else most
    )
