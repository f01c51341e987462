"""Searches that fit more articles than are ranked: the newest come, those with the words in their title first."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.stories import delivery, story
from copydesk.archive import adding
from copydesk.archive.archive import Archive
from copydesk.archive.parcels import parcel_of
from copydesk.settings import Settings

MANY = 60


def test_more_than_are_ranked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The answer says that it is not whole; filters look at all that fit."""
    monkeypatch.setattr("copydesk.archive.search.MOST_RANKED", 20)
    parcels = [parcel_of(delivery(story(number)), Settings()) for number in range(MANY)]
    with Archive(tmp_path / "copydesk.db") as archive:
        list(adding.file_all(archive._store, parcels))
        found = archive.search("keeper", limit=50)

        assert (found.total, found.is_whole) == (20, False)
        assert [hit.article for hit in found.hits] == list(range(MANY, MANY - 20, -1))
        assert archive.search('keeper "Port B1"').hits[0].article == 2
        assert archive.search("keeper title:B1").total == 1
        assert archive.search("council before:2024-04").total == 20
        assert archive.search("council after:2024-04").total == 0
