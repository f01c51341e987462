"""Which statement has which time: its own, that of its source before, that of the scene, or none."""

from __future__ import annotations

import pytest

from tagged import tagged


def said(marked: str) -> list[str | None]:
    """When each statement was said, in an article of Wednesday 19 March 2031."""
    found = tagged(marked)
    return [each.said_at.value if each.said_at else None for _, each in sorted(found.items())]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "<s1>Mara Ilves</s1> <k1>said</k1> on Tuesday <c1>the pier would stay</c1>.\n\nThe pier is old."
            "\n\n<c2>“It is not for sale,”</c2> <s2>Ilves</s2> <k2>said</k2>.",
            ["2031-03-18", "2031-03-18"],
        ),
        (
            "<s1>Mara Ilves</s1> <k1>said</k1> on Tuesday <c1>the pier would stay</c1>. <s2>Ilves</s2> <k2>has since"
            " written</k2> <c2>that it may go</c2>.",
            ["2031-03-18", None],
        ),
        (
            "<s1>Mara Ilves</s1> <k1>said</k1> on Tuesday <c1>the pier would stay</c1>. <s2>Ilves</s2> <k2>did not"
            " respond to</k2> <c2>a request for comment</c2>.",
            ["2031-03-18", None],
        ),
        (
            "<s1>Mara Ilves</s1> <k1>said</k1> on Tuesday <c1>the pier would stay</c1>. <s2>Oskar Ment</s2>"
            " <k2>called</k2> <c2>that a dream</c2>.",
            ["2031-03-18", None],
        ),
        (
            "<s1>Mara Ilves</s1> <k1>said</k1> <c1>the pier would stay closed until Friday</c1>, and work is due to begin"
            " next week.",
            [None],
        ),
    ],
)
def test_of_the_same_source(marked: str, expected: list[str | None]):
    """Who goes on speaking does so on the same day, unless the words show another occasion."""
    assert said(marked) == expected


def test_of_a_sitting():
    """Whoever speaks in the room has the day of the hearing; who speaks outside has not."""
    marked = (
        "<s1>A surveyor, Ada Brun,</s1> <k1>told</k1> <a1>the inquest</a1> on Monday <c1>the wall had moved</c1>.\n\n"
        "<c2>“By how much?”</c2> <k2>asked</k2> <s2>the coroner, Ilmar Reef</s2>. The witness held up two fingers.\n\n"
        "Outside, <s3>the family’s solicitor, Jo Tamm,</s3> <k3>said</k3> <c3>they had waited long enough</c3>."
    )

    assert said(marked) == ["2031-03-17", "2031-03-17", None]


def test_in_a_live_report():
    """An entry in the present tense, or with word that somebody has said something, is of the day; a post is not."""
    marked = (
        "10.02am The clerk is late.\n\n10.20am <s1>Ada Brun</s1> <k1>tells</k1> <a1>the panel</a1> <c1>the wall had"
        " moved</c1>.\n\n10.41am <s2>The builder</s2> <k2>has denied</k2> <c2>it</c2>.\n\n10.50am <s3>Ida"
        " Holt</s3> <k3>has posted</k3> <c3>that it stands</c3>."
    )

    assert said(marked) == ["2031-03-19", "2031-03-19", None]


def test_of_an_interview():
    """Turns of an interview have the day on which the two met."""
    marked = (
        "We met Ada Brun on Monday in her yard.\n\n<s1>Q</s1><k1>:</k1> <c1>Did it move?</c1>\n\n<s2>A</s2><k2>:</k2>"
        " <c2>It did.</c2>\n\n<s3>Q</s3><k3>:</k3> <c3>How far?</c3>"
    )

    assert said(marked) == ["2031-03-17"] * 3


