"""Related stories and references, on invented pages."""

from __future__ import annotations

from copydesk.article.stories import first_link, references, related_stories
from copydesk.records import Block, Container, Link, Mark, Span

BASE = "https://quay.example/a"
BODY = Container("body", number=0)
MAIN = Container("main", "", "", BODY, 1)
ARTICLE = Container("article", "", "", MAIN, 2)
TEXT = Container("div", "text", "", ARTICLE, 3)


def linked(text: str, container: Container | None = None, target: str = "/b", kind: str = "paragraph") -> Block:
    mark = Mark("link", 0, len(text), target)
    return Block(kind=kind, text=text, where=Span(0, 0), container=container, marks=(mark,))  # type: ignore[arg-type]


def related(*blocks: Block) -> list[str]:
    story = Block(kind="paragraph", text="The ferry stays.", where=Span(0, 0), container=TEXT)
    return [link.text for link in related_stories(blocks, BASE, story=story)]


def test_links_that_are_headlines():
    """A link with the words of a headline is a story, "Read more" is none; each counts once."""
    assert ["Repairs at the quay", "Timetable"] == related(
        linked("Repairs at the quay", ARTICLE, "/r"),
        linked("Read more", ARTICLE, "/r"),
        linked("Repairs at the quay", ARTICLE, "/r?again"),
        linked("Timetable", ARTICLE, "/t", "heading"),
    )


def test_lists_beside_the_article_are_the_sites():
    """An aside within the article points to its stories, one next to it to the site's."""
    inside = Container("aside", "", "", TEXT, 4)
    beside = Container("aside", "rail", "", BODY, 5)
    in_main = Container("aside", "rail", "", MAIN, 6)
    below = Container("section", "more", "", MAIN, 7)

    assert ["One boat too many", "Mules get a pension"] == related(
        linked("One boat too many", inside, "/1"),
        linked("Toll to rise soon", beside, "/2"),
        linked("Choir wins a prize", in_main, "/3"),
        linked("Mules get a pension", below, "/4"),
    )


def test_dead_links_keep_their_words():
    """A story whose link leads nowhere is known by its words."""
    block = linked("Mules get a pension", None, "#")

    assert (Link("", "Mules get a pension"),) == related_stories([block], BASE, story=None)


def test_references_and_corrections():
    """Links of the body lead somewhere, each once."""
    blocks = [linked("petition", TEXT), linked("petition", TEXT), linked("top", TEXT, "#top")]

    assert (Link("https://quay.example/b", "petition"),) == references(blocks, BASE)
    assert "https://quay.example/b" == first_link(blocks[0], BASE)
