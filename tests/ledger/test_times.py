"""When something was said: words against a date line."""

from __future__ import annotations

from datetime import date

import pytest

from copydesk.ledger.times import times_in

WEDNESDAY = date(2031, 3, 19)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("late Tuesday", "2031-03-18"),
        ("on Wednesday", "2031-03-19"),
        ("on Thursday evening", "2031-03-13"),
        ("last Wednesday", "2031-03-12"),
        ("next Monday", "2031-03-24"),
        ("yesterday", "2031-03-18"),
        ("this morning", "2031-03-19"),
        ("earlier this month", "2031-03"),
        ("earlier this week", "2031-W12"),
        ("last week", "2031-W11"),
        ("a week ago", "2031-W11"),
        ("three months ago", "2030-12"),
        ("last year", "2030"),
        ("in March 2030", "2030-03"),
        ("last March", "2030-03"),
        ("in September", "2030-09"),
        ("since early 2030", "2030"),
        ("on 3 May", "2030-05-03"),
        ("May 3, 2029", "2029-05-03"),
        ("on the 4th of March", "2031-03-04"),
        ("2031-02-11", "2031-02-11"),
        ("the day before", "2031-03-09"),
        ("two days later", "2031-03-12"),
        ("that night", "2031-03-10"),
        ("at 12:45", "2031-03-19T12:45"),
        ("at 7.15am", "2031-03-19T07:15"),
        ("shortly after 9 p.m. on Tuesday", "2031-03-18T21:00"),
        ("in the early hours of Tuesday", "2031-03-18"),
        ("a post of 3.15 pm", "2031-03-19T15:15"),
        ("our 07.15 entry", "2031-03-19T07:15"),
        ("that month", "2031-03"),
        ("two days after the wall fell", "2031-03-08"),
        ("hours after the wall fell", "2031-03-10"),
    ],
)
def test_words(words: str, value: str):
    """Each form, in an article of Wednesday 19 March 2031 that spoke of 10 March last."""
    found = list(times_in(words, 0, len(words), WEDNESDAY, told=date(2031, 3, 10)))

    assert [each.value for each in found] == [value]


@pytest.mark.parametrize(
    "words",
    [
        "he may go",
        "a march of 300 people",
        "the second half",
        "by 4.2 percent",
        "of 4.25 percent",
        "at 12 sites",
        "May Lund said so",
        "it was a Sunday",
        "her last night in the job",
        "told the Sunday Globe",
        "Mr Sunday Oke",
    ],
)
def test_no_times(words: str):
    """What only looks like one."""
    assert list(times_in(words, 0, len(words), WEDNESDAY)) == []


def test_without_a_date_line():
    """Only what is whole by itself can be resolved."""
    text = "on Tuesday, in March 2030 and on 3 May 2029"

    assert [each.value for each in times_in(text, 0, len(text), None)] == ["2030-03", "2029-05-03"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It fell on 4 March. He had left the day before. She wrote that evening.", ["03-04", "03-03", "03-04"]),
        ("On Monday, a day after it fell, he came; that evening he left.", ["03-17", "03-16", "03-17"]),
    ],
)
def test_what_only_looks_back_is_no_day_to_lean_on(text: str, values: list[str]):
    """A step back from the day told leaves that day the one that goes on."""
    assert [each.value[5:] for each in times_in(text, 0, len(text), WEDNESDAY)] == values
