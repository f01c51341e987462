"""What must hold for any input: the golden captures, and generated HTML, text and Markdown.

A law is a function of an article (and of what it was made from, where it makes it again); the tables at the foot of
this file list them, and each runs over everything.
"""

# Lists of words read best as lines of words.

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import copydesk
from copydesk import Article, Block, CopydeskError, Fact
from golden import Case, cases

CASES = cases()

# Deterministic, so that a red run is red again; no deadline, as the machines that run this are shared.
MODERATE = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

WORD = re.compile(r"\w+")
TAG = re.compile(r"<[A-Za-z/!?][^>]*>")
# The same with `>` allowed inside quoted values; on broken markup only one of the two is right.
QUOTED_TAG = re.compile(r"""<[A-Za-z/!?](?:"[^"]*"|'[^']*'|[^>"'])*>""")
MARKER = re.compile(r"[*_~`\\]")
JSON_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|.)")
SILENT = re.compile("[\u00ad\u200b\u2060\ufeff\x00]")


# The laws --------------------------------------------------------------------------------------------------------


def labels_stand_beside_blocks(article: Article) -> None:
    """Every block has one label, with a reason and a probability."""
    assert len(article.blocks) == len(article.labels)
    assert all(label.reason and 0 <= label.probability <= 1 for label in article.labels)


def every_block_is_in_the_body_or_cut(article: Article) -> None:
    """Nothing vanishes: a block with text is body, or it is cut with a reason."""
    body = [block.text for block in article.body() if block.text]
    cut = [cut.text for cut in article.cut]

    assert sorted(block.text for block in article.blocks if block.text) == sorted(body + cut)


def words_are_in_the_capture(article: Article) -> None:
    """Every word of the text is in the capture, markup and escapes aside."""
    raw = article.capture.text
    haystack = held_words(raw)

    assert [word for word in WORD.findall(SILENT.sub("", article.text)) if word not in haystack] == []


def spans_hold_what_they_claim(article: Article) -> None:
    """The raw form of every fact, part and alternative is the capture's text at its place."""
    for name, fact in article.facts.items():
        for found in unfold(fact):
            held = "" if found.where is None else article.capture.text[found.where.start : found.where.end]
            assert found.raw == held, (name, found.how)


def what_is_not_found_says_so(article: Article) -> None:
    """A fact has a value and a way it was found, or neither."""
    for name, fact in article.facts.items():
        assert (fact.value in (None, ())) == (fact.how == "not found"), name
        assert 0 <= fact.confidence <= 1, name


def blocks_stand_in_the_capture(article: Article) -> None:
    """Every block and every run of it lies inside the capture, runs in order and inside their text."""
    for block in article.blocks:
        assert 0 <= block.where.start <= block.where.end <= len(article.capture.text)
        starts = [run[0] for run in block.runs]
        assert starts == sorted(set(starts)), block
        for start, first, last in block.runs:
            assert 0 <= start < len(block.text), block
            assert block.where.start <= first < last <= block.where.end, block


def runs_hold_their_text(article: Article) -> None:
    """The text from one run to the next is the capture's text at its place, references read and spaces folded."""
    for block in article.blocks:
        for start, end, raw in stretches(block, article.capture.text):
            text = block.text[start:end]
            assert fold(text) in readings(raw, article.capture.form), (block.kind, text, raw)


def marks_lie_inside_their_text(article: Article) -> None:
    """Marks are not empty and do not begin or end in white space, so that Markdown can write them."""
    for block in article.blocks:
        for mark in block.marks:
            marked = block.text[mark.start : mark.end]
            assert 0 <= mark.start < mark.end <= len(block.text), (block, mark)
            assert marked == marked.strip() or mark.kind == "code", (block, mark)


