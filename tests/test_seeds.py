"""The two documents the project began from: a browser dump and a print copy of one article.

They are read from beside the checkout and skipped without it; nothing of their text stands here. What must be absent
is derived from them: the lines of the dump that the print copy does not have.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import copydesk
from copydesk import Article

WORD = re.compile(r"\w+(?:['’.-]\w+)*")
LINK = re.compile(r"\[([^\[\]]*)\]\(([^()]*)\)")


@pytest.fixture(scope="module")
def seeds(shared: Path) -> tuple[str, str]:
    """The text of the dump and of the print copy."""
    paths = sorted((shared / "seeds").glob("00[01]_*.txt"))
    if len(paths) != 2:
        pytest.skip(f"the two seeds are not in {shared / 'seeds'}")
    return paths[0].read_text("utf-8"), paths[1].read_text("utf-8")


@pytest.fixture(scope="module")
def articles(shared: Path, seeds: tuple[str, str]) -> tuple[Article, Article]:
    """Both as articles, from their files as a user gives them."""
    dump, print_copy = (copydesk.extract(path) for path in sorted((shared / "seeds").glob("00[01]_*.txt")))
    return dump, print_copy


def plain(text: str) -> str:
    """Text with quotation marks, apostrophes and dots written one way, links as their words, without brackets."""
    text = LINK.sub(r"\1", text)
    text = re.sub("[“”„«»]", '"', text).replace("’", "'").replace("‘", "'").replace("…", "...")
    return re.sub(r"[\[\]]", "", text)


def words(text: str) -> list[str]:
    return WORD.findall(plain(text))


def print_parts(print_copy: str) -> dict[str, str | list[str]]:
    """The parts of the print copy, told apart by their form."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", print_copy) if part.strip()]
    related = next(part for part in parts if part.startswith("**"))
    label = next(index for index, part in enumerate(parts) if index > 3 and part.endswith(":"))
    # Heading, date line and caption stand before the body, the label and the address after it.
    return {
        "title": parts[0].lstrip("# "),
        "day": parts[1],
        "caption": parts[2],
        "related": LINK.search(related)[1],  # type: ignore[index]
        "body": [LINK.sub(r"\1", part) for part in parts[3:label] if part is not related],
        "url": parts[label + 1].strip("<>"),
    }


def test_dump_has_the_words_of_the_print_copy(seeds: tuple[str, str], articles: tuple[Article, Article]):
    """Every paragraph of the article and nothing else."""
    expected = print_parts(seeds[1])["body"]
    found = articles[0].text.split("\n\n")

    assert [words(paragraph) for paragraph in expected] == [words(paragraph) for paragraph in found]


def test_dump_has_no_furniture(seeds: tuple[str, str], articles: tuple[Article, Article]):
    """No line of the dump that the print copy lacks is in the copy."""
    kept = plain(seeds[1])
    furniture = [line for line in map(str.strip, seeds[0].split("\n")) if line and plain(line) not in kept]
    # The paragraphs that only a typing slip tells apart are not furniture.
    body = words(" ".join(print_parts(seeds[1])["body"]))
    furniture = [line for line in furniture if " ".join(words(line)) not in " ".join(body)]
    copy = plain(articles[0].copy())

    assert len(furniture) > 15
    assert [line for line in furniture if re.search(rf"^{re.escape(plain(line))}$", copy, re.MULTILINE)] == []
    assert [line for line in furniture if len(line) > 12 and plain(line) in copy.replace("\\", "")] == []


def test_dump_has_the_headline(seeds: tuple[str, str], articles: tuple[Article, Article]):
    """The headline is a title and not body."""
    title = str(print_parts(seeds[1])["title"])

    assert title == articles[0].title
    assert title not in articles[0].text


@pytest.mark.parametrize("number", [0, 1])
def test_caption_and_credit(seeds: tuple[str, str], articles: tuple[Article, Article], number: int):
    """The picture's caption and credit are told apart, in the dump as in the print copy."""
    line = str(print_parts(seeds[1])["caption"])
    credit = LINK.search(line)[1]  # type: ignore[index]
    image = articles[number].image

    assert image is not None
    assert image.caption is not None
    assert image.caption.startswith(LINK.sub("", line).strip())
    assert credit == image.credit
    assert credit not in articles[number].text


def test_dump_does_not_know_what_it_does_not_say(articles: tuple[Article, Article]):
    """Date, related story and address stand only in the print copy."""
    dump = articles[0]

    assert dump.published is None
    assert dump.related == ()
    assert dump.url is None


def test_print_copy_facts(seeds: tuple[str, str], articles: tuple[Article, Article]):
    """Title, date, related story and original address are facts."""
    parts = print_parts(seeds[1])
    article = articles[1]

    assert parts["title"] == article.title
    assert article.published == date(2025, 3, 19)
    assert parts["related"] in [link.text for link in article.related]
    assert parts["related"] not in article.text
    assert parts["url"] == article.url
    assert str(parts["url"]) not in article.text


def test_print_copy_body_is_as_written(seeds: tuple[str, str], articles: tuple[Article, Article]):
    """Words and punctuation of the body, character for character."""
    body = print_parts(seeds[1])["body"]

    assert body == articles[1].text.split("\n\n")
    # The picture's caption stands in the Markdown, in emphasis.
    parts = [part for part in articles[1].markdown.strip().split("\n\n") if not part.startswith(("*", "!"))]
    assert body == [LINK.sub(r"\1", part).replace("\\", "") for part in parts]


def test_print_copy_unwraps_dead_links(articles: tuple[Article, Article]):
    """A link that leads nowhere keeps its words and loses the link."""
    assert "](#)" not in articles[1].copy(related=True, links=True)


@pytest.mark.parametrize("number", [0, 1])
def test_copy_again_changes_nothing(articles: tuple[Article, Article], number: int):
    """The copy, extracted and rendered again, is the same copy."""
    copy = articles[number].copy()

    assert copy == copydesk.extract(copy, form="markdown").copy()
