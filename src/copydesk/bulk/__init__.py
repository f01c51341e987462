"""Bulk: many captures in, rows out, on all cores of a machine or on a cluster.

inputs → parts → shards (read → extract → rows) → [sift] → report

| module | holds |
|---|---|
| `settings` | what is done with each page, as one record |
| `parts` | what the inputs are, cut into parts |
| `reading` | a part → its records |
| `columns`, `writing` | an article → a row → Parquet or JSON Lines |
| `shard` | a part → a file of rows and a mark: a plain function |
| `folder`, `counts`, `wire` | the output folder, what is counted, and records as lines of JSON |
| `worker`, `guard`, `engines` | a process that makes shards, who watches it, and many of them |
| `sites`, `sketches`, `sifting` | what needs all parts at once: what sites repeat, duplicates |
| `run`, `report`, `metrics` | all of it in order, and what is told of it |
"""

from copydesk.bulk.counts import Counts
from copydesk.bulk.engines import Cluster, Local
from copydesk.bulk.parts import Part, parts_of
from copydesk.bulk.run import Progress, Report, run
from copydesk.bulk.settings import BulkSettings, bulk_settings_from
from copydesk.bulk.shard import shard

__all__ = [
    "BulkSettings",
    "Cluster",
    "Counts",
    "Local",
    "Part",
    "Progress",
    "Report",
    "bulk_settings_from",
    "parts_of",
    "run",
    "shard",
]