def test_leaning_on_a_day_named_before():
    """“That evening” is the evening of the day that the text named last, not of the day of publication."""
    marked = (
        "The wall fell on 3 March. <s1>Ada Brun</s1> <k1>wrote</k1> that evening <c1>that nobody was hurt</c1>."
        " Work resumes on Friday. <s2>Jo Tamm</s2> <k2>called</k2> two days later <c2>the note a comfort</c2>."
    )

    assert said(marked) == ["2031-03-03", "2031-03-05"]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Shares fell on Tuesday after <s1>Tamm Glass</s1> <k1>said</k1> <c1>the kiln was cold</c1>.", [None]),
        ("<s1>The board</s1>, which took over on 3 March, <k1>promised</k1> <c1>heat by May</c1>.", [None]),
        ("<s1>The board</s1>, which runs the kiln, on Tuesday <k1>promised</k1> <c1>heat by May</c1>.", ["2031-03-18"]),
        ("<s1>The Globe</s1>, which broke the story on Monday, <k1>said</k1> <c1>it was cold</c1>.", ["2031-03-17"]),
        ("<s1>The owner</s1> <k1>has not answered</k1> <c1>six questions</c1> sent to him on Monday.", [None]),
        ("Of the cart that has stood there since Tuesday <s1>he</s1> <k1>said</k1> <c1>a word</c1>.", [None]),
        (
            "A kiln opened on Friday. She brought a letter of 4 March in which <s1>the owner</s1> <k1>wrote</k1> <c1>that it"
            " leaked</c1>.",
            ["2031-03-04"],
        ),
    ],
)
def test_a_time_of_another_clause(marked: str, expected: list[str | None]):
    """Only what stands in the clause of a cue says when it was said."""
    assert said(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "<s1>The council</s1> <k1>said</k1> on Monday in <v1>a note</v1> <c1>that the kiln was cold</c1>."
            " <c2>It had been cold for weeks</c2>, <s2>the note</s2> <k2>says</k2>.",
            ["2031-03-17", "2031-03-17"],
        ),
        (
            "A kiln opened on 3 March. <s1>Ada Brun</s1> <k1>told</k1> <a1>an emergency meeting of the guild</a1> on Monday"
            " <c1>it leaked</c1>.\n\n<s2>Jo Tamm</s2> <k2>told</k2> <a2>the meeting</a2> <c2>that it did not</c2>.",
            ["2031-03-17", "2031-03-17"],
        ),
        (
            "<s1>Three potters</s1> <k1>told</k1> <a1>this paper</a1> on Monday <c1>the kiln was cold</c1>.\n\n"
            "<s2>One of them</s2> <k2>said</k2> <c2>it leaked</c2>.",
            ["2031-03-17", "2031-03-17"],
        ),
        (
            "<s1>The Globe</s1> <k1>reported</k1> on Monday, <k2>citing</k2> <s2>a potter</s2>, <c1><c2>that the kiln"
            " leaked</c2></c1>.",
            ["2031-03-17", None],
        ),
        (
            "<s1>Ada Brun</s1> <k1>told</k1> <a1>Radio Kiln</a1> on Monday <c1>it leaked</c1>. <s2>Ada Brun</s2> <k2>told</k2>"
            " <a2>Radio Kiln</a2>, too, <c2>that it smoked</c2>.",
            ["2031-03-17", "2031-03-17"],
        ),
        (
            "<s1>Ada Brun</s1> <k1>said</k1> on Monday <c1>it leaked</c1>.\n\n<k2>Asked</k2> <c2>who would pay</c2>,"
            " <s3>Ada Brun</s3> <k3>replied</k3> <c3>that the sun would</c3>.",
            ["2031-03-17", None, None],
        ),
        (
            "<s1>The Globe</s1> <k1>reported</k1> on Monday <c1>that it leaked</c1>.\n\n<s2>The Globe</s2> <k2>stood by</k2>"
            " <c2>its report</c2>.",
            ["2031-03-17", None],
        ),
    ],
)
def test_who_goes_on_and_who_does_not(marked: str, expected: list[str | None]):
    """The writing itself and one of the same people go on; a source cited, and an answer to a new question, do not."""
    assert said(marked) == expected


def test_of_a_meeting():
    """Who speaks at a meeting has its day, without the words of a court; who is asked for comment has not."""
    marked = (
        "<s1>Potters</s1> <k1>told</k1> <a1>the council</a1> at a packed meeting on Monday <c1>they would stay</c1>.\n\n"
        "<c2>“Whose kiln is it?”</c2> <k2>asked</k2> <s2>Ada Brun</s2>. <s3>The mayor</s3> <k3>said</k3> <c3>it was cold</c3>."
        "\n\n<s4>Its builder, Jo Tamm,</s4> <k4>declined</k4> <c4>to comment</c4>."
    )

    assert said(marked) == ["2031-03-17", "2031-03-17", "2031-03-17", None]


def test_a_talk_has_the_day_of_its_own_sentence():
    """Another day in the opening of an interview is not when the two met."""
    marked = (
        "Her book comes out on Tuesday. We talked in the yard.\n\n<s1>Q</s1><k1>:</k1> <c1>Did it move?</c1>\n\n"
        "<s2>A</s2><k2>:</k2> <c2>It did.</c2>\n\n<s3>Q</s3><k3>:</k3> <c3>How far?</c3>"
    )

    assert said(marked) == [None] * 3