def text_leads_back(article: Article) -> None:
    """Each line of the text leads back to a raw span that holds its first and its last word."""
    for found in re.finditer(r"[^\n\t]+", article.text):
        words = WORD.findall(SILENT.sub("", found[0]))
        if not words:
            continue
        where = article.locate(found.start(), found.end())
        assert where is not None, found[0]
        raw = article.capture.text[where.start : where.end]
        held = held_words(raw)
        for word in (words[0], words[-1]):
            assert word in held, (found[0], raw)


def records_survive_json(article: Article) -> None:
    """An article written as JSON and read back is the same article."""
    again = msgspec.json.decode(msgspec.json.encode(article), type=Article)

    assert article == again
    assert article.facts == again.facts
    assert article.to_dict() == again.to_dict()


def to_json_is_to_dict(article: Article) -> None:
    """The two forms for other programs say the same."""
    assert msgspec.json.decode(msgspec.json.encode(article.to_dict())) == msgspec.json.decode(article.to_json())


def walls_have_no_text(article: Article) -> None:
    """A wall gives no text, but for the teaser of a paywall; what has no text is called by its name."""
    if article.verdict.is_wall and article.verdict.kind != "paywall":
        assert article.text == ""
    assert article.verdict.reason


def copy_of_the_copy_is_the_copy(article: Article) -> None:
    """Rendering the copy, extracting it and rendering again changes nothing."""
    copy = article.copy()

    assert copy == copydesk.extract(copy, form="markdown").copy()


def body_of_the_copy_is_the_body(article: Article) -> None:
    """The copy extracted again has the same text."""
    assert article.text == copydesk.extract(article.copy(), form="markdown").text


LAWS: list[Callable[[Article], None]] = [
    labels_stand_beside_blocks,
    every_block_is_in_the_body_or_cut,
    words_are_in_the_capture,
    spans_hold_what_they_claim,
    what_is_not_found_says_so,
    blocks_stand_in_the_capture,
    runs_hold_their_text,
    marks_lie_inside_their_text,
    text_leads_back,
    records_survive_json,
    to_json_is_to_dict,
    walls_have_no_text,
    copy_of_the_copy_is_the_copy,
    body_of_the_copy_is_the_body,
]


def held_words(raw: str) -> str:
    """Everything a stretch of a capture may be read as, one reading a line."""
    bare = [unescape(pattern.sub("", raw)) for pattern in (TAG, QUOTED_TAG)]
    declared = (read_json(raw), unescape(read_json(raw)))
    return SILENT.sub(
        "", "\n".join((raw, unescape(raw), *declared, *bare, *(MARKER.sub("", text) for text in (*bare, raw))))
    )


def read_json(raw: str) -> str:
    """A stretch of a JSON string, as declared values are written, with its escapes read."""
    return JSON_ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[0][1:], raw)


def unfold(fact: Fact) -> Iterator[Fact]:
    """A fact, its parts and its alternatives, all the way down."""
    yield fact
    for below in (*fact.parts, *fact.alternatives):
        yield from unfold(below)


def stretches(block: Block, capture: str) -> Iterator[tuple[int, int, str]]:
    """Each run of a block as start and end in its text, and the raw text it was read from."""
    for (start, first, last), (end, *_) in pairwise([*block.runs, (len(block.text), 0, 0)]):
        yield start, end, capture[first:last]


def fold(text: str) -> str:
    """Text with its white space folded and the characters nobody sees left out."""
    return " ".join(SILENT.sub("", text).split())


