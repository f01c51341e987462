"""A crowd of readers beside a writer, for bench/room.py: each in a process of its own, on a copy of an archive."""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple, TextIO

import common
from copydesk.archive.archive import Archive

_OFTEN: Final = {"/": 20, "/search": 30, "/article/{article}": 60}
_SELDOM: Final = 5
_FINE: Final = (200, 302, 304, 404)


class Crowd(NamedTuple):
    """What became of a crowd."""

    readers: int
    seconds: float
    requests: int
    errors: int
    statuses: dict[str, int]
    median: float
    slow: float
    slowest: float
    by_page: dict[str, tuple[int, float, float]]
    added: int
    adding: float
    """Milliseconds that a capture took to be added, of the median."""
    memory: dict[str, float]
    """Megabytes of the server: at the start, in the middle, at the end, at most."""


def load(path: Path, options: argparse.Namespace, addresses: Callable[[Path], dict[str, list[str]]]) -> Crowd:
    """Readers, a writer and a server, each in a process of its own, on a copy of the archive."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "crowd.db"
        shutil.copyfile(path, copy)
        targets = mixed(addresses(copy))
        with (
            served(copy) as (port, server),
            ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool,
        ):
            reading = pool.submit(read_all, port, targets, options.readers, options.every, options.seconds)
            writing = pool.submit(add_all, str(copy), options.seconds, options.pause)
            memory = watched(server, reading)
            times, added = reading.result(), writing.result()
    return crowd_of(times, added, memory, options)


def mixed(found: dict[str, list[str]]) -> list[str]:
    """The addresses that people ask for: articles and searches most, then the others; no JSON, which programs read."""
    chance = random.Random(6)
    targets = []
    for path, made in found.items():
        if path.endswith((".json", ".atom", ".txt")) or path.startswith(("/timemap", "/timegate", "/oembed")):
            continue
        targets += [chance.choice(made) for _ in range(_OFTEN.get(path, _SELDOM))]
    return targets


@contextmanager
def served(path: Path) -> Iterator[tuple[int, int]]:
    """`copydesk serve` on an archive: its port, and its process."""
    command = [sys.executable, "-m", "copydesk", "serve", "--archive", str(path), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            found = None
            while found is None:
                line = process.stderr.readline()
                if not line:
                    raise common.Unavailable("the room did not open")
                found = re.search(r"http://[^/]+:(\d+)/", line)
            telling = threading.Thread(target=tell, args=(process.stderr,), daemon=True)
            telling.start()
            until = time.monotonic() + 20
            while time.monotonic() < until and not is_open(int(found[1])):
                time.sleep(0.05)
            yield int(found[1]), process.pid
        finally:
            process.terminate()
            process.wait(30)


def tell(lines: TextIO) -> None:
    """What a server complains of, on standard error."""
    for line in lines:
        sys.stderr.write(line)


def is_open(port: int) -> bool:
    """Whether somebody listens."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def watched(process: int, until: Any) -> list[float]:
    """Megabytes of a process, each second until something is done."""
    found = []
    while not until.done():
        status = Path(f"/proc/{process}/status").read_text()
        found.append(int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1e3)
        time.sleep(1)
    return found


def read_all(port: int, targets: list[str], readers: int, every: float, seconds: float) -> list[tuple[str, int, float]]:
    """What so many readers saw: address, status, and milliseconds since they wanted it."""
    return asyncio.run(_read_all(port, targets, readers, every, seconds))


async def _read_all(
    port: int, targets: list[str], readers: int, every: float, seconds: float
) -> list[tuple[str, int, float]]:
    found: list[tuple[str, int, float]] = []
    begin = time.perf_counter()

    async def reader(number: int) -> None:
        chance = random.Random(number)
        wanted = begin + chance.random() * every
        line: Any = None
        while wanted < begin + seconds:
            await asyncio.sleep(max(0.0, wanted - time.perf_counter()))
            target = chance.choice(targets)
            try:
                if line is None:
                    line = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
                status, keeps = await asyncio.wait_for(get(*line, target), 30)
            except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError, IndexError):
                status, keeps = 0, False
            found.append((target, status, 1e3 * (time.perf_counter() - wanted)))
            if not keeps and line is not None:
                line[1].close()
                line = None
            wanted += every
        if line is not None:
            line[1].close()

    await asyncio.gather(*(reader(number) for number in range(readers)))
    return found


async def get(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: str) -> tuple[int, bool]:
    """One request on an open connection: the status, and whether the connection stays open."""
    lines = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nAccept: text/html\r\n\r\n"
    writer.write(lines.encode())
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = re.search(r"\r\ncontent-length: (\d+)", head)
    if length is None:
        raise ValueError("an answer without a length")
    await reader.readexactly(int(length[1]))
    return int(head.split()[1]), "\r\nconnection: close" not in head


def add_all(path: str, seconds: float, pause: float) -> list[float]:
    """Add captures until the time is over; milliseconds of each."""
    until = time.perf_counter() + seconds
    times = []
    with Archive(path) as archive:
        number = 0
        while time.perf_counter() < until:
            number += 1
            started = time.perf_counter()
            archive.add(page(number), url=f"https://late.example/news/{number}", captured=datetime.now(UTC).isoformat())
            times.append(1e3 * (time.perf_counter() - started))
            time.sleep(pause)
    return times


def page(number: int) -> bytes:
    """A page as a site would serve it; no two share a sentence."""
    chance = random.Random(number)
    things = "pier ferry bridge school market station library harbour festival tunnel museum railway".split()

    def sentence() -> str:
        words = [f"{chance.choice(things)} {chance.randint(100, 999_999)}" for _ in range(8)]
        return f"The council was told of {', '.join(words)} and of what they cost."

    body = "".join(f"<p>{' '.join(sentence() for _ in range(4))}</p>" for _ in range(8))
    title = f"Council of Lowmarsh hears of {chance.choice(things)} {number}"
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title><meta property="article:published_time"'
        f' content="{datetime.now(UTC).isoformat()}"></head><body><nav><a href="/">Home</a></nav><main><article>'
        f"<h1>{title}</h1><p>By Mara Quill</p>{body}</article></main></body></html>"
    ).encode()


def crowd_of(
    times: list[tuple[str, int, float]], added: list[float], memory: list[float], options: argparse.Namespace
) -> Crowd:
    """The figures of a crowd."""
    waits = sorted(wait for _, _, wait in times)
    statuses = Counter(status for _, status, _ in times)
    pages: dict[str, list[float]] = {}
    for target, _, wait in times:
        pages.setdefault(re.sub(r"\d+", "N", target.partition("?")[0]), []).append(wait)
    third = max(1, len(memory) // 10)
    middle = len(memory) // 2
    return Crowd(
        readers=options.readers,
        seconds=options.seconds,
        requests=len(times),
        errors=sum(count for status, count in statuses.items() if status not in _FINE),
        statuses={str(status): count for status, count in sorted(statuses.items())},
        median=statistics.median(waits),
        slow=waits[int(0.95 * len(waits))],
        slowest=waits[-1],
        by_page={
            name: (len(each), statistics.median(each), sorted(each)[int(0.95 * len(each))])
            for name, each in sorted(pages.items())
        },
        added=len(added),
        adding=statistics.median(added) if added else 0.0,
        memory={
            "start": statistics.median(memory[third : 2 * third + 1] or memory),
            "middle": statistics.median(memory[middle : middle + third] or memory),
            "end": statistics.median(memory[-third:]),
            "most": max(memory),
        },
    )
