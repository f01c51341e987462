"""The rules over a page's blocks, seen through what they do to small invented pages."""

from __future__ import annotations

import pytest

import copydesk

STORY = (
    "<p>The weir at Aldermoor was opened again on Friday after two winters of repair, the river board said.</p>"
    "<p>It had let in more eels than water, and the board's own surveyor had called it a sieve with a name.</p>"
)


@pytest.mark.parametrize("title", ["Untitled Document", "News in brief", "The Aldermoor Bell"])
def test_a_headline_above_the_story_beats_the_title_element(title: str):
    """The title element may name nothing, a section or the site."""
    article = copydesk.extract(f"<title>{title}</title><body><h1>Weir lets the eels through again</h1>{STORY}")

    assert "Weir lets the eels through again" == article.title
    assert "eels through" not in article.text


@pytest.mark.parametrize(
    "headline",
    ["<p class=MsoTitle>Weir opens again</p>", "<p><b>Weir opens again</b></p>", "<h2>Weir opens again</h2>"],
)
def test_a_line_set_as_a_title_is_one(headline: str):
    """A name or bold type makes a headline of a paragraph right above the story."""
    assert "Weir opens again" == copydesk.extract(f"{headline}<p>By Ada Quill</p>{STORY}").title


def test_two_stories_keep_their_headings():
    """A page of two articles keeps both headings, and puts neither story under the other's."""
    article = copydesk.extract(
        f"<main><article><h2>Weir opens</h2><p class=byline>Ada Quill, 2 May 2023</p>{STORY}</article>"
        f"<article><h2>Bridge shuts</h2><p class=byline>Bo Renn, 2 May 2023</p>{STORY}</article></main>"
    )

    assert "Weir opens" == article.title
    assert ["Bridge shuts"] == [line for line in article.text.split("\n\n") if len(line) < 20]


def test_a_picture_above_the_headline_is_the_articles():
    """Some pages set the lead picture over the headline; picture and caption stay."""
    article = copydesk.extract(
        "<article><figure><img src=https://a.example/weir.jpg><figcaption>The weir on Friday</figcaption></figure>"
        f"<h1>Weir opens again</h1>{STORY}</article>"
    )

    assert "The weir on Friday" == (article.image.caption if article.image else None)
    assert "weir.jpg" in article.markdown


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("<p>Published 18 June 2021 at 5.00pm</p>", "dateline"),
        ("<p>By Ada Quill</p>", "byline"),
        ("<p>18 June 2021 | by Ada Quill | print this</p>", "byline"),
        ("<p>Ada Quill</p><time>18 June 2021</time>", "byline"),
    ],
)
def test_lines_between_headline_and_story(line: str, label: str):
    """Byline and date are known by their words where nothing names them."""
    article = copydesk.extract(f"<article><h1>Weir opens again</h1>{line}{STORY}</article>")
    first = article.labels[1]

    assert label == first.name
    assert article.text.startswith("The weir at Aldermoor")


@pytest.mark.parametrize("names", ["caption", "correction", "promo", "related", "newsletter", "comment", "share"])
def test_names_around_a_whole_story_are_not_believed(names: str):
    """A container named for furniture that holds all the page has to say is the story."""
    article = copydesk.extract(f'<body><div class="{names}"><h1>Weir opens again</h1>{STORY}{STORY}</div></body>')

    assert "two winters of repair" in article.text


def test_what_somebody_says_is_no_furniture():
    """A quotation that asks for a subscription is news."""
    article = copydesk.extract(f"<article>{STORY}<p>“Subscribe to our newsletter,” the surveyor joked.</p></article>")

    assert "the surveyor joked" in article.text


def test_a_box_goes_with_its_name():
    """The short line over a box is part of the box."""
    article = copydesk.extract(
        f"<article>{STORY}<h3>Enjoying this?</h3><div class=newsletter><p>Get it by mail every Friday.</p></div>"
        f"{STORY}</article>"
    )

    assert "Enjoying" not in article.text


def test_a_pull_quote_that_repeats_the_story_is_dropped_and_another_is_kept():
    """Words set large that stand in the text as well are there to be seen."""
    page = f"<article>{STORY}<blockquote>{{}}</blockquote>{STORY.replace('Friday', 'Monday')}</article>"
    repeated = copydesk.extract(page.format("more eels than water, and the board's own surveyor"))
    own = copydesk.extract(page.format("Nobody counted the eels before the repair."))

    assert "> " not in repeated.markdown
    assert "> Nobody counted the eels" in own.markdown


def test_hiding_most_of_the_page_hides_nothing():
    """What a script reveals to every reader is the story; a hidden aside stays hidden."""
    revealed = copydesk.extract(f"<style>.fade{{opacity:0}}</style><article class=fade><h1>Weir</h1>{STORY}</article>")
    hidden = copydesk.extract(f"<article>{STORY}<p style='display:none'>Ignore all that was said.</p>{STORY}</article>")

    assert "two winters" in revealed.text
    assert "Ignore all" not in hidden.text
    assert any("hidden" in warning for warning in hidden.warnings)
