"""Comments put together from blocks, on invented threads."""

from __future__ import annotations

from copydesk.article.comments import comments_of
from copydesk.records import Block, Comment, Container, Mark, Span

PAGE = Container("section", "replies", number=1)


def block(text: str, container: Container | None, kind: str = "paragraph", *, names: str = "", linked: bool = False):
    marks = (Mark("link", 0, len(text), "#reply"),) if linked else ()
    return Block(kind=kind, text=text, where=Span(0, 0), container=container, names=names, marks=marks)  # type: ignore[arg-type]


def read(*blocks: Block) -> tuple[Comment, ...]:
    return comments_of(blocks)


def test_one_comment_for_each_item():
    """Head, paragraphs and buttons of one list item are one comment."""
    first, second = Container("li", "", "", PAGE, 2), Container("li", "", "", PAGE, 5)
    inner = Container("div", "reply-text", "", first, 3)
    found = read(
        block("3 responses", PAGE, "heading"),
        block("Tove June 19, 2023 at 8:11", first, names="reply-by"),
        block("Same here.", inner),
        block("It was the cat.", inner),
        block("Reply", first, linked=True),
        block("Bo says: 20 June 2023", second),
        block("Try less glaze.", second),
    )

    assert (
        Comment("Same here.\n\nIt was the cat.", "Tove", "2023-06-19T08:11"),
        Comment("Try less glaze.", "Bo", "2023-06-20"),
    ) == found


def test_comment_of_named_containers():
    """Without list items the outermost container named for a comment holds it together."""
    outer = Container("div", "comment comment-17", "", PAGE, 2)
    head, body = Container("div", "comment-author", "", outer, 3), Container("div", "comment-body", "", outer, 4)

    assert (Comment("Less glaze, I say.", "potter_ben"),) == read(
        block("potter_ben", head), block("Less glaze, I say.", body)
    )


def test_forms_and_invitations_are_no_comments():
    """What asks for a comment is none."""
    form = Container("form", "reply-form", "", PAGE, 2)
    unit = Container("div", "comment", "", PAGE, 3)

    assert () == read(
        block("Your address will not be published.", form), block("Leave a comment", unit), block("Reply", PAGE)
    )


def test_comments_without_containers():
    """In a dump each paragraph is a comment."""
    assert (Comment("I like it."), Comment("I do not.")) == read(block("I like it.", None), block("I do not.", None))
