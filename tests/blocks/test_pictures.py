"""Pictures and embeds: which address of several is taken, and what is none of the story's."""

from __future__ import annotations

import pytest

from copydesk import Settings, intake
from copydesk.blocks.embeds import page_of
from copydesk.blocks.html import blocks_of_page
from copydesk.blocks.pictures import is_rendition, is_stand_in
from copydesk.page import Page
from copydesk.records import Picture


def pictures(markup: str) -> list[Picture]:
    """The pictures of a page, in its order, those that nobody sees left out."""
    page = Page(intake.receive(f"<body>{markup}</body>", url=None, settings=Settings()))
    return [block.picture for block in blocks_of_page(page, Settings()) if block.picture and not block.hidden]


def addresses(markup: str) -> list[str]:
    """Their addresses."""
    return [picture.url for picture in pictures(markup)]


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ("<img src=a.jpg>", "a.jpg"),
        ("<img src=a.jpg srcset='b.jpg 2x'>", "a.jpg"),
        ("<img src=a.jpg srcset='a.jpg 320w, b.jpg 1600w'>", "b.jpg"),
        ("<img src=a.jpg srcset='a.jpg 1200w, b.jpg 2400w'>", "a.jpg"),
        ("<img src='data:image/gif;base64,R0' data-src=a.jpg>", "a.jpg"),
        ("<img src=/i/blank.gif data-original=a.jpg>", "a.jpg"),
        ("<img src=/i/spacer.gif data-srcset='a.jpg 1x, b,2.jpg 2x'>", "b,2.jpg"),
        ("<img src='data:,' data-image-loader=https://quay.example/a.png>", "https://quay.example/a.png"),
        ("<picture><source srcset='a.webp 2x, s.webp'><img src=a.jpg></picture>", "a.webp"),
        ("<picture><source srcset='a.webp'><div><img src='data:,'></div></picture>", "a.webp"),
        ("<div></div><noscript><img src=a.jpg></noscript>", "a.jpg"),
        ("<div><img src=small.jpg><noscript><img src=a.jpg></noscript></div>", "a.jpg"),
        ("<div><img src=small.jpg><img><noscript><img src=a.jpg></noscript></div>", "a.jpg"),
    ],
)
def test_address(markup: str, address: str):
    """One picture, by its best address."""
    assert addresses(f"<p>The quay.</p>{markup}<p>The ferry.</p>") == [address]


@pytest.mark.parametrize(
    "markup",
    [
        "<img src=a.gif width=1 height=1>",
        "<img src=a.jpg width=32 height=32>",
        "<img src='data:image/png;base64,iVBO'>",
        "<img alt=quay>",
        "<noscript><img src=a.gif height=1 width=1></noscript>",
        "<noscript><img src=a.gif style='display:none'></noscript>",
        "<noscript>Turn on scripts <img src=a.jpg></noscript>",
        "<iframe src=https://ads.example/slot></iframe>",
        "<iframe src=https://www.youtube.com/subscribe_embed></iframe>",
        "<video autoplay loop muted src=wave.mp4></video>",
        "<iframe></iframe>",
    ],
)
def test_none(markup: str):
    """Trackers, icons, placeholders, advertisements and backgrounds are no pictures."""
    assert addresses(f"<p>The quay.</p>{markup}<p>The ferry.</p>") == []


def test_one_picture_in_two_formats_is_one():
    """A picture right behind another rendition of itself is left out; one of another name or text is not."""
    assert addresses("<img src=quay.webp alt=Quay><img src=quay-300x200.jpg alt=Quay>") == ["quay.webp"]
    assert addresses("<img src=IMG_1201.jpg><img src=IMG_1202.jpg>") == ["IMG_1201.jpg", "IMG_1202.jpg"]
    assert addresses("<img src=/show.php?id=1><img src=/show.php?id=2>") == ["/show.php?id=1", "/show.php?id=2"]
    assert not is_rendition(Picture("quay.jpg", "At noon"), Picture("quay.jpg", "At dusk"))


def test_one_picture_twice_in_a_figure_is_one():
    """Two files with the same words in one figure; in two figures they are two."""
    twice = "<figure><img src=a.webp alt=Quay><div><img src=b.jpg alt=Quay></div></figure>"

    assert addresses(twice) == ["a.webp"]
    assert addresses(twice.replace("<div>", "</figure><figure><div>")) == ["a.webp", "b.jpg"]


def test_link_around():
    """A picture carries the link around it, unless that shows the same picture."""
    assert pictures("<a href=/i/quay-1024x768.jpg><img src=quay.jpg></a>") == [Picture("quay.jpg")]
    assert pictures("<a href=/large><img src=a.jpg alt=Quay></a>") == [Picture("a.jpg", "Quay", "/large")]


def test_stand_ins():
    """Names of placeholders; words that merely contain one are none."""
    assert is_stand_in("https://quay.example/img/transparent.png?v=2")
    assert is_stand_in("/wp-content/lazy-load_1x1.gif")
    assert not is_stand_in("/2024/loading-dock.jpg")
    assert not is_stand_in("/greyhounds.jpg")


@pytest.mark.parametrize(
    ("address", "page", "medium"),
    [
        ("//www.youtube.com/embed/abcdefghijk?rel=0", "https://www.youtube.com/watch?v=abcdefghijk", "video"),
        ("https://player.vimeo.com/video/12345?h=a", "https://vimeo.com/12345", "video"),
        ("https://platform.twitter.com/embed/Tweet.html?id=167", "https://x.com/i/status/167", "post"),
        ("https://twitter.com/quay/status/167?s=20", "https://x.com/quay/status/167", "post"),
        ("https://www.instagram.com/p/Cx_1/embed/", "https://www.instagram.com/p/Cx_1/", "post"),
        ("https://open.spotify.com/embed/episode/7?x=1", "https://open.spotify.com/episode/7", "audio"),
        (
            "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fquay%2Fvideos%2F1%2F",
            "https://www.facebook.com/quay/videos/1/",
            "video",
        ),
        ("https://datawrapper.dwcdn.net/aBc12/3/", "https://datawrapper.dwcdn.net/aBc12/", "chart"),
        ("https://www.google.co.uk/maps/embed?pb=1", "https://www.google.co.uk/maps/embed?pb=1", "map"),
    ],
)
def test_page_of_a_player(address: str, page: str, medium: str):
    """A player stands for the page that shows the same."""
    assert page_of(address) == (page, medium)


@pytest.mark.parametrize(
    "address", ["", "about:blank", "/embed/1", "https://www.facebook.com/plugins/like.php?href=https://quay.example"]
)
def test_no_player(address: str):
    """Addresses that show nothing."""
    assert page_of(address) is None


def test_media():
    """A film, a sound and a player element, by their addresses; a title that says nothing is left out."""
    assert pictures(
        "<video controls poster=p.jpg><source src=film.mp4></video><audio src=talk.mp3 title='The talk'></audio>"
        "<lite-youtube videoid=abcdefghijk></lite-youtube>"
        "<iframe title='YouTube video player' src=https://www.youtube.com/embed/ferryferry1></iframe>"
    ) == [
        Picture("film.mp4", medium="video"),
        Picture("talk.mp3", "The talk", medium="audio"),
        Picture("https://www.youtube.com/watch?v=abcdefghijk", medium="video"),
        Picture("https://www.youtube.com/watch?v=ferryferry1", medium="video"),
    ]
