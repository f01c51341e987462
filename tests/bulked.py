"""What the tests of bulk runs under attack share: invented pages, crawls of them, runs as processes of their own."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

SOURCE = str(Path(__file__).resolve().parent.parent / "src")
SENTENCES = (
    "The council of Kestrel Bay voted to reopen the north pier on Tuesday, after a year of repairs.",
    "Rosalind Teague, the harbour engineer, told the meeting that the last piles had been driven on Monday.",
    "Ferries to Holm Island will call there again from the sixth of May, the operator said in a letter.",
)


def page(number: int, *, head: str = "") -> bytes:
    """A page of its own words."""
    body = "".join(f"<p>{sentence} This was item {number} of {place}.</p>" for place, sentence in enumerate(SENTENCES))
    title = f"Pier item {number} goes to the vote"
    return (
        f'<html lang="en"><head><title>{title} - The Kestrel Courier</title>{head}</head>'
        f"<body><article><h1>{title}</h1>{body}</article><footer>© Kestrel Courier</footer></body></html>"
    ).encode()


def address(number: int) -> str:
    """Where a page stood."""
    return f"https://quay.example/{number}"


def record(url: str, body: bytes, *, fields: str = "") -> bytes:
    """A WARC record of a response with that body."""
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{fields}\r\n".encode() + body
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-09T10:00:00Z\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def members(numbers: Iterable[int], pack: Callable[[bytes], bytes] = gzip.compress) -> list[bytes]:
    """Packed records of pages, each for itself."""
    return [pack(record(address(number), page(number))) for number in numbers]


def lines_in(folder: Path) -> list[dict[str, Any]]:
    """The objects of all JSON Lines in a folder."""
    files = sorted(folder.glob("*.jsonl")) if folder.is_dir() else []
    return [json.loads(line) for path in files for line in path.read_bytes().split(b"\n") if line]


def sorted_lines(out: Path) -> list[bytes]:
    """The rows of a run that wrote JSON Lines, as they stand there, sorted."""
    return sorted(line for path in (out / "data").glob("*.jsonl") for line in path.read_bytes().splitlines())


def failures(out: Path) -> list[dict[str, Any]]:
    """What a run could not read."""
    return lines_in(out / "failures")


def report(out: Path) -> dict[str, Any]:
    """What a run reported."""
    told: dict[str, Any] = json.loads((out / "report.json").read_bytes())
    return told


def hooked(folder: Path, code: str) -> dict[str, str]:
    """An environment in which every Python runs `code` with `edit`, the real one, before `desk.edit` is called.

    The code is the body of `def edited(capture, settings, review=None)`, which stands in the place of `desk.edit`.
    """
    folder.mkdir(exist_ok=True)
    body = "\n".join(f"    {line}" for line in code.strip().splitlines())
    (folder / "sitecustomize.py").write_text(
        "import os, signal, time\n"
        "from copydesk import desk\n"
        "edit = desk.edit\n"
        f"def edited(capture, settings, review=None):\n{body}\n    return edit(capture, settings, review)\n"
        "desk.edit = edited\n",
        "utf-8",
    )
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), SOURCE])}


def started(inputs: Sequence[Path | str], out: Path, *options: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
    """`copydesk bulk` as a process of its own, which writes JSON Lines."""
    command = [sys.executable, "-m", "copydesk", "bulk", *map(str, inputs), "-o", str(out), "--format", "jsonl", "-q"]
    return subprocess.Popen([*command, *options], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def ended(process: subprocess.Popen[bytes], seconds: float = 60.0) -> int:
    """The exit status of a process; the test fails where it does not end."""
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return process.returncode


def until(holds: Callable[[], Any], seconds: float = 30.0) -> Any:
    """Wait until something holds, and what it is; the test fails where it never does."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
    return found


def workers_of(pid: int) -> list[int]:
    """The workers that a process started; those of a process that is gone are its no longer."""
    return [each for each, parent, command in _processes() if parent == pid and "copydesk.bulk.worker" in command]


def workers_told(pid: int) -> list[int]:
    """The workers that were started by a process, whether it is there or not."""
    return [each for each, _, told in _processes() if "copydesk.bulk.worker" in told and _parent_told(told) == pid]


def _parent_told(command: str) -> int:
    last = command.rstrip("\0").rpartition("\0")[2]
    return int(last) if last.isdigit() else -1


def _processes() -> list[tuple[int, int, str]]:
    """Number, parent and command line of every process."""
    found = []
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                state, parent = (path / "stat").read_text().rpartition(")")[2].split()[:2]
                command = (path / "cmdline").read_bytes().decode("utf-8", "replace")
            except (OSError, ValueError):
                continue
            if state != "Z":
                found.append((int(path.name), int(parent), command))
    return found


def below(pid: int) -> list[int]:
    """Every process that one started, and those that these did."""
    parents = {each: parent for each, parent, _ in _processes()}
    found = {pid}
    while more := {each for each, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found - {pid})


def workers_below(pid: int) -> list[int]:
    """The workers among them."""
    family = set(below(pid))
    return [each for each, _, command in _processes() if each in family and "copydesk.bulk.worker" in command]


def rows_of_parquet(out: Path) -> list[dict[str, Any]]:
    """All rows of a run that wrote Parquet, sorted."""
    from pyarrow import parquet

    found = [row for path in (out / "data").glob("*.parquet") for row in parquet.ParquetFile(path).read().to_pylist()]
    return sorted(found, key=lambda row: row["source"])
