"""The rules over the lines of a text dump: a short story keeps all of itself, whatever stands in its middle."""

from __future__ import annotations

import pytest

import copydesk
from copydesk.classify.dump import best_stretch

HALVES = [
    f"Witness number {number} said that the ferry had left the quay of Sandholm {number} minutes before the hour, "
    f"and that the dog on the pier had watched it go."
    for number in range(2, 8)
]
BOXES = {
    "cookies": "We use cookies to improve your experience. By clicking Accept you agree.\n\nAccept all",
    "share": "Share\n\nFacebook\n\nWhatsApp",
    "comments": "Comments (2)",
    "newsletter": "Sign up for our newsletter\n\nA letter from the map's edge.\n\nEnter your email address\n\nSign up",
    "advertisement": "Advertisement",
}


@pytest.mark.parametrize("size", [3, 2])
@pytest.mark.parametrize("box", BOXES)
def test_both_halves_stay(box: str, size: int):
    """A box in the middle of a short story costs no paragraph on either side, and is gone."""
    before, after = HALVES[:size], HALVES[3 : 3 + size]
    text = "\n\n".join(["Ferry leaves before its time", "By Ada Quill", *before, BOXES[box], *after])
    article = copydesk.extract(text, form="text")

    assert [*before, *after] == [line for line in article.text.split("\n\n") if line.startswith("Witness")]
    assert not any(line in article.text.split("\n\n") for line in BOXES[box].split("\n\n"))


@pytest.mark.parametrize("between", ["", "Advertisement\n\n"])
def test_a_short_last_sentence_stays(between: str):
    """The story ends with its last sentence, however short, and behind a button too."""
    article = copydesk.extract("\n\n".join([*HALVES[:2], f"{between}The fine was 40 crowns."]), form="text")

    assert article.text.endswith("The fine was 40 crowns.")


def test_an_announced_list_stays():
    """Items that a sentence announces belong to it."""
    text = "\n\n".join([*HALVES[:3], "The harbour office will look into:", "- the clock,\n- the dog."])

    assert copydesk.extract(text, form="text").text.endswith("the clock,\nthe dog.")


def test_a_letter_below_is_cut_whole():
    """An appeal is cut to its last paragraph, also the one that says neither you nor we."""
    letter = [
        "Dear readers,",
        "We ask you today for your help, because our paper has no owner but its readers and you are one of them.",
        "Last spring a court in Sandholm told the ferry company that it could sue for every word about the timetable.",
        "With your support we can go on. Please consider making a donation, however small, to our newsroom today.",
        "Monthly",
        "Donate now",
    ]
    article = copydesk.extract("\n\n".join(["Ferry leaves before its time", *HALVES, *letter]), form="text")

    assert article.text.endswith("watched it go.")


def test_advice_that_speaks_to_the_reader_is_no_appeal():
    """Where the whole page says "you", saying so proves nothing."""
    advice = [
        "You should feed your goose at dawn, and you should speak to it while you do, so that it learns your voice.",
        "If your goose bites you, give it your hat. You will need your hands, and you can buy yourself another hat.",
        "Your goose knows you. When you sign up for our newsletter it will not be your goose that reads it to you.",
    ]
    article = copydesk.extract("\n\n".join(advice), form="text")

    assert "feed your goose" in article.text


def test_the_best_stretch():
    """The maximum subsequence; the first of equals; empty when nothing is above zero."""
    assert (1, 4) == best_stretch([-1, 5, -2, 4, -9, 6])
    assert (0, 0) == best_stretch([-1.0, -2.0])
    assert (0, 0) == best_stretch([])
