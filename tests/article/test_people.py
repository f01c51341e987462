"""Bylines, split into names and told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.article.people import read_names

BYLINES = {
    "By Ann Lee and Bo Ek, staff writers": ["Ann Lee", "Bo Ek"],
    "Von Ann Lee": ["Ann Lee"],
    "Por Ana Núñez": ["Ana Núñez"],
    "Par Marie d’Ormes et Bo Ek": ["Marie d’Ormes", "Bo Ek"],
    "Di Luca Bo": ["Luca Bo"],
    "От Анна Ли": ["Анна Ли"],
    "Автор: Анна Ли": ["Анна Ли"],
    "文／李安": ["李安"],
    "記者李安／台北報導": ["李安"],
    "李安、王博": ["李安", "王博"],
    "Ines Okoro in Caracas": ["Ines Okoro"],
    "Ann Lee, Quay News, Nairobi": ["Ann Lee"],
    "By Ann Lee, Political Correspondent": ["Ann Lee"],
    "By Ann Lee @annlee ann@quay.example": ["Ann Lee"],
    "By Ann Lee, Senior Reporter May 3, 2024 3:04 pm": ["Ann Lee"],
    "Ann Lee | 3 min read": ["Ann Lee"],
    "By Ludwig van der Berg": ["Ludwig van der Berg"],
    "PTI | Updated: Mar 19, 2025 14:05 IST": ["PTI"],
    "Tamsin Okoro Leave a comment": ["Tamsin Okoro"],
    "By Tamsin Okoro Share": ["Tamsin Okoro"],
    "By Tamsin Okoro for The Echo, and agencies": ["Tamsin Okoro"],
    "By Leo Bright in the Court of Session": ["Leo Bright"],
    "Words: Florian Achebe. Pictures: Ruth Sandoval.": ["Florian Achebe"],
    "Text: Florian Achebe, Fotos: Ruth Sandoval": ["Florian Achebe"],
    "By Ann Lee | Photographs by Ada Quent": ["Ann Lee"],
    "By Ann Lee. Photographs by Ada Quent": ["Ann Lee"],
    "Story and photos by Ann Lee": ["Ann Lee"],
    "Text und Fotos: Ann Lee": ["Ann Lee"],
    "Texto: Ana Ruiz": ["Ana Ruiz"],
    "Interview: Casimir Dole": ["Casimir Dole"],
    "โดย สมชาย ใจดี": ["สมชาย ใจดี"],
    "ผู้เขียน: สมชาย ใจดี": ["สมชาย ใจดี"],
    "Tác giả: Trần Minh Khoa": ["Trần Minh Khoa"],
    "Theo Trần Minh Khoa": ["Trần Minh Khoa"],
    "Theo Marsh": ["Theo Marsh"],
    "김하늘 기자": ["김하늘"],
    "남궁하늘 서울 특파원": ["남궁하늘"],
    "인턴 기자": [],
    "Por María José de la Cruz y Vega": ["María José de la Cruz y Vega"],
    "Por Ana de la Cruz y Luis Vega": ["Ana de la Cruz", "Luis Vega"],
    "By Tom Leave": ["Tom Leave"],
    "Von Ann Lee im Hafenblatt": ["Ann Lee"],
    "Updated: Mar 19, 2025": [],
    "March 19, 2025": [],
    "Share this article": [],
    "The work is finished and the bridge is safe, she said": [],
}


@pytest.mark.parametrize(("line", "names"), BYLINES.items())
def test_byline(line: str, names: list[str]):
    """The names of a visible byline, roles, places, addresses and dates cut."""
    assert names == [name.text for name in read_names(line)]


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("ann lee", [("ann lee", "person")]),
        ("Madonna", [("Madonna", "person")]),
        ("Reuters", [("Reuters", "agency")]),
        ("Ann Lee (dpa)", [("Ann Lee", "person"), ("dpa", "agency")]),
        ("Quay Times Staff", [("Quay Times Staff", "organisation")]),
        ("Ann Lee and Reuters", [("Ann Lee", "person"), ("Reuters", "agency")]),
        ("Por Ana de la Cruz y EFE", [("Ana de la Cruz", "person"), ("EFE", "agency")]),
        ("Ann Lee, Jr.", [("Ann Lee Jr.", "person")]),
        ("https://social.example/ann.lee", []),
        ("admin", []),
        ("", []),
    ],
)
def test_declared(value: str, names: list[tuple[str, str]]):
    """A declared author may be one word; an address or an account is none."""
    assert names == [tuple(name) for name in read_names(value, declared=True)]


@given(st.text(max_size=200))
def test_any_text(text: str):
    """Nothing raises, and a name is never empty."""
    assert all(name.text.strip() for declared in (False, True) for name in read_names(text, declared=declared))
