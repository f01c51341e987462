"""Precision and recall move one threshold, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

import copydesk
from copydesk import Article
from copydesk.classify.learned import threshold_of
from golden import cases


def kept(article: Article) -> set[int]:
    """Ranks of the blocks of the body."""
    return {rank for rank, label in enumerate(article.labels) if label.name == "body"}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_what_precision_keeps_recall_keeps(case):
    """Each focus keeps all that the stricter one keeps."""
    capture = case.capture.read_bytes()
    strict, middle, wide = (kept(copydesk.extract(capture, focus=name)) for name in ("precision", "balanced", "recall"))

    assert strict <= middle <= wide


def test_the_focus_changes_what_is_kept():
    """On pages with something in doubt, recall keeps more than balance, and precision less."""
    kept_by = {
        name: sum(len(kept(copydesk.extract(case.capture.read_bytes(), focus=name))) for case in cases())
        for name in ("precision", "balanced", "recall")
    }

    assert kept_by["precision"] < kept_by["balanced"] < kept_by["recall"]


def test_the_more_is_in_doubt_the_lower_the_threshold():
    size = np.full(10, 100, np.float32)
    sure = np.array([0.99] * 5 + [0.01] * 5, np.float32)
    unsure = np.array([0.6] * 5 + [0.3] * 5, np.float32)

    assert 0.15 < threshold_of(unsure, size, 0.15, 0.65) < threshold_of(sure, size, 0.15, 0.65) <= 0.5
