"""Formulas, however a page writes them: TeX in the text, between dollar signs in the copy, the same when read again."""

from __future__ import annotations

import pytest

import copydesk

LEAD = (
    "<p>The tide at the quay is told from the moon and the wind, and the board of the harbour prints a table.</p>" * 3
)
QUADRATIC = r"x=\frac{-b}{2a}"
MATHML = "<mi>x</mi><mo>=</mo><mfrac><mrow><mo>−</mo><mi>b</mi></mrow><mrow><mn>2</mn><mi>a</mi></mrow></mfrac>"
ANNOTATION = f'<annotation encoding="application/x-tex">{QUADRATIC}</annotation>'
WRITTEN = {
    "MathML with its TeX": f"<math><semantics><mrow>{MATHML}</mrow>{ANNOTATION}</semantics></math>",
    "MathML with an attribute": f'<math alttext="{QUADRATIC}">{MATHML}</math>',
    "KaTeX": f'<span class="katex"><span class="katex-mathml"><math><semantics><mrow>{MATHML}</mrow>{ANNOTATION}'
    '</semantics></math></span><span class="katex-html" aria-hidden="true"><span>x</span><span>=</span></span></span>',
    "MathJax 2": '<span class="MathJax_Preview">x=-b/2a</span><span class="MathJax">x=b2a</span>'
    f'<script type="math/tex">{QUADRATIC}</script>',
    "MediaWiki": '<span class="mwe-math-element"><span style="display:none">'
    f'<math alttext="{{\\displaystyle {QUADRATIC}}}">'
    f'{MATHML}</math></span><img class="mwe-math-fallback-image-inline" src="/quad.svg" alt="{QUADRATIC}"></span>',
    "a picture": f'<img class="latex" src="/quad.png" alt="{QUADRATIC}">',
    "a service": '<img src="https://draw.example/svg.image?x%3D%5Cfrac%7B-b%7D%7B2a%7D">',
    "delimiters": rf"\({QUADRATIC}\)",
}


def article(body: str):
    """A page with some text around a formula, and with a program of formulas."""
    head = '<title>Tides</title><script src="https://cdn.example/mathjax/tex.js"></script>'
    return copydesk.extract(
        f"<html><head>{head}</head><body><article><h1>Tides</h1>{LEAD}{body}{LEAD}</article></body></html>"
    )


@pytest.mark.parametrize("how", WRITTEN)
def test_formula_is_tex(how: str):
    """Its TeX stands in the text once, and between dollar signs in the copy."""
    found = article(f"<p>The root {WRITTEN[how]} is the hour.</p>")

    assert f"The root {QUADRATIC} is the hour." in found.text
    assert f"The root ${QUADRATIC}$ is the hour." in found.markdown


@pytest.mark.parametrize("how", WRITTEN)
def test_copy_reads_back(how: str):
    """The copy read again is the same text and the same copy."""
    first = article(f"<p>The root {WRITTEN[how]} is the hour, for $5 or $6, _not_ more.</p>")
    second = copydesk.extract(first.copy(), form="markdown")

    assert (first.text, first.markdown) == (second.text, second.markdown)


@pytest.mark.parametrize(
    ("mathml", "tex"),
    [
        (MATHML, r"x = \frac{- b}{2 a}"),
        ("<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "x_{i}^{2}"),
        ("<msqrt><mi>α</mi><mo>±</mo><mi>Γ</mi></msqrt>", r"\sqrt{\alpha \pm \Gamma}"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", r"\sqrt[3]{x}"),
        ("<mover><mi>F</mi><mo>→</mo></mover>", r"\vec{F}"),
        ("<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover><mi>i</mi>", r"\sum_{i}^{n} i"),
        ("<mo>(</mo><mi>a</mi><mo>,</mo><mi>b</mi><mo>)</mo>", r"\left( a , b \right)"),
        ("<mi>sin</mi><mi>θ</mi><mtext> at the quay </mtext>", r"\sin \theta \text{at the quay}"),
        ("<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi></mtd></mtr></mtable>",
         r"\begin{aligned} a & b \\ c \end{aligned}"),
        ("<mi>𝑧</mi>", "z"),
        ("<mi>x</mi><mphantom><mi>y</mi></mphantom>", "x"),
    ],
)  # fmt: skip
def test_mathml(mathml: str, tex: str):
    """Every element of MathML as TeX writes it."""
    found = article(f"<p>Here <math>{mathml}</math> stands.</p>")

    assert f"Here {tex} stands.".replace("  ", " ") in found.text


def test_display():
    """A formula on a line of its own has two signs."""
    found = article(f'<p>So:</p><math display="block">{MATHML}</math>')

    assert "\n\n$$x = \\frac{- b}{2 a}$$\n\n" in found.markdown


def test_prices_are_no_formulas():
    """Dollar signs before figures stay text, and need no escape."""
    line = "It rose from $4,000-$5,000 to $6bn/$7bn, US$ notes and $x."
    found = article(f"<p>{line}</p>")

    assert line in found.markdown
    assert found.text == copydesk.extract(found.copy(), form="markdown").text


def test_dollars_around_words_are_escaped():
    """What would be read as a formula, and is none, is written with a backslash."""
    page = f"<article><h1>Tides</h1>{LEAD}<p>Set $HOME$ to the quay.</p>{LEAD}</article>"
    found = copydesk.extract(page)

    assert r"Set \$HOME$ to" in found.markdown
    assert found.text == copydesk.extract(found.copy(), form="markdown").text


def test_code_is_left_alone():
    """Delimiters in code are code."""
    found = article(r"<pre>let $\alpha$ be \(x\)</pre>")

    assert r"let $\alpha$ be \(x\)" in found.text


def test_picture_of_something_is_no_formula():
    """A photograph stays a picture, whatever its address says."""
    found = article('<p>Seen:</p><img src="/mathilda.jpg?x=1" alt="The quay at dawn" class="math-teacher">')

    assert "![The quay at dawn](/mathilda.jpg?x=1)" in found.markdown
