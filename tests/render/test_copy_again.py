"""A copy extracted again: its body is body, whatever it looks like, and what stands beside it is known again."""

from __future__ import annotations

import pytest

import copydesk
from copydesk import Article, Label
from copydesk.records import Block, Mark, Picture, Span
from copydesk.render.markdown import Choices, blocks_markdown

OWN = f'---\ntitle: "Ferry"\nsha256: "{"1" * 64}"\ntext_sha256: "{"2" * 64}"\n---\n\n'
UNTITLED = OWN.replace('title: "Ferry"\n', "")


def again(body: str, head: str = OWN) -> Article:
    """The article of a copy with this under its front matter."""
    return copydesk.extract(head + body, form="markdown")


def labels(article: Article) -> list[str]:
    """The names of the labels, in page order."""
    return [label.name for label in article.labels]


@pytest.mark.parametrize(
    "body",
    [
        "Ferry",
        "[Tip](https://quay.example/)",
        "by Ann Lee",
        "7 May 2024",
        "Related article: [Boats](https://quay.example/b)",
        "Original url:\n\n<https://quay.example/x>",
        "Checking your browser before accessing the site",
        "404 Not Found",
        "The boat at the quay. Photo: Ann Lee",
        "## A heading of the body\n\n- one\n- two",
        "_All of it in emphasis._",
        "__All of it in bold.__",
        "![A boat](https://quay.example/i.png)\n\n_All of it in emphasis._",
        "> _A quotation in emphasis._",
        "the address https://quay.example/x in the open",
    ],
)
@pytest.mark.parametrize("title", ["", "# Ferry\n\n"])
def test_what_is_under_the_title_is_body(title: str, body: str):
    """Nothing is cut as furniture, as too short or as a wall, and it is written the same again."""
    article = again(f"{title}{body}\n")

    assert set(labels(article)) == ({"title", "body"} if title else {"body"})
    assert not article.verdict.is_wall
    assert article.markdown == body


def test_heading_of_the_second_rank_is_no_title():
    """A copy without a title of its own has none, and a title in the front matter is the title."""
    assert again("## Part one\n\nText of it.\n", UNTITLED).title is None
    assert again("## Part one\n\nText of it.\n").title == "Ferry"
    assert again("## Part one\n\nText of it.\n").text == "Part one\n\nText of it."


def test_declared_title_leaves_headings_to_the_body():
    """Also in a clipping of another program."""
    article = copydesk.extract('---\ntitle: "Ferry"\n---\n\n## Part one\n\nText of it.\n', form="markdown")

    assert article.title == "Ferry"
    assert article.text == "Part one\n\nText of it."


def test_deck_and_captions_are_known_by_their_stars():
    """The deck in two under the title, captions in one, with a picture and without."""
    article = again(
        "# Ferry\n\n**It sails.**\n\n![](https://quay.example/i.png)\n\n*The boat.*\n\n"
        "It sails.\n\n> *A map.*\n\n**Bold.**\n"
    )

    assert labels(article) == ["title", "deck", "body", "caption", "body", "caption", "body"]
    assert article.deck == "It sails."
    assert article.image is not None
    assert article.image.caption == "The boat."
    assert article.text == "It sails.\n\nBold."


def test_title_alone_is_empty():
    """The copy of a wall is its title; it stays one."""
    article = again("# Ferry\n")

    assert article.verdict.kind == "empty"
    assert article.text == ""
    assert "# Ferry\n" in article.copy()


def test_other_captures_are_judged_by_their_words():
    """Without the keys of a copy, a date line and a caption in underscores are what they look like."""
    article = copydesk.extract(
        "# Ferry\n\n7 May 2024\n\n![](https://quay.example/i.png)\n\n_The boat._\n\nIt sails in winter.\n",
        form="markdown",
    )

    assert labels(article) == ["title", "dateline", "body", "caption", "body"]


@pytest.mark.parametrize(("credit", "label"), [("Bergbild", "caption"), ("the full report", "body")])
def test_linked_credit_above_the_text(credit: str, label: str):
    """A paragraph above the text that ends, behind its last sentence, in a name with a link is a caption."""
    article = copydesk.extract(
        f"# Ferry\n\n7 May 2024\n\nThe boat in April. [{credit}](https://b.example)\n\nIt sails in winter.\n",
        form="markdown",
    )

    assert labels(article)[2] == label


def test_bare_address_is_text():
    """In CommonMark only pointed brackets make an address a link."""
    article = again("See https://quay.example/x or <https://quay.example/y>.\n")

    assert [link.url for link in article.references] == ["https://quay.example/y"]
    assert article.markdown == "See https://quay.example/x or <https://quay.example/y>."


@pytest.mark.parametrize("address", ["https://quay.example/x", "<https://quay.example/x>"])
def test_address_after_its_label(address: str):
    """In the open or in brackets, the original address is found."""
    article = copydesk.extract(f"# Ferry\n\nIt sails in winter.\n\nOriginal url:\n\n{address}\n", form="markdown")

    assert article.url == "https://quay.example/x"
    assert article.text == "It sails in winter."


def test_forms_of_what_is_set_off_as_a_whole():
    """Body text in underscores where stars would say deck or caption; a caption in stars of one whatever it holds."""

    def block(kind: str, text: str, *marks: str) -> Block:
        whole = tuple(Mark(mark, 0, len(text)) for mark in marks)
        return Block(kind=kind, text=text, where=Span(0, 0), marks=whole, quoted=int(kind == "quotation"))

    blocks = [
        block("paragraph", "First.", "strong"),
        block("paragraph", "Second.", "strong"),
        block("paragraph", "Third.", "emphasis"),
        block("quotation", "Fourth.", "emphasis"),
        block("caption", "Fifth.", "strong", "emphasis"),
        block("item", "Sixth.", "emphasis", "strong"),
        block("heading", "Seventh.", "emphasis"),
    ]
    expected = "__First.__|**Second.**|_Third._|> _Fourth._|*Fifth.*|- ***Sixth.***|## *Seventh.*".split("|")

    assert expected == blocks_markdown(blocks, Choices()).split("\n\n")


def test_body_of_pictures_and_captions_stays():
    """Pictures with captions and no text under a title are no empty page."""
    picture = Block(kind="figure", text="", where=Span(0, 0), picture=Picture("https://quay.example/i.png"))
    body = blocks_markdown([picture, Block(kind="caption", text="The boat.", where=Span(0, 0))], Choices())
    article = again(body)

    assert article.markdown == body
    assert Label("caption", 1.0, "in emphasis, by stars") in article.labels
