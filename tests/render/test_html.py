"""The HTML of a copy: XML and HTML at once, safe to open, the same words in the same structure."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

import copydesk
from copydesk import Article
from copydesk.errors import UnknownOption
from golden import Case, cases

SPACE = "{http://www.w3.org/1999/xhtml}"
ALLOWED = frozenset(
    "html head meta title link style body article header section h1 h2 h3 h4 h5 h6 p a em strong code s sup sub small "
    "br ul ol li blockquote pre figure figcaption img table thead tbody tr th td time".split()
)
LEAD = "<p>The tide at the quay is told from the moon and the wind, and the board prints a table of it.</p>" * 3


def page(body: str) -> Article:
    """The article of a page with some text around what is to be tested."""
    return copydesk.extract(
        f"<html lang=en><title>Tides</title><article><h1>Tides</h1>{LEAD}{body}{LEAD}</article>",
        url="https://quay.example/news/tides",
    )


def tree(article: Article, **options: bool) -> ElementTree.Element:
    """The page as an XML tree."""
    return ElementTree.fromstring(article.html(**options))


def inside(body: str, **options: bool) -> str:
    """What the page holds for some HTML, between the paragraphs around it."""
    written = page(body).html(**options)
    return written.split("prints a table of it.</p>")[3].strip("\n")


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_is_xml_with_known_elements_only(case: Case):
    """Every page parses as XML, and holds no element and no attribute that could run or load anything."""
    for element in tree(case.article(), comments=True, related=True).iter():
        assert element.tag.removeprefix(SPACE) in ALLOWED
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            assert not re.match(r"\s*(?:javascript|vbscript):", value, re.IGNORECASE)
            assert name != "src" or element.tag == f"{SPACE}img"


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_holds_every_word_of_the_text(case: Case):
    """The text stands in the page, in order."""
    article = case.article()
    written = "".join("".join(tree(article).itertext()).split())

    at = 0
    for line in re.split(r"[\n\t]+", article.text):
        line = "".join(line.split())
        place = written.find(line, at)
        assert place >= 0, line
        at = place + len(line)


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("<p>One<br>two &lt;b&gt; &amp; three.</p>", "<p>One<br/>two &lt;b&gt; &amp; three.</p>"),
        ("<p>A <b>bold <i>and</i></b> word.</p>", "<p>A <strong>bold <em>and</em></strong> word.</p>"),
        (
            "<p>H<sub>2</sub>O, <s>no</s> <code>a &lt; b</code>.</p>",
            "<p>H<sub>2</sub>O, <s>no</s> <code>a &lt; b</code>.</p>",
        ),
        (
            '<p>See <a href="/a?b=1&amp;c=2">this</a>.</p>',
            '<p>See <a href="https://quay.example/a?b=1&amp;c=2">this</a>.</p>',
        ),
        ('<p>See <a href="javascript:go()">this</a>.</p>', "<p>See this.</p>"),
        ("<h3>Of the moon</h3><p>It pulls.</p>", "<h2>Of the moon</h2>\n<p>It pulls.</p>"),
        (
            "<ul><li>One<ul><li>Deep</li></ul></li><li>Two</li></ul>",
            "<ul><li>\nOne\n<ul><li>\nDeep\n</li></ul>\n</li>\n<li>\nTwo\n</li></ul>",
        ),
        ("<ol start=3><li>One</li><li>Two</li></ol>", '<ol start="3"><li>\nOne\n</li>\n<li>\nTwo\n</li></ol>'),
        ("<blockquote><p>So it is.</p></blockquote>", "<blockquote>\n<p>So it is.</p>\n</blockquote>"),
        (
            '<pre><code class="language-c">if (a &lt; b)\n  go();</code></pre>',
            '<pre><code class="language-c">if (a &lt; b)\n  go();</code></pre>',
        ),
        (
            '<figure><img src="/q.jpg" alt="A &quot;quay&quot;"><figcaption>At noon.</figcaption></figure>',
            '<figure><img src="https://quay.example/q.jpg" alt="A &quot;quay&quot;"/>'
            "<figcaption>At noon.</figcaption></figure>",
        ),
        (
            "<table><tr><th>Boat</th><th align=right>Built</th></tr><tr><td>Heron</td><td>1904</td></tr></table>",
            '<table><thead>\n<tr><th>Boat</th><th style="text-align:right">Built</th></tr>\n</thead><tbody>\n'
            '<tr><td>Heron</td><td style="text-align:right">1904</td></tr>\n</tbody></table>',
        ),
        (
            '<iframe src="https://www.youtube.com/embed/ferryferry1" title="Dusk"></iframe>',
            '<figure><a href="https://www.youtube.com/watch?v=ferryferry1" title="video">Dusk</a></figure>',
        ),
    ],
)
def test_element(body: str, written: str):
    """Each kind of block and mark by its element."""
    found = inside(body)

    assert found.startswith(written)
    ElementTree.fromstring(page(body).html())


def test_notes():
    """A reference and its note lead to each other."""
    article = page('<p>So<sup><a href="#n1">1</a></sup> it is.</p><p id="n1">1. Told in 1904.</p>')
    written = article.html()

    assert '<sup><a href="#note-1" id="ref-1" role="doc-noteref">1</a></sup>' in written
    assert '<p id="note-1" role="doc-footnote"><sup>1</sup> Told in 1904. <a href="#ref-1"' in written


def test_options():
    """Links, pictures and tables go, their words stay where they are words."""
    body = "<p>See <a href='/a'>this</a>.</p><img src=/q.jpg><table><tr><th>Boat<th>Built<tr><td>Heron<td>1904</table>"

    assert "<a href" not in inside(body, links=False).split("</article>")[0]
    assert "<img" not in inside(body, images=False)
    assert "<table" not in inside(body, tables=False)
    with pytest.raises(UnknownOption):
        page(body).html(pictures=False)


def test_picture_written_out_in_the_page():
    """It is shown in HTML, where it is seen, and left out of Markdown, where it would bury the text."""
    data = "data:image/png;base64," + "iVBORw0KGgo" * 300
    article = page(f"<img src='{data}' alt='The quay'>")

    assert f'<img src="{data}" alt="The quay"/>' in article.html()
    assert "data:" not in article.markdown
    assert article.image is None


def test_language_and_direction():
    """The page says in which language it is, and from where it is read."""
    article = copydesk.extract(
        "<html lang=ar><title>المد</title><article><h1>المد</h1>"
        + "<p>يعرف المد عند الرصيف من القمر والريح كل يوم.</p>" * 5,
    )

    assert '<html xmlns="http://www.w3.org/1999/xhtml" lang="ar" xml:lang="ar" dir="rtl">' in article.html()


def test_signs_that_xml_cannot_hold():
    """They are left out."""
    ElementTree.fromstring(page("<p>The \x0b quay \ufffe was \x1b[31m quiet.</p>").html())
