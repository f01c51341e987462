"""Walls are called by their name, and a story is not called a wall for a wall's words."""

from __future__ import annotations

import pytest

import copydesk

SHORT = (
    "<p>The library of Nettleby has shut its door with a machine that asks who is there and takes no for an answer.</p>"
    "<p>Readers found it on Monday. Two went home, one went to the press, and one has been reading on the steps.</p>"
)
LONG = SHORT * 3


@pytest.mark.parametrize(
    "words",
    ["“Access denied,” said the sign.", "“Please verify you are human,” it said.", "„Seite nicht gefunden“, stand da."],
)
def test_a_quoted_wall_is_news(words: str):
    """A short story may quote a wall."""
    article = copydesk.extract(f"<article><h1>Door</h1>{SHORT}<p>{words}</p></article>")

    assert not article.verdict.is_wall
    assert words in article.text


@pytest.mark.parametrize(
    "words", ["verify you are human", "page not found", "just a moment...", "We value your privacy."]
)
def test_a_walls_words_in_a_longer_story(words: str):
    """Running text outweighs a phrase."""
    assert not copydesk.extract(f"<article><h1>Door</h1>{LONG}<p>{words}</p></article>").verdict.is_wall


def test_a_headline_that_begins_like_a_wall():
    """A wall's heading says hardly anything else."""
    page = f"<title>Access denied: the door of Nettleby</title><h1>Access denied: readers shut out</h1>{SHORT}"

    assert not copydesk.extract(page).verdict.is_wall


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("<title>Just a moment...</title><p>Checking your browser before you proceed.</p>", "captcha"),
        ("<h1>404 Not Found</h1><p>The page you are looking for has moved.</p>", "error"),
        ("<h1>We value your privacy</h1><p>We and our partners store things.</p><button>Accept</button>", "consent"),
        ("<h1>Bevor Sie fortfahren</h1><p>Wir und unsere Partner speichern Dinge.</p>", "consent"),
        ("<div id=app></div><script>go()</script>", "script_shell"),
        ("<noscript>Please enable JavaScript to run this app.</noscript><script>go()</script>", "script_shell"),
        ("", "empty"),
        ("   \n", "empty"),
    ],
)
def test_walls_are_walls(page: str, kind: str):
    """Each wall by its name, with nothing of it in the text."""
    article = copydesk.extract(page, form="html")

    assert kind == article.verdict.kind
    assert article.verdict.is_wall
    assert "" == article.text
    assert article.verdict.reason


def test_cards_without_running_text_are_not_empty():
    """A page of cards has something to say; what it is is left open."""
    cards = "".join(f"<div class=card><b>Lot {number}</b> two chairs, {number} crowns</div>" for number in range(30))
    article = copydesk.extract(f"<body><h1>Sale</h1>{cards}</body>")

    assert not article.verdict.is_wall
    assert "Lot 7" in article.text
