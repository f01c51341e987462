"""The front page and the digest: the week by event, what was changed and denied, made beside the room where it is large."""

from __future__ import annotations

import time
from datetime import date

import pytest
from starlette.testclient import TestClient

from copydesk.archive.archive import Archive
from copydesk.web import press
from copydesk.web.pages.front import week_of
from copydesk.web.press import Press
from copydesk.web.room import room
from copydesk.web.settings import RoomSettings
from web.roomful import filled, page

SPAN = "2024-03-01", "2024-03-08"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("front") / "kestrel.db")


@pytest.fixture(scope="module")
def client(path):
    with TestClient(room(RoomSettings(path))) as made:
        yield made


def test_the_week_in_order_of_weight(client):
    """The event that most print leads, its outlets and origins counted; it says that the week is a past one."""
    found = client.get("/front.json").json()

    assert (found["is_past"], found["since"], found["until"]) == (True, "2024-02-29", "2024-03-06")
    assert found["events"][0]["title"] == "Kestrel Bay to rebuild its north pier"
    assert (found["events"][0]["articles"], found["events"][0]["origins"]) == (2, 1)
    assert (found["articles"], found["outlets"]) == (5, 5)

    html = client.get("/").text

    assert "this is the last week that has something" in html
    assert html.index("rebuild its north pier</a>") < html.index("Ferryman denies that pier")
    assert f'href="/event/{found["events"][0]["told"][0]["article"]}"' in html


def test_what_was_changed_and_denied(client):
    """A change is named, a denial stands with whom it denies."""
    found = client.get("/front.json").json()

    assert [each["summary"] for each in found["changed"]] == ["figure changed: 12 → 21"]
    denial = next(each for each in found["answered"] if each["source"] == "Jonas Reed")
    assert "Ines Holm" in {each["source"] for each in denial["bears_on"] if each["kind"] == "denies"}
    assert found["newest"][0]["published"] > found["newest"][-1]["published"]


def test_this_week_and_the_last_with_something(path):
    """Seven days up to today where there is something in them, else up to the last day with something."""
    with Archive(path, create=False, read_only=True) as archive:
        assert week_of(archive, date(2024, 3, 8)) == ("2024-03-02", "2024-03-09", False)
        assert week_of(archive, date(2024, 3, 13)) == ("2024-02-29", "2024-03-07", True)


def test_an_empty_archive(tmp_path):
    """An empty archive has a front page, too, that says what to do."""
    with TestClient(room(RoomSettings(tmp_path / "empty.db"))) as client:
        assert "Add a first page" in client.get("/").text
        assert client.get("/digest").status_code == client.get("/ledger").status_code == 200
        assert client.get("/digest.atom").status_code == 200


def test_a_digest_of_some_days(client):
    """Only what is of the days asked for; the days before and after are linked, the forms to take along, too."""
    html = client.get("/digest?since=2024-03-06&until=2024-03-07").text

    assert "Ferryman denies" not in html
    assert "A talk about &lt;script&gt;" in html
    assert "/digest?since=2024-03-05&amp;until=2024-03-06" in html
    assert "/digest.epub?since=2024-03-06&amp;until=2024-03-07" in html
    assert client.get("/digest?since=friday").status_code == 400
    assert client.get("/digest?since=2024-03-08&until=2024-03-07").status_code == 400


def test_the_digest_as_files(client):
    """The forms are those of the command; each is a file by name."""
    markdown = client.get("/digest.md?since=2024-03-01&until=2024-03-08")

    assert markdown.text.startswith("# 2024-03-01 – 2024-03-08")
    assert markdown.headers["content-disposition"] == 'attachment; filename="digest.md"'
    assert client.get("/digest.epub").content[:2] == b"PK"


def test_first_and_last_days_of_all(client):
    """No step beyond the calendar."""
    assert client.get("/digest?since=0001-01-01&until=0001-01-03").status_code == 200
    assert client.get("/digest?since=9999-12-01&until=9999-12-31").status_code == 200


@pytest.fixture
def pressed(path):
    made = Press(path, small=1)
    yield made
    made.close()


def test_a_large_digest_is_made_beside(path, pressed):
    """Until it is there, none; then the same as the archive makes it."""
    with Archive(path, create=False, read_only=True) as archive:
        assert pressed.digest(archive, *SPAN) is None
        assert _waited(lambda: pressed.digest(archive, *SPAN)) == archive.digest(*SPAN)


