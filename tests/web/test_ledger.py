"""The ledger and a source: who said what, the newest first, asked by every filter, with the denials both ways."""

from __future__ import annotations

import csv
import io
import json

import pytest
from starlette.testclient import TestClient

from copydesk.archive.archive import Archive
from copydesk.archive.store import Store
from copydesk.web.room import room
from copydesk.web.settings import RoomSettings
from web.roomful import filled, number_of


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("ledger") / "kestrel.db")


@pytest.fixture(scope="module")
def client(path):
    with TestClient(room(RoomSettings(path))) as made:
        yield made


def asked(client, **query):
    return client.get("/ledger.json", params=query).json()


def test_the_newest_first(client):
    found = asked(client)

    days = [each["day"] for each in found["lines"]]
    assert days == sorted(days, reverse=True)
    assert "Ines Holm" in {each["name"] for each in found["heard"]}


@pytest.mark.parametrize(
    ("query", "sources"),
    [
        ({"speaker": "Jonas Reed"}, {"Jonas Reed"}),
        ({"speaker": "reed"}, {"Jonas Reed"}),
        ({"speaker": "REED, Jonas"}, set()),
        ({"polarity": "denies"}, {"Jonas Reed", "Ferryman"}),
        ({"about": "crowns", "speaker": "Holm"}, {"Ines Holm"}),
        ({"about": "zebra"}, set()),
        ({"after": "2024-03-06", "speaker": "Holm"}, set()),
        ({"before": "2024-03-01"}, set()),
        ({"speaker": "Holm", "as_of": "2024-03-01"}, set()),
    ],
)
def test_every_filter(client, query, sources):
    assert {each["source"] for each in asked(client, **query)["lines"]} == sources


def test_the_same_as_the_archive_answers(client, path):
    """The lines are the statements that `statements` gives for the same question."""
    with Archive(path, create=False, read_only=True) as archive:
        for query in ({}, {"polarity": "denies"}, {"speaker": "Holm"}, {"about": "ferries"}, {"after": "2024-03-05"}):
            found = {each["id"] for each in asked(client, **query)["lines"]}

            assert found == {each.id for each in archive.statements(**query)}


def test_as_the_archive_was(client):
    """On the first day the old figure was on record, and the new one was not."""
    then = asked(client, speaker="Holm", as_of="2024-03-04T12:00:00Z")["lines"]

    assert any("12 million" in each["content"] for each in then)
    assert not any("21 million" in each["content"] for each in then)


@pytest.mark.parametrize(
    "query", ["polarity=maybe", "about=!!", "after=", "as_of=friday", "speaker=%3F%3F", "offset=-1"]
)
def test_what_cannot_be_asked(client, query):
    """What is wrong is told, never a failure; what is empty is not asked."""
    assert client.get(f"/ledger?{query}").status_code == (200 if query.endswith("=") else 400)


def test_links_both_ways(client):
    """A denial names whom it denies; who is denied names by whom."""
    lines = asked(client)["lines"]
    denial = next(each for each in lines if each["source"] == "Jonas Reed" and each["polarity"] == "denies")
    denied = next(each for each in lines if "half a pier" in each["content"] and each["source"] == "Ines Holm")

    assert denied["source"] in {each["source"] for each in denial["bears_on"]}
    assert denial["id"] in {each["id"] for each in denied["borne_by"]}
    html = client.get("/ledger").text
    assert "denied by" in html
    assert f'href="/article/{denial["article"]}#s{denial["id"]}"' in html


def test_of_one_article(client, path):
    number = number_of(path, "Ferryman denies")

    assert {each["article"] for each in asked(client, article=number)["lines"]} == {number}
    assert client.get("/ledger?article=x").status_code == 404


def test_files(client):
    """The filters hold in every form."""
    rows = list(csv.DictReader(io.StringIO(client.get("/ledger.csv?speaker=Reed").text)))

    assert {each["source"] for each in rows} == {"Jonas Reed"}
    claims = json.loads(client.get("/ledger.claims?speaker=Reed").text)["@graph"]
    assert {each["author"]["name"] for each in claims} == {"Jonas Reed"}
    assert claims[0]["appearance"]["url"] == "https://post.example/pier-denied"
    assert len(json.loads(client.get("/ledger.annotations").text)["items"]) == len(asked(client)["lines"])


def test_nobody_was_read(tmp_path):
    """An archive whose articles were not read says so."""
    with TestClient(room(RoomSettings(tmp_path / "new.db"))) as client:
        assert "read for its statements yet" in client.get("/ledger").text


