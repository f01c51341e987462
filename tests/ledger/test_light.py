"""Quotations in any language, without a network, whatever the marks do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import copydesk
from copydesk.ledger.light import light


def parts(text: str) -> list[tuple[str, str]]:
    """Source and content of each quotation."""
    return [
        (
            " ".join(text[start:end] for start, end in draft.mention),
            " ".join(text[start:end] for start, end in draft.content),
        )
        for draft in light(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("»Hallo«, sagte Tom Brandt. Dann ging er.", [("Tom Brandt", "»Hallo«")]),
        ("„Wir bleiben hier“, sagte Eva Lund.", [("Eva Lund", "„Wir bleiben hier“")]),
        ("Léa dit : « Bonjour à tous ! »", [("Léa", "« Bonjour à tous ! »")]),
        ("«No nos vamos», dijo Marta Ruiz.", [("Marta Ruiz", "«No nos vamos»")]),
        ("«Мы остаёмся», — сказал Иван Лунин.", [("Иван Лунин", "«Мы остаёмся»")]),
        ('"The money was never there" — Commissioner Gwen Stark', [("Commissioner Gwen Stark", '"The money was never there"')]),
        ("From John Tull, VP Analyst:\n\nWe have nothing to hide from anyone.", [
            ("John Tull, VP Analyst", "We have nothing to hide from anyone.")
        ]),
        ("MARA ILVES: We start on Monday, come what may.", [("MARA ILVES", "We start on Monday, come what may.")]),
    ],
)  # fmt: skip
def test_forms(text: str, expected: list[tuple[str, str]]):
    """Marks of several scripts, statement blocks, a speaker's name and a colon."""
    assert parts(text) == expected


def test_japanese():
    """Corner brackets pair, and the verb of saying follows."""
    assert [content for _, content in parts("市長は「来年までに橋を直す」と述べた。")] == ["「来年までに橋を直す」"]


@pytest.mark.parametrize(
    "text", ["", '"', "“", "shouldn‘t “ “", '" " "', "» «", "— X", ": :", "“unclosed to the end of it"]
)
def test_odd_marks(text: str):
    """Marks that do not pair are no error."""
    for _, content in parts(text):
        assert content


@given(st.text(alphabet="ab “”\"'«»„「」—:\nA.", max_size=120))
def test_any_marks(text: str):
    """Whatever stands in a text, every span lies in it and holds something."""
    for draft in light(text):
        for start, end in (*draft.content, *draft.cue, *draft.mention):
            assert 0 <= start < end <= len(text)


def test_it_says_that_it_is_light():
    """A text in a language that the tagger does not know is read by its quotation marks, and the answer says so."""
    found = copydesk.statements(
        "„Wir bleiben hier“, sagte Eva Lund. Das war gestern in der Stadt, und niemand wusste es."
    )

    assert [each.source.name for each in found] == ["Eva Lund"]
    assert found.warnings
