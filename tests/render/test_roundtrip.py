"""What is written reads back: blocks → Markdown → blocks, with the same kinds, texts, pictures and order.

Marks that CommonMark cannot express may be lost on the way, characters never; and what was read back is written the
same again.
"""

from __future__ import annotations

import re

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from copydesk.blocks.markdown import sheet_of_markdown
from copydesk.intake import receive
from copydesk.records import Block, Mark, Picture, Span
from copydesk.render.markdown import Choices, blocks_markdown
from copydesk.settings import Settings

# With enough letters in front that a few control characters behind make no binary file.
OWN = f'---\nsha256: "{"0" * 64}"\ndescription: "{"x" * 999}"\n---\n\n'
MARKDOWN = Settings(form="markdown")
NOWHERE = Span(0, 0)
SIGNS = r"""
a word größe 渡口 「水」 “Quote” 😀 é ½ € ... — -- - + * ** *** _ __ ___ ~ ~~ ~~~ ` `` ``` # ## ### > < <b> </b> <br>
1. 2) 10. = == === --- | || |-| :-- [ ] [x] [x]: [^1] [^1]: ( ) (x) ](x) ![ ! \ \\ \* & &amp; &#35; &lt {x} $x$
https://quay.example/a_b_ www.quay.example snake_case <https://x.example> <a@b.example> <1@b.example> <!-- --> <?x?>
+++ C# f(x) 5*3 a* *a _a_ *a* **a** ~~a~~ ~a ~a~ `a` [a](b) ![a](b)
"""
PIECES = [*SIGNS.split(), "\u200b", "\u00ad", "\x7f", "\x01", "\ufeff", " ", " ", " "]
GLUE = [" ", " ", " ", "", "\n"]
MARKS = ["link", "strong", "emphasis", "code", "strike", "superscript", "subscript"]
TARGETS = [
    "https://quay.example/a",
    "https://quay.example/a_(b)?c=1&amp;d=2&copy=3",
    "/old quay|<x>\\'\"*_",
    "mailto:a@b.example",
]


