"""Adding from the room: each way in, what became of it, and everything that is refused."""

from __future__ import annotations

import gzip
import json
import threading
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from copydesk.archive.archive import Archive
from copydesk.errors import CopydeskError
from copydesk.web import audit, doorkeeper, writer
from copydesk.web.readers import Busy
from copydesk.web.room import room
from copydesk.web.settings import RoomSettings
from copydesk.web.writer import JobRecord, Work, Writer
from web.roomful import COST, HOSTILE, LEAD, QUOTE, REST, page

BASE = "http://127.0.0.1:8018"
TOKEN = "harbour-lantern"
ADDRESS = "https://courier.example/2024/quay"
TEXT = "\n\n".join(("# The quay of Kestrel Bay", LEAD, QUOTE, *REST))


def story(cost: int = 12, **said: str) -> bytes:
    """A saved page."""
    return page(
        LEAD, COST.format(cost=cost), QUOTE, *REST, **{"title": "A quay for Kestrel Bay", "url": ADDRESS, **said}
    )


def visitor(settings: RoomSettings, **given) -> TestClient:
    """Somebody on this machine who follows no redirect."""
    return TestClient(
        room(settings), base_url=BASE, follow_redirects=False, client=("127.0.0.1", 50_000), **given
    )  # fmt: skip


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """A room of this machine, with an empty archive."""
    return RoomSettings(tmp_path_factory.mktemp("writing") / "kestrel.db", max_bytes=400_000)


@pytest.fixture(scope="module")
def client(settings):
    """Somebody who adds to it."""
    with visitor(settings) as made:
        yield made


@pytest.fixture
def guarded(tmp_path):
    """A room that others reach, with a token."""
    with visitor(RoomSettings(tmp_path / "kestrel.db", host="0.0.0.0", token=TOKEN)) as made:
        yield made


def done(client: TestClient, answer) -> dict:
    """The job of a write, when it is done."""
    assert answer.status_code == 303, answer.text
    address = answer.headers["location"]
    for _ in range(400):
        found = client.get(f"{address}.json").json()
        if not found["is_running"]:
            return found["job"]
        time.sleep(0.02)
    raise AssertionError("the job does not end")


# ── Ways in ───────────────────────────────────────────────────────────────────────────────────────


def test_upload(client, settings):
    """New, known and changed captures are told apart; what changed is named, and statements are read at once."""
    first = done(client, client.post("/write/upload", files={"files": ("quay.html", story())}))
    again = done(client, client.post("/write/upload", files={"files": ("quay.html", story())}))
    later = done(client, client.post("/write/upload", files={"files": ("quay.html", story(21))}))

    assert first["counts"] == {"new": 1}
    assert first["read"] == 1
    assert again["counts"] == {"known": 1}
    assert later["outcomes"][0]["summary"] == "figure changed: 12 → 21"
    with Archive(settings.archive, read_only=True) as archive:
        assert archive.unread() == 0
        assert archive.captures(first["outcomes"][0]["article"])[0].name == "quay.html"


def test_several_files_and_rubbish(client):
    """What cannot be read is a failure in its place, with what to do; the others are filed."""
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
    files = [
        ("files", ("../../a picture.png", picture)),
        ("files", ("empty.html", b"")),
        ("files", ("noise.html", bytes(range(256)) * 40)),
        ("files", ("good.html", story(33, title="Another quay", url="https://courier.example/other"))),
    ]
    found = done(client, client.post("/write/upload", files=files))
    outcomes = {each["source"]: each for each in found["outcomes"]}

    assert outcomes["a picture.png"]["kind"] == "failed"
    assert outcomes["a picture.png"]["next_step"]
    assert outcomes["noise.html"]["kind"] == "failed"
    assert outcomes["good.html"]["kind"] in ("new", "changed")
    assert found["state"] == "done"


