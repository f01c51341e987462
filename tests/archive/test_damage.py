"""Nothing is lost: a killed writer, a full disk, two writers at once, a damaged file."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from archive.stories import delivery, page, story
from copydesk.archive import adding
from copydesk.archive.archive import Archive
from copydesk.archive.parcels import Parcel, parcel_of
from copydesk.archive.store import Store
from copydesk.errors import ArchiveError
from copydesk.settings import Settings

KILLS = 200
PARCELS = 30
FORK = multiprocessing.get_context("fork") if hasattr(os, "fork") else None


@pytest.fixture(scope="module")
def parcels() -> list[Parcel]:
    """Many stories, ready to be filed."""
    made = [parcel_of(delivery(story(number), name=f"{number}.html"), Settings()) for number in range(PARCELS)]
    assert all(isinstance(each, Parcel) for each in made)
    return made  # type: ignore[return-value]


def file_in_small_batches(path: Path, parcels: list[Parcel]) -> None:
    """What the killed process does."""
    adding._BATCH = 3  # type: ignore[misc]
    store = Store(path)
    for _ in adding.file_all(store, parcels):
        pass


@pytest.mark.skipif(FORK is None, reason="processes are forked")
def test_killed_at_any_point(tmp_path: Path, parcels: list[Parcel]):
    """After a kill the file opens and is whole, and adding the same again files the rest."""
    chance = random.Random(7)
    started = time.perf_counter()
    file_in_small_batches(tmp_path / "whole.db", parcels)
    whole = time.perf_counter() - started
    filed = set()
    for number in range(KILLS):
        path = tmp_path / f"{number}.db"
        process = FORK.Process(target=file_in_small_batches, args=(path, parcels))
        process.start()
        time.sleep(chance.random() * whole * 1.5)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        with Archive(path) as archive:
            before = archive.counts()["captures"]
            filed.add(before)
            assert archive.check() == ()
            for _ in adding.file_all(archive._store, parcels):
                pass
            assert archive.counts()["captures"] == PARCELS
            assert archive.check() == ()
        for rest in tmp_path.glob(f"{number}.db*"):
            rest.unlink()

    assert len(filed) > 3  # the kills struck at different points


def test_disk_full(tmp_path: Path, parcels: list[Parcel]):
    """A full disk is said; what was filed before is whole, and there is room again later."""
    path = tmp_path / "copydesk.db"
    store = Store(path)
    list(adding.file_all(store, parcels[:5]))
    (pages,) = store.row("PRAGMA page_count")
    store.db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(ArchiveError, match="disk is full"):
        list(adding.file_all(store, parcels[5:]))
    store.close()
    with Archive(path) as archive:
        assert archive.counts()["captures"] == 5
        assert archive.check() == ()


def test_read_only(tmp_path: Path):
    """An archive opened for reading answers, and refuses to be written."""
    path = tmp_path / "copydesk.db"
    with Archive(path) as archive:
        archive.add(page())
    with Archive(path, read_only=True) as archive:
        assert archive.search("pier").total == 1
        with pytest.raises(ArchiveError, match="reading only"):
            archive.add(story(1))


def test_folder_without_room_for_the_file(tmp_path: Path):
    """A folder that is not there is said before anything is done."""
    with pytest.raises(Exception, match="no such folder"):
        Archive(tmp_path / "none" / "copydesk.db")


@pytest.mark.skipif(FORK is None, reason="processes are forked")
def test_two_writers(tmp_path: Path, parcels: list[Parcel]):
    """Two processes that add at once lose nothing and say nothing of locks."""
    path = tmp_path / "copydesk.db"
    halves = [parcels[::2], parcels[1::2]]
    writers = [FORK.Process(target=file_in_small_batches, args=(path, half)) for half in halves]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert [writer.exitcode for writer in writers] == [0, 0]
    with Archive(path) as archive:
        assert archive.counts()["captures"] == PARCELS
        assert archive.check() == ()


DAMAGE = {
    "the bytes of a capture": ("UPDATE body SET data = substr(data, 1, 40) WHERE id = 2", "body 2"),
    "other bytes": ("UPDATE body SET sha256 = zeroblob(32) WHERE id = 2", "body 2"),
    "a span of a fact": ("UPDATE fact SET start = start + 1 WHERE capture = 2 AND name = 'title'", "capture 2"),
    "the text of a revision": ("UPDATE copy SET text = 'other' || text WHERE revision = 2", "revision 2 of article 2"),
    "the state of a revision": ("UPDATE copy SET state = x'00' WHERE revision = 2", "revision 2 of article 2"),
    "a capture without its article": ("UPDATE capture SET article = 99 WHERE id = 2", "capture 2"),
    "a revision without captures": ("UPDATE capture SET revision = NULL WHERE id = 2", "revision 2 of article 2"),
    "an index without a revision": (
        "INSERT INTO revision SELECT 77, article, since, until, title, deck, site, language, section, published,"
        " modified, image, authors, tags, verdict, text_sha256, changes FROM revision WHERE id = 2",
        "revision 77",
    ),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_check_names_the_damage(tmp_path: Path, parcels: list[Parcel], what: str):
    """What is damaged is named, and nothing that has no part in it."""
    path = tmp_path / "copydesk.db"
    store = Store(path)
    list(adding.file_all(store, parcels[:3]))
    statement, thing = DAMAGE[what]
    store.db.execute("PRAGMA foreign_keys = OFF")
    store.db.execute(statement)
    store.close()
    with Archive(path) as archive:
        problems = archive.check()

    things = {problem.thing for problem in problems}
    assert thing in things
    assert {each.split()[1] for each in things} == {thing.split()[1]}


def test_index_is_made_anew(tmp_path: Path, parcels: list[Parcel]):
    """An index that lost revisions is made again from them."""
    path = tmp_path / "copydesk.db"
    store = Store(path)
    list(adding.file_all(store, parcels[:3]))
    store.db.execute("INSERT INTO words (words) VALUES ('delete-all')")
    store.close()
    with Archive(path) as archive:
        assert {problem.thing for problem in archive.check()} == {"revision 1", "revision 2", "revision 3"}
        assert archive.mend() == 3
        assert archive.check() == ()
        assert archive.search("keeper").total == 3


def test_damaged_file(tmp_path: Path, parcels: list[Parcel]):
    """A file with a page overwritten is reported, never a traceback."""
    path = tmp_path / "copydesk.db"
    with Archive(path) as archive:
        list(adding.file_all(archive._store, parcels))
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * 8192)
    try:
        with Archive(path) as archive:
            assert archive.check()
    except ArchiveError as error:
        assert "damaged" in str(error)


def test_later_schema_is_refused(tmp_path: Path):
    """An archive of a later copydesk is left alone."""
    path = tmp_path / "copydesk.db"
    Archive(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()
    before = shutil.copy(path, tmp_path / "before.db")

    with pytest.raises(ArchiveError, match="later copydesk"):
        Archive(path)
    assert path.read_bytes() == Path(before).read_bytes()
