"""The options of a copy: each takes out its own elements and nothing else, and none changes the article's text."""

from __future__ import annotations

import re

import pytest

import copydesk
from copydesk import Article
from golden import Case, cases

LINK = re.compile(r"(?<![\\!])\[((?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]\((?:<[^<>\n]*>|[^()\s]*)\)")
AUTOLINK = re.compile(r"<(https?://[^\s<>]*)>")
_PICTURE = r"!\[(?:\\.|[^\[\]\\])*\]\((?:<[^<>\n]*>|[^()\s]*)\)"
_EMBED = r"\[(?:\\.|[^\[\]\\])*\]\((?:<[^<>\n]*>|[^()\s]*) \"[a-z]+\"\)"
PICTURE = re.compile(rf"\[{_PICTURE}\]\((?:<[^<>\n]*>|[^()\s]*)\)|{_PICTURE}|{_EMBED}")
EMBED = re.compile(rf"^{_EMBED}$", re.MULTILINE)
TABLE = re.compile(r"(?:^\|.*\|\n)+", re.MULTILINE)
PAGE = (
    "<html lang=en><title>Ferry</title><main><article><h1>Ferry</h1>"
    "<p>The council <a href='https://quay.example/a_(b)'>voted [twice]</a> on Tuesday evening to keep the harbour "
    "ferry running through the whole winter, ending a long dispute.</p>"
    "<figure><img src=/i.png alt='A [blue] boat'><figcaption>The boat at the quay. Photo: Ann Lee</figcaption></figure>"
    "<a href=/large><img src=/quay.png alt=Quay></a>"
    "<iframe src='https://www.youtube.com/embed/ferryferry1' title='The ferry at dusk'></iframe>"
    "<table><tr><th>Day<th>Boats<tr><td><a href=/mon>Monday</a><td>3</table>"
    "<p>Eleven of the nineteen members backed the motion, which sets aside money for crew and for fuel until March.</p>"
    "</article></main>"
)


def page() -> Article:
    """A page with one element of each kind."""
    return copydesk.extract(PAGE, url="https://quay.example/news/ferry", form="html")


def body(article: Article, **options: bool) -> str:
    """A copy without its front matter."""
    return article.copy(front_matter=False, **options)


def without_links(copy: str) -> str:
    """A copy with each link as its words."""
    return AUTOLINK.sub(r"\1", LINK.sub(r"\1", copy))


def without(pattern: re.Pattern[str], copy: str) -> str:
    """A copy without the paragraphs that are of one form."""
    parts = (pattern.sub("", part + "\n") for part in copy.strip("\n").split("\n\n"))
    return "\n\n".join(part.strip("\n") for part in parts if part.strip(" >\n")) + "\n"


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_links_off_is_the_copy_without_link_syntax(case: Case):
    """Words stay, addresses go."""
    article = case.article()

    assert without_links(without(EMBED, body(article))) == body(article, links=False)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_images_off_is_the_copy_without_pictures(case: Case):
    """Pictures go, captions stay."""
    article = case.article()

    assert without(PICTURE, body(article)) == body(article, images=False)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_tables_off_is_the_copy_without_tables(case: Case):
    """Tables go."""
    article = case.article()

    assert without(TABLE, body(article)) == body(article, tables=False)


def test_each_option_has_something_to_take_out():
    """The page has one of each."""
    whole = body(page())

    assert "[voted [twice]](<https://quay.example/a_(b)>)" in whole
    assert "![A \\[blue\\] boat](https://quay.example/i.png)" in whole
    assert "[![Quay](https://quay.example/quay.png)](https://quay.example/large)" in whole
    assert '[The ferry at dusk](https://www.youtube.com/watch?v=ferryferry1 "video")' in whole
    assert "| [Monday](https://quay.example/mon) | 3 |" in whole


@pytest.mark.parametrize(
    ("option", "gone"),
    [
        ("links", ["https://quay.example/a", "/mon", "/large", "youtube"]),
        ("images", ["i.png", "blue", "/large", "dusk"]),
        ("tables", ["Boats", "Monday"]),
    ],
)
def test_option_takes_out_its_own_element(option: str, gone: list[str]):
    """What the option names is not in the copy; the other elements are."""
    copy = body(page(), **{option: False})

    assert [phrase for phrase in gone if phrase in copy] == []
    assert "voted [twice]" in copy
    assert ("| 3 |" in copy) == (option != "tables")
    assert ("![" in copy) == (option != "images")


def test_tracking_is_taken_off_on_request():
    """Links lose what tells where a reader came from, and nothing else; by default they are as the page has them."""
    address = "https://quay.example/a?b=%C3%A9&utm_source=x&c=2&fbclid=1#top"
    article = copydesk.extract(PAGE.replace("https://quay.example/a_(b)", address.replace("&", "&amp;")))

    assert f"]({address})" in body(article)
    assert "](https://quay.example/a?b=%C3%A9&c=2#top)" in body(article, tracking=False)
    assert 'href="https://quay.example/a?b=%C3%A9&amp;c=2#top"' in article.html(tracking=False)


def test_no_option_changes_the_text():
    """The text of the article is that of the whole, and its digest in the front matter with it."""
    article = page()
    digest = re.search(r"^text_sha256: .*$", article.copy(), re.MULTILINE)
    off = article.copy(links=False, images=False, tables=False, comments=True, related=True)

    assert digest is not None
    assert digest[0] in off
    for option in ("links", "images", "tables"):
        assert article.text == copydesk.extract(PAGE, form="html", **{option: False}).text
