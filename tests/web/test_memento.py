"""Memento: the list of an address's captures, and the way to the one nearest to a time."""

from __future__ import annotations

import json
import re

import pytest
from starlette.testclient import TestClient

from copydesk.archive.archive import Archive
from copydesk.errors import UsageError
from copydesk.web import memento
from copydesk.web.room import room
from copydesk.web.settings import RoomSettings
from web.roomful import filled

BASE = "http://127.0.0.1:8018"
PIER = "https://courier.example/2024/pier"
TALK = "https://post.example/talk?a=%22%3E%3Cscript%3E"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("memento") / "kestrel.db")


@pytest.fixture(scope="module")
def client(path):
    with TestClient(room(RoomSettings(path)), base_url=BASE, follow_redirects=False) as made:
        yield made


@pytest.fixture(scope="module")
def numbers(path):
    """The captures of the pier's page, in the order of time."""
    with Archive(path, create=False, read_only=True) as archive:
        return [int(each["uri"].rpartition("/")[2]) for each in archive.timemap(PIER)["mementos"]["list"]]


def test_map_as_links(client, numbers):
    answer = client.get(f"/timemap/link/{PIER}")
    assert (200, "application/link-format") == (answer.status_code, answer.headers["content-type"])
    lines = answer.text.rstrip().split(",\n")
    assert lines[:3] == [
        f'<{PIER}>; rel="original"',
        f'<{BASE}/timemap/link/{PIER}>; rel="self"; type="application/link-format"',
        f'<{BASE}/timegate/{PIER}>; rel="timegate"',
    ]
    assert lines[3:] == [
        f'<{BASE}/raw/{numbers[0]}>; rel="first memento"; datetime="Mon, 04 Mar 2024 10:00:00 GMT"',
        f'<{BASE}/raw/{numbers[1]}>; rel="memento"; datetime="Tue, 05 Mar 2024 08:00:00 GMT"',
        f'<{BASE}/raw/{numbers[2]}>; rel="last memento"; datetime="Thu, 07 Mar 2024 08:00:00 GMT"',
    ]


def test_map_as_json(client, numbers):
    answer = client.get(f"/timemap/json/{PIER}")
    assert "application/json" == answer.headers["content-type"]
    assert [f"{BASE}/raw/{number}" for number in numbers] == [each["uri"] for each in answer.json()["mementos"]["list"]]
    assert PIER == answer.json()["original_uri"]


@pytest.mark.parametrize(
    "said",
    [
        "https://courier.example/2024/pier",
        "https:/courier.example/2024/pier",
        "HTTPS://courier.example/2024/pier",
        "http://www.courier.example/2024/pier?utm_source=x",
        "courier.example/2024/pier",
        "https%3A%2F%2Fcourier.example%2F2024%2Fpier",
        "https%3a//courier.example/2024/pier%3Futm_source%3Dx",
    ],
)
def test_forms_of_an_address(client, numbers, said):
    assert len(numbers) == len(client.get(f"/timemap/json/{said}").json()["mementos"]["list"])


@pytest.mark.parametrize("said", [TALK, "https%3A%2F%2Fpost.example%2Ftalk%3Fa%3D%2522%253E%253Cscript%253E"])
def test_an_address_with_a_query(client, said):
    """What is encoded in the address stays so; only an address that is encoded as a whole is decoded, once."""
    assert TALK == client.get(f"/timemap/json/{said}").json()["original_uri"]
    assert 404 == client.get("/timemap/json/https://post.example/talk").status_code


