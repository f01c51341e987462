"""Notes: a reference and the note it leads to keep their bond, in the copy and when the copy is read again."""

from __future__ import annotations

import pytest

import copydesk

LEAD = (
    "<p>The tide at the quay is told from the moon and the wind, and the board of the harbour prints a table.</p>" * 3
)
NOTES = {
    "a list": ('<sup><a href="#fn1">1</a></sup>', '<ol><li id="fn1">Told in 1904. <a href="#r1">↩</a></li></ol>'),
    "brackets": ('<a href="#n1">[1]</a>', '<p id="n1">[1] Told in 1904.</p>'),
    "an anchor inside": ('<a href="#n1">[1]</a>', '<ol><li><a id="n1"></a>Told in 1904.</li></ol>'),
    "named anchors": (
        '<a name="r1" href="#n1"><sup>1</sup></a>',
        '<p><a name="n1" href="#r1">1.</a> Told in 1904.</p>',
    ),
    "raised numbers": ("<sup>1</sup>", "<p><sup>1</sup> Told in 1904.</p>"),
    "raised numbers in stars": ("<sup>1</sup>", "<p><b><sup>1</sup></b> Told in 1904.</p>"),
    "a list of notes": ("<sup>1</sup>", '<div class="foot-notes"><ol><li>Told in 1904.</li></ol></div>'),
    "a list beside": ("<sup>1</sup>", "<aside><ol><li>Told in 1904.</li></ol></aside>"),
    "strong numbers": ("<sup>1</sup>", "<hr><p><strong>1</strong> Told in 1904.</p>"),
    "links of a word processor": (
        '<sup><a href="#_ftn1">[1]</a></sup>',
        '<p><sup><a href="//6CB5#_ftnref1">[1]</a></sup> Told in 1904.</p>',
    ),
    "a sign alone": ('<sup><a href="#n1">1</a></sup>', '<div><a id="n1" href="#r1">1</a><p>Told in 1904.</p></div>'),
}


def article(body: str, end: str = ""):
    """A page with some text and what is to be tested at its end."""
    return copydesk.extract(f"<title>Tides</title><article><h1>Tides</h1>{LEAD}<p>{body}</p>{LEAD}{end}</article>")


@pytest.mark.parametrize("how", NOTES)
def test_note(how: str):
    """A note stands behind its label, a reference is that label; the text has no sign of either."""
    reference, note = NOTES[how]
    found = article(f"It was so{reference} then.", note)

    assert "It was so[^1] then." in found.markdown
    assert "\n\n[^1]: Told in 1904." in found.markdown
    assert "It was so then." in found.text
    assert found.text.endswith("\n\nTold in 1904.")


@pytest.mark.parametrize("how", NOTES)
def test_copy_reads_back(how: str):
    """The copy read again is the same text and the same copy."""
    reference, note = NOTES[how]
    first = article(f"It was so{reference} then.", note)
    second = copydesk.extract(first.copy(), form="markdown")

    assert (first.text, first.markdown) == (second.text, second.markdown)


def test_numbers_that_begin_again():
    """Two notes of one number get two labels; a second reference to a note has that of the first."""
    body = 'The moon<a href="#a1">[1]</a>, the wind<a href="#b1">[1]</a> and the board<a href="#a1">[1]</a> tell it.'
    found = article(body, '<ol><li id="a1">Told in 1904.</li></ol><ol><li id="b1">Told in 1905.</li></ol>')

    assert "The moon[^1], the wind[^2] and the board[^1] tell it." in found.markdown
    assert "[^2]: Told in 1905." in found.markdown


def test_reference_without_note():
    """A reference that leads nowhere, or to a heading, leaves nothing."""
    found = article('It was so<a href="#gone">[1]</a> and <a href="#part">[2]</a> then.', '<h2 id="part">Part</h2>')

    assert "It was so and then." in " ".join(found.markdown.split())
    assert "[^" not in found.markdown


def test_reference_before_a_colon():
    """A reference may stand before a colon; only at the start of a line is it the note itself."""
    found = article(
        'It was so<a href="#n1">[1]</a>: wet.', '<ol><li id="n1"><a href="#r">^</a> Told in 1904.</li></ol>'
    )
    second = copydesk.extract(found.copy(), form="markdown")

    assert "It was so[^1]: wet." in found.markdown
    assert "\n\n[^1]: Told in 1904." in found.markdown
    assert (found.text, found.markdown) == (second.text, second.markdown)


def test_strong_numbers_above_the_reference():
    """Numbered sections are no notes: those stand behind the words that refer to them."""
    found = article("<strong>1</strong> The quay</p><p>It was so<sup>1</sup> then.")

    assert "It was so<sup>1</sup> then." in found.markdown


def test_words_that_look_like_notes():
    """Text that has the form of a reference stays text."""
    found = article("Write [^1] for a note.", "<p>[^1]: so it goes.</p>")
    second = copydesk.extract(found.copy(), form="markdown")

    assert "Write [^1] for a note." in found.text
    assert found.text == second.text


def test_raised_numbers_that_are_no_references():
    """A power, and a raised number without a note, stay what they are."""
    found = article(
        "It holds 10<sup>1</sup> litres, x<sup>2</sup> boats<sup>1</sup>.", "<ol><li>Told in 1904.</li></ol>"
    )

    assert "It holds 10<sup>1</sup> litres, x<sup>2</sup> boats<sup>1</sup>." in found.markdown
    assert "1. Told in 1904." in found.markdown
