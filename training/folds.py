"""Which pages must stay together: a network is judged on domains it was not trained on."""

from __future__ import annotations

import hashlib
import re
from typing import Any, Final
from urllib.parse import urlsplit

FOLDS: Final = 5
# A hosting platform has many sites under one registered domain.
_PLATFORMS: Final = re.compile(
    r"(?:wordpress|blogspot|substack|medium|github|tumblr|livejournal|typepad|blogs|weebly|wix)\w*\."
)


def fold_of(page: Any) -> int:
    """The fold, 0 to FOLDS - 1, of an annotated page: the same for all pages of its domain, over all sources."""
    return int(hashlib.sha256(group_of(page).encode()).hexdigest(), 16) % FOLDS


def group_of(page: Any) -> str:
    """The registered domain, on hosting platforms the host, else the source."""
    if page.domain and not _PLATFORMS.search(page.domain):
        return str(page.domain)
    return urlsplit(page.url).hostname or page.domain or page.source
