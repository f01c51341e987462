"""Markdown captures become blocks with exact places, and their front matter facts."""

import html
import json
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.blocks import Sheet
from copydesk.blocks.front_matter import read_front_matter
from copydesk.blocks.markdown import sheet_of_markdown
from copydesk.records import Block, Capture, Mark, Picture
from copydesk.settings import Settings


def capture_of(text: str) -> Capture:
    return Capture(sha256="0" * 64, form="markdown", text=text, charset="utf-8")


def sheet_of(text: str, **options: object) -> Sheet:
    sheet = sheet_of_markdown(capture_of(text), Settings(**options))
    check_places(text, sheet.blocks)
    return sheet


def blocks_of(text: str, **options: object) -> list[Block]:
    return sheet_of(text, **options).blocks


def block_of(text: str) -> Block:
    (block,) = blocks_of(text)
    return block


def shapes_of(text: str) -> list[tuple[object, ...]]:
    return [(block.kind, block.level, block.ordinal, block.quoted, block.text) for block in blocks_of(text)]


def decoded(raw: str) -> str:
    if re.fullmatch(r"\\[!-/:-@\[-`{-~]", raw):  # ASCII punctuation, the underscore too
        return raw[1:]
    return html.unescape(raw).strip()


def check_places(text: str, blocks: list[Block]) -> None:
    """Every run holds, escapes and entities decoded; blocks stand in order and apart."""
    text = text.replace("\x00", "\ufffd")
    reached = 0
    for block in blocks:
        assert reached <= block.where.start < block.where.end <= len(text)
        reached = block.where.end
        if block.kind == "figure":
            assert (block.text, block.runs) == ("", ())
            continue
        assert block.text
        assert (block.runs[0][1], block.runs[-1][2]) == (block.where.start, block.where.end)
        ends = [at for at, _, _ in block.runs[1:]] + [len(block.text)]
        for (at, start, end), until in zip(block.runs, ends, strict=True):
            raw = text[start:end]
            if block.kind == "code":
                assert block.text.startswith(raw, at)
            else:
                assert block.text[at:until].rstrip(" \n\t") in (" ".join(raw.split()), decoded(raw))
        for mark in block.marks:
            assert 0 <= mark.start < mark.end <= len(block.text)


def test_marks():
    """Inline markup becomes marks over the text; targets stand as written."""
    block = block_of("A *b* **c** `d` ~~e~~ [f g](<h i> 't') [j](#) [k]() x<sup>2</sup> <https://l.example/%41>")

    assert block.text == "A b c d e f g j k x2 https://l.example/%41"
    assert [(mark.kind, block.text[mark.start : mark.end], mark.target) for mark in block.marks] == [
        ("emphasis", "b", None),
        ("strong", "c", None),
        ("code", "d", None),
        ("strike", "e", None),
        ("link", "f g", "h i"),
        ("link", "j", "#"),
        ("link", "k", ""),
        ("superscript", "2", None),
        ("link", "https://l.example/%41", "https://l.example/%41"),
    ]


def test_text_is_decoded_and_folded():
    """Entities and escapes are decoded, soft breaks are spaces, hard breaks line ends, tags and comments go."""
    text = "A &amp; \\*b\\*  c\nd\\\ne  \nf<br/>g <!-- no --><span>h</span> &#x41;&nbsp;i [^1]"
    assert block_of(text).text == "A & *b* c d\ne\nf\ng h A i [^1]"


def test_addresses_keep_their_spelling():
    """Letters beyond ASCII in an address are not encoded; a script is no address."""
    block = block_of("[a](https://пример.example/ё) [b](javascript:x) [c][r]\n\n[r]: /q?a=1&amp;b=2 'T'")
    assert [mark.target for mark in block.marks] == ["https://пример.example/ё", "/q?a=1&b=2"]


