"""The page that checks a quotation."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from copydesk.web.room import room
from copydesk.web.settings import RoomSettings
from web.roomful import HOSTILE, filled

SAID = "We have waited long enough for this, and the ferries cannot call at half a pier"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A reader."""
    path = filled(tmp_path_factory.mktemp("quote") / "kestrel.db")
    with TestClient(room(RoomSettings(path)), base_url="http://127.0.0.1:8018") as made:
        yield made


@pytest.mark.parametrize(
    ("quote", "kind", "says"),
    [
        (SAID, "verbatim", "It stands there word for word."),
        (SAID.replace(",", ""), "typographic", "only quotation marks, dashes or spaces differ"),
        (SAID.replace("long enough for this, and", "…"), "edited", "openly edited"),
        (SAID.replace("long enough", "far too long"), "altered", "It was printed otherwise."),
        ("half a pier", "ambiguous", "fewer than 4 words"),
        ("the lighthouse is to be painted by the children", "absent", "It is not there."),
        ("cost 12 million crowns and to take nine months", "verbatim", "It stood there until"),
    ],
)
def test_answers(client, quote, kind, says):
    """Each kind is said in words, by page and as JSON."""
    html = client.get("/quote", params={"q": quote})
    found = client.get("/quote.json", params={"q": quote}).json()

    assert html.status_code == 200
    assert found["checked"]["kind"] == kind
    assert says.lower() in html.text.lower()


def test_where_it_stands(client):
    """The answer leads to the statement in the article and to the place in the captured page."""
    html = client.get("/quote", params={"q": SAID}).text
    first = client.get("/quote.json", params={"q": SAID}).json()["checked"]["found"][0]

    assert first["said_by"] == "Ines Holm"
    assert f'href="/article/{first["article"]}#s{first["statement"]}"' in html
    assert f'href="/capture/{first["capture"]}?start={first["start"]}&amp;end={first["end"]}"' in html
    assert "First printed by <bdi>Kestrel Bay Courier</bdi>" in html


def test_nothing_asked(client):
    """Without a quotation the page says what the answers mean."""
    html = client.get("/quote").text

    assert "What the answers mean" in html
    assert client.get("/quote.json").json()["checked"] is None


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"q": "…"}, 400),
        ({"q": "x" * 2_001}, 400),
        ({"q": SAID, "article": "999"}, 404),
        ({"q": SAID, "article": "one"}, 400),
        ({"article": "999"}, 404),
    ],
)
def test_what_cannot_be_asked(client, query, status):
    """An error says why."""
    assert client.get("/quote", params=query).status_code == status


def test_a_hostile_quotation_stays_text(client):
    """What is pasted, and what is found, is shown and never run."""
    answer = client.get("/quote", params={"q": f"Never print {HOSTILE} as it stands"})

    assert answer.json if answer.status_code != 200 else True
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text
    assert client.get("/quote.json", params={"q": f"Never print {HOSTILE} as it stands"}).json()["checked"]["found"]


def test_a_long_quotation_is_a_small_page(client):
    """The longest quotation that may be asked makes a page within the bound."""
    quote = (f"{SAID}. " * 40)[:2_000]

    assert len(client.get("/quote", params={"q": quote}).content) < 100_000
