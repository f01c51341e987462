"""The tagger: the same weights with and without onnxruntime, windows that cover a text, other weights by a setting."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

import copydesk
from copydesk.errors import UsageError
from copydesk.ledger.decode import cues_of
from copydesk.ledger.models import SETTING, SHIPPED, load
from copydesk.ledger.network import distances, gelu
from copydesk.ledger.pieces import LONGEST, windows, words_of
from copydesk.ledger.runtime import network_of, vocabulary_of
from copydesk.ledger.tagger import batch_of, tag

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "train.jsonl"
TEXTS = [json.loads(line)["text"] for line in CORPUS.read_text("utf-8").splitlines()[:6]]


def test_with_and_without_onnxruntime():
    """Both find the same statements, but for words on the very edge."""
    pytest.importorskip("onnxruntime")
    vocabulary = vocabulary_of(SHIPPED)
    fast, plain = network_of(SHIPPED), network_of(SHIPPED, numpy_only=True)
    equal = total = 0
    for text in TEXTS:
        one, other = (tag(text, network, vocabulary) for network in (fast, plain))
        total += len(other)
        known = {(tuple(found.cue), tuple(found.source)) for found in one}
        equal += sum((tuple(each.cue), tuple(each.source)) in known for each in other)
    assert type(fast) is not type(plain)
    assert total > 30
    assert equal >= 0.9 * total


def test_windows_cover_a_text():
    """Every word is in one window, in order; none is too long, whatever a paragraph is."""
    vocabulary = vocabulary_of(SHIPPED)
    text = "\n\n".join([*TEXTS, "word " * 900, "x" * 500, "“" * 300])

    found = list(windows(text, vocabulary))

    assert [word for window in found for word in window.words] == words_of(text)
    assert max(len(window.pieces) for window in found) <= LONGEST


def test_words_know_their_quotation_marks():
    """Inside double marks, inside single ones, outside; an apostrophe is none."""
    text = "He said “we can’t, ‘not now’ anyway” to 'em."
    states = {text[word.start : word.end]: word.quoted for word in words_of(text)}

    assert (states["He"], states["we"], states["t"], states["anyway"], states["to"]) == (0, 1, 1, 1, 0)


def test_filling_up_changes_nothing():
    """A window has the same cues alone and beside a longer one."""
    network, vocabulary = network_of(SHIPPED, numpy_only=True), vocabulary_of(SHIPPED)
    short, long = (next(iter(windows(text, vocabulary))) for text in ("Ann said it rained.", TEXTS[0]))

    alone = network.encode(batch_of([short]))[1][0]
    beside = network.encode(batch_of([short, long]))[1][0, : len(short.words)]

    assert alone.argmax(1).tolist() == beside.argmax(1).tolist()


def test_cues_begin_before_they_go_on():
    """An inside without a begin is no cue of its own, be it likelier than anything else there."""
    scores = np.array([[9, 0, 0], [1, 0, 2], [0, 9, 0], [0, 0, 9]], np.float32)

    assert cues_of(scores).tolist() == [[False, False, True, True]]


def test_distance_and_gelu():
    """Steps count from the nearest end of the cue; the function agrees with its definition."""
    found = distances(np.array([[0, 0, 1, 1, 0]], bool))[0] - 32

    assert found.tolist() == [-2, -1, 0, 0, 1]
    assert abs(gelu(np.float32([1.0]))[0] - 0.8413447) < 1e-5


def test_a_folder_without_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A setting that names no model is an error that says so."""
    monkeypatch.setenv(SETTING, str(tmp_path))
    load.cache_clear()

    with pytest.raises(UsageError, match=r"encode\.onnx"):
        copydesk.statements("Ann said it rained, and that it would rain again on Monday in the hills.")
    load.cache_clear()


def test_a_report_is_read():
    """Direct and indirect speech, a belief left out unless asked for, every span in its place."""
    text = (
        "Mara Ilves, the council leader, told Radio Tarn on Tuesday that the pier was not for sale. “We will keep it,” she"
        " said. A spokesman for Harrow Rail declined to comment. The minister denied that he had met the buyer. Residents"
        " believe that the board will give in."
    )

    found = copydesk.statements(text, published="2031-03-19", outlet="The Courier")
    every = copydesk.statements(text, published="2031-03-19", outlet="The Courier", cues="all")

    by_cue = {each.cue[0].text: each for each in found}
    assert by_cue["told"].source.name == "Mara Ilves"
    assert by_cue["told"].said_at.value == "2031-03-18"
    assert by_cue["told"].addressee.name == "Radio Tarn"
    assert by_cue["said"].source.name == "Mara Ilves"
    assert by_cue["said"].manner == "direct"
    assert {each.polarity for each in found} >= {"denies", "declines"}
    assert not {each.cue_class for each in found} & {"belief", "appearance"}
    assert len(every) > len(found)
    for each in every:
        for part in (*each.content, *each.cue):
            assert text[part.start : part.end] == part.text


@pytest.mark.parametrize("name", ["encode.onnx", "read.onnx", "denials.toml"])
def test_the_manifest_knows_the_weights(name: str):
    """What is shipped is what the manifest of training describes."""
    manifest = Path(__file__).parents[2] / "training" / "manifest.json"
    if not manifest.exists():
        pytest.skip("no training folder beside the tests")
    file = SHIPPED.parent / name if name.endswith(".toml") else SHIPPED / name

    noted = json.loads(manifest.read_text())[f"ledger/{name}"]["sha256"]
    assert hashlib.sha256(file.read_bytes()).hexdigest() == noted