def test_structure():
    """Headings, nested items with their depth and number, quotations in quotations."""
    text = """\
# One #
Two **b
c**
===

> q
> r
> > s
>
> - t

3. u
   v

   w
4. x
   - y
     > z
"""

    assert shapes_of(text) == [
        ("heading", 1, None, 0, "One"),
        ("heading", 1, None, 0, "Two b c"),
        ("quotation", 0, None, 1, "q r"),
        ("quotation", 0, None, 2, "s"),
        ("item", 1, None, 1, "t"),
        ("item", 1, 3, 0, "u v"),
        ("paragraph", 1, None, 0, "w"),
        ("item", 1, 4, 0, "x"),
        ("item", 2, None, 0, "y"),
        ("quotation", 2, None, 1, "z"),
    ]


def test_code():
    """Code is verbatim, with its language; quotation marks of the block around it are not in it."""
    fenced, indented, quoted = blocks_of("```py x\n  a\n\n\tb = '&amp;'\n```\n\n    c\n      d\n\n> ~~~\n> e\n> ~~~\n")
    assert (fenced.kind, fenced.language, fenced.text) == ("code", "py", "  a\n\n\tb = '&amp;'")
    assert (indented.language, indented.text) == ("", "c\n  d")
    assert (quoted.text, quoted.quoted) == ("e", 1)


def test_tables():
    """Cells are parted by tabs; escaped pipes and marks keep their places; an empty header is none."""
    first, second = blocks_of(
        "> | a | b \\| c | |\n> |---|---|---|\n> | 1 | [x](y) | <br>z |\n\n| | |\n|-|-|\n| 1 | 2 |\n"
    )
    assert (first.kind, first.header, first.text) == ("table", True, "a\tb | c\t\n1\tx\tz")
    assert first.marks == (Mark("link", 11, 12, "y"),)
    assert (second.kind, second.header, second.text) == ("table", False, "1\t2")


def test_table_too_large_is_read_as_lines():
    blocks = blocks_of("|a|b|\n|-|-|\n" + "|c|d|\n" * 10, max_cells=20)
    assert {block.kind for block in blocks} == {"paragraph"}
    assert blocks[-1].text == "c d"


def test_pictures():
    """A paragraph of pictures gives figures; a picture inside prose is left out of the text."""
    first, second, third = blocks_of("![a *b*](c.png 't') [![d](e.png)](f)\n\ng ![h](i.png) j")
    assert (first.kind, first.picture) == ("figure", Picture("c.png", "a b"))
    assert second.picture == Picture("e.png", "d", "f")
    assert (third.kind, third.text) == ("paragraph", "g j")


def test_html_blocks():
    """Block HTML gives its paragraphs; what no reader sees is left out."""
    text = "<div><h2>A</h2><p>b <b>c</b> &lt;d<br>e</p><!-- no --><script>f()</script><img src=g.png alt='h'></div>"
    blocks = blocks_of(text)
    assert [(block.kind, block.level, block.text) for block in blocks] == [
        ("heading", 2, "A"),
        ("paragraph", 0, "b c <d\ne"),
        ("figure", 0, ""),
    ]
    assert blocks[1].marks == (Mark("strong", 2, 3),)


def test_labels_stay_paragraphs():
    """A bold label before a link, and a label before an address, are paragraphs as they stand."""
    text = "**See also:** [Ferry shut](#)\n\nOriginal address:\n\n<https://courier.example/a_b_c>\n"
    related, label, address = blocks_of(text)
    assert (related.kind, related.text, [mark.kind for mark in related.marks]) == (
        "paragraph",
        "See also: Ferry shut",
        ["strong", "link"],
    )
    assert (label.text, address.text) == ("Original address:", "https://courier.example/a_b_c")


def test_footnotes_stay_text():
    assert [block.text for block in blocks_of("A[^1].\n\n[^1]: https://a.example/b")] == [
        "A[^1].",
        "[^1]: https://a.example/b",
    ]


def test_caption_under_the_headline():
    """A linked credit makes a caption, as a bare one does in a dump."""
    prose = "The harbour office said on Tuesday that the ferry would not sail before the weekend, and nobody objected."
    text = (
        f"# Ferry shut\n\nMarch 3, 2031\n\nWaves break over the pier. [harbour.example](https://h.example)\n\n{prose}\n"
    )
    assert [block.kind for block in blocks_of(text)] == ["heading", "paragraph", "caption", "paragraph"]


