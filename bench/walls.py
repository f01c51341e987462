"""Walls recognised and stories called a wall, on the invented pages of tests/wallset: by kind, template and language.

    python bench/walls.py [--part development|held_out] [--wrong]

The two parts are printed apart: the points of classify/walls.py were chosen on one and only checked on the other.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(REPOSITORY / "bench"), str(REPOSITORY / "tests")]

import copydesk  # noqa: E402
from common import plain_table, run_main  # noqa: E402
from copydesk.records import Verdict  # noqa: E402
from wallset import PARTS, STORY, Sample, samples  # noqa: E402

Judged = tuple[Sample, Verdict]


def main(arguments: Sequence[str]) -> int:
    """Judge every page of the parts and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--wrong", action="store_true", help="list every page that is judged wrongly")
    options = parser.parse_args(arguments)
    for part in [options.part] if options.part else PARTS:
        judged = [(sample, judge(sample)) for sample in samples(part)]
        print(f"\n# {part}: {summary(judged)}\n")
        print(confusion(judged))
        print("\n" + shares(judged, "template", lambda sample: f"{sample.kinds[0]}: {sample.template}"))
        print("\n" + shares(judged, "language", lambda sample: sample.language))
        if options.wrong:
            for sample, verdict in judged:
                if not sample.is_right(verdict.kind, is_wall=verdict.is_wall):
                    print(
                        f"{sample.template} [{sample.language}]: {verdict.kind} {verdict.confidence} {verdict.reason}"
                    )
    return 0


def judge(sample: Sample) -> Verdict:
    """The verdict on a page."""
    return copydesk.extract(sample.source, form=sample.form).verdict


def summary(judged: Sequence[Judged]) -> str:
    """The two figures that count."""
    walls = [pair for pair in judged if pair[0].kinds != (STORY,)]
    stories = [pair for pair in judged if pair[0].kinds == (STORY,)]
    as_wall = sum(verdict.is_wall for _, verdict in walls) / len(walls)
    right = sum(is_right(pair) for pair in walls) / len(walls)
    alarms = sum(verdict.is_wall for _, verdict in stories)
    return (
        f"{right:.1%} of {len(walls)} walls named rightly, {as_wall:.1%} called a wall; "
        f"{alarms} of {len(stories)} stories called a wall"
    )


def is_right(pair: Judged) -> bool:
    """Whether the verdict is the right one."""
    sample, verdict = pair
    return sample.is_right(verdict.kind, is_wall=verdict.is_wall)


def confusion(judged: Sequence[Judged]) -> str:
    """What each kind was taken for."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for sample, verdict in judged:
        counts[sample.kinds[0]][verdict.kind] += 1
    kinds = sorted({kind for row in counts.values() for kind in row})
    return plain_table(
        ("is \\ taken for", *kinds), [(kind, *(row.get(k) for k in kinds)) for kind, row in sorted(counts.items())]
    )


def shares(judged: Sequence[Judged], name: str, key: Callable[[Sample], str]) -> str:
    """Share of right verdicts, the lowest first."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for pair in judged:
        groups[key(pair[0])].append(is_right(pair))
    rows = [(group, sum(right) / len(right), len(right)) for group, right in groups.items()]
    return plain_table((name, "right", "pages"), sorted(rows, key=lambda row: (row[1], row[0])))


if __name__ == "__main__":
    sys.exit(run_main(main))
