"""What `Article.copy` takes, and what it says of anything else."""

from __future__ import annotations

import pytest

import copydesk
from copydesk import errors

PAGE = """<article><h1>Lamps for the quay</h1><p>The quay at Ostrow gets lamps, the harbour board said on Tuesday, and
the <a href="https://ostrow.example/plan">plan</a> shows where each of the forty is to stand.</p></article>"""


@pytest.fixture
def article() -> copydesk.Article:
    """A short article with a link."""
    return copydesk.extract(PAGE)


@pytest.mark.parametrize("name", ["links", "images", "tables", "comments", "related", "front_matter"])
def test_options(article, name):
    """Each option can be said and unsaid."""
    assert isinstance(article.copy(**{name: True}), str)
    assert isinstance(article.copy(**{name: False}), str)


def test_links(article):
    """An option acts."""
    assert "(https://ostrow.example/plan)" in article.copy(links=True)
    assert "(https://ostrow.example/plan)" not in article.copy(links=False)


@pytest.mark.parametrize("name", ["linkz", "base", "focus", "article"])
def test_unknown_option(article, name):
    """A wrong name is named, with those there are."""
    with pytest.raises(errors.UnknownOption, match="comments, front_matter, images, links, related, tables") as caught:
        article.copy(**{name: 1})

    assert name == caught.value.thing


@pytest.mark.parametrize("value", ["no", 0, None, []])
def test_value_of_the_wrong_kind(article, value):
    """What is neither True nor False is not guessed at."""
    with pytest.raises(errors.UsageError, match="links: expected `bool`"):
        article.copy(links=value)
