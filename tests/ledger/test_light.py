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


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("アーレント町長は「採決は簡単なほうだった」と述べた。", "アーレント町長"),
        ("水野教授が「改革を進める」と述べた。", "水野教授"),
        ("会議のあとで「改革を進める」と述べた。", None),
        ("王明表示：“我们已经等了很久，现在可以开始。”", "王明"),
        ("“我们已经等了很久，现在可以开始，”市长李华说。", "市长李华"),
        ("وقالت رئيسة البلدية سلمى ريدلي إن التصويت كان «الجزء السهل» من العمل.", "رئيسة البلدية سلمى ريدلي"),
        ("وقال المهندس يوسف: «سنبدأ في الربيع بعد أن ينتهي الغواصون».", "المهندس يوسف"),
        ('ראש העיר דנה לוי אמרה: "חיכינו מספיק זמן לחומה הזאת".', "ראש העיר דנה לוי"),
        ("한편 김민수 시장은 “이제 시작할 수 있다고 본다”고 말했다.", None),
    ],
)
def test_names_without_capitals(text: str, who: str | None):
    """Only whom grammar marks is named, whole words and nothing of the verb; else the source stays open."""
    (draft,) = light(text)

    assert ([who] if who else []) == [text[start:end] for start, end in draft.mention]