def readings(raw: str, form: str) -> set[str]:
    """What a stretch of a capture may be read as: as it stands, with references read, in Markdown also escapes.

    In HTML one text may go on behind markup that the parser ignores, such as an end tag of what was never opened.
    """
    read = {fold(raw), fold(unescape(raw))}
    if form == "html":
        read |= {fold(unescape(TAG.sub("", raw))), fold(unescape(QUOTED_TAG.sub("", raw)))}
        read |= {fold(unescape(read_json(raw)))}
    if form == "markdown":
        read |= {fold(unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", raw)))}
    return read


# What they hold for -----------------------------------------------------------------------------------------------

TAGS = (
    "p div span b i em strong a h1 h2 h3 ul ol li table tr td th blockquote pre code figure figcaption section article "
    "aside header footer nav form button br hr img sup sub del font center dl dt dd q small time main template noscript"
).split()
ATTRIBUTES = [
    "",
    "",
    "",
    ' class="body text"',
    ' class="promo newsletter"',
    " id=x",
    " hidden",
    ' style="display:none"',
    ' href="https://quay.example/a?b=1&amp;c=2"',
    ' href="#"',
    ' aria-hidden="true"',
    ' datetime="2024-05-07"',
    ' title="a > b"',
    " colspan=3",
    ' src="/i.png" alt="a picture"',
    " start=7",
]
WORDS = [
    *"the ferry council said on Monday that water would rise by three crowns in Korvale".split(),
    *"Größe déjà мост القطار ספרייה 渡口停航三年后重新开通 コーヒー कुआँ 😀".split(),
    *"&amp; &lt;b&gt; &nbsp; &eacute; &#8212; &#x1F600; &bogus; & < > * _ ` [x](y) # 1. - + ~~ | \\ “quoted” ]".split(),
    *"un*believ*able snake_case_name https://quay.example/x a&shy;b e\u0301 www.quay.example 2024-05-07".split(),
    "is\u00a0fixed",
    "zero\u200bwidth",
]
BROKEN = [
    *"<p <b> </b> <i> </div> </p> <!-- --> <td> </table> <table> <a <a href='x > </a> <li> </ul> <script> </".split(),
    *"& &# &#0; &#x110000; &#xD800; <![CDATA[ ]]> <?x > <plaintext <svg> </svg> <math> <select> <option>".split(),
    *"<textarea> </title> <style> </style> <frameset> <body> </body> </html> <br/> </br> <p/> <1 <é>".split(),
    "\x00",
    "\r\n",
    "\r",
    "\x0c",
    "\ud800",
    "\ufffe",
    "\u202e",
]
PROSE = (
    "<p>The council of Korvale voted on Tuesday evening to keep the harbour ferry running through the whole winter, "
    "ending a long dispute.</p><p>Eleven of the nineteen members backed the motion, which sets aside money for crew "
    "and for fuel until the end of March.</p>"
)


def element(children: st.SearchStrategy[list[str]]) -> st.SearchStrategy[str]:
    """An element of any kind around some children."""
    return st.builds(
        lambda tag, attribute, inner: f"<{tag}{attribute}>{''.join(inner)}</{tag}>",
        st.sampled_from(TAGS),
        st.sampled_from(ATTRIBUTES),
        children,
    )


LINES = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
TREES = st.recursive(LINES, lambda inner: element(st.lists(inner, max_size=4)), max_leaves=16)
SCRAPS = st.lists(st.one_of(TREES, st.sampled_from(BROKEN)), max_size=10).map("".join)
HTML = st.one_of(
    SCRAPS,
    SCRAPS.map(lambda inner: f"<!DOCTYPE html><title>A title</title><article><h1>A title</h1>{PROSE}{inner}</article>"),
    st.tuples(SCRAPS, SCRAPS).map(lambda two: f"<html><body>{two[0]}<main>{PROSE}{two[1]}{PROSE}</main></body>"),
)
# The same prose without markup, as the story around what is generated.
PLAIN = [paragraph for paragraph in re.split(r"</?p>", PROSE) if paragraph]


def in_a_story(inner: str) -> str:
    """Content between a headline and two paragraphs before and after."""
    return "\n\n".join(["Korvale keeps its ferry", *PLAIN, inner, *PLAIN])


PARAGRAPHS = st.lists(st.one_of(LINES, st.text(max_size=40)), max_size=8).map("\n\n".join)
TEXT = st.one_of(PARAGRAPHS, PARAGRAPHS.map(in_a_story))
MARKUP = st.sampled_from(["# ", "## ", "- ", "1. ", "> ", "    ", "```\n", "| a | b |\n| - | - |\n| ", "**", "---\n"])
MARKED = st.lists(st.tuples(st.one_of(st.just(""), MARKUP), LINES).map("".join), max_size=10)
DOCUMENTS = st.one_of(MARKED.map("\n\n".join), MARKED.map("\n".join))
MARKDOWN = st.one_of(
    DOCUMENTS, DOCUMENTS.map(in_a_story), DOCUMENTS.map(lambda inner: f"---\ntitle: A b\n---\n{inner}")
)
FORMS = {"html": HTML, "text": TEXT, "markdown": MARKDOWN}
SOURCES = st.one_of([st.tuples(strategy, st.just(form)) for form, strategy in FORMS.items()])


def extract(source: tuple[str, str]) -> Article | None:
    """The article of generated content; None when it is turned away with a proper error."""
    content, form = source
    try:
        return copydesk.extract(content, form=form, url="https://generated.example/a/b")
    except CopydeskError as error:
        assert error.thing
        assert error.message
        return None


def by_name(value: Any) -> str:
    """A readable test id."""
    return value.name if isinstance(value, Case) else value.__name__.replace("_", "-")


def test_there_are_cases():
    """The laws below run over something."""
    assert CASES


@pytest.mark.parametrize("case", CASES, ids=by_name)
@pytest.mark.parametrize("law", LAWS, ids=by_name)
def test_law_holds_for_golden_pages(law: Callable[[Article], None], case: Case):
    """Each law over each golden capture."""
    law(case.article())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("law", LAWS, ids=by_name)
def test_law_holds_for_generated(law: Callable[[Article], None], form: str):
    """Each law over generated content, well formed and broken."""
    seen = []

    @MODERATE
    @given(FORMS[form])
    def holds(content: str) -> None:
        article = extract((content, form))
        if article is not None:
            seen.append(bool(article.text))
            law(article)

    holds()

    # Not all was turned away, and some had a text to speak of.
    assert len(seen) > MODERATE.max_examples // 2
    assert any(seen)


@MODERATE
@given(st.binary(max_size=400))
def test_any_bytes_give_an_article_or_a_proper_error(data: bytes):
    """Nothing raises but an error of ours."""
    try:
        article = copydesk.extract(data)
    except CopydeskError:
        return

    assert article.verdict.kind
    assert isinstance(article.copy(), str)


@MODERATE
@given(SOURCES)
def test_same_input_same_output(source: tuple[str, str]):
    """Extraction depends on its input alone."""
    first, second = extract(source), extract(source)

    assert first == second
    assert first is None or first.to_json() == second.to_json()  # type: ignore[union-attr]


@settings(MODERATE, max_examples=20)
@given(st.lists(SOURCES, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_order_of_inputs_does_not_matter(sources: list[tuple[str, str]], random: Any):
    """In a batch each input gives what it gives alone, in the order of the inputs."""
    inputs = [content.encode("utf-8", "surrogatepass") for content, _ in sources]
    shuffled = list(inputs)
    random.shuffle(shuffled)

    def outcomes(batch: list[bytes]) -> list[tuple[bytes, bytes]]:
        results = list(copydesk.extract_all(batch))
        assert len(batch) == len(results)
        found = zip(batch, map(outcome, results), strict=True)
        return sorted(found)

    assert outcomes(inputs) == outcomes(shuffled)


def outcome(result: Any) -> bytes:
    """What came out, without the name of the input, which counts its place in the batch."""
    if isinstance(result, Article):
        return msgspec.json.encode(msgspec.structs.replace(result, capture=result.capture.text and None))  # type: ignore[arg-type]
    return msgspec.json.encode((result.error, result.message))


def test_order_of_files_does_not_matter():
    """The same for files: a batch in either order gives the articles that single calls give."""
    paths = [case.capture for case in CASES if not case.options()]
    forth = list(copydesk.extract_all(paths))
    back = list(copydesk.extract_all(reversed(paths)))

    assert forth == back[::-1]
    assert forth == [copydesk.extract(path) for path in paths]
