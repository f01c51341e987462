"""What the room says of itself to programs: what is here, what may be crawled, and its mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from copydesk.web.dressing import counted, static_file
from copydesk.web.readers import Readers

ROBOTS: Final = (
    "# An archive of what others wrote: to be read here, not to be found elsewhere.\nUser-agent: *\nDisallow: /\n"
)
_ADDRESSES: Final = (
    ("/", "/front.json", "what was published lately, by event"),
    (
        "/search?q={words}",
        "/search.json?q={words}",
        "articles that have all words; fields site: by: title: after: before:",
    ),
    ("/article/{number}", "/article/{number}.json", "one article: copy, facts with evidence, statements; as_of={day}"),
    ("/article/{number}/history", "/article/{number}/history.json", "its revisions, and what was changed in each"),
    ("/ledger?speaker={name}", "/ledger.json?speaker={name}", "who said what, on whose authority, and who denied it"),
    ("/quote?q={quotation}", "/quote.json?q={quotation}", "whether a quotation stands in the archive as it is quoted"),
    ("/digest?since={day}&until={day}", "/digest.json?since={day}&until={day}", "what was published and changed"),
    ("/timemap/link/{address}", "/timemap/json/{address}", "captures of an address (Memento, RFC 7089)"),
)
"""The pages a program may want: as HTML, as JSON, and what is there."""


async def llms(request: Request) -> Response:
    """What the room is, for programs that read."""
    readers: Readers = request.app.state.readers
    counts = await readers.ask(lambda archive: archive.counts())
    base = f"{request.url.scheme}://{request.url.netloc}"
    text = describe(request.app.state.settings.name, counts, base, _ADDRESSES)
    return Response(text, media_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-cache"})


def describe(name: str, counts: Mapping[str, int], base: str, addresses: Sequence[tuple[str, str, str]]) -> str:
    """The room in Markdown, in the form of llms.txt: a heading, a summary, lists of addresses."""
    held = ", ".join(
        (counted(counts["articles"], "article"), counted(counts["revisions"], "revision"),
         counted(counts["captures"], "capture"), counted(counts["origins"], "origin"))
    )  # fmt: skip
    lines = [
        f"# {' '.join(name.split())}",
        "",
        "> An archive of news pages, kept by copydesk: the copy of each article, every state it was in, who prints the"
        f" same text, and who said what. It holds {held}.",
        "",
        "The texts belong to those who published them. Each article names its outlet, its address and its captures; an"
        " origin is a text that several print, and counts once. Quote from `text` of an article and check the quotation"
        " before it is used.",
        "",
        "## Pages and their JSON",
        "",
        *(f"- [{said}]({base}{page}): as JSON {base}{twin}" for page, twin, said in addresses),
        "",
        "## For programs",
        "",
        f"- [Model Context Protocol]({base}/mcp): tools search, article, statements, check_quotation; POST, no session",
        f"- [oEmbed]({base}/oembed?url={base}/article/1): an article as a few lines of HTML",
        "",
    ]
    return "\n".join(lines)


async def robots(_: Request) -> Response:
    """Nobody is invited to copy an archive of others' texts."""
    return Response(ROBOTS, media_type="text/plain; charset=utf-8", headers=_KEPT)


async def favicon(_: Request) -> Response:
    """The mark of the room."""
    return Response(static_file("favicon.svg"), media_type="image/svg+xml", headers=_KEPT)


_KEPT: Final = {"Cache-Control": "public, max-age=86400"}

ROUTES: Final = (
    Route("/llms.txt", llms),
    Route("/robots.txt", robots),
    Route("/favicon.svg", favicon),
    Route("/favicon.ico", favicon),
)