def test_one_reader_may_wait(path, pressed):
    """With patience the first answer is the whole one."""
    with Archive(path, create=False, read_only=True) as archive:
        assert pressed.digest(archive, *SPAN, patience=30.0) == archive.digest(*SPAN)


def test_an_old_digest_is_shown_until_the_new_one_is_made(tmp_path):
    """What is filed is in the digest in the end, and not before its time."""
    path = filled(tmp_path / "kestrel.db")
    made = Press(path, small=1, seldom=0.0)
    try:
        with Archive(path) as archive:
            before = made.digest(archive, *SPAN, patience=30.0)
            archive.add(page("A ferry ran aground off Gull Island on Thursday, and nobody was hurt, the harbour master said"
                             " there.", title="Ferry aground off Gull Island", url="https://courier.example/aground",
                             published="2024-03-07T09:00:00+00:00"))  # fmt: skip
            made._made[SPAN] = made._made[SPAN]._replace(cost=1e-9)

            assert made.digest(archive, *SPAN) == before
            assert _waited(lambda: made.digest(archive, *SPAN), before) == archive.digest(*SPAN)
    finally:
        made.close()


def test_a_small_digest_is_kept_until_something_is_filed(tmp_path):
    """At once, and not again for every reader."""
    path = filled(tmp_path / "kestrel.db")
    made = Press(path)
    with Archive(path) as archive:
        first = made.digest(archive, *SPAN)

        assert made.digest(archive, *SPAN) is first

        archive.add(page("The town hall of Lowmarsh opens on Sunday.", title="Town hall", url="https://a.example/hall"))

        assert made.digest(archive, *SPAN) is not first


def test_a_process_that_fails_is_not_begun_again_at_once(path, tmp_path):
    """A digest that cannot be made is none, and costs no process for every reader."""
    made = Press(tmp_path / "not-there.db", small=1)
    try:
        with Archive(path, create=False, read_only=True) as archive:
            assert made.digest(archive, *SPAN, patience=30.0) is None
            assert made._begin(SPAN, archive.standing()) is None
    finally:
        made.close()


def test_the_front_page_while_events_are_gathered(path, monkeypatch):
    """What came last is there at once, with a word that the rest is coming; whoever wants a file is told to wait."""
    monkeypatch.setattr(Press, "digest", lambda *_, **__: None)
    with TestClient(room(RoomSettings(path))) as client:
        html = client.get("/").text

        assert "being gathered" in html
        assert "Ferryman denies that pier is out of use" in html
        assert '<meta http-equiv="refresh" content="3">' in client.get("/digest").text
        assert client.get("/digest.atom").status_code == client.get("/digest.md").status_code == 503


def test_a_room_that_closes_ends_its_press(path):
    """No process is left."""
    with TestClient(room(RoomSettings(path))) as client:
        client.get("/")

        assert path.absolute() in press._presses

    assert path.absolute() not in press._presses


def test_one_day_of_captures_is_bounded(tmp_path):
    """Many events on one day are leafed through, and none of the pages is large."""
    path = tmp_path / "many.db"
    with Archive(path) as archive:
        for number in range(50):
            url = f"https://courier.example/{number}"
            archive.add(page(f"The {_WORDS[number]} of number {number}{number} was mended on Monday by its owner.",
                             title=f"The {_WORDS[number]} is mended", url=url, published="2024-03-04T09:00:00Z"))  # fmt: skip
    with TestClient(room(RoomSettings(path))) as client:
        first = client.get("/digest")

        assert 'rel="next"' in first.text
        assert len(first.content) < 100_000
        assert client.get("/digest.json?offset=40").json()["earlier"].startswith("/digest?")


_WORDS = [f"{first}{second}" for first in ("boat", "roof", "mill", "gate", "well") for second in
          ("yard", "house", "path", "field", "wood", "shed", "hall", "lane", "hill", "ford")]  # fmt: skip


def _waited(ask, but=None):
    """The first answer that is another than None or what was there."""
    for _ in range(300):
        found = ask()
        if found is not None and found != but:
            return found
        time.sleep(0.1)
    raise AssertionError("no answer")
