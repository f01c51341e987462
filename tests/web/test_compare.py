"""History and comparison: what changed is named, in order, and found by its anchor."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from copydesk.archive import adding
from copydesk.archive.archive import Archive
from copydesk.settings import Settings
from copydesk.web.room import room
from copydesk.web.settings import RoomSettings
from web.roomful import COST, HOSTILE, LEAD, QUOTE, REST, capture, filled, number_of, page

ADDRESS = "https://courier.example/long"
MANY = 45
BASE = "http://127.0.0.1:8018"


def many() -> list:
    """A story whose figure changes with each capture, and one whose headline and byline do, too."""
    found = []
    for number in range(MANY):
        when = f"2024-04-{number // 20 + 1:02}T{number % 20:02}:00:00Z"
        text = page(LEAD, COST.format(cost=100 + number), *REST, title="A pier that gets dearer", url=ADDRESS)
        found.append(capture(text, ADDRESS, when))
    hostile = "https://courier.example/hostile"
    first = page(
        LEAD, f"The sign said {HOSTILE} in red, and nobody knew why.", title=f"Old {HOSTILE} head", url=hostile
    )
    second = page(
        LEAD, f"The sign said {HOSTILE} in blue, and nobody knew why.", QUOTE, title=f"New {HOSTILE} head", url=hostile,
        by="Ansa Rill",
    )  # fmt: skip
    found += [capture(first, hostile, "2024-04-01T08:00:00Z"), capture(second, hostile, "2024-04-02T08:00:00Z")]
    return found


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """The archive."""
    made = filled(tmp_path_factory.mktemp("compare") / "kestrel.db")
    with Archive(made) as archive:
        assert {each.kind for each in adding.add_all(archive._store, many(), Settings())} <= {"new", "changed"}
    return made


@pytest.fixture(scope="module")
def client(path):
    """A reader."""
    with TestClient(room(RoomSettings(path)), base_url=BASE) as made:
        yield made


@pytest.fixture(scope="module")
def pier(client):
    """The article whose figure changed."""
    return client.get("/search.json", params={"q": 'title:"rebuild its north pier" site:courier'}).json()["found"][
        "hits"
    ][0]["article"]


def test_history(client, pier):
    """Revisions in order, what changed in each, walls beside their captures, the last two chosen."""
    found = client.get(f"/article/{pier}/history.json").json()
    html = client.get(f"/article/{pier}/history").text

    assert [step["number"] for step in found["history"]["steps"]] == [1, 2]
    assert found["history"]["steps"][1]["summary"] == "figure changed: 12 → 21"
    assert found["history"]["steps"][1]["walls"] == 1
    assert [each["verdict"] for each in found["history"]["steps"][1]["captures"]] == ["article", "captcha"]
    assert (found["first"], found["second"]) == (1, 2)
    assert "figure changed: 12 → 21" in html
    assert html.count('type="radio"') == 4
    assert re.search(r'name="a" value="1" checked', html)
    assert re.search(r'name="b" value="2" checked', html)


def test_a_long_history_has_pages(client, path):
    """A page shows a part of it, and leads to the rest."""
    number = number_of(path, "gets dearer")
    first = client.get(f"/article/{number}/history.json").json()
    second = client.get(first["later"].replace("history?", "history.json?")).json()
    numbers = [step["number"] for each in (first, second) for step in each["history"]["steps"]]

    assert numbers == list(range(1, MANY + 1))
    assert second["later"] is None
    assert len(client.get(f"/article/{number}/history").content) < 100_000


def test_compare(client, pier):
    """By default the last two; the change is named, listed, and marked where it stands."""
    found = client.get(f"/article/{pier}/diff.json").json()
    html = client.get(f"/article/{pier}/diff").text

    assert [each["text"] for each in found["changes"]] == ["figure changed: 12 → 21"]
    assert 'href="#c1"' in html
    assert 'id="c1"' in html
    assert re.search(r"<del><span[^>]*>removed: </span>12<", html)
    assert re.search(r"<ins><span[^>]*>added: </span>21<", html)
    assert "3 passages unchanged" in html
    assert found["left_out"] == 0


def test_in_line(client, pier):
    """In line both stand in one passage."""
    html = client.get(f"/article/{pier}/diff?layout=line").text

    assert html.count("million crowns") == 1
    assert re.search(r"cost <del>.*?12.*?</del><ins>.*?21.*?</ins> million", html)


def test_the_other_way_round(client, pier):
    """The later revision may come first; one compared with itself is the same."""
    turned = client.get(f"/article/{pier}/diff.json?a=2&b=1").json()
    same = client.get(f"/article/{pier}/diff.json?a=2&b=2").json()

    assert [each["text"] for each in turned["changes"]] == ["figure changed: 21 → 12"]
    assert same["changes"] == []
    assert "one revision" in client.get(f"/article/{pier}/diff?a=2&b=2").text


def test_facts_come_first_and_nothing_runs(client, path):
    """A headline and a byline that changed are marked in the table; what a page says stays text."""
    number = number_of(path, "New script alert")
    html = client.get(f"/article/{number}/diff").text
    found = client.get(f"/article/{number}/diff.json").json()

    assert {"headline", "byline"} <= {each["kind"] for each in found["changes"]}
    facts = {each["name"]: each for each in found["facts"]}
    assert facts["Byline"]["after"] == "Ansa Rill"
    assert html.index('id="facts"') < html.index('id="text"')
    assert "<script>" not in html
    assert "<img" not in html
    for change in found["changes"]:
        assert html.count(f'id="c{change["number"]}"') == 1


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/article/999/history", 404),
        ("/article/999/diff", 404),
        ("/article/{0}/diff?a=1&b=9", 404),
        ("/article/{0}/diff?a=0&b=1", 400),
        ("/article/{0}/diff?a=x", 400),
        ("/article/{0}/diff?layout=upside", 400),
        ("/article/{0}/history?offset=-1", 400),
        ("/article/{0}/history?offset=50", 200),
    ],
)
def test_what_is_not_there(client, pier, address, status):
    """An error says which, and is no failure of the room."""
    assert client.get(address.format(pier)).status_code == status


def test_a_very_long_article_is_shown_in_part(tmp_path):
    """However much changed, a page stays small, and says what it left out."""
    address = "https://courier.example/huge"

    def text(word: str) -> bytes:
        body = [f"{word} {n} " + " ".join(f"{word}{n}x{i % 17}" for i in range(60)) + "." for n in range(400)]
        return page(*body, title="A very long list of piers", url=address)

    path = tmp_path / "huge.db"
    with Archive(path) as archive:
        deliveries = [
            capture(text("pier"), address, "2024-04-01T00:00:00Z"),
            capture(text("pier").replace(b"x3", b"y3"), address, "2024-04-02T00:00:00Z"),
        ]
        assert [each.kind for each in adding.add_all(archive._store, deliveries, Settings())] == ["new", "changed"]
    with TestClient(room(RoomSettings(path)), base_url=BASE) as client:
        for layout in ("side", "line"):
            answer = client.get(f"/article/1/diff?layout={layout}")
            assert answer.status_code == 200
            assert len(answer.content) < 100_000
            assert "did not fit here" in answer.text