def test_a_web_archive(client):
    """A WARC stands for its pages."""
    html = story(5, title="A pier in a box", url="https://box.example/1").decode()
    html = html.replace("Kestrel", "Merrow").replace("Holm", "Dask")
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}".encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://box.example/1\r\n"
        "WARC-Date: 2024-03-04T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    packed = gzip.compress(head.encode() + http + b"\r\n\r\n")
    found = done(client, client.post("/write/upload", files={"files": ("box.warc.gz", packed)}))

    assert [each["kind"] for each in found["outcomes"]] == ["new"], found
    assert found["outcomes"][0]["source"].startswith("box.warc.gz")


def test_a_web_archive_that_holds_too_much(client, monkeypatch):
    """A small file with very many pages is read up to a bound, and says so."""
    monkeypatch.setattr(writer, "MOST_PAGES", 1)
    records = b""
    for number in range(3):
        body = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nBox {number}. {LEAD} {number}".encode()
        records += (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://many.example/{number}\r\n"
            f"WARC-Date: 2024-03-04T10:00:0{number}Z\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode() + body + b"\r\n\r\n"  # fmt: skip
    found = done(client, client.post("/write/upload", files={"files": ("many.warc", records)}))

    assert sum(found["counts"].values()) == 2
    assert "holds more than a room takes" in found["outcomes"][-1]["summary"]


def test_paste(client, settings):
    """Pasted text is a capture with the address and time that were said of it."""
    said = {"text": TEXT, "url": "https://courier.example/pasted", "captured": "2024-03-09", "form": "markdown"}
    found = done(client, client.post("/write/paste", data=said))
    outcome = found["outcomes"][0]

    assert outcome["title"] == "The quay of Kestrel Bay"
    with Archive(settings.archive, read_only=True) as archive:
        kept = archive.capture(outcome["capture"])
        assert kept.url == "https://courier.example/pasted"
        assert kept.captured == "2024-03-09"
        assert archive.body(kept.id).decode() == TEXT


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"text": ""}, "empty"),
        ({"text": " \n\t"}, "empty"),
        ({}, "empty"),
        ({"text": TEXT, "url": "file:///etc/passwd"}, "none of the web"),
        ({"text": TEXT, "url": "javascript:alert(1)"}, "none of the web"),
        ({"text": TEXT, "captured": "yesterday"}, "not a time"),
        ({"text": TEXT, "form": "pdf"}, "no such form"),
    ],
)
def test_what_cannot_be_pasted(client, said, why):
    """The answer says what is wrong with it."""
    answer = client.post("/write/paste", data=said)

    assert answer.status_code == 400
    assert why in answer.text


def test_private_addresses_are_not_fetched(client):
    """The room fetches nothing from its own network, and says what to do instead."""
    addresses = ["http://127.0.0.1/", "http://[::1]/", "http://10.0.0.8/x", "http://127.0.0.1:22/", "http://localhost/"]
    found = done(client, client.post("/write/fetch", data={"url": "\n".join(addresses)}))

    assert [each["kind"] for each in found["outcomes"]] == ["failed"] * len(addresses)
    assert all("save the page" in each["next_step"] for each in found["outcomes"])


def test_jobs_that_fetch_keep_a_pace(client, monkeypatch):
    """Two jobs may be for one host, so the second waits."""
    monkeypatch.setattr(writer, "_PACE", 0.3)
    begun = time.monotonic()
    for _ in range(3):
        answer = client.post("/write/fetch", data={"url": "http://127.0.0.1/"})
    done(client, answer)

    assert time.monotonic() - begun >= 0.6


@pytest.mark.parametrize(
    "address",
    ["", "file:///etc/passwd", "/etc/passwd", "ftp://post.example/", "https://a.example\n/etc/passwd", "http://"],
)
def test_what_is_no_address_is_not_fetched(client, address):
    """A path is never read as one."""
    assert client.post("/write/fetch", data={"url": address}).status_code == 400


