"""Which pages must stay together: a network is judged on domains it was not trained on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
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


def weights_setter(folder: Path) -> Callable[[Any], None]:
    """What sets the weights that were trained without the domain of a page: of body, of kinds, of the choice of facts.

    Those that the folder lacks stay as they are in the product.
    """
    from copydesk.article import choice
    from copydesk.classify import kind, learned, network

    def texts(name: str) -> list[str]:
        files = [folder / f"{name}-{fold}.json" for fold in range(FOLDS)]
        return [file.read_text("utf-8") for file in files] if files[0].exists() else []

    networks = {
        form: [network.read_weights((folder / f"{form}-{fold}.npz").read_bytes()) for fold in range(FOLDS)]
        for form in ("page", "text")
        if (folder / f"{form}-0.npz").exists()
    }
    kinds = list(map(kind.read_weights, texts("kinds")))
    choices = list(map(choice.read_weights, texts("choices")))
    shipped = learned.weights_of

    def set_weights(page: Any) -> None:
        fold = fold_of(page)
        learned.weights_of = lambda name: networks[name][fold] if name in networks else shipped(name)  # type: ignore[assignment]
        if kinds:
            kind.weights = lambda: kinds[fold]  # type: ignore[assignment]
        if choices:
            choice.weights_of = lambda fact: choices[fold][fact]

    return set_weights