def folded(text: str) -> str:
    """Text as the readers of pages give it: white space folded, no line empty."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


@st.composite
def texts(draw: st.DrawFn, glue: list[str] = GLUE) -> str:
    """Words and signs of all kinds, close together and apart."""
    parts = draw(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(glue)), min_size=1, max_size=8))
    return folded("".join(piece + joint for piece, joint in parts))


@st.composite
def marks_of(draw: st.DrawFn, text: str) -> tuple[Mark, ...]:
    """Marks anywhere in a text: nested, touching, crossing."""
    marks = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        kind = draw(st.sampled_from(MARKS))
        if draw(st.booleans()):  # whole words, as pages have them
            start = text.rfind(" ", 0, start) + 1
            end = found if (found := text.find(" ", end)) > 0 else len(text)
        marks.append(Mark(kind, start, end, draw(st.sampled_from(TARGETS)) if kind == "link" else None))
    return tuple(marks)


@st.composite
def words(draw: st.DrawFn, kind: str) -> Block:
    """A block of running text."""
    text = draw(texts().filter(bool))
    quoted = draw(st.sampled_from([0, 0, 0, 1, 2])) or int(kind == "quotation")
    level = draw(st.integers(1, 6)) if kind == "heading" else draw(st.integers(kind == "item", 3))
    ordinal = draw(st.one_of(st.none(), st.integers(-1, 3), st.just(999_999_999))) if kind == "item" else None
    marks = draw(marks_of(text))
    return Block(kind=kind, text=text, where=NOWHERE, marks=marks, level=level, ordinal=ordinal, quoted=quoted)


@st.composite
def table(draw: st.DrawFn) -> Block:
    """A table, its rows of any width, some of its cells empty."""
    cell = st.one_of(st.just(""), texts([" ", ""]))
    rows = draw(
        st.lists(st.lists(cell, min_size=1, max_size=3), min_size=1, max_size=3).filter(
            lambda rows: all(map(any, rows))
        )
    )
    text = "\n".join("\t".join(row) for row in rows)
    return Block(kind="table", text=text, where=NOWHERE, marks=draw(marks_of(text)), level=draw(st.integers(0, 2)))


@st.composite
def code(draw: st.DrawFn) -> Block:
    """Code, with blank lines and indents inside."""
    lines = draw(
        st.lists(st.sampled_from(["a = 1", "    b", "", "```", "~~~", "- c", "\td", "> e", "````"]), max_size=5)
    )
    text = "\n".join(["x", *lines, "y"])
    language = draw(st.sampled_from(["", "python", "c++", "a`b", "two words"]))
    level, quoted = draw(st.integers(0, 2)), draw(st.integers(0, 1))
    return Block(kind="code", text=text, where=NOWHERE, language=language, level=level, quoted=quoted)


@st.composite
def figure(draw: st.DrawFn) -> Block:
    """A picture."""
    picture = Picture(draw(st.sampled_from(TARGETS[:2])), draw(texts([" ", ""])))
    return Block(kind="figure", text="", where=NOWHERE, picture=picture, level=draw(st.integers(0, 2)))


BLOCKS = st.one_of(
    *(words(kind) for kind in ("paragraph", "paragraph", "item", "item", "item", "quotation", "heading", "caption")),
    table(),
    code(),
    figure(),
)


def read(markdown: str) -> list[Block]:
    """The blocks of a copy."""
    return sheet_of_markdown(receive(OWN + markdown, settings=MARKDOWN), MARKDOWN).blocks


def essence(block: Block) -> tuple[object, ...]:
    """What must come back of a block. Captions are paragraphs until they are labelled; a quoted one is a quotation."""
    kind = "paragraph" if block.kind in ("caption", "quotation") else block.kind
    return kind, block.text, block.picture, block.quoted


def plain_texts(markdown: str) -> list[str]:
    """The text of every paragraph, heading, cell and code block, as a bare parser with GitHub's tables sees it."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    found = []
    for token in parser.parse(markdown):
        if token.type == "inline":
            found.append("".join(plain_text(child) for child in token.children or []))
        elif token.type in ("fence", "code_block", "html_block"):
            found.append(token.content.removesuffix("\n"))
    return [text for text in found if text]


def plain_text(token: Token) -> str:
    """The text of an inline token."""
    if token.type == "html_inline":
        return "\n" if token.content == "<br>" else "" if re.fullmatch(r"</?su[bp]>", token.content) else token.content
    return {"hardbreak": "\n", "softbreak": " ", "image": ""}.get(token.type, token.content)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.lists(BLOCKS, min_size=1, max_size=4))
def test_law_any_parser_reads_the_texts(blocks: list[Block]):
    """A bare parser reads the same paragraphs, cells and code from the copy."""
    expected = []
    for block in blocks:
        expected.extend(block.text.replace("\n", "\t").split("\t") if block.kind == "table" else [block.text])
    markdown = blocks_markdown(blocks, Choices())

    assert [text for text in expected if text] == plain_texts(markdown), markdown


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.lists(BLOCKS, min_size=1, max_size=5))
def test_law_blocks_come_back(blocks: list[Block]):
    """Kinds, texts and pictures, in order; and written again, the same Markdown."""
    markdown = blocks_markdown(blocks, Choices())
    back = read(markdown)

    assert list(map(essence, blocks)) == list(map(essence, back)), markdown
    labelled = [
        msgspec.structs.replace(found, kind="caption") if block.kind == "caption" else found
        for block, found in zip(blocks, back, strict=True)
    ]
    assert markdown == blocks_markdown(labelled, Choices())


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(words("paragraph"))
def test_law_marks_come_back(block: Block):
    """A mark that was written is read; one that was read is written: from the first copy on nothing is lost."""
    first = read(blocks_markdown([block], Choices()))
    second = read(blocks_markdown(first, Choices()))

    assert [found.text for found in first] == [block.text]
    assert [found.marks for found in first] == [found.marks for found in second]
