"""`copydesk demo`: its pages, and what the archive makes of them."""

from __future__ import annotations

from datetime import date

import pytest

from copydesk.archive.archive import Archive
from copydesk.cli import demo, main

DAY = date(2024, 3, 10)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """The archive of the demo, as if today were a Sunday in March."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    assert demo.fill(path, DAY)
    with Archive(path, create=False, read_only=True) as archive:
        yield archive


def number(archive, words):
    """The article whose title has some words."""
    return archive.search(f'title:"{words}"').hits[0].article


def test_the_pages_are_of_the_week_that_ends_today():
    """Captures are in the order of time and end today; nothing is left to fill in."""
    found = list(demo.deliveries(DAY))
    times = [each.captured for each in found]

    assert times == sorted(times)
    assert times[0].startswith("2024-03-04")
    assert times[-1].startswith("2024-03-10")
    assert not [each.url for each in found if b"{{" in each.data or "{{" in each.url]


def test_the_same_day_gives_the_same_pages():
    """The pages depend on the day alone."""
    assert list(demo.deliveries(DAY)) == list(demo.deliveries(DAY))
    assert list(demo.deliveries(DAY)) != list(demo.deliveries(date(2024, 3, 11)))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Sunday, 3 March 2024"),
        ("de", "Sonntag, 3. März 2024"),
        ("ar", "الأحد, 3 مارس 2024"),
        ("ja", "日曜日, 2024年3月3日"),
    ],
)
def test_days_are_written_in_the_language_of_the_page(language, said):
    """A weekday and a date are what its readers would write."""
    assert demo.dated("{{weekday -7}}, {{day -7}}", DAY, language) == said


def test_a_story_is_changed_twice(filled):
    """A figure first, with a note of correction, then a quotation."""
    first, second, third = filled.revisions(number(filled, "closed meeting is told"))

    assert not first.changes
    figure = next(each for each in second.changes if each.kind == "figure")
    assert [figure.before[each.start : each.end] for each in figure.spans_before] == ["12"]
    assert [figure.after[each.start : each.end] for each in figure.spans_after] == ["21"]
    assert "correction" in [each.kind for each in second.changes]
    assert [each.kind for each in third.changes] == ["quotation"]


def test_walls_stand_in_the_place_of_stories(filled):
    """A question for consent and an error page belong to their articles and are no revisions."""
    walls = {
        each.verdict: (number, filled.article(number).title)
        for number in filled.numbers()
        for each in filled.captures(number)
        if each.revision is None
    }

    assert "closed meeting" in walls["consent"][1]
    assert "denies" in walls["error"][1]


def test_the_agency_has_one_origin(filled):
    """Two papers print its text."""
    wire = filled.article(number(filled, "council votes"))

    assert wire.outlets == ("Sandhaven Mail", "Lowmarsh Post")
    assert [each.kind for each in wire.relatives] == ["reprint"]
    assert filled.counts()["origins"] == filled.counts()["articles"] - 1


def test_what_was_reported_was_denied(filled):
    """The statement of the two people has a denial of the treasurer."""
    statements = filled.statements(number(filled, "closed meeting is told"))
    told = [each for each in statements if each.statement.content[0].text.startswith("The new sea wall")]
    answers = [each for of in filled.bearings(told).values() for each in of if each.kind == "denies"]

    assert any("reasurer" in each.other.statement.source.mention[0].text for each in answers)


def test_what_is_cut_is_worth_a_look(filled):
    """The newsletter, the appeal, the comments and the most read are named as what they are."""
    capture = filled.captures(number(filled, "closed meeting is told"))[0]
    cut = {each.text: each.label for each in filled.cut_blocks(capture.id)}

    assert any("Get the harbour news" in text for text in cut)
    assert any("support local reporting" in text for text in cut)
    assert any("raise the whole town" in text for text in cut)


def test_says_what_to_look_at(tmp_path, capsys):
    """Without a room the archive is left, and how to read it is said."""
    path = tmp_path / "week.db"

    assert main(["demo", "--no-serve", "--archive", str(path)]) == 0
    assert f"copydesk serve --archive {path}" in capsys.readouterr().err
    assert path.is_file()


def test_an_archive_is_not_written_over(tmp_path, capsys):
    """A file that is there stays as it is."""
    path = tmp_path / "mine.db"
    path.write_bytes(b"mine")

    assert main(["demo", "--no-serve", "--archive", str(path)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert path.read_bytes() == b"mine"


def test_the_guide_leads_to_the_story(tmp_path):
    """Its addresses are of the article that was changed; the quotation to check is one that was altered."""
    path = tmp_path / "week.db"
    demo.fill(path, DAY)
    with Archive(path, create=False, read_only=True) as archive:
        main_one = number(archive, "closed meeting is told")
        looked = {each.what: each.path for each in demo.guide(path)}

        assert looked["the article"] == f"/article/{main_one}"
        assert looked["its changed figure"] == f"/article/{main_one}/diff?a=1&b=2"
        assert archive.check_quote(demo.ALTERED).kind == "altered"