@pytest.mark.parametrize(
    ("when", "place", "rel"),
    [
        (None, 2, "last memento"),
        ("Fri, 01 Jan 1999 00:00:00 GMT", 0, "first memento"),
        ("Mon, 04 Mar 2024 10:00:00 GMT", 0, "first memento"),
        ("Mon, 04 Mar 2024 20:59:59 GMT", 0, "first memento"),
        ("Mon, 04 Mar 2024 21:00:00 GMT", 0, "first memento"),  # as near to one as to the other: the earlier
        ("Mon, 04 Mar 2024 21:00:01 GMT", 1, "memento"),
        ("Wed, 06 Mar 2024 09:00:00 GMT", 2, "last memento"),
        ("Sat, 01 Jan 2050 00:00:00 GMT", 2, "last memento"),
    ],
)
def test_gate(client, numbers, when, place, rel):
    answer = client.get(f"/timegate/{PIER}", headers={"accept-datetime": when} if when else {})
    assert (302, f"{BASE}/raw/{numbers[place]}") == (answer.status_code, answer.headers["location"])
    assert "accept-datetime" == answer.headers["vary"].lower()
    assert "memento-datetime" not in answer.headers
    link = answer.headers["link"]
    assert f'<{PIER}>; rel="original"' in link and f'<{BASE}/timemap/link/{PIER}>; rel="timemap"' in link
    assert f'<{BASE}/raw/{numbers[place]}>; rel="{rel}"' in link


def test_the_only_capture_is_first_and_last(client):
    answer = client.get("/timegate/https://mail.example/pier")
    assert 'rel="first last memento"' in answer.headers["link"]


@pytest.mark.parametrize(
    "when", ["yesterday", "2024-03-04", "Mon, 04 Mar 2024 10:00:00", "Mon, 99 Mar 2024 10:00:00 GMT", "", "é"]
)
def test_times_that_are_none(client, when):
    answer = client.get(f"/timegate/{PIER}", headers={"accept-datetime": when.encode()})
    assert 400 == answer.status_code


@pytest.mark.parametrize(
    ("path_", "status"),
    [
        ("/timegate/https://courier.example/none", 404),
        ("/timemap/link/https://courier.example/none", 404),
        ("/timemap/xml/https://courier.example/2024/pier", 404),
        ("/timegate/javascript:alert(1)", 400),
        ("/timegate/file:///etc/passwd", 400),
        ("/timemap/json/", 400),
        ("/timemap/json/%00", 400),
    ],
)
def test_what_there_is_not(client, path_, status):
    assert status == client.get(path_).status_code


def test_the_gate_leads_to_a_memento(client):
    """The answer that bears the bytes says of what it is the memento, and of when."""
    gate = client.get(f"/timegate/{PIER}", headers={"accept-datetime": "Tue, 05 Mar 2024 08:00:00 GMT"})
    for query in ("", "?as=bytes"):
        answer = client.get(gate.headers["location"].removeprefix(BASE) + query)
        assert (200, "Tue, 05 Mar 2024 08:00:00 GMT") == (answer.status_code, answer.headers["memento-datetime"])
        assert f'<{PIER}>; rel="original"' in answer.headers["link"]
        assert "sandbox" in answer.headers["content-security-policy"]


def test_headers_of_a_memento(path, numbers):
    with Archive(path, create=False, read_only=True) as archive:
        row = archive.capture(numbers[1])
    headers = memento.headers(row, BASE)
    assert "Tue, 05 Mar 2024 08:00:00 GMT" == headers["Memento-Datetime"]
    assert ["original", "timegate", "timemap"] == re.findall(r'rel="(\w+)"', headers["Link"])


def test_an_address_cannot_leave_its_header(path, numbers):
    """Quotes, brackets, line feeds and letters of other scripts are encoded."""
    with Archive(path, create=False, read_only=True) as archive:
        row = archive.capture(numbers[0])
    import msgspec

    evil = msgspec.structs.replace(row, url='https://x.example/ä>; rel="evil"\r\nSet-Cookie: a=b')
    link = memento.headers(evil, BASE)["Link"]
    assert link.isascii() and "\n" not in link and 'rel="evil"' not in link
    assert {} == memento.headers(msgspec.structs.replace(row, url=None), BASE)


def test_an_address_is_one():
    with pytest.raises(UsageError):
        memento.address_in("data:text/html,x", "")
    assert "http://x.example/a" == memento.address_in("x.example/a", "")


def test_links_of_the_map_lead_somewhere(client):
    """The gate and the map that a list names are those of the same address."""
    listed = client.get(f"/timemap/json/{TALK}").json()
    assert 302 == client.get(listed["timegate_uri"].removeprefix(BASE)).status_code
    again = client.get(listed["timemap_uri"]["json_format"].removeprefix(BASE))
    assert json.dumps(listed) == json.dumps(again.json())
