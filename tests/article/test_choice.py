"""The choice among candidates: probabilities that add up, signs that speak, weights that hold nothing of any page."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from math import isclose
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.article.choice import Option, decide, options_of, read_weights, weigh
from copydesk.article.evidence import Candidate, nowhere

TEXT = files("copydesk.article").joinpath("choices.json").read_text("utf-8")
TABLES = {f"{fact}{form}" for fact in ("title", "authors", "published") for form in ("", ", text")}
SIGNS = st.frozensets(st.sampled_from("abcdef"), max_size=4)
WEIGHTS = st.dictionaries(st.sampled_from([*"abcdef", "none a", "none b"]), st.floats(-20, 20))


def candidate(value: str, *signs: str) -> Candidate:
    """A candidate that stands nowhere."""
    return Candidate(value, f"how {value}", 0.0, nowhere, signs=signs)


@given(st.lists(SIGNS, max_size=6), WEIGHTS)
def test_probabilities_leave_room_for_none(signs: list[frozenset[str]], weights: dict[str, float]):
    """Shares are probabilities, and what is missing to one is that of none."""
    shares = weigh([Option([], each) for each in signs], ["a", "b"], weights)

    assert len(shares) == len(signs)
    assert all(0.0 <= share <= 1.0 for share in shares)
    assert sum(shares) <= 1.0 or isclose(sum(shares), 1.0)


def test_a_sign_that_speaks_for_a_value_raises_it():
    """More weight, more probability; for none, less."""
    options = [Option([], frozenset({"a"})), Option([], frozenset({"b"}))]
    first, other = weigh(options, ["x"], {"a": 1.0})
    less, _ = weigh(options, ["x"], {"a": 1.0, "none x": 3.0})

    assert first > other
    assert less < first


def test_candidates_of_one_value_are_one_option():
    """They share their signs; the order is that in which the values were found."""
    told = [candidate("one", "a"), candidate("two", "b"), candidate("one", "c")]
    options = options_of(told, lambda one: str(one.value))

    assert [frozenset("ac"), frozenset("b")] == [option.signs for option in options]
    assert [2, 1] == [len(option.candidates) for option in options]


def test_one_of_each_value_comes_first():
    """What else was on offer comes before the same value told again; a favoured sign moves only the order."""
    told = [candidate("one", "h1 element"), candidate("two", "title element"), candidate("one", "title block")]
    options = options_of(told, lambda one: str(one.value))
    usual = decide("title", options, ("page",))
    favoured = decide("title", options, ("page",), {"title element": 50.0})

    assert {"one", "two"} == {str(one.value) for one in usual[:2]}
    assert "two" == favoured[0].value
    assert {(one.how, one.confidence) for one in usual} == {(one.how, one.confidence) for one in favoured}


def test_weights_hold_our_own_words_alone():
    """Every sign is made of the words of this program and of names of metadata: nothing of any page is kept."""
    weights = read_weights(TEXT)
    sources = "\n".join(
        file.read_text("utf-8") for file in Path(str(files("copydesk"))).rglob("*.py") if "words" not in file.parts
    )
    known = set(sources.replace('"', " ").replace(",", " ").replace("{", " ").replace("}", " ").split())

    assert TABLES == set(weights)
    words = {
        word.strip(",").rstrip("0123456789") for table in weights.values() for sign in table for word in sign.split()
    }
    assert [] == sorted(words - known - {""})


def test_the_manifest_knows_the_weights():
    """The file that is shipped is the one that the manifest of training describes."""
    manifest = Path(__file__).parents[2] / "training" / "manifest.json"
    if not manifest.exists():
        pytest.skip("no training folder beside the tests")

    noted = json.loads(manifest.read_text())["choices.json"]["sha256"]
    assert hashlib.sha256(TEXT.encode()).hexdigest() == noted
