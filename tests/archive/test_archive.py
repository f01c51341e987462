"""The archive: what is added comes out again, as of any day, and nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import copydesk
from archive.stories import BODY, page, story
from copydesk.archive.archive import Archive
from copydesk.errors import ArchiveError, NotFound, UsageError

SINGLEFILE = "<!--\n Page saved with SingleFile\n url: {url}\n saved date: {date}\n-->\n"


@pytest.fixture
def archive(tmp_path: Path):
    """A new archive."""
    with Archive(tmp_path / "copydesk.db") as opened:
        yield opened


def saved(data: bytes, date: str, url: str = "https://courier.example/2024/pier") -> bytes:
    """A page as SingleFile saves it on a day."""
    header = SINGLEFILE.format(url=url, date=f"{date} 12:00:00 GMT+0000 (Coordinated Universal Time)")
    return data.replace(b"<!doctype html>", b"<!doctype html>" + header.encode())


MONDAY, TUESDAY, WEDNESDAY = "Mon Mar 04 2024", "Tue Mar 05 2024", "Wed Mar 06 2024"
DEARER = (BODY[0], BODY[1].replace("12 million", "21 million"), *BODY[2:])


def test_new_article(archive: Archive):
    """A page becomes an article with a capture, a revision, its facts and its address."""
    (filed,) = archive.add(page())
    entry = archive.article(filed.article)

    assert filed.kind == "new"
    assert entry.title == "Kestrel Bay to rebuild its north pier"
    assert entry.authors == ("Jonas Reed",)
    assert entry.published == "2024-03-04T09:00:00+00:00"
    assert entry.url == "https://courier.example/2024/pier"
    assert entry.text == copydesk.extract(page()).text
    assert entry.copy() == copydesk.extract(page()).copy()
    assert entry.facts["title"].raw
    assert [each.url for each in entry.addresses] == ["https://courier.example/2024/pier"]
    assert (entry.revision, entry.revisions, len(entry.captures)) == (1, 1, 1)


def test_bytes_come_back(archive: Archive):
    """A capture is what was received, to the byte."""
    (filed,) = archive.add(page())

    assert archive.body(filed.capture) == page()


def test_known(archive: Archive):
    """The same bytes again are no second capture."""
    first, second = archive.add([page(), page()])

    assert (first.kind, second.kind) == ("new", "known")
    assert second.capture == first.capture
    assert archive.counts()["captures"] == 1


def test_same(archive: Archive):
    """Other furniture makes a second capture of the same revision."""
    _, second = archive.add([page(), page(advert="Win a cruise to the islands")])

    assert second.kind == "same"
    assert len(archive.captures(second.article)) == 2
    assert len(archive.revisions(second.article)) == 1


def test_changed(archive: Archive):
    """A figure that changed makes a revision, which names the figure."""
    _, second = archive.add([saved(page(), MONDAY), saved(page(*DEARER), TUESDAY)])
    first, last = archive.revisions(second.article)

    assert second.kind == "changed"
    assert [change.kind for change in last.changes] == ["figure"]
    assert (first.since, first.until) == ("2024-03-04T12:00:00Z", "2024-03-05T12:00:00Z")
    assert last.until is None
    assert archive.compare(second.article, 1, 2).changes == last.changes


def test_as_of(archive: Archive):
    """Everything answers as of a day."""
    number = archive.add([saved(page(), MONDAY), saved(page(*DEARER), TUESDAY)])[0].article

    assert "12 million" in archive.article(number, as_of="2024-03-05").text
    assert "21 million" in archive.article(number, as_of="2024-03-06").text
    assert archive.search("21", as_of="2024-03-05").total == 0
    assert archive.search("21", as_of="2024-03-06").total == 1
    with pytest.raises(NotFound, match="not captured before"):
        archive.article(number, as_of="2024-03-01")


def test_older_capture_comes_later(archive: Archive):
    """Revisions stand in the order of time, whatever the order of adding."""
    pages = [saved(page(), MONDAY), saved(page(*DEARER), TUESDAY), saved(page(advert="x"), WEDNESDAY)]
    first, _, _ = [archive.add(each)[0] for each in (pages[0], pages[2], pages[1])]
    number = first.article
    texts = [("21 million" in each.text, each.since[:10]) for each in archive.revisions(number)]

    assert texts == [(False, "2024-03-04"), (True, "2024-03-05"), (False, "2024-03-06")]
    assert [len(each.captures) for each in archive.revisions(number)] == [1, 1, 1]
    assert archive.check() == ()


def test_state_that_was_there_earlier(archive: Archive):
    """A capture from before a revision that shows its state moves the beginning of that back."""
    pages = [saved(page(), MONDAY), saved(page(*DEARER), WEDNESDAY), saved(page(*DEARER, advert="z"), TUESDAY)]
    number = [archive.add(each)[0] for each in pages][0].article
    first, second = archive.revisions(number)

    assert (first.since[:10], second.since[:10]) == ("2024-03-04", "2024-03-05")
    assert len(second.captures) == 2
    assert archive.check() == ()


def test_any_order_gives_one_history(archive: Archive, tmp_path: Path):
    """Whatever the order in which captures come, the history is that of their times."""
    states = [(), DEARER, (), DEARER, DEARER, ()]
    days = ["Mon Mar 04", "Tue Mar 05", "Wed Mar 06", "Thu Mar 07", "Fri Mar 08", "Sat Mar 09"]
    pages = [saved(page(*state, advert=day), f"{day} 2024") for state, day in zip(states, days, strict=True)]
    histories = set()
    for number, order in enumerate([(0, 1, 2, 3, 4, 5), (5, 4, 3, 2, 1, 0), (2, 0, 4, 1, 5, 3), (3, 5, 1, 0, 2, 4)]):
        with Archive(tmp_path / f"{number}.db") as other:
            for place in order:
                other.add(pages[place])
            assert other.check() == ()
            histories.add(tuple((each.since, "21" in each.text, len(each.captures)) for each in other.revisions(1)))

    assert len(histories) == 1
    assert [length for _, _, length in histories.pop()] == [1, 1, 1, 2, 1]


def test_wall_takes_nothing_away(archive: Archive):
    """A wall at the address of a story is kept, and the story stays what it was."""
    wall = (
        b'<html><head><title>Just a moment...</title><link rel="canonical" href="https://courier.example/2024/pier">'
        b"</head><body><h1>Verify you are human</h1><p>Please complete the check to continue.</p></body></html>"
    )
    first, second = archive.add([page(), wall])

    assert second.kind == "wall"
    assert second.article == first.article
    assert len(archive.revisions(first.article)) == 1
    assert [each.verdict for each in archive.captures(first.article)] == ["article", "captcha"]
    assert archive.search("human").total == 0


def test_failure_is_reported_and_kept(archive: Archive, tmp_path: Path):
    """What cannot be read stands in its place, and the rest is filed."""
    (tmp_path / "bad.html.gz").write_bytes(b"\x1f\x8b\x08broken")
    (tmp_path / "good.html").write_bytes(page())
    answers = archive.add([tmp_path / "bad.html.gz", tmp_path / "good.html"])

    assert [type(each).__name__ for each in answers] == ["Failure", "Filed"]
    assert archive.counts()["failures"] == 1


def test_many_in_parallel(archive: Archive, tmp_path: Path):
    """A folder of pages is filed in the order of its names."""
    for number in range(40):
        (tmp_path / f"{number:02}.html").write_bytes(story(number))
    answers = archive.add(tmp_path, processes=2)

    assert [Path(each.source).name for each in answers] == [f"{number:02}.html" for number in range(40)]
    assert {each.kind for each in answers} == {"new"}
    assert archive.check() == ()


def test_not_an_archive(tmp_path: Path):
    """A file that is none is refused, and stays as it was."""
    (tmp_path / "notes.txt").write_text("no archive")

    with pytest.raises(ArchiveError, match="not an archive"):
        Archive(tmp_path / "notes.txt")
    assert (tmp_path / "notes.txt").read_text() == "no archive"


@pytest.mark.parametrize("number", [0, 7, -1])
def test_unknown_article(archive: Archive, number: int):
    """A number that no article has is said, with the way to find one."""
    with pytest.raises(NotFound, match="copydesk search"):
        archive.article(number)


def test_records_are_plain_data(archive: Archive):
    """Every answer can be written as JSON."""
    import msgspec

    (filed,) = archive.add(page())
    for answer in (filed, archive.article(filed.article), archive.search("pier"), archive.revisions(filed.article)):
        assert json.loads(msgspec.json.encode(answer))


def test_backup(archive: Archive, tmp_path: Path):
    """A backup is a whole archive in one file, and never takes the place of another file."""
    archive.add(page())
    made = archive.backup(tmp_path / "copy.db")

    assert [each.name for each in tmp_path.glob("copy.db*")] == ["copy.db"]
    with Archive(made, read_only=True) as other:
        assert other.check() == ()
        assert other.search("pier").total == 1
    with pytest.raises(ArchiveError, match="is there already"):
        archive.backup(made)


def test_content_as_text(archive: Archive):
    """A page given as text is filed, with the time and address that are said of it."""
    (filed,) = archive.add(
        page().decode(), url="https://courier.example/2024/pier?ref=x", captured="2024-03-05T08:00:00Z"
    )
    (capture,) = archive.captures(filed.article)

    assert (capture.time, capture.url) == ("2024-03-05T08:00:00Z", "https://courier.example/2024/pier?ref=x")
    with pytest.raises(UsageError, match="not a time"):
        archive.add(page(), captured="noon")


def test_origin(archive: Archive):
    """Two outlets that print one text are one origin, with the agency they name; a passage links two articles."""
    first = page(url="https://courier.example/pier").replace(b"By Jonas Reed", b"By Jonas Reed, Reuters")
    second = page(title="Board votes for the pier", site="Amber Gazette", url="https://amber.example/7", advert="z")
    other = page(
        "The board of Kestrel Bay has time until winter, and it will need every day of it, our harbour reporter writes.",
        BODY[1],
        "What becomes of the two lines that want a longer quay, nobody at the meeting wished to say on Monday evening.",
        title="Kestrel Bay has no time to lose", site="Coast Post", url="https://post.example/9",
    )  # fmt: skip
    one, two, three = archive.add([first, second, other])
    entry = archive.article(two.article)

    assert two.reprint_of == (one.article,)
    assert entry.origin == archive.article(one.article).origin != archive.article(three.article).origin
    assert entry.outlets == ("Amber Gazette", "The Kestrel Bay Courier")
    assert entry.credit == "Reuters"
    assert [(each.kind, each.article) for each in entry.relatives] == [("reprint", one.article)]
    assert (archive.search("kestrel").total, archive.search("kestrel").origins) == (3, 2)


def test_seeds(archive: Archive, shared: Path):
    """A dump of a page and a print copy of it are one article in one state, and each fact has the better evidence."""
    dump, copy = sorted((shared / "seeds").iterdir())
    first, second = archive.add([dump, copy])
    entry = archive.article(first.article)

    assert (first.kind, second.kind) == ("new", "same")
    assert second.article == first.article
    assert (len(entry.captures), entry.revisions) == (2, 1)
    assert entry.published == "2025-03-19" or entry.facts["published"].value == "2025-03-19"
    assert entry.fact_captures["published"] == second.capture
    assert entry.url.startswith("https://www.themoscowtimes.com/2025/03/19/")


def test_wrong_date(archive: Archive):
    """A date that is none is a wrong call."""
    with pytest.raises(UsageError, match="not a date"):
        archive.search("pier", as_of="yesterday")


def test_dictionary(archive: Archive, monkeypatch: pytest.MonkeyPatch):
    """Once there are enough captures a dictionary is learned from them, with which later ones take less room."""
    monkeypatch.setattr("copydesk.archive.adding._DICTIONARY_AFTER", 100)
    archive.add([story(number) for number in range(300)])
    rows = archive._store.rows("SELECT dictionary, avg(length(data)) FROM body GROUP BY dictionary ORDER BY dictionary")

    assert [number for number, _ in rows] == [None, 1]
    assert rows[1][1] < 0.8 * rows[0][1]
    assert archive.body(290) == story(289)
    assert archive.check() == ()