FRONT = """\
---
title: "Ferry \\"shut\\": a week of wind \\u2013 and more"
source: https://courier.example/a#b
author:
  - "Ana Bell"
  - Leo Marsh
published: 2031-03-04T10:00:00+02:00 # as printed
description: 'It''s windy'
tags: [ferry, "wind, sea", 'c']
Site: Ostrey Courier
image: ~
extra:
  nested: x
summary: >
  One
  two
---
# Text
"""


def test_front_matter():
    """Values are read with their literal place; lists have a part for each value; nothing is not declared."""
    sheet = sheet_of(FRONT)

    assert {key: fact.value for key, fact in sheet.declared.items()} == {
        "title": 'Ferry "shut": a week of wind – and more',
        "source": "https://courier.example/a#b",
        "author": ("Ana Bell", "Leo Marsh"),
        "published": "2031-03-04T10:00:00+02:00",
        "description": "It's windy",
        "tags": ("ferry", "wind, sea", "c"),
        "site": "Ostrey Courier",
        "summary": "One two",
    }
    assert [block.text for block in sheet.blocks] == ["Text"]
    for key, fact in sheet.declared.items():
        assert fact.how == f"front matter {key}"
        for part in (fact, *fact.parts):
            assert part.where is not None
            assert part.raw == FRONT[part.where.start : part.where.end]
    assert [part.raw for part in sheet.declared["tags"].parts] == ["ferry", "wind, sea", "c"]


def test_front_matter_in_toml():
    text = '+++\ntitle = "A \\"b\\""\ndate = 2031-03-04\ntags = [\n  "x",\n  "y",\n]\n[extra]\nsite = \'Z\'\n+++\nText'
    sheet = sheet_of(text)
    assert {key: fact.value for key, fact in sheet.declared.items()} == {
        "title": 'A "b"',
        "date": "2031-03-04",
        "tags": ("x", "y"),
        "extra.site": "Z",
    }
    assert sheet.blocks[0].text == "Text"


@pytest.mark.parametrize(
    "text", ["---\n\nText\n\n---\n\nMore", "---\ntitle: x\n", "----\na: b\n----\n", "text\n---\na: b\n---"]
)
def test_no_front_matter(text: str):
    """Thematic breaks, and an opening line without its end, declare nothing and lose no text."""
    assert read_front_matter(text) == ({}, 0)


def test_front_matter_yaml_agrees():
    """Where PyYAML reads text, the small reader reads the same."""
    yaml = pytest.importorskip("yaml")
    loaded = yaml.load(FRONT.split("---\n")[1], Loader=yaml.BaseLoader)
    declared = read_front_matter(FRONT).declared
    for key, value in loaded.items():
        if key not in ("extra", "image"):
            found = declared[key.lower()].value
            assert (list(found) if isinstance(found, tuple) else found) == (
                value.strip() if isinstance(value, str) else value
            )


@pytest.mark.parametrize("text", [">" * 10_000 + " a", "> " * 10_000 + "a", "- " * 10_000 + "a"])
def test_deep_nesting_is_read_as_text(text: str):
    """Nesting no reader could follow is read as lines, with a warning, and its words are kept."""
    sheet = sheet_of(text)
    assert sheet.capture.warnings
    assert sheet.blocks[-1].text.endswith("a")


def test_nesting_below_the_bound_is_kept():
    assert blocks_of("> " * 45 + "a")[0].quoted == 45
    assert blocks_of("".join("  " * depth + "- a\n" for depth in range(45)))[-1].level == 45


