"""What the pages of a site repeat is taken out of stories, and of nothing else."""

import numpy as np
import pytest
from msgspec import structs

from copydesk import intake
from copydesk.blocks import read_blocks
from copydesk.bulk import Counts, sites
from copydesk.bulk.settings import BulkSettings
from copydesk.classify import Judgement
from copydesk.records import Label, Verdict
from copydesk.settings import Settings

PLEA = "Readers pay for every word of this paper."
STORY = "The north pier is open again after a year of repairs, and the first ferry of the day was full by seven."
PAGE = f"<article><h1>Pier</h1><p>{STORY}</p><p>{PLEA}</p></article>"


@pytest.mark.parametrize(("kind", "taken"), [("article", 1), ("live_blog", 1), ("product", 0), ("collection", 0)])
def test_only_of_stories_is_anything_taken_out(kind, taken, monkeypatch):
    """What all products of a shop say of delivery is what their pages say."""
    capture = intake.receive(PAGE.encode(), url="https://quay.example/a", settings=Settings())
    sheet = read_blocks(capture, Settings())
    own = sorted(key for at, key in sites._keys(sheet.blocks, "quay.example") if sheet.blocks[at].text == PLEA)
    monkeypatch.setattr(sites, "known_repeats", lambda path, digest: np.array(own, dtype=np.uint64))
    counts = Counts()
    review = sites.review_of(structs.replace(BulkSettings(), sites="repeated.npy"), counts)
    labels = [Label("body", 0.9, "made up") for _ in sheet.blocks]

    judgement = review(sheet, Judgement(labels, Verdict(kind, 0.9, "made up")))

    assert len(own) == 1
    assert sum(label.name != "body" for label in judgement.labels) == taken
    assert counts.repeated.get("blocks", 0) == taken