def test_a_source(client):
    """What somebody said, each once however many print it, who prints it, and by whom it was denied."""
    found = client.get("/source.json?name=ines%20holm").json()

    assert (found["title"], found["person"]["kinds"][0]["kind"]) == ("Ines Holm", "person")
    quote = [each for each in found["lines"] if "half a pier" in each["content"]]
    assert [(each["articles"], each["origins"]) for each in quote] == [(2, 1)]
    assert dict(found["person"]["outlets"]) == {"Kestrel Bay Courier": 2, "Sandhaven Mail": 2}
    assert [each["id"] for each in found["denied"]] == [each["id"] for each in quote]
    assert found["denials"] == []
    assert [each["month"] for each in found["person"]["months"]] == ["2024-03"]


def test_a_source_that_denies(client):
    found = client.get("/source.json?name=Jonas+Reed").json()

    assert [each["polarity"] for each in found["denials"]] == ["denies"]
    assert 'rel="alternate" type="application/atom+xml"' in client.get("/source?name=Jonas+Reed").text


def test_no_such_source(client):
    assert client.get("/source?name=Nobody").status_code == client.get("/source?name=%3F%3F").status_code == 404
    assert client.get("/source").status_code == 400


def test_names_that_may_be_the_same(path, tmp_path):
    """Whoever has the name in theirs is named, and not counted as the same."""
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    store = Store(copy)
    with store.writing():
        store.db.execute("UPDATE statement SET source = 'Reed', source_key = 'reed' WHERE source_key = 'ferryman'")
    store.close()
    with TestClient(room(RoomSettings(copy))) as client:
        found = client.get("/source.json?name=Reed").json()["person"]

    assert found["total"] == 1
    assert "Jonas Reed" in {each["name"] for each in found["alike"]}


def test_the_order_of_days_is_an_index(path):
    """No question of a reader sorts or walks all statements."""
    store = Store(path, create=False, read_only=True)
    plan = store.rows(
        "EXPLAIN QUERY PLAN SELECT s.id FROM statement s CROSS JOIN revision r ON r.id = s.revision"
        " WHERE r.until IS NULL AND s.polarity <> 'asserts' AND s.polarity = 'denies'"
        " ORDER BY s.day DESC, s.id DESC LIMIT 50"
    )
    newest = store.rows(
        "EXPLAIN QUERY PLAN SELECT max(coalesce(published, since)) FROM revision"
        " WHERE until IS NULL AND coalesce(published, since) < '2024'"
    )
    store.close()

    assert "statement_polarity" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
    assert "revision_newest" in str(newest)


def test_no_page_is_large(path, tmp_path):
    """Whatever a page claims to be called, and however much is said and answered, a list stays within bounds."""
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    store = Store(copy)
    with store.writing():
        (revision, data) = store.row("SELECT revision, data FROM statement WHERE source = 'Jonas Reed' LIMIT 1")
        store.db.execute("UPDATE revision SET site = ?, title = ?", ("Post " * 3_000, "Pier " * 3_000))
        long = json.loads(data)
        long["content"][0]["text"] = "ferries " * 2_000
        for number in range(80):
            store.put("statement", revision=revision, key=f"k{number}", rank=number, source="Reed " * 30,
                      source_key="reed", kind="person", polarity="denies", cue_class="speech", said=None,
                      day="2024-03-05", content_key=f"k{number}", data=json.dumps(long))  # fmt: skip
        numbers = [row[0] for row in store.rows("SELECT id FROM statement")]
        for later in numbers[-80:]:
            for earlier in numbers[-80:-60]:
                store.db.execute("INSERT INTO statement_link VALUES (?, ?, 'denies', '', '', 0.9)", (later, earlier))
    store.close()
    with TestClient(room(RoomSettings(copy))) as client:
        number = number_of(path, "Ferryman denies")
        for address in (
            "/",
            "/ledger",
            "/source?name=reed",
            f"/event/{number}",
            "/digest",
            f"/article/{number}/origins",
        ):
            answer = client.get(address)

            assert answer.status_code == 200
            assert len(answer.content) < 100_000, address


@pytest.mark.parametrize("name", ["after", "before", "as_of"])
def test_a_day_that_is_none_is_said(client, name):
    """And is no empty answer, nor all there is."""
    assert 400 == client.get(f"/ledger?{name}=soon").status_code
