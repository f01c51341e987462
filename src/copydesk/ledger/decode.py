"""From scores to spans: which words are cues, and what the other words are to each.

Both are the best path of a first-order chain (Viterbi 1967): an inside follows a begin, and a role seldom changes.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

CUE_BIAS: Final = -0.3
"""Added to the scores of cues. It and the cost below were chosen on half of the development documents."""
CHANGE: Final = 0.3
"""Cost of a change of role between two words."""
_NEVER: Final = np.float32(-1e9)
_CUE_STEPS: Final = np.array([[0, 0, _NEVER], [0, 0, 0], [0, 0, 0]], np.float32)


def log_softmax(scores: Floats) -> Floats:
    """Logarithms of probabilities over the last axis."""
    shifted = scores - scores.max(-1, keepdims=True)
    answer: Floats = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return answer


def best_path(scores: Floats, steps: Floats) -> NDArray[np.int64]:
    """The best labels (C, W) for scores (C, W, L) and what a step from one label to the next adds (L, L)."""
    chains, count, labels = scores.shape
    best = scores[:, 0].copy()
    came = np.zeros((count, chains, labels), np.int64)
    for place in range(1, count):
        through = best[:, :, None] + steps
        came[place] = through.argmax(1)
        best = through.max(1) + scores[:, place]
    path = np.zeros((chains, count), np.int64)
    path[:, -1] = best.argmax(1)
    rows = np.arange(chains)
    for place in range(count - 1, 0, -1):
        path[:, place - 1] = came[place, rows, path[:, place]]
    return path


def cues_of(scores: Floats, bias: float = CUE_BIAS) -> Mask:
    """Which words (C, W) are each of the cues, from scores (W, 3) of outside, begin, inside."""
    raised = log_softmax(scores) + np.array([0, bias, bias], np.float32)
    raised[0, 2] = _NEVER
    path = best_path(raised[None], _CUE_STEPS)[0]
    found: list[Mask] = []
    for place, label in enumerate(path):
        if label == 1:
            found.append(np.zeros(len(path), np.bool_))
        if label:
            found[-1][place] = True
    return np.array(found, np.bool_).reshape(-1, len(path))


def roles_of(scores: Floats, cues: Mask, change: float = CHANGE) -> NDArray[np.int64]:
    """The role of each word (C, W) from scores (C, W, R); a cue's own words have none."""
    if not len(scores):
        return np.zeros(cues.shape, np.int64)
    held = log_softmax(scores)
    held[cues, 1:] = _NEVER
    labels = scores.shape[2]
    steps = np.full((labels, labels), -change, np.float32)
    np.fill_diagonal(steps, 0)
    return best_path(held, steps)
