"""Quotations against their source: what is altered is never called verbatim."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.ledger.quoting import GOOD, Anchor, anchor_of, check_quote, place_of

SOURCE = (
    "“We would not improve the pier before 2031,” Ms Ilves said. “If this happens soon, the board will not lay claim to the"
    " islands.” The crew – all nine of them – voted. “We are ready, and we were ready in May,” she added. The scheme will"
    " cost 12 million crowns and take three years to build. The mayor said the same thing on Monday. The mayor said the"
    " same thing on Friday."
)


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        ("We would not improve the pier before 2031", "verbatim"),
        ('"We are ready, and we were ready in May."', "verbatim"),
        ("The crew - all nine of them - voted", "typographic"),
        ("we would not improve the pier before 2031", "edited"),
        ("If this [rise] happens soon, the board... will not lay claim to the islands", "edited"),
        ("We are ready … ready in May", "edited"),
        ("We are ready, and we were ready in [spring]", "edited"),
        ("We are ready, and we were …", "edited"),
        ("… will cost 12 million crowns and take three years", "edited"),
        ("The scheme will cost 12 million crowns and take [ages]", "altered"),
        ("If this happens soon, the board will …", "altered"),
        ("We are ready, and we were ready?", "altered"),
        ("We would improve the pier before 2031", "altered"),
        ("If this happens soon, the board … lay claim to the islands", "altered"),
        ("The scheme will cost [a lot] and take three years to build", "altered"),
        ("The scheme will cost … and take three years to build", "altered"),
        ("The scheme will cost 14 million crowns and take three years", "altered"),
        ("We Would not improve the pier before 2031", "altered"),
        ("Nobody ever said anything like that to us", "absent"),
        ("the pier before", "ambiguous"),
        ("The mayor said the same thing", "ambiguous"),
    ],
)
def test_kinds(quote: str, kind: str):
    """Each kind of answer."""
    assert check_quote(quote, SOURCE).kind == kind


def test_every_edit_is_shown():
    """What brackets and ellipses stand for is told with its place."""
    found = check_quote("The mayor … the same thing on Monday", SOURCE)

    assert [(each.kind, each.original) for each in found.differences] == [("ellipsis", "said")]
    start, end = found.differences[0].where
    assert SOURCE[start:end] == "said"


def test_an_alteration_names_the_words():
    """What the quotation has and what the text has."""
    found = check_quote("The scheme will cost 14 million crowns and take three years", SOURCE)

    assert [(each.quoted, each.original) for each in found.differences] == [("14", "12")]


SENTENCES = (
    "The harbour authority said the ferry would sail again on Monday after two engines were replaced.",
    "Nobody at the ministry had seen the letter before it was printed, the spokeswoman told reporters.",
    "Prices rose by 4.2 percent in March, the fastest pace since the border was closed in 2029.",
    "The court did not accept that the driver had been told about the missing bolts on the bridge.",
    "She promised that every household in the valley would have clean water within three years.",
    "Investigators found no evidence that the fire had been started on purpose, the report states.",
    "Farmers warned that the reservoir could not hold the spring flood unless the second gate was built.",
    "The union never agreed to the new timetable and will decide about a strike on Thursday evening.",
    "According to the minutes, seven members voted for the sale, five against and two were absent.",
    "He insisted the recording was genuine and that his opponent knew about it all along.",
)


def altered(sentence: str, chance: random.Random) -> Iterator[str]:
    """The sentence with its sense changed: a word swapped, dropped, put in, a figure or a negation changed."""
    words = sentence.rstrip(".").split()
    place = chance.randrange(1, len(words) - 1)
    yield " ".join([*words[:place], "allegedly", *words[place:]])
    yield " ".join([*words[:place], *words[place + 1 :]])
    yield " ".join([*words[:place], "treasurer", *words[place + 1 :]])
    yield " ".join([*words[: place - 1], words[place], words[place - 1], *words[place + 1 :]])
    flipped = re.sub(r"\b(not|never|no|Nobody)\b ?", "", sentence)
    yield (
        flipped
        if flipped != sentence
        else re.sub(r"\b(would|will|was|were|had|said|rose)\b", r"\1 not", sentence, count=1)
    )
    if re.search(r"\d", sentence):
        yield re.sub(r"\d", lambda match: str((int(match[0]) + 1) % 10), sentence, count=1)


def same(sentence: str, chance: random.Random) -> Iterator[str]:
    """The sentence as it may be quoted fairly."""
    words = sentence.rstrip(".").split()
    start = chance.randrange(0, len(words) - 7)
    yield sentence
    yield f"“{sentence}”"
    yield sentence.replace("'", "’").replace(" ", "\u00a0", 2)
    yield " ".join(words[start : start + 7])
    yield f"{' '.join(words[:4])} [as he put it] {' '.join(words[4:])}"


def test_five_hundred_quotations():
    """No altered quotation is borne out, and no fair one is turned down."""
    chance = random.Random(11)
    text = " ".join(SENTENCES)
    wrong, turned_down, count = [], [], 0
    for _ in range(6):
        for sentence in SENTENCES:
            for quote in altered(sentence, chance):
                count += 1
                wrong += [quote] if check_quote(quote, text).kind in GOOD and quote.strip(".") not in text else []
            for quote in same(sentence, chance):
                count += 1
                turned_down += [quote] if check_quote(quote, text).kind not in GOOD else []
    assert count >= 500
    assert wrong == []
    assert turned_down == []


@given(st.text(max_size=200), st.text(max_size=400))
def test_anything_gives_an_answer(quote: str, text: str):
    """No quotation and no text defeats it, and a place that is given holds the words it says."""
    found = check_quote(quote, text)

    assert all(text[place.start : place.end] == place.text for place in found.places)


def test_an_anchor_finds_its_place_or_says_that_it_is_gone():
    """Words that moved are found, words that changed are gone, words that stand twice are told apart by their neighbours."""
    start = SOURCE.index("The mayor said the same thing on Friday")
    anchor = anchor_of(SOURCE, start, start + len("The mayor said the same thing"))

    assert place_of(anchor, "Added. " + SOURCE) == (start + 7, start + 7 + len(anchor.exact))
    assert place_of(Anchor(exact="The mayor said the same thing"), SOURCE) is None
    assert place_of(anchor_of(SOURCE, 1, 30), SOURCE.replace("not improve", "improve")) is None
