"""Take the present output of a golden case as expected, and show what that changes.

    python tests/accept.py html/straightforward-news …

Writes copy.md whole, and in facts.json the facts it already names (a new one: put its name there with null first).
"""

from __future__ import annotations

import difflib
import json
import sys
from pathlib import Path

from golden import Case, cases


def main(names: list[str]) -> int:
    """Accept the named cases; 2 when a name is none."""
    known = {case.name: case for case in cases()}
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        print(f"no case {', '.join(unknown) or 'named'}; there are:", *known, sep="\n  ", file=sys.stderr)
        return 2
    for name in names:
        accept(known[name])
    return 0


def accept(case: Case) -> None:
    """Write the expected files of one case."""
    write(case.folder / "copy.md", case.copy(), case.name)
    facts = {name: case.fact(name) for name in case.facts()}
    write(case.folder / "facts.json", json.dumps(facts, ensure_ascii=False, indent=2) + "\n", case.name)


def write(path: Path, new: str, case: str) -> None:
    """Write one file if it changes, and show the difference."""
    old = path.read_text("utf-8") if path.exists() else ""
    if old == new and path.exists():
        return
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), f"{case}/{path.name}", "now", lineterm="")
    print("\n".join(lines))
    path.write_text(new, "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
