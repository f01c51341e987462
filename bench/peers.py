"""copydesk and its peers behind one shape: the bytes of a page in, text and a few facts out.

Each peer is called the way the data's README calls it for its table of baselines, so that those figures come out.
A peer's output for a page never changes, so it is kept on disk under its name, version and call; copydesk's is not.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import logging
import os
import signal
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from common import Unavailable

PAGE_SECONDS = 60
"""A page that takes longer is an error. The slowest peer needs about two seconds for the largest page."""


class Output(NamedTuple):
    """What a tool makes of one page; `error` when it raised or ran out of time, and then the rest is empty."""

    text: str = ""
    title: str | None = None
    authors: list[str] | str | None = None
    date: str | None = None
    error: str = ""
    more: dict[str, Any] | None = None
    """Other facts under the names of the gold data; of copydesk also how sure it is of each (`confidence`)."""

    def facts(self) -> dict[str, object]:
        """The facts under the names of the gold data."""
        return {"title": self.title, "authors": self.authors, "date": self.date, **(self.more or {})}


Run = Callable[[bytes, str], Output]


class Tool(NamedTuple):
    """A tool and how it is called; `call` goes up when the way of calling changes, so that old output is not reused."""

    name: str
    package: str
    run: Run
    call: int = 1
    has_text: bool = True
    has_facts: bool = True

    @property
    def version(self) -> str:
        """Version of the installed package, or of the checkout on the path."""
        with suppress(PackageNotFoundError):
            return version(self.package)
        return str(importlib.import_module(self.name).__version__)


def copydesk(body: bytes, url: str) -> Output:
    """The product, by its public call."""
    import copydesk

    article = copydesk.extract(body, url=url or None)
    facts = article.facts
    more = {
        "site": article.site,
        "language": article.language,
        "image": article.image.url if article.image else None,
        "description": article.description,
        "canonical": article.canonical_url,
        "confidence": {name: facts[name].confidence for name in ("title", "authors", "published")},
    }
    return Output(article.text, article.title, list(article.authors), _day(article.published), more=more)


def trafilatura(body: bytes, url: str) -> Output:
    """Its text without comments and the metadata of one call; on a page it refuses, each by a call of its own."""
    import trafilatura
    from trafilatura.metadata import extract_metadata

    found: Any = trafilatura.bare_extraction(body, url=url or None, include_comments=False, with_metadata=True)
    facts = found if found is not None else extract_metadata(body, default_url=url or None)
    text = found.text if found is not None else trafilatura.extract(body, include_comments=False)
    more = {
        "site": facts.sitename,
        "language": facts.language,
        "image": facts.image,
        "description": facts.description,
        "canonical": facts.url,
    }
    return Output(text or "", facts.title, facts.author, facts.date, more=more)


def resiliparse(body: bytes, url: str) -> Output:
    """Main-content text without alternative texts of images; it offers no facts."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    html = bytes_to_str(body, detect_encoding(body) or "utf-8")
    return Output(extract_plain_text(html, main_content=True, alt_texts=False))


def readability(body: bytes, url: str) -> Output:
    """The summary as plain text, and the short title."""
    from readability import Document  # type: ignore[import-untyped]

    document = Document(decoded(body), url=url or None)
    return Output(_text_of_html(document.summary(html_partial=True)), document.short_title())


def newspaper4k(body: bytes, url: str) -> Output:
    """Its article, given the bytes; nothing is fetched."""
    import newspaper  # type: ignore[import-untyped]

    article = newspaper.Article(url or "https://page.example/", fetch_images=False)
    article.download(input_html=body.decode("utf-8", "replace"))
    article.parse()
    more = {
        "site": article.meta_site_name,
        "language": article.meta_lang,
        "image": article.top_image,
        "description": article.meta_description,
        "canonical": article.canonical_link,
    }
    authors, day = list(article.authors or ()), _day(article.publish_date)
    return Output(article.text or "", article.title, authors, day, more=more)


def goose3(body: bytes, url: str) -> Output:
    """Its article, given the bytes; nothing is fetched."""
    from goose3 import Goose  # type: ignore[import-untyped]

    article = Goose({"enable_image_fetching": False}).extract(raw_html=body.decode("utf-8", "replace"))
    more = {
        "language": article.meta_lang,
        "description": article.meta_description,
        "canonical": article.canonical_link,
        "site": (article.opengraph or {}).get("site_name"),
        "image": (article.opengraph or {}).get("image"),
    }
    day = article.publish_datetime_utc.date().isoformat() if article.publish_datetime_utc else article.publish_date
    return Output(article.cleaned_text or "", article.title, list(article.authors or ()), day, more=more)


