"""What `bulk.py` measures, each job in a process of its own that nothing else has used: JSON in, JSON out.

python bench/bulk_jobs.py '{"job": "flat", "warc": "pages.warc.gz", "output": "rows", "records": 200}'
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from peers import Output, Tool, quiet, resiliparse, run_guarded, trafilatura
from speed import peak_megabytes

GROUP: Final = 500
"""Rows that a peer holds before they are written, as many as copydesk does."""
POINTS: Final = (0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0)
"""Shares of the records after which the memory of a process is looked at."""
TEXT_COLUMNS: Final = ("source", "url", "title", "text")

Do = Callable[[str, str], int]
"""Reads a WARC, writes Parquet into a folder, and says how many records it read."""


def main(arguments: Sequence[str]) -> int:
    """Do the job, print what was measured."""
    given = json.loads(arguments[0])
    quiet()
    print(json.dumps(JOBS[given.pop("job")](**given)))
    return 0


def tool_job(name: str, warc: str, output: str, warm: str) -> dict[str, float]:
    """Time on a core, time on the clock and peak memory of one tool; models and tables are loaded before the clock."""
    do = TOOLS[name]
    do(warm, f"{output}-warm")
    wall, core = time.perf_counter(), time.process_time()
    records = do(warc, output)
    core, wall = time.process_time() - core, time.perf_counter() - wall
    return {"records": records, "core": core, "wall": wall, "megabytes": peak_megabytes()}


def engine_job(engine: str, workers: int, warc: str, output: str, shard_bytes: int) -> dict[str, float]:
    """Time on the clock of a whole run by an engine, the start of its processes included."""
    from copydesk.bulk import BulkSettings, Cluster, Local, run

    if engine == "ray":
        import ray  # type: ignore[import-not-found,unused-ignore]

        ray.init(num_cpus=workers, log_to_driver=False, include_dashboard=False)
    made: Any = Cluster() if engine == "ray" else Local(workers)
    begin = time.perf_counter()
    report = run([warc], output, BulkSettings(shard_bytes=shard_bytes), engine=made)
    wall = time.perf_counter() - begin
    if engine == "ray":
        ray.shutdown()
    return {"records": report.counts.records, "wall": wall}


def flat_job(warc: str, output: str, records: int) -> dict[str, Any]:
    """Memory of a process that makes shard after shard, as a worker does: records, megabytes now, megabytes at most."""
    from copydesk.bulk import BulkSettings, Counts, Part, parts_of, shard
    from copydesk.bulk.reading import Oversight

    settings = BulkSettings()
    wanted = [max(1, round(share * records)) for share in POINTS]
    points: list[tuple[int, float, float]] = []
    before = 0

    def look(done: int) -> None:
        if len(points) < len(wanted) and done >= wanted[len(points)]:
            points.append((done, megabytes_now(), peak_megabytes()))

    def watch(number: int, name: str, counts: Counts) -> None:
        look(before + counts.records)

    for part in parts_of([warc], settings):
        if isinstance(part, Part):
            before += shard(part, output, settings, Oversight(watch=watch)).records
            look(before)
    return {"records": before, "points": points}


def megabytes_now() -> float:
    """Resident megabytes of this process; not a number where the system does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS:")), float("nan"))


# ---- the tools


def copydesk_with(**changed: Any) -> Do:
    """The shard function in this process, with those settings."""

    def do(warc: str, output: str) -> int:
        from copydesk.bulk import BulkSettings, Part, parts_of, shard

        settings = BulkSettings(shard_bytes=10**15, **changed)
        return sum(
            shard(part, output, settings).records for part in parts_of([warc], settings) if isinstance(part, Part)
        )

    return do


def peer_with(name: str, run: Callable[[bytes, str], Output]) -> Do:
    """A peer between fastwarc and pyarrow; a page at which it raises has no text."""
    tool = Tool(name, name, run)

    def do(warc: str, output: str) -> int:
        return write_rows(
            Path(output), ({"url": url} | run_guarded(tool, body, url)._asdict() for url, body in bodies_in(warc))
        )

    return do


def trafilatura_text(body: bytes, url: str) -> Output:
    """Its text without comments, and no metadata."""
    import trafilatura

    return Output(trafilatura.extract(body, url=url, include_comments=False) or "")


def bodies_in(warc: str) -> Iterator[tuple[str, bytes]]:
    """Address and body of each page, as fastwarc reads them: nothing is checked."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType  # type: ignore[import-not-found,unused-ignore]

    with Path(warc).open("rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response):
            yield record.headers["WARC-Target-URI"], record.reader.read()


def write_rows(folder: Path, rows: Iterator[dict[str, Any]]) -> int:
    """Rows into a Parquet file, packed as copydesk packs its own; how many."""
    import pyarrow as arrow  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from pyarrow import parquet

    text = arrow.string()
    schema = arrow.schema([(name, text) for name in ("url", "text", "title", "authors", "date", "more")])
    path = folder / "data" / "rows.parquet"
    path.parent.mkdir(parents=True)
    number = 0
    held: list[dict[str, Any]] = []
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for row in rows:
            number += 1
            held.append({**row, "more": json.dumps(row["more"])})
            if len(held) >= GROUP:
                writer.write_table(arrow.Table.from_pylist(held, schema=schema))
                held.clear()
        if held:
            writer.write_table(arrow.Table.from_pylist(held, schema=schema))
    return number


TOOLS: Final[dict[str, Do]] = {
    "copydesk": copydesk_with(),
    "copydesk, text alone": copydesk_with(columns=TEXT_COLUMNS),
    "copydesk, near duplicates noted": copydesk_with(dedupe="near"),
    "trafilatura, text": peer_with("trafilatura", trafilatura_text),
    "trafilatura, metadata": peer_with("trafilatura", trafilatura),
    "resiliparse, text": peer_with("resiliparse", resiliparse),
}
JOBS: Final[dict[str, Callable[..., dict[str, Any]]]] = {"tool": tool_job, "engine": engine_job, "flat": flat_job}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
