"""Whatever is killed, hangs or is interrupted: no page is lost, none is there twice, nothing is left running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bulked import (
    address,
    ended,
    failures,
    hooked,
    members,
    report,
    sorted_lines,
    started,
    until,
    workers_of,
    workers_told,
)
from copydesk.bulk import Local, bulk_settings_from, run

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes in /proc")

PAGES = 60
SLOW = "time.sleep(0.03)"
SMALL = ("--shard-size", "4000", "-j", "2")


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """A crawl of many shards."""
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(b"".join(members(range(PAGES))))
    return path


@pytest.fixture
def undisturbed(crawl: Path, tmp_path: Path) -> list[bytes]:
    """The rows of a run to which nothing happens."""
    run([str(crawl)], str(tmp_path / "calm"), bulk_settings_from({"format": "jsonl"}), engine=Local(1))
    return sorted_lines(tmp_path / "calm")


def done(out: Path) -> int:
    """How many shards are finished."""
    return len(list((out / "done").glob("*.json")))


def all_came_out(out: Path, undisturbed: list[bytes]) -> None:
    """Every page once, and counted once."""
    counts = report(out)["counts"]
    assert PAGES == len(undisturbed)
    assert undisturbed == sorted_lines(out)
    assert (PAGES, PAGES, {}) == (counts["records"], counts["written"], counts["failed"])


def test_killed_workers_are_replaced(crawl: Path, tmp_path: Path, undisturbed: list[bytes]):
    """Every worker is killed three times in the middle; the run goes on and loses nothing."""
    out = tmp_path / "out"
    driver = started([crawl], out, *SMALL, env=hooked(tmp_path / "hook", SLOW))
    killed: set[int] = set()
    for shards in (1, 3, 5):
        until(lambda shards=shards: done(out) >= shards)
        for pid in workers_of(driver.pid):
            os.kill(pid, signal.SIGKILL)
            killed.add(pid)

    assert 0 == ended(driver)
    assert len(killed) >= 3
    all_came_out(out, undisturbed)


@pytest.mark.parametrize("options", [(), ("--site-pass", "--dedupe", "near")])
def test_a_killed_driver_goes_on(crawl: Path, tmp_path: Path, undisturbed: list[bytes], options: tuple[str, ...]):
    """Its workers leave by themselves, what they left unfinished is swept away, and what was done is not done again."""
    out, env = tmp_path / "out", hooked(tmp_path / "hook", SLOW)
    driver = started([crawl], out, *SMALL, *options, env=env)
    until(lambda: done(out) >= 2)
    assert workers_told(driver.pid)
    driver.kill()
    ended(driver)
    until(lambda: not workers_told(driver.pid), 5)
    before = done(out)
    assert 2 <= before < report_parts(crawl)

    again = started([crawl], out, *SMALL, *options, env=env)

    assert 0 == ended(again)
    assert report(out)["parts"] - before >= report(out)["parts_made"] > 0
    if not options:
        all_came_out(out, undisturbed)
    assert PAGES == report(out)["counts"]["records"]
    assert report(out)["counts"]["written"] == len(sorted_lines(out))
    assert not list(out.rglob("*.part"))


def report_parts(crawl: Path) -> int:
    """How many shards a crawl is cut into."""
    return -(-crawl.stat().st_size // 4000)


def test_a_worker_that_hangs_does_not_outlive_its_driver(crawl: Path, tmp_path: Path):
    """Nor one that sleeps inside a page for ever."""
    env = hooked(tmp_path / "hook", "time.sleep(3600)")
    driver = started([crawl], tmp_path / "out", *SMALL, env=env)
    until(lambda: len(workers_told(driver.pid)) == 2)

    driver.kill()
    ended(driver)

    until(lambda: not workers_told(driver.pid), 5)


@pytest.mark.parametrize("code", [SLOW, "time.sleep(3600)"])
def test_ctrl_c_ends_at_once(crawl: Path, tmp_path: Path, undisturbed: list[bytes], code: str):
    """With status 130 and no process left behind; the next run goes on."""
    out = tmp_path / "out"
    driver = started([crawl], out, *SMALL, env=hooked(tmp_path / "hook", code))
    until(lambda: len(workers_of(driver.pid)) == 2 and (code != SLOW or done(out) >= 2))

    driver.send_signal(signal.SIGINT)

    assert 130 == ended(driver, 5)
    assert not workers_told(driver.pid)
    before = done(out)
    assert 0 == ended(started([crawl], out, *SMALL, env=hooked(tmp_path / "hook", "pass")))
    assert report(out)["parts"] - before == report(out)["parts_made"]
    all_came_out(out, undisturbed)


FATAL = {
    "hangs": "time.sleep(3600)",
    "leaves": "os._exit(3)",
    "is killed": "os.kill(os.getpid(), signal.SIGKILL)",
    "takes all memory": "hoard = [bytearray(50_000_000) for _ in range(10_000)]",
}


@pytest.mark.parametrize("end", FATAL)
def test_a_fatal_page_is_abandoned_alone(tmp_path: Path, end: str):
    """It is named, the others of its shard come out; with more time it is tried again."""
    crawl, out = tmp_path / "crawl.warc.gz", tmp_path / "out"
    crawl.write_bytes(b"".join(members(range(8))))
    env = hooked(tmp_path / "hook", f"if capture.url == {address(3)!r}: {FATAL[end]}")
    options = ("-j", "1", "--seconds", "1.5", "--memory", "400M")

    assert 1 == ended(started([crawl], out, *options, env=env))

    counts = report(out)["counts"]
    assert (8, 7, 1) == (counts["records"], counts["written"], sum(counts["failed"].values()))
    assert 7 == len(sorted_lines(out))
    (named,) = failures(out)
    assert f"{crawl}#{sum(map(len, members(range(3))))}" == named["source"]
    assert named["error"] in ("Abandoned", "MemoryError")

    sound = hooked(tmp_path / "hook", "pass")
    assert 0 == ended(started([crawl], out, *options[:2], "--seconds", "30", "--memory", "500M", env=sound))
    assert 8 == report(out)["counts"]["written"]


def test_many_fatal_pages_are_abandoned_each(tmp_path: Path):
    """However many there are in one shard."""
    crawl, out = tmp_path / "crawl.warc.gz", tmp_path / "out"
    crawl.write_bytes(b"".join(members(range(8))))
    env = hooked(tmp_path / "hook", "if int(capture.url[-1]) % 3 == 0: os._exit(1)")

    assert 1 == ended(started([crawl], out, "-j", "1", env=env))

    fatal = sum(int(address(number)[-1]) % 3 == 0 for number in range(8))
    assert {"Abandoned": fatal} == report(out)["counts"]["failed"]
    assert 8 - fatal == len(sorted_lines(out))


def test_a_record_that_cannot_be_read_ends_its_part_alone(tmp_path: Path):
    """Where the reader itself dies, what came before comes out, and so do the other parts."""
    crawl, out = tmp_path / "crawl.warc.gz", tmp_path / "out"
    packed = members(range(12))
    crawl.write_bytes(b"".join(packed))
    env = hooked(tmp_path / "hook", "pass")
    with (tmp_path / "hook" / "sitecustomize.py").open("a", encoding="utf-8") as hook:
        hook.write(
            "from copydesk.intake import warc\n"
            "read = warc.read_message\n"
            "def fatal(block):\n    if b'item 2 of' in block: os._exit(1)\n    return read(block)\n"
            "warc.read_message = fatal\n"
        )
    step = sum(map(len, packed[:6]))

    assert 1 == ended(started([crawl], out, "-j", "1", "--shard-size", str(step), env=env))

    assert {"Abandoned": 1} == report(out)["counts"]["failed"]
    assert 2 + 6 == report(out)["counts"]["written"] == len(sorted_lines(out))
    (named,) = failures(out)
    assert (str(crawl), True) == (named["source"], "is missing" in named["message"])


def test_a_worker_knows_its_parent_from_the_start(tmp_path: Path):
    """One that is started by a process already gone does no work."""
    heartbeat = tmp_path / "beat"
    heartbeat.write_bytes(bytes(10_000))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()

    worker = subprocess.Popen(
        [sys.executable, "-m", "copydesk.bulk.worker", str(heartbeat), str(gone.pid)],
        env=hooked(tmp_path / "hook", "pass"),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )

    try:
        assert 0 == worker.wait(20)
    finally:
        worker.kill()
        worker.communicate()
    assert not heartbeat.exists()
