"""HTML to blocks: where text stands in the capture, what a page's own style sheets hide, and how deep a page may be."""

from __future__ import annotations

import pytest

from copydesk import Block, intake
from copydesk.blocks.html import blocks_of_page
from copydesk.blocks.visibility import hidden_elements
from copydesk.page import Page
from copydesk.settings import Settings

SETTINGS = Settings()
MANY_RULES = "".join(f".other{number}{{display:none}}" for number in range(40))


def page_of(html: str) -> Page:
    """The parsed page of some HTML."""
    return Page(intake.receive(html, url=None, settings=SETTINGS))


def blocks_of(html: str, settings: Settings = SETTINGS) -> list[Block]:
    """The blocks of some HTML."""
    return blocks_of_page(page_of(html), settings)


@pytest.mark.parametrize(
    ("html", "written"),
    [
        ("<p>Rain fell.</p>", "Rain fell."),
        ("<p>\n  Rain\n  fell.\n</p>", "Rain\n  fell."),
        ("<p>\r\nRain\r\nfell.\r\n</p>", "Rain\r\nfell."),
        ("<p>Rain &amp; hail&#8217;s end</p>", "Rain &amp; hail&#8217;s end"),
        ("<p>&nbsp;Rain &mdash; fell.&nbsp;</p>", "Rain &mdash; fell."),
        ("<p>Rain&shy;fall</p>", "Rain&shy;fall"),
        ('<p title="Rain > hail">Rain</p>', "Rain"),
        ("<p title='say \">Rain'>Rain</p>", "Rain"),
        ('<p title="<b>Rain</b>">Rain</p>', "Rain"),
        ("<p><!-- Rain -->Rain</p>", "Rain"),
        ("<p><script>Rain</script>Rain</p>", "Rain"),
        ("<p>a < b & c</p>", "a < b & c"),
    ],
)
def test_a_run_is_the_text_as_it_is_written(html: str, written: str):
    """The span of a run holds the text as the page writes it, without white space at its ends, and is the last such."""
    html = f"<!doctype html><body>{html}"
    (block,) = blocks_of(html)
    ((_, start, end),) = block.runs

    assert written == html[start:end]
    assert html.rindex(written) == start


def test_lines_of_any_kind_keep_the_places_right():
    """CR, LF and both end a line, on one page too."""
    html = "<!doctype html>\r<body>\n<p>One</p>\r\n<p>Two</p>\r\r<p>Three</p>"

    assert ["One", "Two", "Three"] == [html[block.where.start : block.where.end] for block in blocks_of(html)]


@pytest.mark.parametrize("more", ["", MANY_RULES])
def test_a_sheet_hides_the_same_however_long_it_is(more: str):
    """Few rules are asked of the tree, many looked up by name; the answer is one."""
    page = page_of(
        f"<style>.gone, #gone{{display:none}} ul .gone{{opacity:0}} {more}</style>"
        "<p class='lead gone'>a</p><p id=gone>b</p><ul><li class=gone>c</ul><p class=lead>d</p>"
    )

    assert ["p", "p", "li"] == sorted((element.tag for element in hidden_elements(page)), reverse=True)


STORY = "<p>Rain fell.</p>" * 5


@pytest.mark.parametrize(
    "hiding",
    [
        '<div hidden id="S:0">',
        '<div style="opacity:0">',
        '<main style="visibility:hidden">',
        '<article style="display:none">',
    ],
)
def test_what_hides_most_of_the_page_hides_until_a_script_has_run(hiding: str):
    """A story faded in, or sent late by the server, is what a reader sees."""
    html = f"<p>Menu</p>{hiding}{STORY}"

    assert [""] * 6 == [block.hidden for block in blocks_of(html)]


@pytest.mark.parametrize("name", ["cookie-wall", "main-menu", "ot-sdk", "modal fade"])
def test_a_closed_box_stays_hidden_though_it_says_more_than_the_story(name: str):
    """Consent dialogs and menus hold more paragraphs than short news does."""
    html = f'<p>Short news.</p><div class="{name}" style="display:none">{STORY}</div>'

    assert ["", *["display none"] * 5] == [block.hidden for block in blocks_of(html)]


@pytest.mark.parametrize("more", ["", MANY_RULES])
def test_what_a_script_would_show_is_not_hidden(more: str):
    """A rule that hides until a script sets a class hides nothing on a page where no element has that class."""
    html = f"<style>.story:not(.loaded){{opacity:0}} {more}</style><p class=story>Rain fell.</p>"

    assert {} == hidden_elements(page_of(html))


@pytest.mark.parametrize("tag", ["div", "span", "b", "ul><li", "blockquote", "figcaption"])
def test_however_deep_a_page_is_nothing_of_it_is_lost(tag: str):
    """Below the deepest level kept, text is read as running text."""
    text = " ".join(block.text for block in blocks_of("<body>" + f"<{tag}>rain " * 3_000))

    assert 3_000 == len(text.split())