def htmldate(body: bytes, url: str) -> Output:
    """The original date, by its extensive search."""
    from htmldate import find_date  # type: ignore[import-untyped]

    return Output(date=find_date(body, url=url or None, original_date=True, extensive_search=True))


def justext(body: bytes, url: str) -> Output:
    """Paragraphs that are no boilerplate. The language is not given to any tool, so all stop-word lists are joined."""
    import justext  # type: ignore[import-untyped]

    paragraphs = justext.justext(decoded(body), _all_stop_words())
    return Output("\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate))


def turbohtml(body: bytes, url: str) -> Output:
    """The parser's own article reader."""
    from turbohtml import parse

    article = parse(body).article()
    more = {
        "site": article.site_name,
        "language": article.lang,
        "image": article.image,
        "description": article.description,
        "canonical": article.canonical,
    }
    return Output(article.text or "", article.title, article.byline, article.date, more=more)


COPYDESK = Tool("copydesk", "copydesk", copydesk)
PEERS: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool("trafilatura", "trafilatura", trafilatura, call=2),
        Tool("resiliparse", "resiliparse", resiliparse, has_facts=False),
        Tool("readability", "readability-lxml", readability, has_facts=False),
        Tool("newspaper4k", "newspaper4k", newspaper4k, call=2),
        Tool("goose3", "goose3", goose3),
        Tool("htmldate", "htmldate", htmldate, has_text=False),
        Tool("justext", "justext", justext, has_facts=False),
        Tool("turbohtml", "turbohtml", turbohtml, call=2),
    )
}


def chosen_peers(wanted: Iterable[str]) -> list[Tool]:
    """The peers of these names. Raises Unavailable for one that is unknown or not installed."""
    tools = []
    for name in wanted:
        if name not in PEERS:
            raise Unavailable(f"no peer {name!r}; there are: {', '.join(PEERS)}")
        try:
            version(PEERS[name].package)
        except PackageNotFoundError:
            package = PEERS[name].package
            raise Unavailable(f"{name} is not installed: pip install {package}, or leave it out with --peers") from None
        tools.append(PEERS[name])
    return tools


def run_guarded(tool: Tool, body: bytes, url: str) -> Output:
    """The tool's output, or one that carries the error; a page that raises or hangs must not stop a bench."""
    try:
        with _time_limit(PAGE_SECONDS):
            return tool.run(body, url)
    except Exception as error:  # every kind is a finding here
        return Output(error=_told(error))


def quiet() -> None:
    """Silence what the peers log and warn about; errors are counted instead."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")


class Cache:
    """A peer's outputs on disk: one file for each peer, version and call, a line for each page."""

    def __init__(self, tool: Tool, folder: Path) -> None:
        self.path = folder / f"{tool.name}-{tool.version}-{tool.call}.jsonl"
        self.known: dict[str, Output] = dict(_cached_lines(self.path))

    def get(self, key: str) -> Output | None:
        """The output kept under a key."""
        return self.known.get(key)

    def add(self, found: dict[str, Output]) -> None:
        """Keep new outputs."""
        if not found:
            return
        self.known.update(found)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as lines:
            lines.writelines(json.dumps([key, *output]) + "\n" for key, output in found.items())


def page_key(body: bytes, url: str) -> str:
    """What a page is known by in the cache: its bytes and the address the tools were told.

    >>> page_key(b"a", "b") == page_key(b"ab", "")
    False
    """
    return hashlib.sha256(url.encode() + b"\0" + body).hexdigest()


def decoded(body: bytes) -> str:
    """The text of a page for peers that want a `str`, its character set read by the parser they do not have."""
    from turbohtml import parse

    return body.decode(parse(body).encoding or "utf-8", "replace")


def _told(error: Exception) -> str:
    """An error in one line, with the place that raised it."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    file = Path(place.filename)
    message = " ".join(str(error).split())[:100]
    return f"{type(error).__name__}: {message} ({file.parent.name}/{file.name}:{place.lineno})"


def _cached_lines(path: Path) -> Iterator[tuple[str, Output]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            # A run that was stopped may leave half a line.
            with suppress(ValueError):
                key, *values = json.loads(line)
                yield key, Output(*values)


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    if os.name == "nt":
        yield
        return

    def stop(number: int, frame: object) -> None:
        raise TimeoutError(f"over {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@cache
def _all_stop_words() -> frozenset[str]:
    import justext

    return frozenset(word for name in justext.get_stoplists() for word in justext.get_stoplist(name))


def _text_of_html(html: str) -> str:
    from turbohtml import parse

    return parse(html).to_text()


def _day(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, date) else None
