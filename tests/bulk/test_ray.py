"""The same work on a Ray cluster: the same rows, also when a node of it is killed in the middle, or the driver."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

from bulked import below, ended, hooked, members, report, rows_of_parquet, sorted_lines, started, until, workers_below
from copydesk.bulk import Local, bulk_settings_from, run

pytestmark = [
    pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed"),
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes in /proc"),
]

PAGES = 60
SIZE = 2_000
SLOW = "time.sleep(0.05)"

NODES = """
import os
import sys
from ray.cluster_utils import Cluster
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
second = cluster.add_node(num_cpus=1)
cluster.wait_for_nodes()
print(cluster.address, os.getpid(), second.all_processes["raylet"][0].process.pid, flush=True)
sys.stdin.read()
cluster.shutdown()
"""
"""Two nodes on this machine, each with a core, until standard input ends."""


class Nodes(NamedTuple):
    """A cluster of two nodes: its address, the process below which all others are, and that of the second node."""

    address: str
    process: int
    second: int
    env: dict[str, str]


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    """A cluster whose workers are slow."""
    env = hooked(tmp_path_factory.mktemp("hook"), SLOW)
    process = subprocess.Popen(
        [sys.executable, "-c", NODES],
        env=env | {"RAY_DEDUP_LOGS": "0"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        address, pid, second = process.stdout.readline().split()
        yield Nodes(address, int(pid), int(second), env)
    finally:
        process.communicate(timeout=60)


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A crawl of many shards."""
    path = tmp_path_factory.mktemp("crawl") / "crawl.warc.gz"
    path.write_bytes(b"".join(members(range(PAGES))))
    return path


@pytest.fixture(scope="module")
def calm(crawl: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run in one process makes of it: JSON Lines, and below `parquet` that."""
    out = tmp_path_factory.mktemp("calm")
    run([str(crawl)], str(out), bulk_settings_from({"format": "jsonl"}), engine=Local(1))
    run([str(crawl)], str(out / "parquet"), bulk_settings_from({}), engine=Local(1))
    return out


def work(nodes: Nodes, crawl: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
    """A run on the cluster."""
    cluster = ("--engine", "ray", "--address", nodes.address, "--shard-size", str(SIZE))
    return started([crawl], out, *cluster, *options, env=nodes.env)


def all_came_out(out: Path, calm: Path) -> None:
    """Every page once, and counted once."""
    counts = report(out)["counts"]
    assert PAGES == len(sorted_lines(calm))
    assert sorted_lines(calm) == sorted_lines(out)
    assert (PAGES, PAGES, {}) == (counts["records"], counts["written"], counts["failed"])


def done(out: Path) -> int:
    """How many shards are finished."""
    return len(list((out / "done").glob("*.json")))


def test_a_cluster_makes_the_same_rows(nodes: Nodes, crawl: Path, calm: Path, tmp_path: Path):
    """As one process of this machine, and every part, though there are more than the cluster takes at a time."""
    pytest.importorskip("pyarrow", reason="reads Parquet")

    assert 0 == ended(work(nodes, crawl, tmp_path / "out", "--format", "parquet"))

    assert rows_of_parquet(calm / "parquet") == rows_of_parquet(tmp_path / "out")
    assert PAGES == len(rows_of_parquet(tmp_path / "out"))
    assert report(tmp_path / "out")["parts"] == report(tmp_path / "out")["parts_made"] > 8


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_a_driver_that_ends_leaves_no_work_behind(nodes: Nodes, crawl: Path, calm: Path, tmp_path: Path, end: int):
    """Killed or interrupted; the next run goes on."""
    out = tmp_path / "out"
    driver = work(nodes, crawl, out)
    until(lambda: done(out) >= 2)

    driver.send_signal(end)

    assert (130 if end == signal.SIGINT else -end) == ended(driver, 10)
    until(lambda: not workers_below(nodes.process), 20)
    before = done(out)
    assert 0 == ended(work(nodes, crawl, out))
    assert report(out)["parts"] - before == report(out)["parts_made"] > 0
    all_came_out(out, calm)


def test_a_node_is_killed(nodes: Nodes, crawl: Path, calm: Path, tmp_path: Path):
    """With all its processes, in the middle of a part; the other node makes the rest."""
    out = tmp_path / "out"
    driver = work(nodes, crawl, out)
    until(lambda: workers_below(nodes.second) and done(out) >= 2)

    for pid in [nodes.second, *below(nodes.second)]:
        os.kill(pid, signal.SIGKILL)

    assert 0 == ended(driver)
    all_came_out(out, calm)
