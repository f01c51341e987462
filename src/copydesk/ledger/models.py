"""The trained tagger: which weights, and how they are run.

With onnxruntime (the extra `[ledger]`) the network runs in 8-bit integers; without it the same weights are multiplied
in NumPy, more slowly; on words at the edge of a role the two may differ. `COPYDESK_LEDGER_MODEL` names a folder with
other weights.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from copydesk.classify.threads import one_core
from copydesk.errors import UsageError
from copydesk.ledger.tagger import Tagged, tag

SETTING: Final = "COPYDESK_LEDGER_MODEL"
SHIPPED: Final = Path(__file__).parent / "weights"
_ENGLISH: Final = frozenset(
    "the and that of to in said is was for on with he she it they by are has have from at as his her not".split()
)

TagText = Callable[[str], list[Tagged]]


def tagger_for(language: str | None, text: str) -> TagText | None:
    """What finds the statements of a text in its language; None where no model knows it."""
    spoken = (language or "").partition("-")[0].lower()
    if spoken not in ("en", "") or (not spoken and not is_english(text)):
        return None
    return load(os.environ.get(SETTING, ""))


def place_of_model() -> Path:
    """The folder of the weights that are used: those that are shipped, or those that were named in their place."""
    return _place(os.environ.get(SETTING, ""))


def _place(folder: str) -> Path:
    return Path(folder) if folder else SHIPPED


def is_english(text: str) -> bool:
    """Whether a text reads like English: enough of its words are the commonest of that language."""
    words = text[:4000].lower().split()
    return len(words) < 8 or sum(word in _ENGLISH for word in words) > 0.12 * len(words)


@cache
def load(folder: str) -> TagText | None:
    """The tagger of a folder, by default the one that is shipped; None where that has no weights.

    Raises:
        UsageError: The folder that was named holds no model.

    """
    place = _place(folder)
    if not (place / "encode.onnx").is_file():
        if folder:
            raise UsageError(folder, "holds no model (encode.onnx)", f"set {SETTING} to a folder that training wrote")
        return None
    from copydesk.ledger.runtime import network_of, vocabulary_of

    network, vocabulary = network_of(place), vocabulary_of(place)

    def tagged(text: str) -> list[Tagged]:
        with one_core():
            return tag(text, network, vocabulary)

    return tagged
