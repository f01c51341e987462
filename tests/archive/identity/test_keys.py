"""Forms of addresses: what is one address, what belongs to which site, what can hold no article."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.archive.keys import address_key, is_hollow, site_key

HERE = Path(__file__).parent


def rows(name: str) -> list[str]:
    return [line for line in (HERE / name).read_text("utf-8").splitlines() if line and not line.startswith("# ")]


def paragraphs() -> list[list[str]]:
    found = [
        [line for line in part.splitlines() if line and not line.startswith("# ")]
        for part in (HERE / "addresses.txt").read_text("utf-8").split("\n\n")
    ]
    return [part for part in found if part]


PARAGRAPHS = paragraphs()


def test_the_table_is_large_enough():
    assert sum(map(len, PARAGRAPHS)) >= 80


@pytest.mark.parametrize("forms", PARAGRAPHS, ids=lambda forms: forms[0])
def test_forms_of_one_address_share_a_key(forms: list[str]):
    keys = {form: address_key(form) for form in forms}

    assert dict.fromkeys(forms, address_key(forms[0])) == keys


def test_different_addresses_have_different_keys():
    keys = [address_key(forms[0]) for forms in PARAGRAPHS]
    same = [(a[0], b[0]) for a, b in combinations(PARAGRAPHS, 2) if address_key(a[0]) == address_key(b[0])]

    assert [] == same, keys


@pytest.mark.parametrize("line", rows("hollow.txt"))
def test_hollow(line: str):
    sign, address = line.split(" ", 1)

    assert (sign == "-") is is_hollow(address)


@pytest.mark.parametrize("line", rows("sites.txt"))
def test_site(line: str):
    address, site = line.rsplit("  ", 1)

    assert ("" if site == "-" else site) == site_key(address)


@given(st.text(max_size=60) | st.builds("https://{}/{}".format, st.text(max_size=12), st.text(max_size=40)))
def test_any_text_has_a_key(text: str):
    """Nothing an address bar may hold raises."""
    assert isinstance(address_key(text), str)
    assert isinstance(site_key(text), str)
    assert is_hollow(text) in (True, False)
