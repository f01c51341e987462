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
