"""What a page shows from elsewhere: films, sound, posts, charts and maps, by the address a person would open.

A frame is an embed when its host is one that serves such things; every other frame is an advertisement or a part of the
page's machinery. The addresses of the players are those their hosts document; each is turned into that of the page that
the same thing has.
"""

from __future__ import annotations

import re
from typing import Final, Literal
from urllib.parse import parse_qs, unquote, urlsplit

from copydesk.parser import Element
from copydesk.records import Picture

Medium = Literal["video", "audio", "post", "chart", "map", "document"]

_PLAYERS: Final[tuple[tuple[re.Pattern[str], str, Medium], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), page, medium)  # type: ignore[misc]
    for pattern, page, medium in (
        (
            r"(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:embed|v|shorts|live)/([\w-]{6,})",
            r"https://www.youtube.com/watch?v=\1",
            "video",
        ),
        (r"(?:www\.)?youtu\.be/([\w-]{6,})", r"https://www.youtube.com/watch?v=\1", "video"),
        (r"player\.vimeo\.com/video/(\d+)", r"https://vimeo.com/\1", "video"),
        (r"(?:www\.|geo\.)?dailymotion\.com/embed/video/(\w+)", r"https://www.dailymotion.com/video/\1", "video"),
        (r"(?:www\.)?ted\.com/embed/|embed\.ted\.com/", "", "video"),
        (r"player\.twitch\.tv/|clips\.twitch\.tv/", "", "video"),
        (r"(?:www\.)?tiktok\.com/embed/(?:v\d/)?(\d+)", r"https://www.tiktok.com/@/video/\1", "video"),
        (
            r"(?:www\.)?rumble\.com/embed/|odysee\.com/\$/embed/|streamable\.com/[eo]?/?\w|www\.bitchute\.com/embed/",
            "",
            "video",
        ),
        (r"players\.brightcove\.net/|cdn\.jwplayer\.com/players/|content\.jwplatform\.com/players/", "", "video"),
        (r"archive\.org/embed/([^?#]+)", r"https://archive.org/details/\1", "video"),
        (r"(?:player|rutube)\.?(?:bilibili\.com|ru)/|v\.qq\.com/|player\.youku\.com/embed/", "", "video"),
        (r"open\.spotify\.com/embed(?:-podcast)?/([^?#]+)", r"https://open.spotify.com/\1", "audio"),
        (r"embed\.podcasts\.apple\.com/([^?#]+)", r"https://podcasts.apple.com/\1", "audio"),
        (
            r"player\.(?:simplecast|megaphone|captivate)\.(?:com|fm)/|embed\.acast\.com/|(?:www\.)?podbean\.com/player",
            "",
            "audio",
        ),
        (r"(?:bandcamp\.com/EmbeddedPlayer|player\.bandcamp\.com)/|(?:www\.)?mixcloud\.com/widget/", "", "audio"),
        (r"(?:www\.)?(?:twitter|x)\.com/(\w+)/status/(\d+)", r"https://x.com/\1/status/\2", "post"),
        (r"(?:www\.)?instagram\.com/(p|reel|tv)/([\w-]+)", r"https://www.instagram.com/\1/\2/", "post"),
        (r"embed\.bsky\.app/embed/", "", "post"),
        (r"(?:www\.)?reddit(?:media)?\.com/r/|embed\.reddit\.com/r/|(?:www\.)?linkedin\.com/embed/", "", "post"),
        (r"t\.me/(\w+/\d+)", r"https://t.me/\1", "post"),
        (r"datawrapper\.dwcdn\.net/(\w+)", r"https://datawrapper.dwcdn.net/\1/", "chart"),
        (r"(?:flo\.uri\.sh/(?:visualisation|story)|public\.flourish\.studio/(?:visualisation|story))/", "", "chart"),
        (r"e\.infogram\.com/|infogram\.com/|public\.tableau\.com/|ourworldindata\.org/grapher/", "", "chart"),
        (
            r"(?:www\.)?google\.[a-z.]{2,6}/maps|maps\.google\.[a-z.]{2,6}/|(?:www\.)?openstreetmap\.org/export/embed",
            "",
            "map",
        ),
        (
            r"(?:www\.|embed\.)?documentcloud\.org/documents/|(?:www\.)?scribd\.com/embeds/|docs\.google\.com/|"
            r"(?:www\.)?slideshare\.net/slideshow/embed_code/",
            "",
            "document",
        ),
    )
)
"""Address of a player without its scheme, the address of the page that stands for it ("" for the same), the medium."""
_NAMING: Final[tuple[tuple[re.Pattern[str], str, str, Medium], ...]] = (
    (re.compile(r"platform\.(?:twitter|x)\.com/embed/", re.IGNORECASE), "id", "https://x.com/i/status/{}", "post"),
    (re.compile(r"www\.facebook\.com/plugins/video", re.IGNORECASE), "href", "{}", "video"),
    (re.compile(r"www\.facebook\.com/plugins/post", re.IGNORECASE), "href", "{}", "post"),
    (re.compile(r"w\.soundcloud\.com/player", re.IGNORECASE), "url", "{}", "audio"),
    (
        re.compile(r"(?:geo\.)?dailymotion\.com/player", re.IGNORECASE),
        "video",
        "https://www.dailymotion.com/video/{}",
        "video",
    ),
    (
        re.compile(r"(?:www\.)?facebook\.com/video/embed", re.IGNORECASE),
        "video_id",
        "https://www.facebook.com/watch/?v={}",
        "video",
    ),
)
"""Players that name the thing in a parameter: address, parameter, address of the page, medium."""
_SOURCES: Final = ("src", "data-src", "data-lazy-src", "data-litespeed-src", "data-cookieblock-src", "data-url")
_ELEMENTS: Final = {
    "lite-youtube": "videoid",
    "amp-youtube": "data-videoid",
    "youtube-video": "videoid",
    "lite-vimeo": "videoid",
}
_SCHEME: Final = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
_FILES: Final[dict[str, Medium]] = {"video": "video", "audio": "audio"}
_USELESS_TITLE: Final = re.compile(
    r"(?:(?:youtube|vimeo|embedded|embed|twitter|x|spotify|video|audio|media|post|content|player|iframe)[ _-]*)*",
    re.IGNORECASE,
)
"""A frame's title that says only what kind of frame it is."""


