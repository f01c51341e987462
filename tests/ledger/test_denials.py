"""What a denial answers, and what only sounds like one."""

from __future__ import annotations

import pytest
from msgspec import structs

from copydesk.ledger.answers import links
from copydesk.ledger.cues import polarity
from copydesk.ledger.denials import Choice, again, answers_of, candidates, context_of
from tagged import tagged

REPORT = (
    "<s1>The Courier</s1> <k1>reported</k1> <c1>that <s2>the mayor, Mara Ilves,</s2> <k2>had promised</k2> <c2>to sell the"
    " pier</c2></c1>.\n\n"
)


def denied(marked: str, number: int) -> list[int]:
    """The numbers of the statements that one denies, the likeliest first."""
    found = tagged(marked)
    numbers = {each.id: key for key, each in found.items()}
    told = [link for link in links(found.values()) if link.kind == "denies" and numbers[link.from_id] == number]
    return [numbers[link.to_id] for link in told]


@pytest.mark.parametrize(
    ("answer", "target"),
    [
        ("<s3>Ilves</s3> <k3>denied</k3> <c3>having promised anything of the kind</c3>.", [2]),
        ("<c3>“I never promised to sell the pier,”</c3> <s3>Ilves</s3> <k3>said</k3>.", [2]),
        ("<s3>Oskar Ment</s3> <k3>said</k3> <c3>he had bought a boat in June</c3>.", []),
    ],
)
def test_answers(answer: str, target: list[int]):
    """A denial answers the innermost statement that it says is not so; what speaks of another matter answers none."""
    assert denied(REPORT + answer, 3) == target


@pytest.mark.parametrize(
    ("answer", "measure", "target"),
    [
        ("<s3>Ilves</s3> <k3>dismissed</k3> <c3>the report as “fiction”</c3>.", "own words or act denied", None),
        ("<s3>Ilves</s3> <k3>denied</k3> <c3>having promised anything</c3>.", "own words or act denied", 2),
        ("<c3>“No such promise was made,”</c3> <s3>Oskar Ment</s3> <k3>said</k3>.", "nearest act denied", 2),
    ],
)
def test_readings(answer: str, measure: str, target: int | None):
    """An act denied points to the innermost statement that tells of it; a whole account rejected takes up no words."""
    found = tagged(REPORT + answer)
    numbers = list(found)
    places, rows = candidates(context_of(list(found.values())), numbers.index(3))
    marked = [numbers[place] for place, row in zip(places, rows, strict=True) if dict(row).get(measure)]
    assert marked == ([] if target is None else [target])


def test_weighed_again():
    """What one side answers in one place it is likelier to answer in another; where none answers, nothing changes."""
    marked = (
        REPORT
        + "<s3>Ilves</s3> <k3>denied</k3> <c3>having promised it</c3>. "
        + "<c4>“There is no such promise,”</c4> <s4>she</s4> <k4>said</k4>."
    )
    context = context_of(list(tagged(marked).values()))
    places = [1, 0]
    doubtful = Choice(places, [0.0, 0.0])
    sure = {2: Choice(places, [5.0, 0.0]), 3: doubtful}
    first, other = again(context, sure, 3)
    assert first["answered by its own side"] > other["answered by its own side"]
    assert again(context, {3: doubtful}, 3)[0]["others answer"] == 0


def test_links_stay_as_sure():
    """That a statement is marked as a denial by what it answers makes its own link no likelier."""
    found = list(
        tagged(REPORT + "<c3>“I never promised to sell the pier,”</c3> <s3>Ilves</s3> <k3>said</k3>.").values()
    )
    marked = [structs.replace(each, polarity="denies") if at == 2 else each for at, each in enumerate(found)]
    plain = [structs.replace(each, polarity="asserts") if at == 2 else each for at, each in enumerate(found)]
    assert answers_of(context_of(marked)) == answers_of(context_of(plain))


@pytest.mark.parametrize(
    ("cue", "content", "expected"),
    [
        ("denied", "that the pier was for sale", "denies"),
        ("denied", "bail", "refuses"),
        ("rejected", "the union’s final offer", "refuses"),
        ("rejected", "the report", "denies"),
        ("turned down", "the bid", "refuses"),
        ("declined", "to comment", "declines"),
        ("refused to say", "who had called", "declines"),
        ("declined to stop", "the works", "refuses"),
        ("would not say", "who had called", "declines"),
        ("has not answered", "our letters", "declines"),
        ("neither confirmed nor denied", "the sale", "declines"),
        ("said", "“No comment.”", "declines"),
        ("said", "it would not pay for the pier", "refuses"),
        ("took back", "the claim", "retracts"),
        ("said", "the story was taken down on Monday", "retracts"),
        ("said", "he had to take back the claim", "retracts"),
        ("said", "the lamps, which were taken down for cleaning, will be lit again", "asserts"),
        ("corrected", "the date", "corrects"),
        ("has not denied", "the sale", "asserts"),
        ("has not responded to", "our letters", "declines"),
        ("cannot comment on", "single cases", "declines"),
        ("left unanswered", "three calls", "declines"),
        ("replied", "that she did not take questions about boats", "declines"),
        ("said", "the two mayors did not discuss the pier", "asserts"),
        ("told", "she would not be at the meeting", "asserts"),
        ("would say only", "that the pier was old", "asserts"),
        ("rejected", "the ‘final’ offer", "refuses"),
        ("denied", "that any such offer was made", "denies"),
        ("disowned", "the statement he made in March", "retracts"),
        ("disowned", "all plans to sell the pier", "denies"),
        ("said", "the pier would stay", "asserts"),
    ],
)
def test_polarity(cue: str, content: str, expected: str):
    """What the words of a cue and the opening of a content tell."""
    assert polarity(cue, content) == expected