def test_fetching_needs_its_extra(client, monkeypatch):
    """Where nothing can be fetched, the job says what to install."""
    from copydesk.errors import NeedsExtra
    from copydesk.intake import fetch

    def missing(*_: object) -> None:
        raise NeedsExtra("fetching", "not installed", "pip install 'copydesk[fetch]'")

    monkeypatch.setattr(fetch, "_client", missing)
    found = done(client, client.post("/write/fetch", data={"url": "https://post.example/1"}))

    assert "pip install" in found["outcomes"][0]["next_step"]


def test_programs_are_answered_in_json(client):
    """Who asks for JSON is told the job, and where it stands."""
    answer = client.post("/write/paste", data={"text": TEXT}, headers={"Accept": "application/json"})

    assert answer.status_code == 202
    assert answer.headers["location"] == f"/jobs/{answer.json()['job']['number']}.json"


def test_the_page_of_a_job(client):
    """It names what became of each capture, and leads on; what a file is called is never run."""
    answer = client.post("/write/upload", files={"files": (f"{HOSTILE}.html", story(77))})
    done(client, answer)
    html = client.get(answer.headers["location"]).text

    assert 'http-equiv="refresh"' not in html
    assert "<img" not in html
    assert "/history" in html


def test_the_page_of_a_running_job(client, monkeypatch):
    """While it runs, the page asks for itself again, with scripts and without."""
    running = JobRecord(number=1, kind="upload", state="working", asked="2024-03-09T12:00:00Z", of=("a.html",), items=1)
    monkeypatch.setattr(Writer, "job", lambda *_: running)
    html = client.get("/jobs/1").text

    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in html
    assert "job.js" in html
    assert "At work" in html
    assert "a.html" in html


@pytest.mark.parametrize(("address", "status"), [("/jobs/9999", 404), ("/jobs/x", 404), ("/jobs/9999.json", 404)])
def test_a_job_that_is_not_known(client, address, status):
    """It is not there."""
    assert client.get(address).status_code == status


# ── What is refused ───────────────────────────────────────────────────────────────────────────────


def test_too_large(client):
    """By what it says of its length, and by what it is."""
    body = b"x" * 2_000_000

    def pieces():
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.html"\r\n\r\n'
        for _ in range(20):
            yield body[:100_000]
        yield b"\r\n--b--\r\n"

    told = client.post("/write/upload", files={"files": ("a.html", body)})
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    untold = client.post("/write/upload", content=pieces(), headers=kind)

    assert told.status_code == 413
    assert untold.status_code == 413


def test_little_is_read_of_who_has_not_shown_the_token(tmp_path, monkeypatch):
    """A large form is refused to a stranger before it is read; with the token in a header it is taken."""
    monkeypatch.setattr(doorkeeper, "UNSHOWN", 1_000)
    monkeypatch.setattr(doorkeeper, "AROUND", 1_000)
    text = f"{TEXT}\n\n{'The harbour is long. ' * 400}"
    with visitor(RoomSettings(tmp_path / "kestrel.db", token=TOKEN)) as client:
        stranger = client.post("/write/paste", data={"text": text, "token": TOKEN})
        known = client.post("/write/paste", data={"text": text}, headers={"Authorization": f"Bearer {TOKEN}"})

    assert stranger.status_code == 413
    assert "show the token first" in stranger.text
    assert known.status_code == 303


def test_no_file(client):
    """A form without a file is told so."""
    assert client.post("/write/upload", data={"a": "b"}).status_code == 400


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=b", "application/json", "x"])
def test_broken_forms(client, kind):
    """What is no form is refused, and is no failure of the room."""
    answer = client.post("/write/upload", content=b"--b\r\nContent-Disp", headers={"Content-Type": kind})

    assert answer.status_code == 400


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:9999"},
    {"Origin": "http://127.0.0.1:8018.evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
]


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("address", ["upload", "paste", "fetch", "check", "login"])
def test_pages_of_other_sites_write_nothing(client, settings, address, headers):
    """A form that another site sends is refused before it is read."""
    before = settings.audit.read_bytes() if settings.audit.exists() else b""
    answer = client.post(f"/write/{address}", data={"text": TEXT, "url": "https://a.example"}, headers=headers)

    assert answer.status_code == 403
    assert (settings.audit.read_bytes() if settings.audit.exists() else b"") == before


