"""Records → HTML: the templates, and the few words that all of them need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import msgspec
from markupsafe import Markup, escape

from copydesk.records import Span
from copydesk.web import plots
from copydesk.web.asked import address, web_address

if TYPE_CHECKING:
    import jinja2

_RIGHT_TO_LEFT: Final = frozenset("ar arc ckb dv fa he iw ks ps sd ug ur yi".split())
TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_SCRIPT: Final = "()=>{},;:/?!'+.*&|[]"
"""Signs of a script that an address may have as they are."""


@cache
def templates() -> jinja2.Environment:
    """The templates, compiled when they are first used; what is missing in a record is an error, never a blank."""
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.PackageLoader("copydesk.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "day": day,
        "moment": moment,
        "month": month,
        "counted": counted,
        "direction": direction,
        "web": web_address,
        "words": words,
        "spans": with_spans,
        "plain": plain_kind,
    }
    made.globals |= {"address": address, "static": static_address, "copy": _copy, "bookmarklet": bookmarklet}
    made.globals |= {"timeline": drawn(plots.timeline), "graph": drawn(plots.graph), "bars": drawn(plots.bars)}
    return made


def warm() -> None:
    """Compile all templates, so that the first reader waits no longer than the next."""
    made = templates()
    for name in made.list_templates():
        made.get_template(name)


def _copy(view: Any, note: Callable[[int], str]) -> Markup:
    """The body of an article's page, its statements marked."""
    from copydesk.web.marking import marked_copy

    return marked_copy(view.entry, view.notes if view.has_marks else (), note, view.shown)


def drawn(plot: Callable[..., str]) -> Callable[..., Markup]:
    """A plot for a template: what it draws is escaped already."""
    return lambda *values: Markup(plot(*values))


def dress(name: str, **given: Any) -> str:
    """A page as HTML, from the template of its name."""
    return templates().get_template(f"{name}.html").render(**given)


@cache
def static_file(name: str) -> bytes:
    """A file that pages load. Raises KeyError for one that there is not."""
    return _static_files()[name].read_bytes()


@cache
def _static_files() -> dict[str, Traversable]:
    return {file.name: file for file in resources.files("copydesk.web").joinpath("static").iterdir()}


@cache
def static_address(name: str) -> str:
    """The address of a file that pages load; another content has another, so that it may be kept for ever."""
    return f"/static/{sha256(static_file(name)).hexdigest()[:12]}/{name}"


def bookmarklet(base: str) -> str:
    """A script for the bar of bookmarks, which opens the page Add and hands it the page that is shown."""
    room = msgspec.json.encode(base).decode().replace("<", "\\u003c")
    script = (
        f"(()=>{{const r={room},w=open(r+'/add?url='+encodeURIComponent(location.href));if(!w)return;"
        "const h='<!DOCTYPE html>'+document.documentElement.outerHTML;"
        "addEventListener('message',function f(e){if(e.source!==w||e.origin!==r||e.data!=='copydesk:ready')return;"
        "removeEventListener('message',f);w.postMessage({copydesk:'page',url:location.href,html:h},r)})})()"
    )
    return f"javascript:{quote(script, safe=_SCRIPT)}"


# ── Filters ───────────────────────────────────────────────────────────────────────────────────────


def day(said: str | None) -> Markup:
    """A day as people write it, with the value for machines.

    >>> str(day("2024-03-09T12:00:00Z"))
    '<time datetime="2024-03-09T12:00:00Z">9 March 2024</time>'
    """
    return _time(said, with_clock=False)


def moment(said: str | None) -> Markup:
    """A day with the time of day, where that is known."""
    return _time(said, with_clock=True)


def month(said: str) -> str:
    """The month of a day as people write it.

    >>> month("2024-03-09"), month("2024")
    ('March 2024', '2024')
    """
    try:
        return f"{date.fromisoformat(f'{said[:7]}-01'):%B %Y}"
    except ValueError:
        return said[:10]


def _time(said: str | None, *, with_clock: bool) -> Markup:
    if not said:
        return Markup("")
    shown = said
    try:
        if len(said) >= 10:
            when = date.fromisoformat(said[:10])
            shown = f"{when.day} {when:%B} {when.year}"
            if with_clock and len(said) > 10:
                clock = datetime.fromisoformat(said)
                zone = "" if clock.tzinfo is None else " UTC" if not clock.utcoffset() else f" {clock:%z}"
                shown += f", {clock:%H:%M}{zone}"
    except ValueError:
        shown = said
    return Markup('<time datetime="{}">{}</time>').format(said, shown)


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "outlet"), counted(1200, "story", "stories")
    ('1 outlet', '1,200 stories')
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def direction(language: str | None) -> Markup:
    """The attributes of a text in a language: which one, and from which side it is read."""
    if not language:
        return Markup(' dir="auto"')
    side = "rtl" if language.lower().partition("-")[0] in _RIGHT_TO_LEFT else "ltr"
    return Markup(' lang="{}" dir="{}"').format(language, side)


def words(name: str) -> str:
    """A name of ours in plain words: "live_blog" is a live blog."""
    return name.replace("_", " ")


def plain_kind(kind: str) -> str:
    """What a verdict or a kind of source is called on a page."""
    return {"organisation": "body", "unresolved": "open"}.get(kind, words(kind))


def with_spans(text: str, spans: Sequence[Span], tag: str = "mark") -> Markup:
    """A text with some of it in elements.

    >>> str(with_spans("a < b", [Span(0, 1)]))
    '<mark>a</mark> &lt; b'
    """
    parts = []
    at = 0
    for span in spans:
        parts += [escape(text[at : span.start]), Markup("<{0}>{1}</{0}>").format(tag, text[span.start : span.end])]
        at = span.end
    return Markup("").join([*parts, escape(text[at:])])