def embed_of(element: Element) -> Picture | None:
    """What a frame, a player or a media element shows; None when it is nothing of the story's."""
    tag = element.tag
    if tag in _ELEMENTS:
        identity = (element.attr(_ELEMENTS[tag]) or "").strip()
        page = "https://vimeo.com/" if tag == "lite-vimeo" else "https://www.youtube.com/watch?v="
        return _embed(page + identity, "video", element) if identity else None
    if tag in _FILES:
        return _media(element, _FILES[tag])
    said = element.attrs
    names = ("data", *_SOURCES) if tag == "object" else _SOURCES
    for name in names:
        if name in said and (found := page_of((element.attr(name) or "").strip())):
            return _embed(*found, element)
    return None


def page_of(address: str) -> tuple[str, Medium] | None:
    """The address a person would open for what a player at an address shows, and its medium; None for no player.

    >>> page_of("https://www.youtube-nocookie.com/embed/abcdefghijk?rel=0")
    ('https://www.youtube.com/watch?v=abcdefghijk', 'video')
    """
    scheme = _SCHEME.match(address)
    if scheme is None:
        return None
    rest = address[scheme.end() :]
    for pattern, parameter, page, medium in _NAMING:
        if pattern.match(rest):
            values = parse_qs(urlsplit(address).query).get(parameter) or [""]
            named = values[0]
            return (page.format(unquote(named)), medium) if named and (page != "{}" or _SCHEME.match(named)) else None
    for pattern, page, medium in _PLAYERS:
        found = pattern.match(rest)
        if found:
            return (found.expand(page) if page else f"https://{rest}"), medium
    return None


def _media(element: Element, medium: Medium) -> Picture | None:
    """A film or a sound that the page plays itself."""
    said = element.attrs
    if "loop" in said and "autoplay" in said and "controls" not in said:
        return None  # a moving background
    holders = [element, *element.select("source")]
    for holder in holders:
        for name in ("src", "data-src"):
            address = (holder.attr(name) or "").strip()
            if address and not address.startswith(("data:", "blob:", "about:", "javascript:")):
                return _embed(address, medium, element)
    return None


def _embed(address: str, medium: Medium, element: Element) -> Picture:
    title = " ".join((element.attr("title") or element.attr("aria-label") or "").split())
    return Picture(address, "" if _USELESS_TITLE.fullmatch(title) else title, medium=medium)
