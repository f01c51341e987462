"""One instant in two zones: the day is the one the page shows."""

from __future__ import annotations

import pytest

from copydesk.article.evidence import Candidate, nowhere
from copydesk.article.zones import in_local_time


def read(*values: tuple[str, str]) -> str:
    found = in_local_time([Candidate(value, how, 0.9, nowhere) for value, how in values])
    return str(found[0].value)


@pytest.mark.parametrize(
    ("declared", "shown", "value"),
    [
        # The same instant elsewhere with its zone.
        ("2024-05-08T02:25:54+00:00", ("2024-05-07T21:25:54-05:00", "time element"), "2024-05-07T21:25:54-05:00"),
        # A clock time without a zone, five hours behind.
        ("2024-05-08T02:25:54+00:00", ("2024-05-07T21:25", "dateline block"), "2024-05-07T21:25:00-05:00"),
        # Midnight somewhere to the east.
        ("2024-05-07T22:00:00+00:00", ("2024-05-08", "dateline block"), "2024-05-08"),
        # Another minute is another moment.
        ("2024-05-08T02:25:54+00:00", ("2024-05-07T21:27", "dateline block"), "2024-05-08T02:25:54+00:00"),
        # On one day nothing is gained.
        ("2024-05-08T12:25:00+00:00", ("2024-05-08T14:25", "dateline block"), "2024-05-08T12:25:00+00:00"),
        # Another declared value without a zone says nothing of what a reader sees.
        ("2024-05-08T02:25:00+00:00", ("2024-05-07T21:25", "meta date"), "2024-05-08T02:25:00+00:00"),
        # A declared zone is the page's own.
        ("2024-05-08T02:25:00+02:00", ("2024-05-07T21:25", "dateline block"), "2024-05-08T02:25:00+02:00"),
        ("2024-05-08", ("2024-05-07T21:25", "dateline block"), "2024-05-08"),
    ],
)
def test_the_page_s_own_day(declared: str, shown: tuple[str, str], value: str):
    """The declared instant, told in the zone of the page where that changes the day."""
    assert value == read((declared, "json-ld datePublished"), shown)


def test_nothing_to_compare():
    """No candidate, no time."""
    assert [] == in_local_time([])