def test_thematic_break_is_not_nesting():
    assert not sheet_of("a\n\n" + "- " * 200 + "\n\nb").capture.warnings


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "![" * 100_000,
        "[a](" * 50_000,
        ("[" * 2_000 + "\n\n") * 100,
        "x<!--" * 50_000,
        "*a_ " * 50_000,
        "`".join("`" * (size % 300) for size in range(2_000)),
        "&" * 200_000,
        "|a" * 5_000 + "|\n" + "|-" * 5_000 + "|\n" + "|b|\n" * 50,
        "<div>" + "<p a='" * 50_000,
        "---\na: [" + "b," * 100_000 + "\n---\n",
        "---\n" + 'a: "\n' * 1_900 + "---\n",
        "word " * 200_000,
    ],
    ids=range(13),
)
def test_hostile_input_is_linear(text: str):
    """Seconds at most, never minutes."""
    began = time.perf_counter()
    sheet_of_markdown(capture_of(text), Settings())

    assert time.perf_counter() - began < 20


PIECE = st.sampled_from(
    [
        "word",
        "Wort ß",
        "слово",
        "كلمة",
        "言葉",
        " ",
        "  ",
        "\n",
        "\n\n",
        "  \n",
        "\\\n",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "``",
        "[",
        "](b)",
        "](<c d> 't')",
        "]",
        "[r]",
        "\n\n[r]: /u 't'\n\n",
        "![",
        "<https://a.example>",
        "<br>",
        "<sup>",
        "</sup>",
        "<b>",
        "</b>",
        "<!-- c -->",
        "<div>",
        "</div>",
        "<script>",
        "</script>",
        "<img src=a>",
        "&amp;",
        "&nbsp;",
        "&bogus;",
        "&#0;",
        "\\*",
        "\\a",
        "\\|",
        "|",
        "\n|a|b|\n|-|-|\n|c|",
        "\n# ",
        "\n## h ##\n",
        "\n===\n",
        "\n---\n",
        "\n> ",
        "\n>",
        "\n- ",
        "\n  - ",
        "\n1. ",
        "\n    ",
        "\n\t",
        "\n```\n",
        "\n~~~ x\n",
        "\r\n",
        "\r",
        "\x00",
        "\u00a0",
        "\f",
        "\u2028",
        "\ufeff",
        "$",
        "http://a.example/b",
        "javascript:",
    ]
)


@given(st.lists(PIECE, max_size=40).map("".join))
@settings(max_examples=600, deadline=None)
def test_law_places_hold(text: str):
    """Nothing raises; runs are exact; blocks are in order and apart."""
    sheet_of(text)


@given(st.lists(PIECE, max_size=25).map("".join))
@settings(max_examples=200, deadline=None)
def test_law_words_are_in_the_capture(text: str):
    """Every word of every block occurs in the capture, entities decoded and markup dropped."""
    text = text.replace("\x00", "\ufffd")
    squeezed = re.sub(r"[\s\\]+", "", html.unescape(text))
    for block in blocks_of(text):
        for start, end in ((start, end) for _, start, end in block.runs):
            assert re.sub(r"[\s\\]+", "", html.unescape(text[start:end])) in squeezed


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_law_any_text(text: str):
    sheet_of(text)


@given(st.text(alphabet="-+= :\n\t\"'[],#abk\\>|~é", max_size=120), st.sampled_from(["---", "+++"]))
@settings(max_examples=400, deadline=None)
def test_law_front_matter(text: str, fence: str):
    """Nothing raises, and every declared value's place holds its raw form."""
    whole = f"{fence}\nkey: a\nkey = 1\n{text}\n{fence}\nbody"
    declared, body = read_front_matter(whole)
    assert 0 <= body <= len(whole)
    for fact in declared.values():
        for part in (fact, *fact.parts):
            assert part.where is not None
            assert part.raw == whole[part.where.start : part.where.end]


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=20), max_size=4))
@settings(max_examples=300, deadline=None)
def test_law_json_strings_are_read_back(title: str, tags: list[str]):
    """Values written as JSON strings come back as they were."""
    text = f"---\ntitle: {json.dumps(title)}\ntags: {json.dumps(tags, ensure_ascii=False)}\n---\n"
    declared, _ = read_front_matter(text)
    kept = tuple(tag for tag in tags if tag.strip())
    assert (declared["title"].value if title.strip() else title) == title
    if kept and not any("\x85" in tag or "\u2028" in tag or "\u2029" in tag for tag in kept):
        assert declared["tags"].value == kept
