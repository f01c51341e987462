"""One form for the many addresses of one page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.article.normal_form import normal_form

ONE_PAGE = [
    "https://tide.example/2024/quay-floods",
    "http://www.tide.example/2024/quay-floods/",
    "https://TIDE.example:443/2024/quay-floods?utm_source=post&utm_medium=x&fbclid=9",
    "https://m.tide.example/2024/quay-floods#comments",
    "https://amp.tide.example/2024/quay-floods",
    "https://www.tide.example/2024/quay-floods/amp/",
    "https://tide.example/amp/2024/quay-floods",
    "https://tide.example/2024/quay-floods/index.html",
    "https://tide.example/2024/%71uay-floods?ref=home&print=1",
    "https://www.google.com/amp/s/www.tide.example/2024/quay-floods",
    "https://tide-example.cdn.ampproject.org/c/s/tide.example/2024/quay-floods/amp",
    "https://web.archive.org/web/20240507093000id_/https://tide.example/2024/quay-floods",
]
OTHER_PAGES = [
    "https://tide.example/2024/quay-flood",
    "https://tide.example/2024/quay-floods?page=2",
    "https://news.tide.example/2024/quay-floods",
    "https://tide.example:8443/2024/quay-floods",
    "https://tide.example/2024/quay-floods#!/part/2",
    "https://tide.example/2024/Quay-floods",
]


@pytest.mark.parametrize("address", ONE_PAGE)
def test_one_page(address: str):
    """Scheme, host for telephones, AMP, caches, the way a reader came: none of them makes another page."""
    assert "tide.example/2024/quay-floods" == normal_form(address)


@pytest.mark.parametrize("address", OTHER_PAGES)
def test_other_pages(address: str):
    """A part of a page's own name does."""
    assert "tide.example/2024/quay-floods" != normal_form(address)


def test_order_of_query_is_nothing():
    """Two orders of one query are one page; a value that is empty is kept."""
    assert normal_form("https://tide.example/?b=2&a=") == normal_form("https://tide.example?a=&b=2")


def test_short_hosts_are_kept():
    """A site whose own name looks like a prefix keeps it."""
    assert ["m.example", "amp.dev/about"] == [normal_form("https://m.example"), normal_form("https://amp.dev/about")]


@pytest.mark.parametrize(
    "address", ["", "quay", "mailto:desk@tide.example", "http://[bad", "http://tide.example:99999/"]
)
def test_unreadable_is_kept(address: str):
    """What is no address of a page is given back as it is."""
    assert address == normal_form(address)


@given(st.text(alphabet="/?#&=%:.aAz2-~é", max_size=40))
def test_stable(rest: str):
    """The form of a form is the same."""
    once = normal_form(f"https://tide.example/{rest}")

    assert once == normal_form(f"https://{once}")