@pytest.mark.parametrize("headers", [{"Origin": BASE, "Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {}])
def test_own_pages_write(client, headers):
    """The room's own forms are taken, and programs that send no such header."""
    assert client.post("/write/paste", data={"text": TEXT}, headers=headers).status_code == 303


def test_forms_tell_their_origin(client):
    """A browser that tells no referrer tells no origin: pages with a form let it tell that to the room."""
    assert client.get("/add").headers["referrer-policy"] == "same-origin"
    assert client.get("/health").headers["referrer-policy"] == "same-origin"
    assert client.get("/add").headers["cross-origin-opener-policy"] == "unsafe-none"


def test_without_the_token(guarded):
    """Who shows none, or a wrong one, writes nothing, in whatever way it is shown."""
    plain = guarded.post("/write/paste", data={"text": TEXT})
    wrong = guarded.post("/write/paste", data={"text": TEXT, "token": "lantern"})
    bearer = guarded.post("/write/paste", data={"text": TEXT}, headers={"Authorization": "Bearer lantern"})
    cookie = guarded.post("/write/paste", data={"text": TEXT}, headers={"Cookie": f"{doorkeeper.COOKIE}={TOKEN}"})
    login = guarded.post("/write/login", data={"token": "lantern"})

    assert [each.status_code for each in (plain, wrong, bearer, cookie, login)] == [403] * 5
    assert "set-cookie" not in login.headers


def test_with_the_token(guarded):
    """As a field, as a header, and by a cookie that is sent to writes alone and does not hold the token."""
    field = guarded.post("/write/paste", data={"text": TEXT, "token": TOKEN})
    bearer = guarded.post("/write/paste", data={"text": TEXT}, headers={"Authorization": f"Bearer {TOKEN}"})
    login = guarded.post("/write/login", data={"token": TOKEN})
    kept = login.headers["set-cookie"]
    cookie = guarded.post("/write/paste", data={"text": TEXT})

    assert [each.status_code for each in (field, bearer, login, cookie)] == [303] * 4
    assert {"path=/write", "httponly", "samesite=strict"} <= {each.strip().lower() for each in kept.split(";")}
    assert TOKEN not in kept
    assert 'name="token"' in guarded.get("/add").text
    assert 'name="token"' not in guarded.get(login.headers["location"]).text


@pytest.mark.parametrize(
    "given", [{"read_only": True}, {"host": "0.0.0.0"}, {"read_only": True, "token": TOKEN}]
)  # fmt: skip
def test_closed_rooms(tmp_path, given):
    """A room for reading, and one that others reach without a token, take nothing and say so."""
    path = tmp_path / "kestrel.db"
    Archive(path).close()
    with visitor(RoomSettings(path, **given)) as client:
        answers = [client.get("/add"), client.get("/add.json")]
        answers += [
            client.post(f"/write/{each}", data={"text": TEXT}) for each in ("upload", "paste", "fetch", "check")
        ]

        assert [each.status_code for each in answers] == [403] * len(answers)
        assert ("read-only" if given.get("read_only") else "no token") in answers[0].text
        assert client.get("/health").status_code == 200
    with Archive(path, read_only=True) as archive:
        assert archive.counts()["captures"] == 0


def test_a_get_writes_nothing(client):
    """Writes are POSTs."""
    assert client.get("/write/paste").status_code == 405


# ── The writer ────────────────────────────────────────────────────────────────────────────────────


def test_the_log(client, settings):
    """Each write stands in it twice: that it was asked for, by whom, and what became of it. Nobody else may read it."""
    job = done(client, client.post("/write/paste", data={"text": f"{TEXT}\n\nA last line for the log of the harbour."}))
    lines = [json.loads(line) for line in settings.audit.read_text().splitlines()]
    own = [each for each in lines if each["job"] == job["number"]]

    assert [each["outcome"] for each in own] == ["asked", ", ".join(f"{n} {k}" for k, n in job["counts"].items())]
    assert {each["who"] for each in own} == {"127.0.0.1"}
    assert settings.audit.stat().st_mode & 0o077 == 0


def test_what_cannot_be_noted_is_not_written(tmp_path):
    """Without a log there is no write."""
    settings = RoomSettings(tmp_path / "kestrel.db", log=tmp_path / "gone" / "log.jsonl")
    with visitor(settings) as client:
        assert client.post("/write/paste", data={"text": TEXT}).status_code == 503
    with Archive(settings.archive, read_only=True) as archive:
        assert archive.counts()["captures"] == 0


def test_a_damaged_log_is_read_as_far_as_it_goes(tmp_path):
    """A line that was cut short hides no other."""
    path = tmp_path / "log.jsonl"
    good = audit.Noted(time="2024-03-09T12:00:00Z", who="", what="paste", job=1, outcome="asked")
    audit.note(path, good)
    with path.open("ab") as file:
        file.write(b'{"time": "2024\n\xff\xfe\n')
    audit.note(path, good)

    assert audit.last(path, 10) == (good, good)
    assert audit.last(tmp_path / "none", 10) == ()


def test_a_full_queue_is_refused(tmp_path, monkeypatch):
    """Who asks when too much waits is told to come again, and what waits is ended when the room closes."""
    held = threading.Event()
    monkeypatch.setattr(Writer, "_do", lambda *_: held.wait(10))
    monkeypatch.setattr(writer, "MOST_WAITING", 2)
    one = Writer(RoomSettings(tmp_path / "kestrel.db"))
    asked = [one.ask(Work("check", "here"))]
    for _ in range(100):
        if one._waiting:
            time.sleep(0.01)
    asked += [one.ask(Work("check", "here")) for _ in range(2)]
    try:
        assert one.job(asked[2].number).ahead == 1
        with pytest.raises(Busy):
            one.ask(Work("check", "here"))
    finally:
        held.set()
        one.close()
    assert one.job(asked[2].number).state == "failed"
    with pytest.raises(Busy):
        one.ask(Work("check", "here"))


def test_jobs_are_forgotten(tmp_path, monkeypatch):
    """Of many jobs the last are remembered."""
    monkeypatch.setattr(writer, "MOST_KEPT", 3)
    monkeypatch.setattr(Archive, "check", lambda _: ())
    one = Writer(RoomSettings(tmp_path / "kestrel.db"))
    for _ in range(6):
        number = one.ask(Work("check", "here")).number
        while one.job(number).is_running:
            time.sleep(0.005)
    one.close()

    assert [job.number for job in one.recent(10)] == [6, 5, 4]


def test_a_bug_ends_one_job_alone(tmp_path, monkeypatch):
    """What goes wrong in a job is told there; the next is carried out."""

    def broken(_: Archive) -> tuple:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr(Archive, "check", broken)
    with visitor(RoomSettings(tmp_path / "kestrel.db")) as client:
        failed = done(client, client.post("/write/check"))
        after = done(client, client.post("/write/paste", data={"text": TEXT}))

    assert failed["state"] == "failed"
    assert "ZeroDivisionError" in failed["error"]
    assert after["state"] == "done"


def test_an_archive_that_cannot_be_written(tmp_path):
    """The job says so, and a later one is tried anew."""
    path = tmp_path / "kestrel.db"
    one = Writer(RoomSettings(path))
    path.write_bytes(b"no archive at all, but long enough to be looked at" * 20)
    failed = one.ask(Work("check", "here")).number
    while one.job(failed).is_running:
        time.sleep(0.005)
    path.unlink()
    good = one.ask(Work("check", "here")).number
    while one.job(good).is_running:
        time.sleep(0.005)
    one.close()

    assert one.job(failed).state == "failed"
    assert one.job(failed).error
    assert one.job(good).state == "done"


def test_nothing_is_left_behind(client, tmp_path, monkeypatch):
    """The files of a job go with it, and those of a write that was refused."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    done(client, client.post("/write/paste", data={"text": TEXT}))
    done(client, client.post("/write/upload", files={"files": ("a.html", story(78))}))

    def refuse(*_: object) -> None:
        raise CopydeskError("the writer", "is away")

    monkeypatch.setattr(Writer, "ask", refuse)
    client.post("/write/upload", files={"files": ("a.html", story(79))})
    client.post("/write/paste", data={"text": TEXT})

    assert list(folder.iterdir()) == []


# ── Health ────────────────────────────────────────────────────────────────────────────────────────


def test_health(client, settings):
    """Sizes, what failed, what was written, and the last check."""
    before = client.get("/health").text
    checked = done(client, client.post("/write/check"))
    found = client.get("/health.json").json()
    after = client.get("/health").text

    assert "Not checked since" in before
    assert checked["found"] == 0
    assert found["checked"]["number"] == checked["number"]
    assert "whole" in after
    with Archive(settings.archive, read_only=True) as archive:
        counts = archive.counts()
    assert {name: found["condition"][name] for name in ("articles", "revisions", "captures")} == {
        name: counts[name] for name in ("articles", "revisions", "captures")
    }
    assert found["condition"]["unread"] == 0
    assert found["condition"]["last_failures"]
    assert found["writes"][0]["what"] == "check"
    assert "127.0.0.1" not in json.dumps(found["writes"])


def test_damage_is_named(tmp_path):
    """A check that finds something says what, and health leads there."""
    path = tmp_path / "kestrel.db"
    with visitor(RoomSettings(path)) as client:
        done(client, client.post("/write/paste", data={"text": TEXT}))
        with Archive(path) as archive:
            archive._store.db.execute("UPDATE copy SET text = text || 'x'")
        job = done(client, client.post("/write/check"))
        health = client.get("/health").text
        told = client.get(f"/jobs/{job['number']}").text

    assert job["found"] >= 1
    assert job["problems"][0]["next_step"]
    assert "damaged" in health
    assert "is not what was filed" in told


def test_health_of_a_room_for_reading(tmp_path):
    """It says by which commands it is kept."""
    path = tmp_path / "kestrel.db"
    with Archive(path) as archive:
        assert archive.add(story())[0].kind == "new"  # type: ignore[union-attr]
    with visitor(RoomSettings(path, read_only=True)) as client:
        html = client.get("/health").text

    assert "copydesk ledger --archive kestrel.db" in html
    assert "copydesk check --archive kestrel.db" in html
    assert "/write/check" not in html


def test_the_bookmarklet(client):
    """A link to drag, which opens this very room."""
    from html import unescape
    from urllib.parse import unquote

    html = client.get("/add?url=https://post.example/1").text
    script = unquote(unescape(html.partition('href="javascript:')[2].partition('"')[0]))

    assert f'r="{BASE}"' in script
    assert "postMessage" in script
    assert html.count('value="https://post.example/1"') == 1
    assert ">https://post.example/1</textarea>" in html
    assert client.get("/add.json?url=javascript:alert(1)").json()["url"] == ""


def test_uploads_have_no_paths():
    """The name of a file is its last part."""
    from copydesk.web.writing import _name

    assert _name("..\\..\\C:\\x\\y.html") == "y.html"
    assert _name("/") == "upload"
    assert "\n" not in _name("a\nb.html")
    assert Path(_name("../../etc/passwd")).name == "passwd"
